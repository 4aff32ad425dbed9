"""Paying: a bill, another amount, several bills at once, early, and money that was paid too much.

Each shows what would be paid and takes the tap that confirms it; the amount is the domain's, and so is whether it still
holds.
"""
