"""Buying without a loan (一次付清): what is bought at once, at which price, and how it becomes an order.

A purchase is to an order without a loan what a quote is to a repayment: what the confirmation showed, under an id that
is the nonce in the button. Asking a gateway for money is `domain/payments`'.
"""
