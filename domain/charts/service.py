"""The figures of charts, from the same bills and rules as every screen's, and the pictures made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from domain import tables as t
from domain.charts.ports import ChartMaker
from domain.charts.results import Chart, Countdown, DueMonth, Months, OfLoan, Parts, Savings, Settling
from domain.charts.rules import settlements
from domain.dates import add_months, business_day
from domain.errors import NotFound, Stale
from domain.loans.bills import views_of
from domain.loans.rescheduling import is_nothing
from domain.loans.results import BillState, BillView
from domain.ports import Clock, FieldCipher
from domain.quotes.errors import QuoteOver
from domain.quotes.loan_snapshot import quote_end, snapshot_of
from domain.tracked.days import noted_days
from domain.tracked.results import TrackedDueView
from domain.unit_of_work import Store, UnitOfWork

_LATE = (BillState.GRACE, BillState.OVERDUE)


class ChartService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, maker: ChartMaker) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._maker = maker

    async def countdown(self, customer_id: str, loan_id: str) -> Countdown:
        """Return the periods of a loan as they stand. Raises `NotFound`, `Stale` where all of it fell away."""
        return Countdown(*await self._bills(customer_id, loan_id))

    async def parts(self, customer_id: str, loan_id: str) -> Parts:
        """Return what each bill of a loan is made of. Raises as `countdown`."""
        return Parts(*await self._bills(customer_id, loan_id))

    async def _bills(self, customer_id: str, loan_id: str) -> tuple[OfLoan, tuple[BillView, ...]]:
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            await _own_loan(uow, customer_id, loan_id)
            facts = await uow.installments.facts_of_loan(loan_id)
        bills = views_of([row for row in facts if not is_nothing(row)], today)
        if not bills:
            raise Stale()
        in_order = tuple(sorted(bills, key=lambda bill: bill.no))
        return _of_loan(in_order[0], today), in_order

    async def savings(self, customer_id: str, loan_id: str) -> Savings:
        """Return what settling comes to, today and later. Raises `NotFound`, `Stale` where nothing is open,
        `PaymentInFlight`, and `QuoteOver` as the quote of a settlement does."""
        now = self._clock.now()
        today = business_day(now)
        async with self._store.read() as uow:
            snapshot = await snapshot_of(uow, await _own_loan(uow, customer_id, loan_id), today)
        if not snapshot.bills:
            raise Stale()
        lender = snapshot.contract.lender
        if now >= quote_end(snapshot.contract, today):
            raise QuoteOver(cutoff=lender.quote_cutoff)
        found = settlements(snapshot.position, snapshot.agreed, today, lender.prepay)
        return Savings(
            _of_loan(snapshot.bills[0], today),
            tuple(Settling(one.valid_on, no, one.total_fen, one.saved_fen) for no, one in found),
        )

    async def months(self, customer_id: str) -> Months:
        """Return what is open of every loan, by month, and beside it what the customer noted of debts elsewhere."""
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            bills = views_of(await uow.installments.open_facts(customer_id), today)
            notes = await noted_days(uow, customer_id, self._cipher, today)
        return months_of(bills, today, [note for note in notes if note.paid_on is None])

    async def picture(self, chart: Chart, locale: str) -> bytes:
        """Draw it. Raises `ChartNotDrawn`."""
        return await self._maker.make(chart, locale)


async def _own_loan(uow: UnitOfWork, customer_id: str, loan_id: str) -> t.Loan:
    loan = await uow.loans.get(loan_id)
    if loan is None or loan.customer_id != customer_id:
        raise NotFound()
    return loan


def _of_loan(bill: BillView, today: date) -> OfLoan:
    return OfLoan(today, bill.loan_id, bill.order_id, bill.title, bill.item_count)


def months_of(bills: tuple[BillView, ...], today: date, notes: Sequence[TrackedDueView] = ()) -> Months:
    """Return open bills by month, and beside them the notes, which are to come and were not said to be paid."""
    this = today.replace(day=1)
    owed: dict[date, int] = defaultdict(int)
    late: dict[date, int] = defaultdict(int)
    for bill in bills:
        month = max(bill.due_date.replace(day=1), this)
        owed[month] += bill.owed_fen
        late[month] += bill.owed_fen if bill.state in _LATE else 0
    noted: dict[date, int] = defaultdict(int)
    known = [note for note in notes if note.amount_fen is not None]
    for note in known:
        noted[note.due_date.replace(day=1)] += note.amount_fen or 0
    months, month, last = [], this, max((*owed, *noted), default=None)
    while last is not None and month <= last:
        months.append(DueMonth(month, owed[month], late[month], noted[month]))
        month = add_months(month, 1)
    endless = max((note.due_date for note in known if note.goes_on), default=None)
    unknown = len({note.bill_id for note in notes if note.amount_fen is None})
    return Months(today, tuple(months), unknown, endless)
