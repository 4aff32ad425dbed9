"""Bills as they stand today: what is owed, since when, and what being late costs so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from domain import tables as t
from domain.catalog import LocalText
from domain.contract import LoanContract, load_contract
from domain.dates import business_day
from domain.errors import NotFound
from domain.ports import Clock, Store, UnitOfWork
from domain.results import BillState, BillsView, BillView
from domain.rules.penalty import daily_rate_pct, penalty_fen
from domain.terms import PenaltyBase


class BillService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def open_bills(self, customer_id: str) -> BillsView:
        """Every unpaid bill of the customer, by due date."""
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            rows = await uow.installments.open_of(customer_id)
            return BillsView(today, await bill_views(uow, rows, today))

    async def bill(self, customer_id: str, installment_id: str) -> BillView:
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            row = await own_installment(uow, customer_id, installment_id)
            return (await bill_views(uow, [row], today))[0]

    async def next_due_day(self) -> date | None:
        async with self._store.read() as uow:
            return await uow.installments.next_due_day()


async def own_installment(uow: UnitOfWork, customer_id: str, installment_id: str) -> t.Installment:
    row = await uow.installments.get(installment_id)
    if row is None or row.customer_id != customer_id:
        raise NotFound()
    return row


async def bill_views(uow: UnitOfWork, rows: Sequence[t.Installment], today: date) -> tuple[BillView, ...]:
    """`rows` as views, in their order, read with four queries however many there are."""
    loans = await uow.loans.by_ids(list({row.loan_id for row in rows}))
    lines = await uow.orders.lines([loan.order_id for loan in loans.values()])
    titles: dict[str, list[t.OrderLine]] = {}
    for line in lines:
        titles.setdefault(line.order_id, []).append(line)
    contracts = {loan_id: load_contract(loan.contract) for loan_id, loan in loans.items()}
    paying = await uow.payments.in_flight_among([row.id for row in rows])
    return tuple(
        bill_view(
            row,
            loans[row.loan_id],
            contracts[row.loan_id],
            titles[loans[row.loan_id].order_id],
            today,
            paying=row.id in paying,
        )
        for row in rows
    )


def bill_view(
    row: t.Installment,
    loan: t.Loan,
    contract: LoanContract,
    lines: Sequence[t.OrderLine],
    today: date,
    *,
    paying: bool,
) -> BillView:
    unpaid_fen = unpaid(row)
    days_late = max(0, (today - row.due_date).days) if unpaid_fen else 0
    penalty = penalty_so_far(row, contract, today)
    return BillView(
        installment_id=row.id,
        loan_id=row.loan_id,
        order_id=loan.order_id,
        title=LocalText(lines[0].names),
        item_count=sum(line.quantity for line in lines),
        no=row.no,
        periods=contract.plan.terms.periods,
        due_date=row.due_date,
        principal_fen=row.principal_fen,
        interest_fen=row.interest_fen,
        fee_fen=row.fee_fen,
        penalty_fen=row.paid_penalty_fen if row.settled_at else penalty,
        owed_fen=unpaid_fen + penalty,
        days_late=days_late,
        grace_until=grace_until(row, contract),
        state=_state(row, contract, today, paying=paying),
        lender_name=contract.lender.name,
        lender_contact=contract.lender.contact,
        penalty_daily_pct=daily_rate_pct(contract.lender.penalty, contract.annual_pct),
    )


def unpaid(row: t.Installment) -> int:
    """What of the instalment itself is unpaid, in fen, penalty aside."""
    return (
        row.principal_fen
        + row.interest_fen
        + row.fee_fen
        - row.paid_principal_fen
        - row.paid_interest_fen
        - row.paid_fee_fen
    )


def penalty_so_far(row: t.Installment, contract: LoanContract, today: date) -> int:
    """Penalty interest on what is unpaid, from the facts; it is written down only when it is paid."""
    if row.settled_at is not None or today <= row.due_date:
        return 0
    base_fen = (
        row.principal_fen - row.paid_principal_fen
        if contract.lender.penalty.base is PenaltyBase.PRINCIPAL
        else unpaid(row)
    )
    days_late = (today - row.due_date).days
    return penalty_fen(base_fen, days_late, contract.lender.penalty, contract.annual_pct).total_fen


def grace_until(row: t.Installment, contract: LoanContract) -> date | None:
    days = contract.lender.penalty.grace_days
    return row.due_date + timedelta(days=days) if days else None


def _state(row: t.Installment, contract: LoanContract, today: date, *, paying: bool) -> BillState:
    if row.settled_at is not None:
        return BillState.PAID
    if paying:
        return BillState.PAYING
    if today > row.due_date:
        last_free_day = grace_until(row, contract)
        return BillState.GRACE if last_free_day and today <= last_free_day else BillState.OVERDUE
    return BillState.DUE_TODAY if today == row.due_date else BillState.UPCOMING
