"""An offer in a button: everything that was said of it, in at most 24 characters, so that nothing need be kept.

A letter for the way of pricing (of what is open, a capital), then amount, periods and value in base 36, and how many of the
first periods are free, where some are.
"""

from __future__ import annotations

from domain.calculator.results import (
    BY_PERIODS,
    HIGHEST_VALUE,
    MOST_PERIODS,
    Asked,
    Early,
    Offer,
    OpenKind,
    OpenOffer,
    Way,
)
from domain.patterns import pattern
from domain.quotes.typed_amount import LARGEST_FEN

NONE = "0"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CODE = pattern(r"([a-zA-Z])([0-9a-z]{1,7})-([0-9a-z]{1,2})-([0-9a-z]{1,7})(?:-([0-9a-z]{1,2}))?")
_EARLY = pattern(r"([0-9a-z]{1,2})-([0-9a-z]{1,7}|)")


def code_of(offer: Asked) -> str:
    """Return the offer as it stands in a button."""
    letter = offer.way.value if isinstance(offer, Offer) else offer.kind.value
    code = f"{letter}{_written(offer.amount_fen)}-{_written(offer.periods)}-{_written(offer.value)}"
    return f"{code}-{_written(offer.free_periods)}" if offer.free_periods else code


def offer_in(code: str) -> Asked | None:
    """Return the offer; None where no button of ours says so."""
    match = _CODE.fullmatch(code)
    if match is None:
        return None
    letter, amount_fen, periods, value, free = match[1], *(int(text, 36) for text in match.groups("0")[1:])
    if not (1 <= amount_fen <= LARGEST_FEN and 1 <= periods <= MOST_PERIODS and value <= HIGHEST_VALUE):
        return None
    if free >= periods:
        return None
    try:
        if letter.isupper():
            return OpenOffer(amount_fen, periods, OpenKind(letter), value, free)
        offer = Offer(amount_fen, periods, Way(letter), value, free)
        return None if free and offer.way not in BY_PERIODS else offer
    except ValueError:
        return None


def code_of_early(early: Early | None) -> str:
    if early is None:
        return NONE
    return f"{_written(early.after)}-{'' if early.amount_fen is None else _written(early.amount_fen)}"


def early_in(code: str) -> Early | None:
    """Return what is paid early; None for nothing, and for what no button of ours says."""
    match = _EARLY.fullmatch(code)
    if match is None:
        return None
    return Early(int(match[1], 36), int(match[2], 36) if match[2] else None)


def _written(number: int) -> str:
    if number < 10:
        return str(number)
    return _written(number // 36) + _DIGITS[number % 36] if number >= 36 else _DIGITS[number]
