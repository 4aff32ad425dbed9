"""Automatic debit (自动扣款): the bound cards, the mandate, and the run that debits what is due.

Card numbers are the gateway's: only tokens and last four digits are kept. A debit is a payment as any other and goes
the way of `domain/payments`.
"""
