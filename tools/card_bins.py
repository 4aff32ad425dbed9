"""`python -m tools.card_bins BANKCARD BANKCARDINFO`: write domain/pii/card_bins.tsv anew, from two public tables.

BANKCARD is `dist/bankcard.cjs.js` of the npm package bankcard (MIT), BANKCARDINFO `index.js` of bankcardinfo (ISC);
`npm pack` brings them, and docs/rules/autopay.md says of which versions the table is. Only what is a fact is taken: first
digits, length, bank, kind.

The first names the bank. The second adds what the first lacks, and has a say in the kind: where one takes for a debit card
what the other does not, the kind is left open, and the bank's own answer decides.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

TABLE = Path("domain/pii/card_bins.tsv")
# 准贷记卡 lend, too: they are no debit cards.
KINDS = {"DC": "debit", "CC": "credit", "SCC": "credit", "PC": "prepaid"}
OPEN = "-"
LENGTHS = range(16, 20)  # what is taken as a number at all (domain/pii/bank_cards.py)
_ROW = re.compile(r"\{ bin: '([0-9]+)', bank: '([A-Z0-9]+)', type: ([A-Z]+), len: ([0-9]+) \}")
_BANK = re.compile(r'bankCode: "([A-Z0-9]+)",\s*patterns: \[(.*?)\]', re.DOTALL)
_PATTERN = re.compile(r'reg: /\^\(([0-9|]+)\)\\d\{([0-9]+)\}\$/g,\s*cardType: "([A-Z]+)"')


class Issue(NamedTuple):
    """A line of one of the two tables."""

    prefix: str
    length: int
    bank: str
    kind: str


def main(first: str, second: str) -> None:
    found = merged(read_first(Path(first).read_text("utf-8")), read_second(Path(second).read_text("utf-8")))
    TABLE.write_text(
        "bank\tkind\tlength\tprefixes\n" + "".join(f"{line}\n" for line in lines_of(found)), encoding="utf-8"
    )
    kinds = [issue.kind for issue in found]
    print(
        f"{TABLE}: {len(found)} issues, "
        + ", ".join(f"{kinds.count(kind)} {kind}" for kind in sorted({*kinds}))
    )


def read_first(text: str) -> list[Issue]:
    return [
        Issue(prefix, int(length), bank, KINDS[kind]) for prefix, bank, kind, length in _ROW.findall(text)
    ]


def read_second(text: str) -> list[Issue]:
    return [
        Issue(prefix, len(prefix) + int(rest), bank, KINDS[kind])
        for bank, patterns in _BANK.findall(text)
        for prefixes, rest, kind in _PATTERN.findall(patterns)
        for prefix in prefixes.split("|")
    ]


def merged(first: Iterable[Issue], second: Iterable[Issue]) -> list[Issue]:
    """Return one issue a prefix and length."""
    names, kinds = _by_number(first, second)
    return sorted(
        Issue(prefix, length, _only(names[prefix, length]), _only(kinds[prefix, length]))
        for prefix, length in names
        if length in LENGTHS
    )


def lines_of(issues: Iterable[Issue]) -> Iterator[str]:
    """Yield a line for each bank, kind and length, with the prefixes one after another as a range."""

    def head(issue: Issue) -> tuple[str, str, int]:
        return issue.bank, issue.kind, issue.length

    for (bank, kind, length), group in groupby(sorted(issues, key=head), head):
        yield f"{bank}\t{kind}\t{length}\t{' '.join(_ranges(sorted({issue.prefix for issue in group}, key=_order)))}"


def _by_number(
    first: Iterable[Issue], second: Iterable[Issue]
) -> tuple[dict[tuple[str, int], set[str]], dict[tuple[str, int], set[str]]]:
    names: dict[tuple[str, int], set[str]] = defaultdict(set)
    kinds: dict[tuple[str, int], set[str]] = defaultdict(set)
    for issue in first:
        names[issue.prefix, issue.length].add(issue.bank)
        kinds[issue.prefix, issue.length].add(issue.kind)
    named = set(names)
    for issue in second:
        if (issue.prefix, issue.length) not in named:
            names[issue.prefix, issue.length].add(issue.bank)
        kinds[issue.prefix, issue.length].add(issue.kind)
    return names, kinds


def _only(said: set[str]) -> str:
    return next(iter(said)) if len(said) == 1 else OPEN


def _order(prefix: str) -> tuple[int, str]:
    return len(prefix), prefix


def _ranges(prefixes: list[str]) -> Iterator[str]:
    runs: list[list[str]] = []
    for prefix in prefixes:
        if runs and len(runs[-1][-1]) == len(prefix) and int(prefix) == int(runs[-1][-1]) + 1:
            runs[-1].append(prefix)
        else:
            runs.append([prefix])
    for run in runs:
        yield run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}"


if __name__ == "__main__":
    main(*sys.argv[1:])
