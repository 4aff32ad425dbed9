"""The file of `audit --anchor`: lines of text, only ever added to, so that it can be kept where nobody of the house writes.

    anchor 1 2026-11-29T03:00:00+00:00            a look at all ledgers; 1 is the form of the lines
    LOAN COUNT CHAIN SETTLED                      each loan that was new or had changed; SETTLED is a day, or -
    end 2                                         so many lines stood between

What is no whole look (a full disk, a cut line) is refused with the number of the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from bot.settings import SettingsError
from domain.audit.anchors import Head

_FORM = "1"


def read_anchors(path: Path) -> dict[str, Head]:
    """Return by loan the head that was noted last; nothing where there is no file. Raises `SettingsError`."""
    try:
        with path.open(encoding="utf-8") as lines:
            return _heads(path, lines)
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is no file of anchors.") from None


def _heads(path: Path, lines: Iterable[str]) -> dict[str, Head]:
    heads: dict[str, Head] = {}
    number, within, count = 0, False, 0
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not within and len(words) == 3 and words[:2] == ["anchor", _FORM]:
            within, count = True, 0
        elif within and words == ["end", str(count)] and line.endswith("\n"):
            within = False
        elif within and len(words) == 4:
            heads[words[0]] = _head(path, number, words, heads.get(words[0]))
            count += 1
        else:
            raise _fault(path, number)
    if within:
        raise SettingsError(
            f"{path}, line {number}: the last look has no end; take it away from its `anchor` line on."
        )
    return heads


def _head(path: Path, number: int, words: list[str], before: Head | None) -> Head:
    try:
        settled_on = None if words[3] == "-" else date.fromisoformat(words[3])
        head = Head(int(words[1]), words[2], settled_on)
    except ValueError:
        raise _fault(path, number) from None
    if head.count < (before.count if before is not None else 1):
        raise _fault(path, number)
    return head


def _fault(path: Path, number: int) -> SettingsError:
    return SettingsError(
        f"{path}, line {number} is no line of a file of anchors, or does not fit those before it."
    )


def lines_of(heads: Mapping[str, Head], now: datetime) -> Iterator[str]:
    """Yield the lines of one look."""
    yield f"anchor {_FORM} {now.isoformat(timespec='seconds')}"
    for loan_id, head in heads.items():
        yield f"{loan_id} {head.count} {head.chain} {head.settled_on or '-'}"
    yield f"end {len(heads)}"
