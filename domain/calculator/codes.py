"""An offer in a button: everything that was said of it, in at most 24 characters, so that nothing need be kept.

A letter for the way of pricing (of what is open, a capital), then amount, periods and value in base 36; how many of the
first periods are free, where some are, or what is kept back when it is paid out. `fits`: whether that is short enough.
"""

from __future__ import annotations

from domain.calculator.results import (
    AT_DRAWDOWN,
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
LONGEST = 24
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CODE = pattern(
    r"([a-zA-Z])([0-9a-z]{1,7})-([0-9a-z]{1,2})-([0-9a-z]{1,7})(?:-([0-9a-z]{1,2})|_([0-9a-z]{1,6}))?"
)
_EARLY = pattern(r"([0-9a-z]{1,2})-([0-9a-z]{1,7}|)")


def code_of(offer: Asked) -> str:
    """Return the offer as it stands in a button."""
    letter = offer.way.value if isinstance(offer, Offer) else offer.kind.value
    code = f"{letter}{_written(offer.amount_fen)}-{_written(offer.periods)}-{_written(offer.value)}"
    if offer.withheld_fen:
        return f"{code}_{_written(offer.withheld_fen)}"
    return f"{code}-{_written(offer.free_periods)}" if offer.free_periods else code


def fits(offer: Asked) -> bool:
    """Return whether all that was said of an offer goes into a button."""
    return not (offer.free_periods and offer.withheld_fen) and len(code_of(offer)) <= LONGEST


def offer_in(code: str) -> Asked | None:
    """Return the offer; None where no button of ours says so."""
    match = _CODE.fullmatch(code)
    if match is None:
        return None
    letter, *numbers = match.groups("0")
    amount_fen, periods, value, free, withheld_fen = (int(text, 36) for text in numbers)
    if not (1 <= amount_fen <= LARGEST_FEN and 1 <= periods <= MOST_PERIODS and value <= HIGHEST_VALUE):
        return None
    if free >= periods or withheld_fen >= amount_fen:
        return None
    try:
        if letter.isupper():
            return OpenOffer(amount_fen, periods, OpenKind(letter), value, free, withheld_fen)
        offer = Offer(amount_fen, periods, Way(letter), value, free, withheld_fen)
        if (free and offer.way not in BY_PERIODS) or (withheld_fen and offer.way in AT_DRAWDOWN):
            return None
        return offer
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
