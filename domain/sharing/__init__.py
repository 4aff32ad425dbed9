"""Shared eyes (共享还款日): one other person sees a customer's due dates, and is told when something is late.

Asked for by a link of the customer's own, agreed to by the one who opens it, ended by either. Holds who may see whose dates;
no identity, order or lender of anybody goes through here, and no amount unless its owner says so.
"""
