"""How an amount came about (怎么算的): the steps of the rules that charged it, for this customer's own numbers."""

from __future__ import annotations

from decimal import Decimal

from domain.breakdowns.early import explain_prepayment, explain_settlement
from domain.breakdowns.errors import LenderFiguresOnly
from domain.breakdowns.results import (
    BillWorkings,
    OrderWorkings,
    PlanWorkings,
    PrepaymentWorkings,
    QuoteWorkings,
    SettlementWorkings,
)
from domain.breakdowns.rules import drawdown_fee, loan_workings, parts_of, row_workings
from domain.contract import LoanContract, load_contract, load_lender, load_plan
from domain.dates import business_day
from domain.errors import NotFound, Stale
from domain.loans.bills import accrual_of, own_bill, views_of
from domain.loans.results import Split
from domain.loans.snapshots import BillFacts
from domain.plans.pricing import billed_rows, charges_of, schedule_of
from domain.plans.results import PlanOption
from domain.ports import Clock
from domain.quotes.loan_snapshot import LoanSnapshot, plan_on
from domain.quotes.results import QuoteKind, QuoteView
from domain.quotes.stored_quote import view_of
from domain.quotes.validity import worked_out_again
from domain.rules.allocation import order_for
from domain.rules.penalty import Accrual, daily_rate_pct
from domain.rules.rates import AnnualRates, annual_rates
from domain.rules.schedule import Schedule
from domain.rules.steps import (
    AnnualRateStep,
    PenaltyStep,
    annual_rate,
    penalty,
    penalty_rate,
    per_thousand,
)
from domain.terms import PenaltyBase
from domain.unit_of_work import Store, UnitOfWork


class BreakdownService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def bill(self, customer_id: str, installment_id: str) -> BillWorkings:
        """Return the breakdown of one bill as it stands today. Raises `NotFound`."""
        async with self._store.read() as uow:
            bill = await own_bill(uow, customer_id, installment_id)
            return _bill(await self._snapshot(uow, bill.loan_id), bill.no)

    async def order(self, customer_id: str, order_id: str) -> OrderWorkings:
        """Return the breakdown of an order's plan as agreed. Raises `NotFound`."""
        async with self._store.read() as uow:
            order = await uow.orders.get(order_id)
            if order is None or order.customer_id != customer_id:
                raise NotFound()
            loan = (await uow.loans.by_orders([order.id])).get(order.id)
            if loan is None:  # it was paid at once
                raise NotFound()
            return _order(await self._snapshot(uow, loan.id))

    async def plan(self, option: PlanOption) -> PlanWorkings:
        """Return the breakdown of a plan on offer today. Raises `Stale` where it is no longer to be had like this."""
        async with self._store.read() as uow:
            found = await uow.catalog.plan(option.plan_id)
        if found is None:
            raise Stale()
        plan, lender = load_plan(found[0].spec), load_lender(found[1].spec)
        schedule = schedule_of(lender, plan, option.amount_fen, business_day(self._clock.now()))
        rates = AnnualRates(option.simple_pct, option.compound_pct)
        if (schedule.total_payment_fen, annual_rates(schedule)) != (_payments_fen(option), rates):
            raise Stale()
        contract = LoanContract(lender, plan, str(rates.simple_pct), str(rates.compound_pct))
        return plan_workings(contract, schedule, option)

    async def quote(
        self, customer_id: str, quote_id: str
    ) -> QuoteWorkings | SettlementWorkings | PrepaymentWorkings:
        """Return the breakdown of a repayment, as long as it can be confirmed. Raises `NotFound`, `Stale`,
        `PaymentInFlight`.
        """
        async with self._store.read() as uow:
            quoted = await uow.quotes.on_loan(quote_id)
            if quoted is None or quoted.quote.customer_id != customer_id:
                raise NotFound()
            snapshot, figures = await worked_out_again(uow, quoted, self._clock.now())
        view = view_of(snapshot, quoted.quote, figures)
        match view.kind:
            case QuoteKind.BILLS:
                return _quote(snapshot, view)
            case QuoteKind.SETTLEMENT:
                return explain_settlement(snapshot, view)
            case QuoteKind.PREPAYMENT:
                return explain_prepayment(snapshot, view, figures.terms)

    async def _snapshot(self, uow: UnitOfWork, loan_id: str) -> LoanSnapshot:
        """Return the loan with all its bills, whether it is being paid just now or not."""
        loan = await uow.loans.get(loan_id)
        assert loan is not None
        today = business_day(self._clock.now())
        facts = sorted(await uow.installments.facts_of_loan(loan_id), key=lambda bill: bill.no)
        contract = load_contract(loan.contract)
        plan = await plan_on(uow, contract, facts)
        return LoanSnapshot(loan, contract, today, facts, views_of(facts, today), plan)


# A bill


