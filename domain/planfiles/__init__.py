"""Files and lists of repayment plans: from rows of cells to bills. What a stranger's file does to a reader of workbooks it
does in another process (`ports`); nothing here knows a database, a network or a clock.
"""
