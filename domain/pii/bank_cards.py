"""Checks of a typed bank card number (银行卡号), and what of it may be kept.

Source: ISO/IEC 7812-1 (annex B, the check digit after Luhn) and the 16 to 19 digits of mainland cards. A few old
cards fail the check digit, so it is reported, not refused. The number itself is in no result and in no error.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from domain.patterns import pattern
from domain.pii.card_bins import CardKind, issue_of
from domain.text import ascii_digits
from domain.value import Value

CARD_LENGTH = range(16, 20)

_IN_WORDS = pattern(r"(?<![0-9])[0-9](?:[0-9]|[ \-\u2010-\u2015\u2212](?=[0-9])){15,30}(?![0-9])")
_GAPS = pattern(r"[\s\-\u2010-\u2015\u2212]+")


class CardProblem(StrEnum):
    """What is wrong with an answer."""

    EMPTY = "empty"
    CHARACTERS = "characters"
    LENGTH = "length"


class CardInputError(ValueError):
    """A typed answer cannot be a card number; `reason` says why. The answer itself is not in the message."""

    def __init__(self, reason: CardProblem) -> None:
        super().__init__(reason)
        self.reason = reason


class Card(Value):
    """What may be shown of a card. `bank` is a key of `domain.pii.card_bins`; None where the issuer is not known,
    as is its `kind`.
    """

    last_four: str
    bank: str | None
    kind: CardKind | None
    luhn_ok: bool


def check_card(text: str) -> Card:
    """Return the card with the typed number; spaces, dashes and full width are forgiven. Raises `CardInputError`."""
    number = card_number(text)
    if not number:
        raise CardInputError(CardProblem.EMPTY)
    if not re.fullmatch("[0-9]+", number):
        raise CardInputError(CardProblem.CHARACTERS)
    if len(number) not in CARD_LENGTH:
        raise CardInputError(CardProblem.LENGTH)
    issue = issue_of(number)
    return Card(
        last_four=number[-4:],
        bank=issue.bank,
        kind=issue.kind,
        luhn_ok=luhn_ok(number),
    )


def card_number(text: str) -> str:
    """Return what was typed without spaces, dashes and full width; nothing else is checked."""
    folded = unicodedata.normalize("NFKC", text)
    return _GAPS.sub("", "".join(char for char in folded if unicodedata.category(char) != "Cf"))


def contains_card_number(text: str) -> bool:
    """Return whether words hold what is a card number by its length and check digit, or by a UnionPay card's first
    digits.
    """
    folded = ascii_digits(unicodedata.normalize("NFKC", text))
    found = (_GAPS.sub("", number) for number in _IN_WORDS.findall(folded))
    return any(
        len(number) in CARD_LENGTH and (luhn_ok(number) or number.startswith("62")) for number in found
    )


def luhn_ok(number: str) -> bool:
    """Return whether the last digit is the check digit of the others: every second digit from the right counts
    double.
    """
    doubled = "0246813579"
    total = sum(
        int(doubled[int(digit)]) if place % 2 else int(digit) for place, digit in enumerate(reversed(number))
    )
    return total % 10 == 0
