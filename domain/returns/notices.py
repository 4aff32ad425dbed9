"""Returns: notices."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.dates import business_day
from domain.outbox.results import NoticeKind
from domain.unit_of_work import UnitOfWork

# So long after a refund was closed the customer is still told, should it not have been possible before.
REFUND_CATCH_UP = timedelta(days=7)


async def plan_refund_notices(uow: UnitOfWork, now: datetime) -> int:
    """What became of goods that went back is told once, at most one message a day. No dunning, but not at night either."""
    return await uow.notices.plan_refunds(
        NoticeKind.REFUND, business_day(now), now - REFUND_CATCH_UP, send_after=now, now=now
    )
