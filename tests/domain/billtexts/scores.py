"""How much of what is expected was read right: over fields, where the reader answers without asking."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from domain.billtexts.messages import read_message
from domain.billtexts.results import MessageReading, ReadBill, SentenceReading
from domain.billtexts.sentences import read_sentence
from domain.value import names_of

TODAY = date(2026, 11, 30)
AMOUNTS = ("amount_fen", "minimum_fen", "remaining_fen", "principal_fen", "per_period_fen")
NOT_COMPARED = ("confidence", "unsure", "product", "plan", "origin")  # of bills
NOT_COMPARED_OF_SENTENCES = ("sender", "product", "date_only", "missing", "every_months")


@dataclass(slots=True)
class Score:
    """`answered`: fields that were read; `right` of those; `expected`: fields there are; `found` of those. `invented`:
    amounts that are none of the text's; one in the place of another is a wrong field.
    """

    texts: int = 0
    texts_right: int = 0
    answered: int = 0
    right: int = 0
    expected: int = 0
    found: int = 0
    invented: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(self.answered, 1)

    @property
    def recall(self) -> float:
        return self.found / max(self.expected, 1)


def rows(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the texts of a table, with what is expected of each."""
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
        text, expected = line.split("\t")
        yield json.loads(text), json.loads(expected)


def as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def agrees(read: object, expected: object) -> bool:
    """Return whether that is it, or one of what it may be."""
    return as_json(read) in (expected if isinstance(expected, list) else [expected])


def compared(
    score: Score, text: str, read: object, expected: dict[str, Any], left_out: Iterable[str]
) -> bool:
    """Count the fields of one reading; return whether all of them are right."""
    is_right = True
    amounts = [expected.get(name) for name in AMOUNTS]
    known = {fen for each in amounts for fen in (each if isinstance(each, list) else [each])}
    for name in names_of(read):
        if name in left_out or name in expected.get("open", ()):
            continue
        value, wanted = getattr(read, name), expected.get(name)
        wanted = False if wanted is None and isinstance(value, bool) else wanted
        right = agrees(value, wanted)
        if value is not None and value is not False:
            score.answered += 1
            score.right += right
            if name in AMOUNTS and value not in known and not right:
                score.invented.append(f"{text}: {name} {value}")
        if wanted is not None and wanted is not False and not (isinstance(wanted, list) and None in wanted):
            score.expected += 1
            score.found += right
        if not right:
            is_right = False
            score.wrong.append(f"{text}: {name} {as_json(value)} for {wanted}")
    return is_right


def of_messages(table: Iterable[tuple[str, dict[str, Any]]]) -> Score:
    score = Score()
    for text, expected in table:
        score.texts += 1
        score.texts_right += _message(score, text, read_message(text, TODAY), expected)
    return score


def _message(score: Score, text: str, reading: MessageReading, expected: dict[str, Any]) -> bool:
    wanted: list[dict[str, Any]] = expected.get("bills", [])
    if "refusal" in expected or reading.refusal is not None or len(wanted) != len(reading.bills):
        right = reading.refusal == expected.get("refusal") and len(wanted) == len(reading.bills)
        if not right:
            score.wrong.append(f"{text}: {reading.refusal or len(reading.bills)} for {expected}")
        score.expected += sum(map(len, wanted))
        score.answered += sum(map(_said, reading.bills))
        known = {each.get(name) for each in wanted for name in AMOUNTS}
        score.invented += [
            f"{text}: {b.amount_fen}" for b in reading.bills if b.amount_fen not in {*known, None}
        ]
        return right
    pairs = zip(reading.bills, wanted, strict=True)
    each_right = [compared(score, text, bill, each, NOT_COMPARED) for bill, each in pairs]
    return all(each_right)


def _said(bill: ReadBill) -> int:
    return sum(getattr(bill, name) is not None for name in names_of(bill) if name not in NOT_COMPARED)


def of_sentences(table: Iterable[tuple[str, dict[str, Any]]]) -> Score:
    score = Score()
    read: Callable[[str], SentenceReading] = lambda text: read_sentence(text, TODAY)  # noqa: E731
    for text, expected in table:
        score.texts += 1
        said = read(text)
        right = compared(score, text, said, expected, NOT_COMPARED_OF_SENTENCES)
        if "missing" in expected and [*said.missing] != expected["missing"]:
            right = False
            score.wrong.append(f"{text}: missing {[*map(str, said.missing)]} for {expected['missing']}")
        score.texts_right += right
    return score
