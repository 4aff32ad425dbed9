"""Receipts (还款回单), settlement certificates (结清证明) and statements (对账单): made from the books, numbered, confirmed.

Only what the books say. How it looks on paper is `bot/documents`.
"""
