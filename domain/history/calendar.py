"""Due dates as a calendar (还款日历): a month over loans and notes, and a file for the customer's own calendar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from domain.dates import at_beijing, business_day, month_end
from domain.history.calendar_results import CalendarMonth, DueBill, DueCalendar, DueDay, NotedDue
from domain.history.ports import CalendarMaker
from domain.loans.bills import views_of
from domain.loans.rescheduling import is_nothing
from domain.loans.results import BillState, BillView
from domain.ports import Clock, FieldCipher
from domain.tracked.days import noted_days
from domain.tracked.results import TrackedDueView
from domain.unit_of_work import Store
from domain.value import replace

# So far back a day that is paid is still named in a file, to be taken out of calendars that have it.
TAKEN_BACK_DAYS = 400
_VERSIONS_FROM = date(2026, 1, 1)


class CalendarService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, maker: CalendarMaker) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._maker = maker

    async def month(self, customer_id: str, month: date | None = None) -> CalendarMonth:
        """Return one month, by default this one; one beyond what there is, is the nearest that there is."""
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            spans = (await uow.installments.due_span(customer_id), await uow.tracked.due_span(customer_id))
            known = [today, *(day for span in spans if span is not None for day in span)]
            first_month, last_month = _first(min(known)), _first(max(known))
            shown = min(max(_first(month or today), first_month), last_month)
            facts = await uow.installments.facts_between(customer_id, shown, month_end(shown))
            arrears = await uow.installments.open_facts(customer_id) if shown == _first(today) else []
            notes = await noted_days(uow, customer_id, self._cipher, shown, month_end(shown))
        bills = views_of([row for row in facts if not is_nothing(row)], today)
        return CalendarMonth(
            today=today,
            month=shown,
            bills=bills,
            arrears=tuple(bill for bill in views_of(arrears, today) if bill.due_date < shown),
            first_month=first_month,
            last_month=last_month,
            notes=notes,
        )

    async def calendar(self, customer_id: str) -> DueCalendar:
        """Return every day on which something is due; of the others since a year, that nothing is any more."""
        now = self._clock.now()
        today = business_day(now)
        async with self._store.read() as uow:
            facts = await uow.installments.all_facts(customer_id)
            since = today - timedelta(days=TAKEN_BACK_DAYS)
            notes = await noted_days(uow, customer_id, self._cipher, since)
        bills = [bill for bill in views_of(facts, today) if bill.due_date >= since or bill.owed_fen]
        return DueCalendar(
            calendar_id=customer_id, version=_version(now), made_at=now, days=_days(bills, notes)
        )

    async def subscribed(self, customer_id: str) -> DueCalendar:
        """Return the same for who reads it again and again: nothing that is not due, and of a day without changes the same
        in every byte.
        """
        calendar = await self.calendar(customer_id)
        dawn = at_beijing(business_day(calendar.made_at), time())
        days = tuple(day for day in calendar.days if day.is_due)
        return replace(calendar, version=_version(dawn), made_at=dawn, days=days, is_subscribed=True)

    async def file(self, calendar: DueCalendar, locale: str, *, with_amounts: bool) -> bytes:
        return await self._maker.make(calendar, locale, with_amounts=with_amounts)


def _first(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def _days(bills: Sequence[BillView], notes: Sequence[TrackedDueView]) -> tuple[DueDay, ...]:
    due, noted = defaultdict[date, list[DueBill]](list), defaultdict[date, list[NotedDue]](list)
    for bill in bills:
        due[bill.due_date] += [_due(bill)] if _is_owed(bill) else []
    for note in notes:
        noted[note.due_date] += [_noted(note)] if note.paid_on is None else []
    return tuple(DueDay(day, tuple(due[day]), tuple(noted[day])) for day in sorted({*due, *noted}))


def _noted(note: TrackedDueView) -> NotedDue:
    return NotedDue(note.name, note.no, note.periods, note.amount_fen)


def _is_owed(bill: BillView) -> bool:
    return bill.state is not BillState.PAID and bill.owed_fen > 0


def _due(bill: BillView) -> DueBill:
    return DueBill(bill.title, bill.item_count, bill.no, bill.periods, bill.owed_fen)


def _version(now: datetime) -> int:
    """Return the version in seconds: of two files the later one counts."""
    return max(
        0, int((now - datetime.combine(_VERSIONS_FROM, datetime.min.time(), now.tzinfo)).total_seconds())
    )
