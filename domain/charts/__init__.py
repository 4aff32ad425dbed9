"""What charts show: the periods of a loan, what settling earlier or later saves, what falls due by month.

Only reads, and every figure is one that another service answers, too. How a chart is drawn is `bot/charts`' affair.
"""
