"""What somebody's own orders and bills answer to a question in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from domain import tables as t
from domain.autopay.rules import WINDOW_LASTS, are_over
from domain.autopay.service import windows_of_all
from domain.contract import load_contract
from domain.dates import at_beijing, business_day
from domain.enquiries.money_uses import best_use
from domain.enquiries.results import (
    Coming,
    LateCost,
    LoanTotal,
    MoneyPlan,
    MoneyUse,
    NextDebit,
    Own,
    OwnOrder,
    Saving,
)
from domain.enquiries.rules import orders_meant
from domain.enquiries.savings import savings_of
from domain.enquiries.totals import totals_of
from domain.loans.bills import accrual_of, views_of
from domain.loans.rescheduling import is_nothing
from domain.loans.results import BillState, BillView, CardView
from domain.loans.snapshots import BillFacts
from domain.ports import Clock, FieldCipher
from domain.rules.penalty import accrued_fen
from domain.standing.results import Standing
from domain.text import LocalText
from domain.tracked.days import noted_days
from domain.tracked.results import TrackedBillView
from domain.understanding.slots import Slots
from domain.unit_of_work import Store, UnitOfWork
from domain.value import replace

MOST_USES = 3
# A window that began longer ago has been tried, nearly always.
JUST_BEGUN = timedelta(minutes=5)


class EnquiryService:
    """Everything is of the customer's own; `order_id`: what was spoken of before, where the words name no order."""

    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def own(self, customer_id: str, slots: Slots, order_id: str | None = None) -> Own:
        """Return the customer's orders with a loan, and which of them are meant."""
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            facts = await uow.installments.all_facts(customer_id)
            orders = await _orders(uow, customer_id, [one for one in facts if not is_nothing(one)], today)
        open_orders = tuple(one for one in orders if one.open)
        # What is settled is meant where nothing that is open fits as well.
        named = orders_meant(open_orders, slots) or orders_meant(orders, slots)
        if not named and order_id is not None:
            named = tuple(one for one in orders if one.order_id == order_id)
        return Own(today, orders, named)

    async def late_costs(self, own: Own, days: int, until: date | None = None) -> tuple[LateCost, ...]:
        """Return what being so many days late costs, or so many more: of what is late, else of the first open bill of each
        order asked about. `until`: a day to come, instead of `days`; a bill that is not late by then costs nothing.
        """
        bills = own.late or tuple(one.open[0] for one in own.asked if one.open)
        async with self._store.read() as uow:
            facts = await uow.installments.facts([bill.installment_id for bill in bills])
        views = views_of(facts, own.today)
        return tuple(
            _late_cost(fact, bill, own.today, days if until is None else _days_late(bill, own.today, until))
            for fact, bill in zip(facts, views, strict=True)
        )

    async def standing_of(self, own: Own, standing: Standing) -> Standing:
        """Return how one stands with what is late of the orders that are asked about only."""
        if {bill.loan_id for bill in standing.past_due} <= {one.loan_id for one in own.asked}:
            return standing
        costs = await self.late_costs(own, 1) if own.late else ()
        daily_fen = sum(cost.more_fen for cost in costs if cost.bill.state is BillState.OVERDUE)
        return replace(standing, bills=own.bills_open, daily_fen=daily_fen)

    async def savings(self, own: Own, money_fen: int | None = None) -> tuple[Saving, ...]:
        """Return what settling each order that is asked about saves today, what is worth most a year first; with what
        the money at hand saves as a part of it.
        """
        async with self._store.read() as uow:
            return await savings_of(uow, own.asked, self._clock.now(), money_fen)

    async def money_plan(self, own: Own, notes: Sequence[TrackedBillView], money_fen: int) -> MoneyPlan:
        """Return what the money is best used for, one after the other: what is late, then what it saves most of."""
        late_fen = min(own.late_fen, money_fen)
        uses: list[MoneyUse] = []
        left_fen, orders, open_notes = money_fen - late_fen, list(own.asked), list(notes)
        if late_fen:  # what is late is no money to repay its loan early with
            orders = [order for order in orders if not any(bill in own.late for bill in order.bills)]
        async with self._store.read() as uow:
            while left_fen and len(uses) < MOST_USES:
                savings = await savings_of(uow, orders, self._clock.now(), left_fen)
                use = best_use(left_fen, savings, open_notes)
                if use is None:
                    break
                uses.append(use)
                left_fen -= use.amount_fen
                if use.is_part:
                    break
                orders = [one for one in orders if use.saving is None or one != use.saving.order]
                open_notes = [one for one in open_notes if one != use.bill]
        return MoneyPlan(money_fen, late_fen, tuple(uses), left_fen)

    async def totals(self, customer_id: str, own: Own) -> tuple[LoanTotal, ...]:
        """Return what was borrowed and paid, settled loans included, of what is named, else of all."""
        async with self._store.read() as uow:
            return await totals_of(uow, customer_id, own.named or own.orders)

    async def coming(
        self, customer_id: str, own: Own, days: int, held: Mapping[str, date | None], *, debits: bool
    ) -> Coming:
        """Return what is to be paid within so many days, and what of it automatic debit takes. `held`: as of `next_debit`;
        `debits`: automatic debit is on. Where no order is asked about by name, with what the customer noted of
        debts elsewhere.
        """
        now, until = self._clock.now(), own.today + timedelta(days=days)
        async with self._store.read() as uow:
            cards = await uow.autopay.debited_cards(customer_id) if debits else ()
            facts = await uow.installments.open_facts(customer_id, until)
            noted = () if own.named else await noted_days(uow, customer_id, self._cipher, own.today, until)
        due = [bill for bill in own.bills_open if bill.due_date <= until]
        to_pay = [bill for bill in due if bill.state is not BillState.PAYING]
        loans: dict[str, list[BillFacts]] = {}
        for one in facts:
            loans.setdefault(one.loan_id, []).append(one)
        taken = [
            bill
            for bill in to_pay
            if cards
            and held.get(bill.loan_id, date.min) is not None
            and _debit_day(loans[bill.loan_id], now, held.get(bill.loan_id)) <= until
        ]
        return Coming(
            today=own.today,
            until=until,
            taken=tuple(taken),
            by_hand=tuple(bill for bill in to_pay if bill not in taken),
            paying=tuple(bill for bill in due if bill.state is BillState.PAYING),
            cards=tuple(CardView(*card) for card in cards),
            notes=tuple(note for note in noted if note.paid_on is None),
        )

    async def next_debit(self, customer_id: str, held: Mapping[str, date | None]) -> NextDebit | None:
        """Return what automatic debit takes next; None where it is off or there is nothing. `held`: loans that are paused,
        until when, None where no day is known.
        """
        now = self._clock.now()
        async with self._store.read() as uow:
            cards = await uow.autopay.debited_cards(customer_id)
            facts = await uow.installments.open_facts(customer_id) if cards else ()
        loans: dict[str, list[BillFacts]] = {}
        for one in facts:
            if not one.in_flight and held.get(one.loan_id, date.min) is not None:
                loans.setdefault(one.loan_id, []).append(one)
        days = {loan_id: _debit_day(of, now, held.get(loan_id)) for loan_id, of in loans.items()}
        if not days:
            return None
        day = min(days.values())
        taken = [one for one in facts if days.get(one.loan_id) == day and one.due_date <= day]
        windows = windows_of_all(taken)
        today = business_day(now)
        left = [window for window in windows if day > today or now < at_beijing(day, window) + JUST_BEGUN]
        left = left or [window for window in windows if now < at_beijing(day, window) + WINDOW_LASTS]
        return NextDebit(today, day, tuple(left), CardView(*cards[0]), views_of(taken, day))


