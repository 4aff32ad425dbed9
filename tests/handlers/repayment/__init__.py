"""Repayment."""
