"""Lenders, their plans (分期方案) and credit lines (额度): which plans take an amount, and what each truly costs.

Knows amounts, no goods: what is for sale is `domain/catalog`, whose prices are handed in. Formulas are `domain/rules`.
"""
