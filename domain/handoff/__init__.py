"""Going over to the lender's own page: the application, the lender's report on it, the order made of what was signed.

For shops that may not sign for a lender (`OPERATOR_MODE=merchant`). Signing and carrying messages is `bot/adapters/lenders`.
"""
