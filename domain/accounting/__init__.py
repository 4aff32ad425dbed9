"""What the books say to whoever keeps the accounts: journal, trial balance, loan tape; docs/accounting.md.

Only reads, a page at a time: the books may be of any size.
"""
