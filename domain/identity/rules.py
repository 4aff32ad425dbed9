"""Checks of typed identity data (实名信息), and how it may be shown.

Source: GB 11643-1999 (the 18 digits and their check digit, shared by residence permits 81/82/83 and by permanent
residence cards 9…) and the mainland's mobile numbers. A number is never refused for its region: regions come and go.
See docs/rules/identity.md.
"""

from __future__ import annotations

import re
from enum import StrEnum

from domain.patterns import pattern
from domain.pii.id_numbers import (
    _DASHES,
    _MOBILE,
    _VARIATION_SELECTORS,
    ID_LENGTH,
    PHONE_LENGTH,
    IdNumber,
    _birth_date,
    _check_digit,
    _folded,
    _without_country,
)
from domain.text import is_digits

NAME_LENGTH = range(2, 51)

_MIDDLE_DOTS = pattern("[•・‧∙⋅⸱ꞏ]")
_APOSTROPHES = pattern("[\u2018\u2019\u02bc]")
_HAN = (
    "〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f"  # with the rare ones of the extensions
)
_LATIN = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_CHINESE_NAME = pattern(f"[{_HAN}]+(?:·[{_HAN}]+)*")
_LATIN_NAME = pattern(rf"[{_LATIN}]+(?:(?:[ '-]|\. ?)[{_LATIN}]+)*\.?")
# For want of a middle dot on the keyboard.
_FULL_STOP_IN_CHINESE = pattern(f"(?<=[{_HAN}]) ?[.。] ?(?=[{_HAN}])")
_SPACE_IN_CHINESE = pattern(f"(?<=[{_HAN}·]) +(?=[{_HAN}·])")


class IdentityProblem(StrEnum):
    """What is wrong with an answer."""

    EMPTY = "empty"
    LENGTH = "length"
    CHARACTERS = "characters"
    BIRTH_DATE = "birth_date"  # no such day, or long before anybody alive
    CHECK_DIGIT = "check_digit"
    MINOR = "minor"  # of somebody who is not of age
    FORMAT = "format"  # not a mainland mobile number


class IdentityInputError(ValueError):
    """A typed answer cannot be right; `reason` says why. The answer itself is not in the message."""

    def __init__(self, reason: IdentityProblem) -> None:
        super().__init__(reason)
        self.reason = reason


def check_id_number(text: str) -> IdNumber:
    """Read an 18-character ID number; spaces, full width and small x are forgiven. Raises `IdentityInputError`."""
    number = "".join(_folded(text).split()).upper()
    if not number:
        raise IdentityInputError(IdentityProblem.EMPTY)
    if not re.fullmatch("[0-9]*[0-9X]", number):
        raise IdentityInputError(IdentityProblem.CHARACTERS)
    if len(number) != ID_LENGTH:
        raise IdentityInputError(IdentityProblem.LENGTH)
    birth_date = _birth_date(number)
    if birth_date is None:
        raise IdentityInputError(IdentityProblem.BIRTH_DATE)
    if _check_digit(number) != number[-1]:
        raise IdentityInputError(IdentityProblem.CHECK_DIGIT)
    return IdNumber(number, birth_date)


def check_name(text: str) -> str:
    """Return a name as on the card, normalised: dots between Chinese characters to ·, no spaces between them.

    Chinese characters (rare ones too) with ·, or Latin letters with spaces, apostrophes, hyphens and full stops; 2 to
    50 characters. Raises `IdentityInputError`.
    """
    name = _VARIATION_SELECTORS.sub("", _APOSTROPHES.sub("'", _DASHES.sub("-", _folded(text))))
    name = " ".join(_MIDDLE_DOTS.sub("·", name).split())
    name = _SPACE_IN_CHINESE.sub("", _FULL_STOP_IN_CHINESE.sub("·", name))
    if not name:
        raise IdentityInputError(IdentityProblem.EMPTY)
    if not (_CHINESE_NAME.fullmatch(name) or _LATIN_NAME.fullmatch(name)):
        raise IdentityInputError(IdentityProblem.CHARACTERS)
    if len(name) not in NAME_LENGTH:
        raise IdentityInputError(IdentityProblem.LENGTH)
    return name


def check_phone(text: str) -> str:
    """Return the 11 digits of a mainland mobile number; spaces, dashes and +86 are forgiven. Raises
    `IdentityInputError`.
    """
    phone = _DASHES.sub("", "".join(_folded(text).split()))
    if not phone:
        raise IdentityInputError(IdentityProblem.EMPTY)
    phone = _without_country(phone)
    if phone.startswith("+") and is_digits(phone[1:]):
        raise IdentityInputError(IdentityProblem.FORMAT)
    if not re.fullmatch("[0-9]+", phone):
        raise IdentityInputError(IdentityProblem.CHARACTERS)
    if len(phone) != PHONE_LENGTH:
        raise IdentityInputError(IdentityProblem.LENGTH)
    if not _MOBILE.fullmatch(phone):
        raise IdentityInputError(IdentityProblem.FORMAT)
    return phone
