"""Texts in the customer's language, and the one formatter of amounts, rates and days.

A msgid is the natural Chinese sentence, so zh_CN shows correctly without any catalogue; the other languages are read
from their .po files when somebody first needs them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from pathlib import Path

from babel import Locale
from babel.dates import format_date

from domain.patterns import pattern
from domain.text import LocalText

LOCALES_DIR = Path(__file__).resolve().parents[2] / "locales"
SOURCE_LOCALE = "zh_CN"
_QUOTED = r'(".*"(?:\n".*")*)'
_ENTRY = pattern(rf"^msgid {_QUOTED}\nmsgstr {_QUOTED}$", re.MULTILINE)


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name
    """Mark a sentence for the catalogue where it stands, to be translated where it is shown."""
    return message


class Texts:
    """One language. `t("…%(amount)s…", amount=…)` is the sentence in it."""

    def __init__(self, locale: str, messages: dict[str, str]) -> None:
        self.locale = locale
        self._messages = messages

    @cached_property
    def _babel(self) -> Locale:
        """An object, for Babel parses a text again at every call; made with the first day, as its data are 3 MB."""
        return Locale.parse(self.locale)

    def __call__(self, message: str, /, **values: object) -> str:
        template = self._messages.get(message, message)
        return template % values if values else template.replace("%%", "%")

    def name(self, text: LocalText) -> str:
        return text.in_(self.locale)

    def money(self, amount_fen: int) -> str:
        """`¥1,200.50`, in every language."""
        sign = "-" if amount_fen < 0 else ""
        yuan, fen = divmod(abs(amount_fen), 100)
        return f"{sign}¥{yuan:,}.{fen:02d}"

    def percent(self, value: Decimal) -> str:
        """Write a percentage with two decimals: `13.03%`."""
        return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP)}%"

    def exact(self, value: Decimal) -> str:
        """Write a rate as it is agreed, unrounded: `10.8%`, `0.00625%`."""
        text = f"{value:f}"
        return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"

    def day(self, day: date, today: date, *, away: str = "") -> str:
        """`12月5日（周六）`, with how far `away` it is `12月5日（周六，3天后）`; the year only where it is not this one."""
        same_year = day.year == today.year
        if self.locale == "en":
            written = format_date(day, "EEE d MMM" if same_year else "EEE d MMM y", locale=self._babel)
            return f"{written} ({away})" if away else written
        written = format_date(day, "M月d日（EEE）" if same_year else "y年M月d日（EEE）", locale=self._babel)
        return f"{written.removesuffix('）')}，{away}）" if away else written

    def short_day(self, day: date, today: date) -> str:
        """Write a day for narrow tables: `12/5`, `27/1/5` where the year is not this one; `5 Dec`, `5 Jan 27` in English."""
        same_year = day.year == today.year
        if self.locale == "en":
            return format_date(day, "d MMM" if same_year else "d MMM yy", locale=self._babel)
        return f"{day.month}/{day.day}" if same_year else f"{day:%y}/{day.month}/{day.day}"

    def month(self, day: date, *, year: bool = False) -> str:
        """Write the month of a day: `12月`, `2026年12月` with its `year`; `Dec`, `December 2026` in English."""
        if self.locale == "en":
            return format_date(day, "MMMM y" if year else "MMM", locale=self._babel)
        return format_date(day, "y年M月" if year else "M月", locale=self._babel)


class WatchedTexts(Texts):
    """The same language, telling `missing` of every sentence and name for which Chinese has to stand in."""

    def __init__(self, texts: Texts, missing: Callable[[str], None]) -> None:
        super().__init__(texts.locale, texts._messages)
        self._missing = missing

    def __call__(self, message: str, /, **values: object) -> str:
        if self.locale != SOURCE_LOCALE and message not in self._messages:
            self._missing(message)
        return super().__call__(message, **values)

    def name(self, text: LocalText) -> str:
        if not text.texts.get(self.locale):
            self._missing(text.in_(self.locale))
        return super().name(text)


@cache
def texts_for(locale: str) -> Texts:
    return Texts(locale, {} if locale == SOURCE_LOCALE else _read_catalogue(locale))


def _read_catalogue(locale: str) -> dict[str, str]:
    """Return what is translated, by msgid, from a file as `make i18n` writes it.

    Babel's own reader also keeps what only translators need, and takes several times as long, at every start. One entry is
    read after the other, and the msgids are the same objects in all languages: a start has two of them to keep.
    """
    text = (LOCALES_DIR / locale / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8")
    pairs = (map(_unquoted, entry.groups()) for entry in _ENTRY.finditer(text))
    return {sys.intern(msgid): msgstr for msgid, msgstr in pairs if msgid and msgstr}


def _unquoted(lines: str) -> str:
    """Join the quoted lines of a text; its escapes are those of JSON."""
    text: str = json.loads(lines.replace('"\n"', ""))
    return text


@cache
def document(locale: str, name: str) -> str:
    """Read a longer text of its own, e.g. `agreements/installment-v1.txt`."""
    return (LOCALES_DIR / locale / name).read_text(encoding="utf-8")
