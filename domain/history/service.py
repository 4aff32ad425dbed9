"""The record of what was paid and how (还款记录), worked out from the instalments and the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from domain import tables as t
from domain.contract import LoanContract, load_contract
from domain.dates import business_day, month_end
from domain.history.repository import Movement, PaymentFacts
from domain.history.results import (
    HistoryBill,
    HistoryBills,
    HistoryOverview,
    HistoryPayment,
    HistoryPayments,
    MonthState,
    MonthSummary,
    PaymentOutcome,
    WholeHistory,
)
from domain.history.rules import (
    KEPT,
    HistoryRow,
    enough_since,
    gravest,
    judge,
    month_code,
    months_until,
    track_record,
)
from domain.loans.bills import views_of
from domain.loans.rescheduling import is_nothing
from domain.loans.results import BillState, BillView
from domain.loans.snapshots import BillFacts
from domain.ports import Clock
from domain.quotes.results import QuoteKind
from domain.rules.position import AT_DRAWDOWN
from domain.text import LocalText
from domain.unit_of_work import Store, UnitOfWork

PAGE_SIZE = 10
MONTHS_SHOWN = 12
_OUTCOMES = {
    t.PaymentStatus.POSTED: PaymentOutcome.TAKEN,
    t.PaymentStatus.VOID: PaymentOutcome.NOT_TAKEN,
    t.PaymentStatus.CREDITED: PaymentOutcome.CREDITED,
}


class HistoryService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def overview(self, customer_id: str) -> HistoryOverview:
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            facts = [one for one in await uow.installments.all_facts(customer_id) if not is_nothing(one)]
            rows = await _rows(uow, facts, today)
            starts = await uow.history.loan_starts(customer_id)
        bills = views_of(facts, today)
        late = [bill for bill in bills if bill.state is BillState.OVERDUE]
        return HistoryOverview(
            today=today,
            track_record=track_record(rows.values(), today),
            months=_months(facts, rows, starts, today),
            overdue=len(late),
            overdue_days=max((bill.days_late for bill in late), default=0),
            next_due=min(
                (
                    bill.due_date
                    for bill in bills
                    if bill.state is not BillState.PAID and bill.due_date >= today
                ),
                default=None,
            ),
            awaited=sum(bill.due_date <= today and bill.state is not BillState.PAID for bill in bills),
        )

    async def bills(self, customer_id: str, page: int) -> HistoryBills:
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            count = await uow.installments.count_past(customer_id, today)
            page, pages = _page(page, count)
            facts = await uow.installments.past_facts(customer_id, today, page * PAGE_SIZE, PAGE_SIZE)
            return HistoryBills(today, await _recorded(uow, facts, today), page, pages)

    async def payments(self, customer_id: str, page: int) -> HistoryPayments:
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            page, pages = _page(page, await uow.history.count_payments(customer_id))
            rows = await uow.history.payments(customer_id, page * PAGE_SIZE, PAGE_SIZE)
        return HistoryPayments(today, tuple(map(_payment, rows)), page, pages)

    async def whole(self, customer_id: str) -> WholeHistory:
        """Return everything that is paid or due, and every payment."""
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            facts = await uow.installments.past_facts(customer_id, today, 0, None)
            bills = await _recorded(uow, facts, today)
            payments = await uow.history.payments(customer_id, 0, None)
        return WholeHistory(today, bills, tuple(map(_payment, payments)))


async def month_summary(uow: UnitOfWork, customer_id: str, month: date, today: date) -> MonthSummary | None:
    """Return the month before the one that begins on the day `month`, and what falls due in that one; None where it
    is nothing.
    """
    ended = (month - timedelta(days=1)).replace(day=1)
    facts = await uow.installments.facts_between(customer_id, ended, month - timedelta(days=1))
    recorded = await _recorded(uow, [one for one in facts if not is_nothing(one)], today)
    coming = [
        bill
        for bill in views_of(
            await uow.installments.facts_between(customer_id, month, month_end(month)), today
        )
        if bill.owed_fen
    ]
    if not recorded and not coming:
        return None
    periods = [one for one in recorded if one.bill.no != AT_DRAWDOWN]
    payments = map(_payment, await uow.history.payments(customer_id, 0, None))
    return MonthSummary(
        ended=ended,
        paid_fen=sum(
            one.amount_fen
            for one in payments
            if one.outcome is PaymentOutcome.TAKEN and ended <= one.day < month
        ),
        due_count=len(periods),
        on_time=sum(one.judged.how in KEPT for one in periods),
        next_count=len(coming),
        next_fen=sum(bill.owed_fen for bill in coming),
        next_due=min((bill.due_date for bill in coming), default=None),
    )


async def _recorded(uow: UnitOfWork, facts: Sequence[BillFacts], today: date) -> tuple[HistoryBill, ...]:
    rows = await _rows(uow, facts, today)
    return tuple(_bill(view, rows[view.installment_id], today) for view in views_of(facts, today))


def _bill(view: BillView, row: HistoryRow, today: date) -> HistoryBill:
    return HistoryBill(view, judge(row, today), row.paid_on)


async def _rows(uow: UnitOfWork, facts: Sequence[BillFacts], today: date) -> dict[str, HistoryRow]:
    """Return what the record needs of each instalment, by its id."""
    contracts = {one.loan_id: one.contract for one in facts}
    loaded = {loan_id: load_contract(stored) for loan_id, stored in contracts.items()}
    moved: dict[str, list[Movement]] = {one.installment_id: [] for one in facts}
    for movement in await uow.history.movements(list(loaded), list(moved)):
        moved[movement.installment_id].append(movement)
    return {
        one.installment_id: _row(one, loaded[one.loan_id], moved[one.installment_id], today) for one in facts
    }


def _row(bill: BillFacts, contract: LoanContract, moved: Sequence[Movement], today: date) -> HistoryRow:
    """Return what the record needs of one instalment. Since when it is paid is read off the ledger, on the days of
    the payments: a gateway's word can come later.
    """
    terms = contract.lender.penalty
    history = list(_history(moved))
    paid_on = enough_since(history, 0) if bill.settled_at is not None else None
    tolerated = terms.grace_fen and not bill.penalty_carried_fen
    return HistoryRow(
        due_date=bill.due_date,
        grace_days=terms.grace_days,
        paid_on=paid_on,
        enough_on=enough_since(history, terms.grace_fen) if tolerated else None,
        by_return=paid_on is not None and _was_returned(moved),
        asked_on=today if bill.in_flight and paid_on is None else None,
        is_period=bill.no != AT_DRAWDOWN,
    )


def _history(moved: Iterable[Movement]) -> Iterable[tuple[date, int]]:
    """Yield what is open after each movement."""
    open_fen = 0
    for movement in moved:
        open_fen += movement.amount_fen
        yield business_day(movement.at), open_fen


def _was_returned(moved: Sequence[Movement]) -> bool:
    """Return whether it was goods that went back that left nothing open."""
    open_fen, by_return = 0, False
    for movement in moved:
        was_open = open_fen > 0
        open_fen += movement.amount_fen
        if was_open and open_fen <= 0:
            by_return = movement.by_return
    return by_return


def _months(
    facts: Sequence[BillFacts], rows: Mapping[str, HistoryRow], starts: Mapping[str, date], today: date
) -> tuple[MonthState, ...]:
    by_loan: dict[str, list[HistoryRow]] = {}
    for one in facts:
        by_loan.setdefault(one.loan_id, []).append(rows[one.installment_id])
    if not by_loan:
        return ()
    since = min(starts[loan_id] for loan_id in by_loan).replace(day=1)
    return tuple(
        MonthState(
            month, gravest(month_code(starts[loan_id], of, month, today) for loan_id, of in by_loan.items())
        )
        for month in months_until(today, MONTHS_SHOWN)
        if month >= since
    )


def _payment(row: PaymentFacts) -> HistoryPayment:
    nos = [share["no"] for share in row.shares or ()]
    return HistoryPayment(
        payment_id=row.payment_id,
        loan_id=row.loan_id,
        day=business_day(row.made_at),
        title=LocalText(row.title),
        item_count=row.item_count,
        amount_fen=row.amount_fen if row.received_fen is None else row.received_fen,
        outcome=_OUTCOMES.get(t.PaymentStatus(row.status), PaymentOutcome.OPEN),
        kind=None if row.kind is None else QuoteKind(row.kind),
        is_debit=row.purpose == t.PaymentPurpose.DEBIT,
        first_no=min(nos, default=None),
        last_no=max(nos, default=None),
        periods=row.periods,
        void_reason=row.void_reason,
    )


def _page(page: int, count: int) -> tuple[int, int]:
    """Return the page there is that is nearest to the one asked for, and how many there are."""
    pages = max(1, -(-count // PAGE_SIZE))
    return min(max(page, 0), pages - 1), pages
