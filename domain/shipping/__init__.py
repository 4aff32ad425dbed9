"""After the order (配送): where goods are sent to, that they were sent, that they arrived.

Knows orders and what of them goes back; no screen, no lender. Nothing is told of an order that the shop does not deliver
through here (`domain.delivery_terms`).
"""
