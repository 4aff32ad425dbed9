"""Notices of the record: the summary of a month (每月小结), for those who want it."""

from __future__ import annotations

from datetime import date

from domain.history.results import MonthSummary
from domain.history.service import month_summary
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec


class MonthContent(NoticeContent):
    """The month that ended, and what falls due in the one that begins."""

    month: MonthSummary


async def _monthly(request: NoticeRequest) -> MonthContent | None:
    key = request.key
    month = await month_summary(request.uow, key.customer_id, key.business_day, request.today)
    return MonthContent(NoticeKind.MONTHLY, request.today, month) if month else None


def _in_another_month(planned: date, today: date) -> bool:
    return (today.year, today.month) != (planned.year, planned.month)


NOTICES = (
    NoticeSpec(NoticeKind.MONTHLY, transactional=False, compose=_monthly, is_overtaken=_in_another_month),
)
