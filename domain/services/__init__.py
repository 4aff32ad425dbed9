"""The verbs: each loads what it needs, applies a rule, and commits once.

A service takes ports in its constructor and ids in its methods; it checks that an object belongs to the customer who
asks, and answers frozen results. No query, no text, no Telegram here.
"""
