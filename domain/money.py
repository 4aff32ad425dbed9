"""Money as integer fen, and the one place where rounding happens."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from domain.value import Value


class RoundingMode(StrEnum):
    """How a fraction of a fen becomes a whole one."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    FLOOR = "floor"


def round_ratio(numerator: int, denominator: int, mode: RoundingMode) -> int:
    """Round numerator/denominator (fen, not negative) to a whole fen. Every rounding of money ends in this function."""
    if numerator < 0 or denominator <= 0:
        raise ValueError("money is rounded as a non-negative amount; the sign is the caller's")
    whole, rest = divmod(numerator, denominator)
    if mode is RoundingMode.FLOOR or rest * 2 < denominator:
        return whole
    if rest * 2 > denominator or mode is RoundingMode.HALF_UP:
        return whole + 1
    return whole + whole % 2


def round_fen(value: Decimal | Fraction | int, mode: RoundingMode) -> int:
    """`round_ratio` of any exact number."""
    return round_ratio(*value.as_integer_ratio(), mode)


def plain_yuan(amount_fen: int) -> str:
    """Write an amount, not less than 0, as a bare number, `3999.00`: to be copied, typed, or read by a spreadsheet."""
    return f"{amount_fen // 100}.{amount_fen % 100:02d}"


class Money(Value, order=True):
    """An amount of renminbi in integer fen; may be negative only as a difference."""

    amount_fen: int

    def __post_init__(self) -> None:
        if type(self.amount_fen) is not int:
            raise TypeError("money is integer fen")

    def __add__(self, other: Money) -> Money:
        return Money(self.amount_fen + other.amount_fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount_fen - other.amount_fen)

    def __mul__(self, count: int) -> Money:
        return Money(self.amount_fen * count)

    def __bool__(self) -> bool:
        return self.amount_fen != 0

    def split(self, parts: int) -> tuple[Money, ...]:
        """`parts` amounts that sum to the whole; what does not divide goes to the first ones, a fen each."""
        if parts < 1:
            raise ValueError("at least one part")
        base, rest = divmod(self.amount_fen, parts)
        return tuple(Money(base + (1 if i < rest else 0)) for i in range(parts))

    @staticmethod
    def total(amounts: Iterable[Money]) -> Money:
        return Money(sum(a.amount_fen for a in amounts))
