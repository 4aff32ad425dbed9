"""Notices of shared due dates: that something of the owner is late, that the other one has agreed, and that it is over."""

from __future__ import annotations

from datetime import date, timedelta

from domain import tables as t
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec
from domain.outbox.steps import due_days
from domain.sharing.dates import late_dues
from domain.sharing.pairs import can_be_seen, name_of_owner, watcher_of
from domain.sharing.results import LateOf, SharingStatus
from domain.text import LocalText

# So many days after something was due the watcher is told that it is open, once.
AFTER = 1


class SharedLateContent(NoticeContent):
    """To who watches: what is open of each owner."""

    owners: tuple[LateOf, ...]

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return tuple(due.title for one in self.owners for due in one.dues if any(due.title.texts.values()))


class ShareAcceptedContent(NoticeContent):
    """To the owner: who has agreed, as far as they are named."""

    watcher_name: str | None


class ShareEndedContent(NoticeContent):
    """To who watched; `owner_name`: where it is known still."""

    owner_name: str | None


class ShareLeftContent(NoticeContent):
    """To the owner: nobody watches any more."""


async def _late(request: NoticeRequest) -> SharedLateContent | None:
    """Return what was due yesterday, or came to it since the planned day before, and is open at this moment."""
    day = request.key.business_day
    since = await request.uow.outbox.since(day) or day - timedelta(days=1)
    days = due_days({AFTER}, since, request.today)
    if not days:
        return None
    owners = [
        one for one in [await _late_of(request, row, days[0]) for row in await _rows(request)] if one.dues
    ]
    return SharedLateContent(NoticeKind.SHARED_LATE, request.today, tuple(owners)) if owners else None


async def _rows(request: NoticeRequest) -> list[t.Sharing]:
    """Return what the customer watches and can see."""
    rows = await request.uow.sharings.watched_by(request.key.customer_id)
    return [
        row
        for row in rows
        if (request.cipher is None or watcher_of(row, request.cipher) is not None)
        and await can_be_seen(request.uow, row)
    ]


async def _late_of(request: NoticeRequest, row: t.Sharing, first: date) -> LateOf:
    dues = await late_dues(request.uow, row, request.cipher, first, request.today)
    return LateOf(row.sharing_id, name_of_owner(row, request.cipher), dues)


async def _accepted(request: NoticeRequest) -> ShareAcceptedContent | None:
    row = await request.uow.sharings.of(request.key.customer_id)
    if row is None or row.sharing_id != request.key.subject or row.status != SharingStatus.ACTIVE:
        return None  # it is over by now, and that is told
    watcher = watcher_of(row, request.cipher) if request.cipher is not None else None
    name = watcher.name if watcher is not None else None
    return ShareAcceptedContent(NoticeKind.SHARE_ACCEPTED, request.today, name)


async def _ended(request: NoticeRequest) -> ShareEndedContent:
    row = await request.uow.sharings.by_id(request.key.subject)
    name = name_of_owner(row, request.cipher) if row is not None else None
    return ShareEndedContent(NoticeKind.SHARE_ENDED, request.today, name)


async def _left(request: NoticeRequest) -> ShareLeftContent:
    return ShareLeftContent(NoticeKind.SHARE_LEFT, request.today)


def _on_another_day(planned: date, today: date) -> bool:
    return today != planned


NOTICES = (
    NoticeSpec(NoticeKind.SHARED_LATE, transactional=False, compose=_late, is_overtaken=_on_another_day),
    NoticeSpec(NoticeKind.SHARE_ACCEPTED, transactional=True, compose=_accepted),
    NoticeSpec(NoticeKind.SHARE_ENDED, transactional=False, compose=_ended),
    NoticeSpec(NoticeKind.SHARE_LEFT, transactional=False, compose=_left),
)
