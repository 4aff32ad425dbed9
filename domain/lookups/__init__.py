"""Look-ups of the shop's people (查询): who a number or a name belongs to, how a customer stands, what waits today.

Only reads, and says nothing unmasked but one field that is asked for; whoever looks at a person says why, and that is
written down.
"""
