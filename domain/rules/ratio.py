"""Exact ratios of integers, so that the inner loops need neither Fraction objects nor float."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

Ratio = tuple[int, int]  # numerator, denominator; the denominator is positive


def half_up(numerator: int, denominator: int) -> int:
    """`round_fen(Fraction(numerator, denominator), HALF_UP)` in plain integers (both not negative)."""
    return (2 * numerator + denominator) // (2 * denominator)


@lru_cache(maxsize=1024)
def percent_ratio(percent: Decimal) -> Ratio:
    """12 (per cent) as 3/25."""
    numerator, denominator = (percent / 100).as_integer_ratio()
    return numerator, denominator
