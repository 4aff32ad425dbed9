"""From the lines of text on a photo of an ID card to its fields. See docs/rules/identity.md.

Characters are confused and lines are broken differently on every photo, so a field is taken only where it proves itself: the
number by its check digit, the validity by its span, the name by being one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from domain.identity.card import CardFields, CardSide
from domain.identity.rules import IdentityInputError, check_id_number, check_name
from domain.patterns import pattern
from domain.pii.id_numbers import ID_LENGTH

# Cards are issued for so many years, or without an end (居民身份证法, article 5; residence permits for 5 or 10).
VALID_YEARS = (5, 10, 20)
# The day before; and what the 29th to the 31st, taken as the 28th, lie behind it.
ONE_DAY_OR_FEBRUARY = 3
_NAME_LABEL = pattern(r"^[姓性][名各](?:/?name)?[:：/]?", re.IGNORECASE)
_OTHER_FIELDS = pattern(r"(?:性.?别|sex|民族|出生|birth|住址|公民|身份|证件).*$", re.IGNORECASE)
_LOOKS_LIKE_DIGITS = str.maketrans("OoQDIl|!BSZz", "000011118522")
_NUMBER_PLACE = pattern(r"[0-9OoQDIl|!BSZzXx×]{18,}")
_BACK = pattern(r"有效期|签发机关|中华人民共和国")
_SPAN = pattern(
    r"((?:19|20)[0-9]{2})\D?([01][0-9])\D?([0-3][0-9])\D{0,4}?(?:(20[0-9]{2})\D?([01][0-9])\D?([0-3][0-9])|(长期|長期))"
)


def read_card(lines: Sequence[str]) -> CardFields | None:
    """Read the lines of a card; None where neither side is recognised."""
    plain = [_plain(line) for line in lines]
    plain = [line for line in plain if line]
    until, long_term = _validity("".join(plain))
    number = _number(plain)
    name = _name(plain)
    if number is not None or name is not None:
        return CardFields(CardSide.FRONT, name, number, until, long_term)
    if until is not None or long_term or any(_BACK.search(line) for line in plain):
        return CardFields(CardSide.BACK, valid_until=until, long_term=long_term)
    return None


def _plain(line: str) -> str:
    """Without spaces, width and look."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", line))


def _number(lines: Sequence[str]) -> str | None:
    """Return the first number that fits its check digit; it may be broken over two lines."""
    for line in (*lines, *("".join(pair) for pair in pairwise(lines))):
        for place in _NUMBER_PLACE.findall(line):
            for candidate in _windows(place):
                try:
                    return check_id_number(candidate).text
                except IdentityInputError:
                    continue
    return None


def _windows(place: str) -> Iterator[str]:
    for start in range(len(place) - ID_LENGTH + 1):
        digits, last = place[start : start + ID_LENGTH - 1], place[start + ID_LENGTH - 1]
        last = "X" if last in "Xx×" else last.translate(_LOOKS_LIKE_DIGITS)
        yield digits.translate(_LOOKS_LIKE_DIGITS) + last


def _name(lines: Sequence[str]) -> str | None:
    """Return what stands behind its label, else on a line beside it: aslant, the label may come after the name."""
    for number, line in enumerate(lines):
        if not _NAME_LABEL.match(line):
            continue
        beside = (*lines[number + 1 : number + 2], *lines[max(0, number - 1) : number])
        for words in (_NAME_LABEL.sub("", line, count=1), *beside):
            try:
                return check_name(_OTHER_FIELDS.sub("", words))
            except IdentityInputError:
                continue
    return None


def _validity(text: str) -> tuple[date | None, bool]:
    """Return the last day, or whether there is none; a span for which no card is issued was misread."""
    for found in _SPAN.finditer(text):
        first = _day(*found.groups()[:3])
        if first is None:
            continue
        if found[7]:
            return None, True
        last = _day(*found.groups()[3:6])
        if last is not None and _is_issued(first, last):
            return last, False
    return None, False


def _is_issued(first: date, last: date) -> bool:
    """Return whether a card is issued for this span. Some end on the same day of the year, some the day before."""
    ends = (date(first.year + years, first.month, min(first.day, 28)) for years in VALID_YEARS)
    return any(abs((last - end).days) <= ONE_DAY_OR_FEBRUARY for end in ends)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
