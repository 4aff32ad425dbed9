"""The frequent questions and their answers, by language: `locales/<language>/faq/*.toml`, read when somebody asks; and the
screens that stand under each answer: places.tsv."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from domain.patterns import pattern
from domain.value import Value
from handlers.ui.i18n import LOCALES_DIR

PREFIX = "faq."
_PLACES_FILE = Path(__file__).with_name("places.tsv")
_NONE = "-"
_HEAD = pattern(r'^\["(faq\.[\w.]+)"\]\nquestion = "(.+)"$', re.MULTILINE)
_NAMED = pattern(r"%\((\w+)\)s")


class Entry(Value):
    """`question` is short enough for a button; `answer` is plain text with the placeholders of `answers.figures`."""

    question: str
    answer: str

    @property
    def named(self) -> frozenset[str]:
        """The figures that the answer names."""
        return frozenset(_NAMED.findall(self.answer))

    @property
    def lead(self) -> str:
        """The answer in one sentence or two: its first paragraph."""
        return self.answer.split("\n\n", 1)[0]


@cache
def faq(locale: str) -> Mapping[str, Entry]:
    """Return every entry of a language by its topic (faq.bill.cutoff)."""
    import tomllib  # with the first question, not with the start

    found: dict[str, Entry] = {}
    for file in sorted((LOCALES_DIR / locale / "faq").glob("*.toml")):
        for topic, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            found[topic] = Entry(entry["question"].strip(), entry["answer"].strip())
    return found


def every_question() -> Iterator[tuple[str, str, str]]:
    """Yield intent, topic and question of every entry in every language, without reading what is answered."""
    for file in LOCALES_DIR.glob("*/faq/*.toml"):
        for topic, question in _HEAD.findall(file.read_text(encoding="utf-8")):
            yield file.stem, topic, question


@cache
def places_under() -> Mapping[str, tuple[str, ...]]:
    """Return by topic the names of the screens under its answer, where one most likely goes next first."""
    rows = (line.split("\t") for line in _PLACES_FILE.read_text(encoding="utf-8").splitlines())
    return {topic: tuple(name for name in names if name != _NONE) for topic, *names in rows}


def short(topic: str) -> str:
    """Return a topic as a button says it: faq.bill.cutoff is `bill-cutoff`, screen.limit is `screen-limit`."""
    return topic.removeprefix(PREFIX).replace(".", "-")


def topic_of(said: str) -> str:
    dotted = said.replace("-", ".")
    return dotted if dotted.startswith("screen.") else PREFIX + dotted
