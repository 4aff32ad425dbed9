"""A machine that plays the life of somebody who notes bills of elsewhere, held against a model after each step."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text

from bot.wiring import delivery_service
from domain.cases.types import Decision
from domain.customers.results import CustomerView
from domain.dates import business_day
from domain.notices.ports import TELEGRAM_ONLY, Delivery, DeliveryOutcome, Reachability
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent
from domain.tracked.notices import TrackedContent
from domain.tracked.results import Later, LeftOpen, TrackedField, TrackedTerms
from tests.lives.world import World, id_number
from tests.support.people import arrive, verify

NOON = time(12, 0)
STEPS = (7, 3, 1)
HALF_A_YEAR, A_YEAR = 6, 12
CAUGHT_UP = 7
_LEDGER = ("ledger_entries", "ledger_seals", "loans", "installments", "orders", "payments")
Told = tuple[NoticeKind, str, date]


def months_after(day: date, months: int, due_day: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(due_day, calendar.monthrange(year, month + 1)[1]))


def next_on(due_day: int, from_day: date) -> date:
    this_month = months_after(from_day, 0, due_day)
    return this_month if this_month >= from_day else months_after(from_day, 1, due_day)


@dataclass
class Due:
    on: date
    amount_fen: int | None
    is_paid: bool = False


@dataclass
class Bill:
    """`goes_on`: nobody knows until when; `is_once`: it has one day."""

    name: str
    day: int
    amount_fen: int | None
    goes_on: bool
    is_once: bool
    noted_on: date
    is_reminded: bool = True
    dues: dict[int, Due] = field(default_factory=dict)

    def coming(self, today: date) -> list[tuple[date, int]]:
        return sorted((due.on, no) for no, due in self.dues.items() if not due.is_paid and due.on >= today)

    def unsaid(self, today: date) -> list[tuple[date, int]]:
        return sorted((due.on, no) for no, due in self.dues.items() if not due.is_paid and due.on < today)

    def add(self, no: int, first: date, count: int) -> None:
        for place in range(count):
            self.dues.setdefault(no + place, Due(months_after(first, place, self.day), self.amount_fen))

    def keep_ahead(self, today: date) -> None:
        if self.goes_on and sum(due.on >= today for due in self.dues.values()) < HALF_A_YEAR:
            last = max(self.dues)
            on = self.dues[last].on
            past = max((today.year - on.year) * 12 + today.month - on.month, 0)
            for place in range(1, A_YEAR + past + 1):
                self.dues[last + place] = Due(months_after(on, place, self.day), self.dues[last].amount_fen)


class Telephone:
    """Fulfils `domain.notices.ports.NoticeChannel`: keeps what was told of tracked bills, by who was told."""

    side_by_side = 1

    def __init__(self) -> None:
        self.told: list[tuple[int, TrackedContent]] = []

    async def acquire_slots(self, most: int) -> int:
        return most

    async def deliver(
        self, to: CustomerView, content: NoticeContent, reachability: Reachability = TELEGRAM_ONLY
    ) -> Delivery:
        if isinstance(content, TrackedContent):
            self.told.append((to.telegram_id, content))
        return Delivery(DeliveryOutcome.SENT, message_id=1)


class TrackedLife(RuleBasedStateMachine):
    """`world` is given by whoever runs it, one for many lives: each begins where the last one ended, as somebody else."""

    world: ClassVar[World]

    @initialize()
    def arrives(self) -> None:
        self.world.lives += 2  # a life may end in another account
        self.number = self.world.lives
        self.bills: dict[str, Bill] = {}
        self.put_off: dict[tuple[str, date], datetime] = {}
        self.half_told = self.has_moved = False
        self.customer_id = self._run(self._arrived())
        self.services = self.world.container.services
        self.planned_on = self.today
        self._run(self._deliver())

    async def _arrived(self) -> str:
        self.world.clock.move_to(self.today, time(10, 0))
        customer = await arrive(self.world.container, self.number)
        await verify(self.world.container, customer, id_number(self.number))
        return customer.id

    @property
    def today(self) -> date:
        return business_day(self.world.clock.now())

    def _run(self, doing: Any) -> Any:
        return self.world.run(doing)

    # What the customer does

    @rule(
        day=st.integers(1, 31),
        amount_fen=st.none() | st.integers(1, 10**6),
        periods=st.none() | st.integers(1, 14),
        is_once=st.booleans(),
    )
    def notes(self, day: int, amount_fen: int | None, periods: int | None, is_once: bool) -> None:
        if len(self.bills) < 6:
            periods = 1 if is_once else periods
            bill_id = self._run(self._noted(day, amount_fen, periods, is_once))
            first = next_on(day, self.today)
            bill = Bill("车贷", day, amount_fen, periods is None, is_once, self.today)
            bill.add(1, first, periods or A_YEAR)
            self.bills[bill_id] = bill
            self.half_told = False

    async def _noted(self, day: int, amount_fen: int | None, periods: int | None, is_once: bool) -> str:
        tracked, who = self.services.tracked, self.customer_id
        await tracked.begin(who, "车贷")
        draft = await tracked.answer(who, f"{day}号")
        if is_once or periods is None:
            what = LeftOpen.ONCE if is_once else LeftOpen.END
            draft = await tracked.leave_open(who, draft.draft_id, what)
        else:
            draft = await tracked.answer(who, f"{periods}期")
        draft = await self._amount_said(draft.draft_id, amount_fen)
        kept = await tracked.keep(who, draft.draft_id)
        assert (await tracked.keep(who, draft.draft_id)).bill == kept.bill
        return kept.bill.bill_id

    async def _amount_said(self, draft_id: str, amount_fen: int | None) -> Any:
        tracked, who = self.services.tracked, self.customer_id
        if amount_fen is None:
            return await tracked.leave_open(who, draft_id, LeftOpen.AMOUNT)
        return await tracked.answer(who, f"{amount_fen // 100}.{amount_fen % 100:02d}元")

    @rule()
    def tells_half_of_one(self) -> None:
        self._run(self.services.tracked.begin(self.customer_id, "物业费 还剩8期"))
        self.half_told = True

    @precondition(lambda self: self.bills)
    @rule(data=st.data(), value=st.integers(1, 31))
    def changes(self, data: st.DataObject, value: int) -> None:
        bill_id, bill = self._one(data)
        comes = bool(bill.coming(self.today)) or bill.is_once
        fields = [TrackedField.NAME]
        fields += [TrackedField.AMOUNT, TrackedField.DUE] if comes else []
        fields += [] if bill.is_once else [TrackedField.PERIODS]
        changed = data.draw(st.sampled_from(fields))
        said = {
            TrackedField.NAME: f"车贷{value}",
            TrackedField.AMOUNT: f"{value}.50元",
            TrackedField.DUE: self._day_said(bill, value),
            TrackedField.PERIODS: f"{value}期",
        }[changed]
        terms = self._run(self._changed(bill_id, changed, said))
        self._change(bill, changed, value, terms)
        self.half_told = False

    def _day_said(self, bill: Bill, day: int) -> str:
        if not bill.is_once:
            return f"{day}号"
        on = next_on(day, self.today)
        return f"{on.year}年{on.month}月{on.day}日"

    async def _changed(self, bill_id: str, changed: TrackedField, said: str) -> TrackedTerms:
        tracked = self.services.tracked
        await tracked.begin_change(self.customer_id, bill_id, changed)
        draft = await tracked.answer(self.customer_id, said)
        assert draft.asking is None
        return (await tracked.keep(self.customer_id, draft.draft_id)).bill.terms

    def _change(self, bill: Bill, changed: TrackedField, value: int, terms: TrackedTerms) -> None:
        """Do the same with the model: the record before the next period stays, and as many come as are left."""
        coming, last = bill.coming(self.today), max(bill.dues)
        if not coming and bill.is_once and not bill.dues[last].is_paid:
            coming = [(bill.dues[last].on, last)]
        behind = next_on(bill.day, max(self.today, bill.dues[last].on + timedelta(days=1)))
        first, no = coming[0] if coming else (behind, last + 1)
        left = 1 if bill.is_once else max(last - no + 1, 0)
        if changed is TrackedField.NAME:
            bill.name = f"车贷{value}"
        elif changed is TrackedField.AMOUNT:
            bill.amount_fen = value * 100 + 50
        elif changed is TrackedField.DUE:
            bill.day = value if not bill.is_once else next_on(value, self.today).day
            first = next_on(value, self.today if bill.is_once else max(self.today, first.replace(day=1)))
        else:
            bill.goes_on, left = False, value
        bill.dues = {each: due for each, due in bill.dues.items() if each < no or due.is_paid}
        if bill.goes_on:
            left = A_YEAR
        # Which of how many the next one is, is the customer's to say: no number that is taken is given again.
        assert terms.first_no >= no
        bill.add(terms.first_no, first, left)

    @precondition(lambda self: self.bills)
    @rule(data=st.data(), paid=st.booleans(), again=st.booleans())
    def marks(self, data: st.DataObject, paid: bool, again: bool) -> None:
        bill_id, bill = self._one(data)
        no = data.draw(st.sampled_from(sorted(bill.dues)[:8]))
        for _ in range(2 if again else 1):
            self._run(self.services.tracked.mark_paid(self.customer_id, bill_id, no, paid=paid))
        bill.dues[no].is_paid = paid

    @precondition(lambda self: self.bills)
    @rule(data=st.data(), reminded=st.booleans())
    def is_to_be_reminded(self, data: st.DataObject, reminded: bool) -> None:
        bill_id, bill = self._one(data)
        self._run(self.services.tracked.remind(self.customer_id, bill_id, reminded=reminded))
        bill.is_reminded = reminded

    @precondition(lambda self: self.bills)
    @rule(data=st.data())
    def puts_off(self, data: st.DataObject) -> None:
        bill_id, bill = self._one(data)
        no = data.draw(st.sampled_from(sorted(bill.dues)[:4]))
        when = data.draw(st.sampled_from(self.services.tracked.later_choices()))
        self._run(self.services.tracked.put_off(self.customer_id, bill_id, no, when))
        days = {Later.TONIGHT: 0, Later.TOMORROW: 1, Later.IN_TWO_DAYS: 2}[when]
        # Tonight is told by the first round after it, which is at noon of the next day.
        self.put_off[bill_id, bill.dues[no].on] = self.world.clock.now() + timedelta(days=max(days, 1))

    @precondition(lambda self: self.bills)
    @rule(data=st.data())
    def deletes(self, data: st.DataObject) -> None:
        bill_id, _ = self._one(data)
        self._run(self.services.tracked.delete(self.customer_id, bill_id))
        del self.bills[bill_id]

    @precondition(lambda self: self.bills)
    @rule()
    def is_forgotten(self) -> None:
        assert self._run(self.services.privacy.erase(self.customer_id)) is None
        self.bills, self.put_off, self.half_told = {}, {}, False
        self.customer_id = self._run(self._arrived())

    @precondition(lambda self: not self.has_moved)
    @rule()
    def moves_to_another_account(self) -> None:
        self.has_moved = True
        container = self.world.container
        new = self._run(arrive(container, self.number + 1))
        case = self._run(self.services.moves.ask(new.id, id_number(self.number)))
        self._run(container.staff_service.decide(case.case_id, Decision.PROVEN, "小王", 7))
        self._run(self._deliver())  # the old account hears of it
        self.days_pass(2)
        assert self._run(self.services.moves.carry_out_due(self.world.clock.now())) == {"done": 1}
        self.customer_id = self._run(arrive(container, self.number + 1)).id
        self.number += 1
        self.half_told = self._run(self.services.tracked.draft(self.customer_id)) is not None

    # What time does

    @rule(days=st.integers(1, 12))
    def days_pass(self, days: int) -> None:
        for _ in range(days):
            self._next_day(1)

    @rule(days=st.sampled_from((2, 3, 6, 9, 40, 400)))
    def nobody_plans_for(self, days: int) -> None:
        self._next_day(days)

    def _next_day(self, days: int) -> None:
        self.world.clock.move_to(self.today + timedelta(days=days), NOON)
        expected = self._expected()
        told = self._run(self._deliver())
        assert sorted(told) == sorted(expected)
        self.planned_on = self.today
        if any(kind is NoticeKind.TRACKED_TODAY for kind, *_ in told):
            for bill in self.bills.values():
                bill.keep_ahead(self.today)

    def _expected(self) -> list[Told]:
        """Return what is told at noon, each once: nothing of a bill that is paid, gone, or of which one is not reminded."""
        today, since = self.today, max(self.planned_on, self.today - timedelta(days=CAUGHT_UP))
        found: list[Told] = []
        for bill_id, bill in self.bills.items():
            for due in bill.dues.values():
                if due.is_paid or not bill.is_reminded:
                    continue
                known = max(since, bill.noted_on)
                reached = any(known < due.on - timedelta(days=step) <= today for step in STEPS)
                if due.on > today and reached:
                    found.append((NoticeKind.TRACKED_AHEAD, bill_id, due.on))
                if due.on == today > bill.noted_on:
                    found.append((NoticeKind.TRACKED_TODAY, bill_id, due.on))
                if since < due.on + timedelta(days=1) <= today:
                    found.append((NoticeKind.TRACKED_AFTER, bill_id, due.on))
        for (bill_id, on), at in list(self.put_off.items()):
            if at.date() <= self.world.clock.now().date():
                del self.put_off[bill_id, on]
                dues = self.bills[bill_id].dues.values() if bill_id in self.bills else ()
                if any(due.on == on and not due.is_paid for due in dues):
                    found.append((NoticeKind.TRACKED_LATER, bill_id, on))
        return found

    async def _deliver(self) -> list[Told]:
        phone = Telephone()
        notices = delivery_service(self.world.container, phone)
        await notices.plan(self.world.clock.now())
        await notices.deliver(self.world.clock.now())
        assert {number for number, _ in phone.told} <= {self.number}
        kinds = [content.kind for _, content in phone.told if content.kind is not NoticeKind.TRACKED_LATER]
        assert len(kinds) == len(set(kinds))  # one message for all of a day
        return [(one.kind, due.bill_id, due.due_date) for _, one in phone.told for due in one.dues]

    # What holds

    @invariant()
    def what_is_shown_is_the_models(self) -> None:
        view = self._run(self.services.tracked.overview(self.customer_id))
        for bill in self.bills.values():
            bill.keep_ahead(self.today)
        assert {bill.bill_id for bill in view.bills} == set(self.bills)
        assert (view.draft is not None) is self.half_told
        for shown in view.bills:
            bill = self.bills[shown.bill_id]
            coming, unsaid = bill.coming(self.today), bill.unsaid(self.today)
            due = shown.next_due
            assert (due and (due.due_date, due.no)) == (coming[0] if coming else None)
            assert [(one.due_date, one.no) for one in shown.unsaid] == unsaid
            assert shown.left == (None if bill.goes_on else len(coming))
            assert (shown.terms.name, shown.reminded) == (bill.name, bill.is_reminded)
            assert due is not None or not bill.goes_on
            self._detail_is_the_models(shown.bill_id, bill)
        self._sums_are_those_of_the_bills(view)

    def _detail_is_the_models(self, bill_id: str, bill: Bill) -> None:
        detail = self._run(self.services.tracked.bill(self.customer_id, bill_id))
        shown = {one.no: (one.due_date, one.amount_fen, one.paid_on is not None) for one in detail.dues}
        assert shown == {no: (due.on, due.amount_fen, due.is_paid) for no, due in bill.dues.items()}

    def _sums_are_those_of_the_bills(self, view: Any) -> None:
        month = [
            due.amount_fen
            for bill in self.bills.values()
            for due in bill.dues.values()
            if not due.is_paid and self.today <= due.on and (due.on.year, due.on.month) == self._month
        ]
        assert view.month_fen == sum(amount or 0 for amount in month)
        assert view.month_unknown == month.count(None)
        for shown in view.bills:
            amounts = [self.bills[shown.bill_id].dues[no].amount_fen for _, no in self._coming(shown.bill_id)]
            is_known = shown.left is not None and None not in amounts
            assert shown.left_fen == (sum(amount or 0 for amount in amounts) if is_known else None)

    @property
    def _month(self) -> tuple[int, int]:
        return self.today.year, self.today.month

    def _coming(self, bill_id: str) -> list[tuple[date, int]]:
        return self.bills[bill_id].coming(self.today)

    @invariant()
    def nothing_is_in_the_ledger(self) -> None:
        assert self._run(self._rows()) == 0

    async def _rows(self) -> int:
        async with self.world.container.engine.connect() as connection:
            counts = [
                (await connection.execute(text(f"SELECT count(*) FROM {name}"))).scalar() for name in _LEDGER
            ]
        return sum(count or 0 for count in counts)

    def _one(self, data: st.DataObject) -> tuple[str, Bill]:
        bill_id = data.draw(st.sampled_from(sorted(self.bills, key=list(self.bills).index)))
        return bill_id, self.bills[bill_id]

    def teardown(self) -> None:
        if getattr(self, "customer_id", None) is not None:
            self._run(self.services.privacy.erase(self.customer_id))
