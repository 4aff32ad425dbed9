"""Notices of goods that went back."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.dates import business_day
from domain.outbox.repository import NoticeKey
from domain.outbox.results import NoticeKind, SkipReason
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec
from domain.returns.facts import return_views
from domain.returns.results import ReturnView
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork

# So long after a return was closed the customer is still told, should it not have been possible before.
RETURN_CATCH_UP = timedelta(days=7)


class ReturnContent(NoticeContent):
    """Every return closed that the customer does not know of."""

    returns: tuple[ReturnView, ...]

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return tuple(line.name for returned in self.returns for line in returned.lines)


async def plan_return_notices(uow: UnitOfWork, now: datetime) -> int:
    """Plan to tell once what became of returned goods, at most one message a day. No dunning, but not at night
    either.
    """
    return await uow.outbox.plan_returns(
        NoticeKind.RETURN, business_day(now), now - RETURN_CATCH_UP, send_after=now, now=now
    )


async def _closed(request: NoticeRequest) -> ReturnContent | None:
    rows = await request.uow.returns.to_notify(request.key.customer_id, request.key.business_day)
    returns = await return_views(request.uow, rows)
    return ReturnContent(NoticeKind.RETURN, request.today, returns) if returns else None


async def _note_told(uow: UnitOfWork, key: NoticeKey) -> None:
    """Write down which notice speaks of them."""
    for returned in await uow.returns.to_notify(key.customer_id, key.business_day):
        returned.notice_day = key.business_day


NOTICES = (
    NoticeSpec(
        NoticeKind.RETURN,
        transactional=False,
        compose=_closed,
        if_nothing=SkipReason.TOLD_ALREADY,
        on_sending=_note_told,
    ),
)