def _debit_day(facts: Sequence[BillFacts], now: datetime, held_until: date | None) -> date:
    """Return on which day a loan's next debit is: the due day, or where that is past the next day with a window left."""
    today = business_day(now)
    is_over = are_over(windows_of_all(facts), now)
    earliest_day = today + timedelta(days=1) if is_over else today
    if held_until is not None:
        earliest_day = max(earliest_day, held_until + timedelta(days=1))
    return max(facts[0].due_date, earliest_day)


def _days_late(bill: BillView, today: date, until: date) -> int:
    """Return by how many days paying on a day to come is late, or later."""
    return max((until - max(bill.due_date, today)).days, 0)


def _late_cost(facts: BillFacts, bill: BillView, today: date, days: int) -> LateCost:
    contract = load_contract(facts.contract)
    on = max(bill.due_date, today) + timedelta(days=days)
    terms = contract.lender.penalty
    penalty_fen = accrued_fen(accrual_of(facts, contract), on, terms, contract.annual_pct)
    return LateCost(
        bill=bill,
        days=days,
        on=on,
        penalty_fen=penalty_fen,
        more_fen=penalty_fen - bill.left.penalty_fen,
        rate=bill.penalty_rate,
        graced=bill.grace_until is not None and on <= bill.grace_until,
    )


async def _orders(
    uow: UnitOfWork, customer_id: str, facts: Sequence[BillFacts], today: date
) -> tuple[OwnOrder, ...]:
    bills: dict[str, list[BillView]] = {}
    for bill in views_of(facts, today):
        bills.setdefault(bill.order_id, []).append(bill)
    _, count = await uow.orders.of(customer_id, 0, 1)
    rows, _ = await uow.orders.of(customer_id, 0, count)
    names: dict[str, list[LocalText]] = {row.id: [] for row in rows}
    for line in await uow.orders.lines([row.id for row in rows if row.id in bills]):
        names[line.order_id].append(LocalText(line.names))
    return tuple(_order(row, bills[row.id], names[row.id]) for row in rows if row.id in bills)


def _order(row: t.Order, bills: Sequence[BillView], names: Sequence[LocalText]) -> OwnOrder:
    first = bills[0]
    return OwnOrder(
        order_id=row.id,
        loan_id=first.loan_id,
        number=row.number,
        title=first.title,
        item_count=first.item_count,
        names=tuple(names),
        bills=tuple(bills),
    )
