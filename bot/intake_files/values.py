"""What one cell of a lender's file says: an amount, a day, a number, words. Raises `CellWrong` where it says none."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from domain.patterns import pattern
from domain.quotes.typed_amount import LARGEST_FEN

_PLAIN = pattern(r"([0-9]{1,10})(?:\.([0-9]{1,2})0*)?")
_GROUPED = pattern(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2}0*)?")
_WHOLE = pattern(r"第?\s*([0-9]{1,4})\s*期?(?:\s*[/／]\s*[0-9]{1,4}\s*期?)?")
_TIME = pattern(r"[ T][0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?")
_NO_AMOUNT = "an amount in yuan is expected, like 1,333.67"
LONGEST_WORDS = 200
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class CellWrong(ValueError):
    """A cell that says nothing of its kind; the message says what is expected, and nothing of what stands there."""


def amount_of(cell: object) -> int:
    """Return an amount in fen, 0 and above; nothing there is 0."""
    if isinstance(cell, str):
        return _written(cell)
    if isinstance(cell, int | Decimal):
        return _within_reason(_fen(Decimal(cell)))
    raise CellWrong(_NO_AMOUNT)


@lru_cache(maxsize=50_000)  # instalments of a contract are alike
def _written(cell: str) -> int:
    plain = _PLAIN.fullmatch(cell) or _PLAIN.fullmatch(_without_currency(cell))
    if plain is not None:
        return _within_reason(int(plain[1]) * 100 + int((plain[2] or "").ljust(2, "0")))
    if cell.strip():
        raise CellWrong(_NO_AMOUNT)
    return 0


def _within_reason(fen: int) -> int:
    if fen > LARGEST_FEN:
        raise CellWrong("the amount is larger than any loan")
    return fen


def _without_currency(cell: str) -> str:
    words = unicodedata.normalize("NFKC", cell).replace(" ", "")
    words = (
        words.removeprefix("¥")
        .removeprefix("￥")
        .removeprefix("RMB")
        .removeprefix("人民币")
        .removesuffix("元")
    )
    return words.replace(",", "") if _GROUPED.fullmatch(words) else words


def _fen(yuan: Decimal) -> int:
    fen = yuan * 100
    if fen != fen.to_integral_value() or fen < 0:
        raise CellWrong("an amount in yuan is expected, with whole fen")
    return int(fen)


def day_of(cell: object, date_format: str) -> date:
    """Return a day, written as the mapping says, or as a workbook keeps it; a time of day behind it is left out."""
    if isinstance(cell, date):
        return _within(cell)
    return _day(str(cell), date_format)


@lru_cache(maxsize=20_000)  # few days, many lines
def _day(words: str, date_format: str) -> date:
    try:
        day = datetime.strptime(_TIME.sub("", words.strip()), date_format).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise CellWrong(f"a day is expected, written as {date_format}") from None
    return _within(day)


def _within(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise CellWrong("the day is not of this century")
    return day


def whole_of(cell: object) -> int:
    """Return a number of instalments, or of one: 3, 第3期, 3/12."""
    found = _WHOLE.fullmatch(str(cell).strip())
    if found is None:
        raise CellWrong("a whole number is expected")
    return int(found[1])


def words_of(cell: object, longest: int = LONGEST_WORDS) -> str:
    """Return words, which have to stand there."""
    words = " ".join(str(cell).split())
    if not words:
        raise CellWrong("nothing stands there")
    if len(words) > longest:
        raise CellWrong(f"more than {longest} characters stand there")
    return words
