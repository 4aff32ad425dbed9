"""Income days (收入日) as a customer tells of them, and whether what comes in is enough for what is due until the next one.

Like notes of debts elsewhere they are what the customer said: nothing here knows whether anything came in, and nothing is
decided by it.
"""
