"""Whether the chain of the entries of a book is what it was when they were written."""

from __future__ import annotations

from collections.abc import Iterator

from domain.audit.repository import Books
from domain.keyed_chain import is_keyed, is_under
from domain.loans.chain import head_seal, link, old_link


def check_chain(books: Books, key: bytes | None) -> Iterator[str]:
    """Yield what is wrong with the chain. Without the key the numbers, and what version 0.1.0 chained, are checked only."""
    previous, old = "", 0
    for number, entry in enumerate(books.entries, start=1):
        if entry.seq != number:
            yield f"ledger entry {number} is missing: the next one is {entry.seq}"
            return
        if entry.amount_fen <= 0:
            yield f"ledger entry {number} moves {entry.amount_fen} fen"
        if not is_keyed(entry.chain):
            if old != number - 1 or entry.chain != old_link(previous, entry):
                yield _broken(number)
                return
            old = number
        elif key is not None and not is_under(entry.chain, key):
            yield f"ledger entry {number} is chained with another key"
            return
        elif key is not None and entry.chain != link(previous, entry, key):
            yield _broken(number)
            return
        previous = entry.chain
    if key is not None:
        yield from _sealed(books, old, key)


def _broken(number: int) -> str:
    return f"the chain is broken at ledger entry {number}: it, or one before it, was changed"


def _sealed(books: Books, old: int, key: bytes) -> Iterator[str]:
    """Yield what is wrong with the seal over the first `old` entries, whose chain has no key."""
    if not old and books.seal is None:
        return
    if books.seal is None:
        yield f"its first {old} ledger entries have no key in their chain, and no seal"
    elif books.seal.seq != old:
        yield f"its ledger was sealed at entry {books.seal.seq}, but its entries without a key end at {old}"
    elif books.seal.seal != head_seal(books.id, old, books.entries[old - 1].chain, key):
        yield f"the seal over its first {old} ledger entries is not ours: one of them, or the seal, was changed"
