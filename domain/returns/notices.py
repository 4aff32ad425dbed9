"""Notices of goods that went back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.dates import business_day
from domain.outbox.repository import NoticeKey
from domain.outbox.results import NoticeKind, SkipReason
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec
from domain.returns.facts import refund_views
from domain.returns.results import RefundView
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork

# So long after a refund was closed the customer is still told, should it not have been possible before.
REFUND_CATCH_UP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ReturnContent(NoticeContent):
    """Every return closed that the customer does not know of."""

    refunds: tuple[RefundView, ...]

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return tuple(line.name for refund in self.refunds for line in refund.lines)


async def plan_refund_notices(uow: UnitOfWork, now: datetime) -> int:
    """What became of goods that went back is told once, at most one message a day. No dunning, but not at night either."""
    return await uow.notices.plan_refunds(
        NoticeKind.REFUND, business_day(now), now - REFUND_CATCH_UP, send_after=now, now=now
    )


async def _closed(request: NoticeRequest) -> ReturnContent | None:
    rows = await request.uow.refunds.to_tell(request.key.customer_id, request.key.business_day)
    refunds = await refund_views(request.uow, rows)
    return ReturnContent(NoticeKind.REFUND, request.today, refunds) if refunds else None


async def _note_told(uow: UnitOfWork, key: NoticeKey) -> None:
    """Write down which notice speaks of them."""
    for refund in await uow.refunds.to_tell(key.customer_id, key.business_day):
        refund.notice_day = key.business_day


NOTICES = (
    NoticeSpec(
        NoticeKind.REFUND,
        transactional=False,
        compose=_closed,
        if_nothing=SkipReason.TOLD_ALREADY,
        on_sending=_note_told,
    ),
)
