"""Reminders of what customers track themselves: calm, by the customer's own cadence, and never of anything late.

The day after, one line asks whether it was paid; nothing follows, whatever is answered.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, timedelta

from domain import tables as t
from domain.dates import business_day
from domain.errors import SealBroken
from domain.outbox.repository import NoticeKey
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec
from domain.outbox.steps import before, is_reached
from domain.text import DEFAULT_LOCALE, LocalText
from domain.tracked.ahead import write_ahead
from domain.tracked.results import TrackedDueView, TrackedTerms
from domain.tracked.views import due_view, open_terms
from domain.unit_of_work import UnitOfWork

# So many days before it is due, for whoever did not choose others.
BEFORE = (7, 3, 1)
# … and so many after it is asked whether it was paid.
AFTER = 1


class TrackedContent(NoticeContent):
    """What is due, in order; names are empty where whoever composes has no keys, as in a rehearsal."""

    dues: tuple[TrackedDueView, ...]

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return tuple(LocalText({DEFAULT_LOCALE: due.name}) for due in self.dues if due.name)


async def _ahead(request: NoticeRequest) -> TrackedContent | None:
    """Return what comes to a step of the cadence on the day it was planned for, or came to one since."""
    choice = await request.uow.outbox.choice(request.key.customer_id)
    chosen = choice.before if choice is not None else None
    steps = before(BEFORE if chosen is None else tuple(int(digit) for digit in chosen))
    since = await _since(request)

    def is_told(due: t.TrackedDue, noted_on: date) -> bool:
        """Whoever has just noted it knows: the steps up to that day are passed over."""
        reached = is_reached(steps, due.due_date, max(since, noted_on), request.today)
        return due.due_date > request.today and reached

    return await _content(request, is_told)


async def _today(request: NoticeRequest) -> TrackedContent | None:
    """Return what is due today; whoever has noted it today knows."""
    return await _content(request, lambda due, noted_on: due.due_date == request.today > noted_on)


async def _after(request: NoticeRequest) -> TrackedContent | None:
    since = await _since(request)
    return await _content(request, lambda due, _: is_reached((AFTER,), due.due_date, since, request.today))


async def _later(request: NoticeRequest) -> TrackedContent | None:
    """Return the one that the customer asked to be reminded of again, whether it is still to come or not."""
    key = request.key
    return await _content(
        request,
        lambda due, _: due.bill_id == key.subject and due.due_date == key.business_day,
        muted=True,
    )


async def _since(request: NoticeRequest) -> date:
    """Return the planned day before the one that the notice was planned for."""
    day = request.key.business_day
    return await request.uow.outbox.since(day) or day - timedelta(days=1)


async def _content(
    request: NoticeRequest, is_told: Callable[[t.TrackedDue, date], bool], *, muted: bool = False
) -> TrackedContent | None:
    """Return the open days of which `is_told`, asked with the day on which the bill was noted. `muted`: also of a bill of
    which the customer is not reminded otherwise.
    """
    tracked, customer_id = request.uow.tracked, request.key.customer_id
    bills = {bill.id: bill for bill in await tracked.bills(customer_id)}
    told = [
        due
        for due in await tracked.dues(customer_id)
        if due.paid_at is None
        and (due.reminded or muted)
        and is_told(due, business_day(bills[due.bill_id].created_at))
    ]
    if not told:
        return None
    views = tuple(due_view(due, _terms(request, bills[due.bill_id])) for due in told)
    return TrackedContent(NoticeKind(request.key.kind), request.today, views)


def _terms(request: NoticeRequest, bill: t.TrackedBill) -> TrackedTerms:
    """Return what was said of the bill; nothing where it does not open: the day is told all the same."""
    with contextlib.suppress(SealBroken):  # noted where it was met
        if request.cipher is not None:
            return open_terms(bill, request.cipher)
    return TrackedTerms()


async def _keep_ahead(uow: UnitOfWork, key: NoticeKey) -> None:
    """Write down further days of what goes on."""
    for bill in await uow.tracked.bills(key.customer_id):
        await write_ahead(uow, bill, key.business_day)


def _on_another_day(planned: date, today: date) -> bool:
    return today != planned


def _never(planned: date, today: date) -> bool:
    return False


NOTICES = (
    NoticeSpec(NoticeKind.TRACKED_AHEAD, transactional=False, compose=_ahead, is_overtaken=_on_another_day),
    NoticeSpec(
        NoticeKind.TRACKED_TODAY,
        transactional=False,
        compose=_today,
        is_overtaken=_on_another_day,
        on_sending=_keep_ahead,
    ),
    NoticeSpec(NoticeKind.TRACKED_AFTER, transactional=False, compose=_after, is_overtaken=_on_another_day),
    NoticeSpec(NoticeKind.TRACKED_LATER, transactional=False, compose=_later, is_overtaken=_never),
)
