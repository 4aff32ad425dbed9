"""A text in each language; typed words without what does not matter, in one script and with one kind of digit."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from domain.value import Value

if TYPE_CHECKING:
    from opencc import OpenCC

DEFAULT_LOCALE = "zh_CN"


class LocalText(Value):
    """One text by locale ("zh_CN", "zh_TW", "en"); zh_CN is always there and stands in for the others."""

    texts: dict[str, str]

    def __post_init__(self) -> None:
        if DEFAULT_LOCALE not in self.texts:
            raise ValueError(f"a text has at least its {DEFAULT_LOCALE} form")

    def __hash__(self) -> int:
        return hash(frozenset(self.texts.items()))

    def in_(self, locale: str) -> str:
        return self.texts.get(locale) or self.texts[DEFAULT_LOCALE]

    def as_dict(self) -> dict[str, str]:
        return dict(self.texts)


def folded(typed: str) -> str:
    """Return the words whatever their width, case and the spaces around them."""
    return unicodedata.normalize("NFKC", typed).casefold().strip()


def ascii_digits(typed: str) -> str:
    """Return the words with the digits of every script (٣, ३, full width) as 0 to 9: whoever looks for a number in words
    does not miss it. What is asked for is refused instead where it is in such digits (`is_digits`).
    """
    return "".join(char if char.isascii() else str(unicodedata.decimal(char, char)) for char in typed)


def is_digits(text: str) -> bool:
    """Return whether there is nothing but 0 to 9, and at least one: `str.isdigit` takes ² and ٣, too."""
    return text.isascii() and text.isdecimal()


@cache
def _to_simplified() -> OpenCC:
    from opencc import OpenCC  # 7 MB and 30 ms, for whoever says something

    return OpenCC("t2s")


def simplified(text: str) -> str:
    return text if text.isascii() else _to_simplified().convert(text)
