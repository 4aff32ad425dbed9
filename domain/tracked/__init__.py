"""Instalments that customers have elsewhere, as they tell of them (我的分期): notes of their own, never loans of this shop.

Of such a bill nobody here knows whether it was paid, only whether the customer said so; so nothing in it touches the
ledger, a credit line or the audit, and no word of 逾期 or 征信 is said of it.
"""
