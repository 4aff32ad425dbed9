"""What ends a sharing, in the caller's transaction: the other one is told, and nothing is shown from then on."""

from __future__ import annotations

from datetime import datetime

from domain import tables as t
from domain.dates import business_day
from domain.outbox.results import NoticeKind
from domain.sharing.results import SharingStatus
from domain.unit_of_work import UnitOfWork


async def end_by_owner(uow: UnitOfWork, row: t.Sharing, now: datetime) -> None:
    """End what the owner shares, or take the link back."""
    if row.watcher_id is not None:
        key = (NoticeKind.SHARE_ENDED, business_day(now), row.sharing_id)
        await uow.outbox.enqueue(row.watcher_id, *key, now)
    close(row)


async def end_by_watcher(uow: UnitOfWork, row: t.Sharing, now: datetime) -> None:
    key = (NoticeKind.SHARE_LEFT, business_day(now), row.sharing_id)
    await uow.outbox.enqueue(row.customer_id, *key, now)
    close(row)


async def end_all_of(uow: UnitOfWork, customer_id: str, now: datetime) -> None:
    """End what hangs on an account that is about to go, as the owner's and as the watcher's."""
    row = await uow.sharings.of(customer_id, locked=True)
    if row is not None and row.status != SharingStatus.ENDED:
        await end_by_owner(uow, row, now)
    for one in await uow.sharings.watched_by(customer_id):
        watched = await uow.sharings.of(one.customer_id, locked=True)
        if watched is not None and watched.watcher_id == customer_id:
            await end_by_watcher(uow, watched, now)
    await uow.flush()


async def take_link_back(uow: UnitOfWork, customer_id: str) -> None:
    """Let a link that nobody has used be none."""
    row = await uow.sharings.of(customer_id, locked=True)
    if row is not None and row.status == SharingStatus.INVITED:
        close(row)


def close(row: t.Sharing) -> None:
    row.status = SharingStatus.ENDED
    row.watcher_id = row.watcher_token = row.secret_hash = None
    row.expires_at = row.accepted_on = None
