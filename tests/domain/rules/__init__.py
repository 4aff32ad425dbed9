"""Mirrors `domain/rules/`: the worked figures of docs/rules/ as named tests, and laws that hold for every plan.

`plans` makes plans, for examples and for hypothesis. No database, no clock, no text of the assistant.
"""
