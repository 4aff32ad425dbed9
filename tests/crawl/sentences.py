"""What is typed: every frequent question as it stands in a language, and sentences.tsv, which has every kind of sentence
that was not understood once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from domain.understanding.topics import CRISIS, FRAUD
from handlers.questions.faq import faq

_FILE = Path(__file__).with_name("sentences.tsv")

_AIMLESS = {"oos", "smalltalk", "noise"}


class Opens(StrEnum):
    """What a sentence must lead to, whatever the state and whatever was asked."""

    ANYTHING = "-"  # that answers it
    CRISIS = "crisis"
    FRAUD = "fraud"
    UNPAID = "unpaid"  # nothing to pay with
    TWO = "two"  # an answer to each of two questions


@dataclass(frozen=True, slots=True)
class Sentence:
    """`kind`: of the file, or the topic of a frequent question."""

    text: str
    opens: Opens
    kind: str

    @property
    def asks(self) -> bool:
        """Return whether it is plainly no answer to something else, and has one."""
        return not self.is_grave and self.kind not in _AIMLESS

    @property
    def is_grave(self) -> bool:
        return self.opens in (Opens.CRISIS, Opens.FRAUD)


def written() -> Sequence[Sentence]:
    rows = (line.split("\t") for line in _FILE.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    return tuple(Sentence(text, Opens(opens), kind) for kind, opens, text in rows)


def frequent(locale: str) -> Sequence[Sentence]:
    opens = {CRISIS: Opens.CRISIS, FRAUD: Opens.FRAUD}
    return tuple(
        Sentence(entry.question, opens.get(topic, Opens.ANYTHING), topic)
        for topic, entry in faq(locale).items()
    )


def share(locale: str, place: int, places: int) -> Sequence[Sentence]:
    """Return what is typed in one of so many places where not everything is typed in each: all of them have all of it."""
    return everything(locale)[place::places]


def grave() -> Sequence[Sentence]:
    """Return what comes before everything."""
    return tuple(one for one in written() if one.is_grave)


def everything(locale: str) -> Sequence[Sentence]:
    return (*frequent(locale), *written())
