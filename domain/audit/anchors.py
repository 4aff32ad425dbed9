"""The heads of the ledgers as they were noted outside of the database, held against what the database says now.

With the key a consistent chain can be written anew, and the last entries of any chain can be cut off: only what was noted
somewhere else shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from domain.audit.repository import Books, LoanBooks
from domain.dates import business_day
from domain.value import Value


class Head(Value):
    """How far the book of a loan, or of a purchase, had come: so many entries, the last one's place in the chain, and, once
    nothing was owed any more, the day of that.
    """

    count: int
    chain: str
    settled_on: date | None = None


class Anchors:
    """`noted`: by loan or purchase, its head as it was noted last. `now` fills with the heads of those whose chain is
    sound.
    """

    def __init__(self, noted: Mapping[str, Head]) -> None:
        self.noted = noted
        self.now: dict[str, Head] = {}
        self.broken = False
        self._left = set(noted)

    def compare(self, books: Books, *, sound: bool) -> Iterator[str]:
        """Yield where the book's chain does not go through its noted head. `sound`: the chain agrees with itself."""
        noted, found = self.noted.get(books.id), len(books.entries)
        at_noted = (
            books.entries[noted.count - 1].chain if noted is not None and found >= noted.count else None
        )
        head = Head(found, books.entries[-1].chain, _settled_on(books)) if found and sound else None
        yield from self.hold(books.id, found, at_noted, head)

    def hold(self, name: str, found: int, at_noted: str | None, head: Head | None) -> Iterator[str]:
        """Yield where a book of `found` entries does not go through its noted head. `at_noted`: the place of the entry that
        was noted as the last; `head`: its head now, None where the chain does not agree with itself.
        """
        self._left.discard(name)
        noted = self.noted.get(name)
        if noted is not None and found < noted.count:
            self.broken = True
            yield f"its ledger has {found} entries, but {noted.count} were anchored: the last ones were taken away"
        elif noted is not None and at_noted != noted.chain:
            self.broken = True
            yield f"its ledger was written anew: entry {noted.count} is not the one that was anchored"
        elif head is None:
            self.broken |= found > 0
        elif head != noted:
            self.now[name] = head

    def missing(self) -> list[tuple[str, Head]]:
        """Return the loans and purchases that were anchored and came not by."""
        return [(loan_id, self.noted[loan_id]) for loan_id in sorted(self._left)]


def _settled_on(books: Books) -> date | None:
    if not isinstance(books, LoanBooks):
        return business_day(max(entry.posted_at for entry in books.entries))
    days = [business_day(row.settled_at) for row in books.installments if row.settled_at is not None]
    return max(days) if days and len(days) == len(books.installments) else None
