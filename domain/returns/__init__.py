"""Goods that come back (退货): asked for, looked at by the shop, booked or declined, and what that does to the loan.

How an amount falls on instalments is worked out in `domain/rules/goods_return.py`; money that the customer is owed since
goes back by `domain/payments`.
"""
