"""The chain of a loan's entries, or of a purchase's: each carries a keyed hash of itself and of the one before it.

Whoever changes an entry breaks the chain from there on, and without the key nobody can make another. Version 0.1.0 chained
without a key; where its entries of a loan end is sealed once with the key (`LedgerSeal`), and nothing is added to them so.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Protocol

from domain.keyed_chain import keyed_place, mac


class Linked(Protocol):
    """An entry in whatever shape, as far as its chain goes."""

    @property
    def id(self) -> str: ...
    @property
    def loan_id(self) -> str | None: ...
    @property
    def purchase_id(self) -> str | None: ...
    @property
    def seq(self) -> int: ...
    @property
    def installment_id(self) -> str | None: ...
    @property
    def payment_id(self) -> str | None: ...
    @property
    def return_id(self) -> str | None: ...
    @property
    def refund_id(self) -> str | None: ...
    @property
    def debit_account(self) -> str: ...
    @property
    def credit_account(self) -> str: ...
    @property
    def amount_fen(self) -> int: ...
    @property
    def rule(self) -> str: ...
    @property
    def posted_at(self) -> datetime: ...


def link(previous: str, entry: Linked, key: bytes) -> str:
    """Return the entry's place in its book's chain: the number of the key, and HMAC-SHA256 over the place before it ("" for
    the first) and all it says.
    """
    return keyed_place(_said(previous, entry), key)


def old_link(previous: str, entry: Linked) -> str:
    """Return the place as version 0.1.0 wrote it: SHA-256 over the same, which anybody can work out."""
    return hashlib.sha256(_said(previous, entry)).hexdigest()


def head_seal(loan_id: str, seq: int, chain: str, key: bytes) -> str:
    """Return what seals the end of a loan's entries of version 0.1.0: so many, and this is the last one's place."""
    return mac(key, json.dumps(["sealed head", loan_id, seq, chain]).encode())


def _said(previous: str, entry: Linked) -> bytes:
    said: list[object] = [
        entry.id,
        entry.loan_id or entry.purchase_id,  # ids are nobody else's
        entry.seq,
        entry.installment_id,
        entry.payment_id,
        entry.return_id,
        str(entry.debit_account),
        str(entry.credit_account),
        entry.amount_fen,
        entry.rule,
        entry.posted_at.astimezone(UTC).isoformat(),
    ]
    if entry.refund_id is not None:  # only such an entry says so: all others end above
        said.append(entry.refund_id)
    return json.dumps([previous, *said], ensure_ascii=False).encode()
