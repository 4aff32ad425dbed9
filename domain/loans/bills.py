"""Bills as they stand today: what is owed, since when, and what being late costs so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from domain.contract import LoanContract, load_contract
from domain.dates import business_day, month_end
from domain.errors import NotFound
from domain.loans.results import BillState, BillsView, BillView, Split
from domain.loans.snapshots import BillFacts, InstallmentState
from domain.money import RoundingMode, round_fen
from domain.ports import Clock
from domain.rules.penalty import Accrual, accrued_fen
from domain.rules.position import AT_DRAWDOWN
from domain.rules.steps import penalty_rate
from domain.terms import PenaltyBase
from domain.text import LocalText
from domain.unit_of_work import Store, UnitOfWork

LATE = (BillState.GRACE, BillState.OVERDUE, BillState.PAYING)
SHARED_OUT = 100  # days


class BillService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def open_bills(self, customer_id: str) -> BillsView:
        """Return every unpaid bill of the customer, by due date."""
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            facts = await uow.installments.open_facts(customer_id)
            return BillsView(today, views_of(facts, today))

    async def current_bills(self, customer_id: str) -> BillsView:
        """Return the unpaid bills due until the end of this month, and the next one of each loan."""
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            facts = await uow.installments.open_facts(customer_id, until=month_end(today))
            return BillsView(today, views_of(facts, today))

    async def bill(self, customer_id: str, installment_id: str) -> BillView:
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            return views_of([await own_bill(uow, customer_id, installment_id)], today)[0]

    async def next_due_day(self, after: date) -> date | None:
        """Return the first day later than `after` on which something open falls due, whoever owes it."""
        async with self._store.read() as uow:
            return await uow.installments.next_due_day(after)


async def own_bill(uow: UnitOfWork, customer_id: str, installment_id: str) -> BillFacts:
    """Return the customer's bill. Raises `NotFound`."""
    bill = await uow.installments.own(customer_id, installment_id)
    if bill is None:
        raise NotFound()
    return bill


def views_of(facts: Sequence[BillFacts], today: date) -> tuple[BillView, ...]:
    contracts = {bill.loan_id: bill.contract for bill in facts}
    loaded = {loan_id: load_contract(stored) for loan_id, stored in contracts.items()}
    return tuple(_view(bill, loaded[bill.loan_id], today) for bill in facts)


def daily_costs(facts: Sequence[BillFacts], today: date) -> Mapping[str, int]:
    """Return what a day of each bill costs, in fen, by its id: the one after tomorrow, for on the first after a grace all
    its days count. Of what is late it is what many days come to, shared out: of one alone rounding makes a fen more today
    than tomorrow.
    """
    tomorrow, after, later = (
        views_of(facts, today + timedelta(days=days)) for days in (1, 2, 1 + SHARED_OUT)
    )
    return {
        bill.installment_id: _shared_out(last.owed_fen - bill.owed_fen)
        if bill.state is BillState.OVERDUE
        else next_day.owed_fen - bill.owed_fen
        for bill, next_day, last in zip(tomorrow, after, later, strict=True)
    }


def _shared_out(fen: int) -> int:
    return round_fen(Fraction(fen, SHARED_OUT), RoundingMode.HALF_UP)


def to_pay_next(facts: Sequence[BillFacts], today: date) -> tuple[tuple[BillView, ...], int]:
    """Return what is late of one loan, else its next bill, and what a day more of that costs once it is late, in fen."""
    left = [one for one in facts if one.settled_at is None]
    bills = views_of(left, today)
    told = tuple(bill for bill in bills if bill.due_date < today) or bills[:1]
    # Of a bill to come, from its first days beyond the grace on.
    counted = max((bill.grace_until or bill.due_date for bill in told), default=today)
    daily = daily_costs(left, max(today, counted))
    return told, sum(daily[bill.installment_id] for bill in told)


