"""Automatic debit (自动扣款): the card, its authorisation, and switching it off. Paying by hand is `repayment`'s."""
