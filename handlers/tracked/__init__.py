"""What customers track themselves (我的分期): told in a sentence, read back, reminded of. In its words nothing is 逾期, and
nothing was paid to anybody: the customer said so.
"""