def _view(bill: BillFacts, contract: LoanContract, today: date) -> BillView:
    left = _left(bill, contract, today)
    state = _state(bill, contract, today)
    return BillView(
        installment_id=bill.installment_id,
        loan_id=bill.loan_id,
        order_id=bill.order_id,
        title=LocalText(bill.title),
        item_count=bill.item_count,
        no=bill.no,
        periods=bill.periods,
        due_date=bill.due_date,
        principal_fen=bill.principal_fen,
        interest_fen=bill.interest_fen,
        fee_fen=bill.fee_fen,
        penalty_fen=bill.paid_penalty_fen if bill.settled_at else left.penalty_fen,
        left=left,
        owed_fen=left.total_fen,
        days_late=max(0, (today - bill.due_date).days) if state in LATE else 0,
        grace_until=_grace_until(bill, contract),
        state=state,
        lender_name=contract.lender.name,
        lender_contact=contract.lender.contact,
        penalty_rate=penalty_rate(contract.lender.penalty, contract.annual_pct),
        guarantee_fen=bill.guarantee_fen,
        service_fen=bill.service_fen,
        gathered_by=_gathered_by(bill, contract),
    )


def _gathered_by(bill: BillFacts, contract: LoanContract) -> str | None:
    """Return the lender that gathers a cycle, where the instalment falls due with it; a fee at drawdown never does."""
    is_gathered = bill.no != AT_DRAWDOWN and contract.lender.due_day.gathers(bill.due_date)
    return contract.lender.id if is_gathered else None


def _left(bill: BillFacts, contract: LoanContract, today: date) -> Split:
    """Return what is open today; penalty interest is worked out here, and written down only when it is paid."""
    return Split(
        principal_fen=bill.principal_fen - bill.paid_principal_fen,
        interest_fen=bill.interest_fen - bill.paid_interest_fen,
        fee_fen=bill.fee_fen - bill.paid_fee_fen,
        penalty_fen=0
        if bill.settled_at
        else accrued_fen(accrual_of(bill, contract), today, contract.lender.penalty, contract.annual_pct),
        guarantee_fen=bill.guarantee_fen - bill.paid_guarantee_fen,
        service_fen=bill.service_fen - bill.paid_service_fen,
    )


def accrual_of(bill: BillFacts | InstallmentState, contract: LoanContract) -> Accrual:
    """Return where the penalty interest of the bill stands."""
    principal_fen = bill.principal_fen - bill.paid_principal_fen
    open_fen = _unpaid(bill)
    on_principal = contract.lender.penalty.base is PenaltyBase.PRINCIPAL
    return Accrual(
        due_date=bill.due_date,
        base_fen=principal_fen if on_principal else open_fen,
        open_fen=open_fen,
        since=bill.penalty_since,
        carried_fen=bill.penalty_carried_fen,
    )


def _unpaid(bill: BillFacts | InstallmentState) -> int:
    """Return what of the instalment itself is unpaid, in fen, penalty aside."""
    return (
        bill.principal_fen
        + bill.interest_fen
        + bill.fee_fen
        + bill.guarantee_fen
        + bill.service_fen
        - bill.paid_principal_fen
        - bill.paid_interest_fen
        - bill.paid_fee_fen
        - bill.paid_guarantee_fen
        - bill.paid_service_fen
    )


def _grace_until(bill: BillFacts, contract: LoanContract) -> date | None:
    days = contract.lender.penalty.grace_days
    return bill.due_date + timedelta(days=days) if days else None


def _state(bill: BillFacts, contract: LoanContract, today: date) -> BillState:
    if bill.settled_at is not None:
        return BillState.PAID
    if bill.in_flight:
        return BillState.PAYING
    if today > bill.due_date:
        if _unpaid(bill) <= contract.lender.penalty.grace_fen and not bill.penalty_carried_fen:
            return BillState.UPCOMING  # 容差: so little counts as paid and goes with the next bill
        last_free_day = _grace_until(bill, contract)
        return BillState.GRACE if last_free_day and today <= last_free_day else BillState.OVERDUE
    return BillState.DUE_TODAY if today == bill.due_date else BillState.UPCOMING
