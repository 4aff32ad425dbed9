"""Notices of what is unusual in an account."""

from __future__ import annotations

from datetime import datetime

from domain.dates import business_day
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec
from domain.unit_of_work import Store


class AttemptsContent(NoticeContent):
    """So many wrong answers that no more are taken today: told, in case they were somebody else's."""


async def tell_of_attempts(store: Store, customer_id: str, now: datetime) -> None:
    """Once a day, in a transaction of its own: the one that was refused is undone."""
    async with store.write() as uow:
        await uow.outbox.enqueue_once(customer_id, NoticeKind.ATTEMPTS, business_day(now), now, now)
        await uow.commit()


async def _attempts(request: NoticeRequest) -> AttemptsContent:
    return AttemptsContent(NoticeKind.ATTEMPTS, request.today)


NOTICES = (NoticeSpec(NoticeKind.ATTEMPTS, transactional=True, compose=_attempts),)
