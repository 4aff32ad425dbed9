"""Who watches whose dates, as it was sealed, and whether anything is shown just now."""

from __future__ import annotations

from domain import tables as t
from domain.columns import place_of
from domain.errors import SealBroken
from domain.ports import FieldCipher
from domain.sharing.results import Watcher
from domain.stored_json import from_stored_text, stored_text
from domain.unit_of_work import UnitOfWork


def seal_watcher(row: t.Sharing, watcher: Watcher, cipher: FieldCipher) -> None:
    row.watcher_token = cipher.seal(stored_text(watcher), place_of(row, "watcher_token"))


def watcher_of(row: t.Sharing, cipher: FieldCipher) -> Watcher | None:
    """Return who watches; None where nobody does, or another one was written into the row."""
    if row.watcher_id is None or row.watcher_token is None:
        return None
    try:
        sealed = from_stored_text(Watcher, cipher.open(row.watcher_token, place_of(row, "watcher_token")))
    except SealBroken:  # noted where it was met
        return None
    return sealed if sealed.watcher_id == row.watcher_id else None


def name_of_owner(row: t.Sharing, cipher: FieldCipher | None) -> str | None:
    """Return what the watcher reads of the owner's name; None where they show none, or there are no keys."""
    if row.owner_name_token is None or cipher is None:
        return None
    try:
        return cipher.open(row.owner_name_token, place_of(row, "owner_name_token"))
    except SealBroken:  # noted where it was met
        return None


async def can_be_seen(uow: UnitOfWork, row: t.Sharing) -> bool:
    """Return whether the dates are shown: not while one of the two accounts is frozen, nor after the owner has stopped the
    assistant.
    """
    owner = await uow.customers.get(row.customer_id)
    watcher = await uow.customers.get(row.watcher_id) if row.watcher_id is not None else None
    if owner is None or owner.frozen_at is not None or owner.blocked_at is not None:
        return False
    return watcher is None or watcher.frozen_at is None
