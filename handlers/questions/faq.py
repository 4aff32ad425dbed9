"""The frequent questions and their answers, by language: `locales/<language>/faq/*.toml`, read when somebody asks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from handlers.ui.i18n import LOCALES_DIR


@dataclass(frozen=True, slots=True)
class Entry:
    """`question` is short enough for a button; `answer` is plain text with the placeholders of `Facts`."""

    question: str
    answer: str


@cache
def faq(locale: str) -> Mapping[str, Entry]:
    """Return every entry of a language by its topic (`faq.bill.cutoff`)."""
    found: dict[str, Entry] = {}
    for file in sorted((LOCALES_DIR / locale / "faq").glob("*.toml")):
        for topic, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            found[topic] = Entry(entry["question"].strip(), entry["answer"].strip())
    return found
