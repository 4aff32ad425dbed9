"""How each kind of value is written on the command line: text in, typed value out, or a refusal in one sentence."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from domain.patterns import pattern
from domain.terms import FeeTier, PrepayFeeKind

MAX_PERIODS = 360

_YUAN = pattern(r"[0-9]{1,12}(\.[0-9]{1,2})?")
_PERCENT = pattern(r"([0-9]{1,6}(?:\.[0-9]{1,10})?)%")
_NUMBER = pattern(r"[0-9]{1,6}(\.[0-9]{1,10})?")
_TIER = pattern(r"([0-9]{1,6}(?:\.[0-9]{1,10})?)@([1-9][0-9]{0,2})")
_WHOLE = pattern(r"[0-9]{1,9}")
_DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class PrepayFee(NamedTuple):
    """As `PrepayTerms` has it."""

    kind: PrepayFeeKind
    value: Decimal
    tiers: tuple[FeeTier, ...] = ()


def yuan(text: str) -> int:
    """3999 or 3999.00 as fen; more than nothing."""
    amount_fen = int(Decimal(text) * 100) if _YUAN.fullmatch(text) else 0
    if amount_fen < 1:
        raise ArgumentTypeError(f"{text!r} is not an amount in yuan like 3999 or 3999.50")
    return amount_fen


def percent(text: str) -> Decimal:
    """12% or 0.6% as Decimal of per cent."""
    match = _PERCENT.fullmatch(text)
    if match is None:
        raise ArgumentTypeError(f"{text!r} is not a percentage like 12% or 0.6%")
    return Decimal(match[1])


def factor(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ArgumentTypeError(f"{text!r} is not a number like 1.5")
    return Decimal(text)


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from `least` to `most`."""

    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            raise ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return read


def day(text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ArgumentTypeError(f"{text!r} is not a date like 2026-01-05")


def prepay_fee(text: str) -> PrepayFee:
    """none, pct:3 or months:1; pct:3@6,2@12,0 where it goes by the whole months since the drawdown."""
    kind, _, values = text.partition(":")
    if text == PrepayFeeKind.NONE:
        return PrepayFee(PrepayFeeKind.NONE, Decimal(0))
    *tiers, last = values.split(",")
    matches = [_TIER.fullmatch(tier) for tier in tiers]
    if kind in (PrepayFeeKind.PERCENT, PrepayFeeKind.MONTHS) and all(matches) and _NUMBER.fullmatch(last):
        found = tuple(FeeTier(int(match[2]), Decimal(match[1])) for match in matches if match)
        months = [tier.before_month for tier in found]
        if months == sorted(set(months)):
            return PrepayFee(PrepayFeeKind(kind), Decimal(last), found)
    raise ArgumentTypeError(
        f"{text!r} is not a fee like pct:3, months:1, none, or pct:3@6,2@12,0 (3 % before month 6, then 2 %, from"
        " month 12 on nothing)"
    )