def _bill(snapshot: LoanSnapshot, no: int) -> BillWorkings:
    facts = next(bill for bill in snapshot.facts if bill.no == no)
    accrual = accrual_of(facts, snapshot.contract)
    terms, annual_pct = snapshot.contract.lender.penalty, snapshot.contract.annual_pct
    return BillWorkings(
        bill=next(bill for bill in snapshot.bills if bill.no == no),
        row=loan_workings(snapshot.position, snapshot.agreed, no),
        penalty=_penalty(snapshot, facts, accrual),
        penalty_rate=penalty_rate(terms, annual_pct),
        late_base_fen=_late_base_fen(facts, accrual, snapshot.contract),
        paid=_paid(facts),
    )


def _late_base_fen(bill: BillFacts, accrual: Accrual, contract: LoanContract) -> int | None:
    terms = contract.lender.penalty
    charged = bill.settled_at is None and accrual.open_fen > terms.grace_fen
    return accrual.base_fen if charged and daily_rate_pct(terms, contract.annual_pct) else None


def _paid(bill: BillFacts) -> Split:
    return Split(
        bill.paid_principal_fen,
        bill.paid_interest_fen,
        bill.paid_fee_fen,
        bill.paid_penalty_fen,
        bill.paid_guarantee_fen,
        bill.paid_service_fen,
    )


def _penalty(snapshot: LoanSnapshot, bill: BillFacts, accrual: Accrual) -> PenaltyStep | None:
    terms, annual_pct = snapshot.contract.lender.penalty, snapshot.contract.annual_pct
    on_principal = terms.base is PenaltyBase.PRINCIPAL
    if bill.settled_at is None:
        return penalty(accrual, snapshot.today, terms, annual_pct, on_principal=on_principal)
    billed_fen = bill.principal_fen + bill.interest_fen + bill.fee_fen + bill.guarantee_fen + bill.service_fen
    whole = Accrual(bill.due_date, bill.principal_fen if on_principal else billed_fen, billed_fen)
    paid_on = business_day(bill.settled_at)
    step = penalty(whole, paid_on, terms, annual_pct, on_principal=on_principal)
    return step if step is not None and step.total_fen == bill.paid_penalty_fen else None


# A plan


def _order(snapshot: LoanSnapshot) -> OrderWorkings:
    agreed, first = snapshot.agreed, snapshot.bills[0]
    loan, contract = snapshot.loan, snapshot.contract
    if agreed.rows != schedule_of(contract.lender, contract.plan, loan.principal_fen, loan.start_date).rows:
        raise LenderFiguresOnly()
    rows, was_billed = snapshot.position.every_row, billed_rows(contract, agreed)
    return OrderWorkings(
        order_id=snapshot.loan.order_id,
        title=first.title,
        item_count=first.item_count,
        plan=plan_workings(snapshot.contract, agreed),
        installments=tuple(
            (bill.no, bill.installment_id)
            for bill, row in zip(snapshot.bills, rows, strict=True)
            if row.payment_fen or row.paid_penalty_fen
        ),
        is_changed=list(map(parts_of, rows)) != list(map(parts_of, was_billed)),
        in_plan=snapshot.plan is not None,
    )


def plan_workings(
    contract: LoanContract, schedule: Schedule, option: PlanOption | None = None
) -> PlanWorkings:
    rates = AnnualRates(Decimal(contract.simple_pct), Decimal(contract.compound_pct))
    cost_fen = schedule.total_interest_fen + schedule.total_fee_fen + schedule.total_charges_fen
    return PlanWorkings(
        lender_name=contract.lender.name,
        method=schedule.terms.method,
        periods=schedule.terms.periods,
        principal_fen=schedule.principal_fen,
        interest_fen=schedule.total_interest_fen,
        fee_fen=schedule.total_fee_fen,
        charges_fen={
            charge.kind: schedule.total_charge_fen(charge.kind) for charge in schedule.terms.charges
        },
        charges=charges_of(contract, schedule.principal_fen, schedule.start),
        interests_fen=tuple(row.interest_fen for row in schedule.rows),
        first=row_workings(schedule, 1),
        last=row_workings(schedule, len(schedule.rows)),
        drawdown=drawdown_fee(schedule),
        rate=annual_rate(schedule, schedule.received_fen, rates),
        per_thousand=per_thousand(cost_fen, schedule.principal_fen),
        cash_price_fen=option.cash_price_fen if option else None,
        against_cash=_against_cash(schedule, option) if option else None,
        waived_fen=schedule.waived_fen,
    )


def _against_cash(schedule: Schedule, option: PlanOption) -> AnnualRateStep | None:
    if option.cash_price_fen is None or option.against_cash is None:
        return None
    return annual_rate(schedule, option.cash_price_fen - schedule.drawdown_fee_fen, option.against_cash)


def _payments_fen(option: PlanOption) -> int:
    return sum(row.payment_fen for row in option.schedule)


# A repayment


def _quote(snapshot: LoanSnapshot, view: QuoteView) -> QuoteWorkings:
    allocation = snapshot.contract.lender.allocation
    return QuoteWorkings(
        quote=view,
        bills=tuple(_bill(snapshot, part.bill.no) for part in view.bills),
        orders=tuple(order_for(part.bill.days_late, allocation) for part in view.bills),
        allocation=allocation,
    )
