"""Which bank issued a card, and of which kind it is, by its first digits (BIN, 发卡行识别码) and its length: public facts.

The table beside this file is made by `tools/card_bins.py`; docs/rules/autopay.md names its sources. A number that is not
there says nothing about the card. Keys of banks are the clearing codes in use there; their names are the views' affair.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("card_bins.tsv")
# Shorter ones are of old cards, and mean something at their length only.
BIN_LENGTH = 6
_OPEN = "-"


class CardKind(StrEnum):
    """What may be done with a card: only a debit card (借记卡) can be bound for repaying by direct debit. 准贷记卡 lend,
    too, and count as credit cards.
    """

    DEBIT = "debit"
    CREDIT = "credit"
    PREPAID = "prepaid"


class CardIssue(NamedTuple):
    """What the first digits say; None where nobody knows, or where those who say so disagree."""

    bank: str | None
    kind: CardKind | None


UNKNOWN = CardIssue(None, None)


def issue_of(number: str) -> CardIssue:
    """Return what the first digits of a number of its length say: the longest that are known."""
    known = card_issues()
    sizes = range(max(map(len, known)), 0, -1)
    for size in sizes:
        if (issue := known.get(number[:size], {}).get(len(number))) is not None:
            return issue
    for size in sizes:
        if size >= BIN_LENGTH and (by_length := known.get(number[:size])):
            return _agreed(by_length.values())
    return UNKNOWN


@cache
def card_issues() -> Mapping[str, Mapping[int, CardIssue]]:
    """Return the table: by first digits, then by the length of the whole number."""
    found: dict[str, dict[int, CardIssue]] = defaultdict(dict)
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            kind = None if row["kind"] == _OPEN else CardKind(row["kind"])
            issue = CardIssue(None if row["bank"] == _OPEN else row["bank"], kind)
            for prefix in _written_out(row["prefixes"]):
                found[prefix][int(row["length"])] = issue
    return dict(found)


def _written_out(prefixes: str) -> Iterator[str]:
    for run in prefixes.split():
        first, _, last = run.partition("-")
        for prefix in range(int(first), int(last or first) + 1):
            yield str(prefix)


def _agreed(issues: Collection[CardIssue]) -> CardIssue:
    banks, kinds = {issue.bank for issue in issues}, {issue.kind for issue in issues}
    return CardIssue(banks.pop() if len(banks) == 1 else None, kinds.pop() if len(kinds) == 1 else None)
