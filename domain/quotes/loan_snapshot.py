"""A loan as it stands on a day: what every quote is worked out from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from domain import tables as t
from domain.contract import LoanContract, load_contract
from domain.dates import at_beijing, business_day
from domain.loans.bills import accrual_of, views_of
from domain.loans.errors import PaymentInFlight
from domain.loans.results import BillState, BillView
from domain.loans.snapshots import BillFacts
from domain.plans.pricing import agreed_schedule
from domain.rules.penalty import accrued_fen
from domain.rules.position import AT_DRAWDOWN, InPlan, LoanInstallment, LoanPosition
from domain.rules.relief import NO_RELIEF, Relief
from domain.rules.schedule import Schedule
from domain.terms import PrepayStrategy
from domain.unit_of_work import UnitOfWork
from domain.value import Value


class LoanSnapshot(Value):
    """A loan as it stands today, with nothing in flight; `bills` are the open ones, oldest first. `plan`: the plan in
    hardship that its instalments were made by.
    """

    loan: t.Loan
    contract: LoanContract
    today: date
    facts: Sequence[BillFacts]
    bills: Sequence[BillView]
    plan: InPlan | None = None

    @property
    def agreed(self) -> Schedule:
        """The schedule as agreed, whatever became of it since."""
        return agreed_schedule(self.contract, self.loan.principal_fen, self.loan.start_date)

    @property
    def position(self) -> LoanPosition:
        rows = {bill.no: _row(bill, self.contract, self.today) for bill in self.facts}
        at_drawdown = rows.pop(AT_DRAWDOWN, None)
        in_order = tuple(rows[no] for no in sorted(rows))
        terms, start = self.contract.plan.terms, self.loan.start_date
        return LoanPosition(
            terms, start, in_order, at_drawdown=at_drawdown, relief=self.relief, plan=self.plan
        )

    @property
    def relief(self) -> Relief:
        """What the contract does not charge; most do charge all, and a plan in hardship has a rate of its own."""
        terms = self.contract.plan.terms
        is_relieved = self.plan is None and (terms.free_periods or terms.discount)
        return self.agreed.relief if is_relieved else NO_RELIEF

    @property
    def strategies(self) -> tuple[PrepayStrategy, ...]:
        """Return how a part can be prepaid; within a plan in hardship only the next bills are paid ahead."""
        return () if self.plan else self.contract.lender.prepay.strategies

    @property
    def every_bill(self) -> Sequence[BillView]:
        """Return also those that are paid: settling can ask for more of one that was paid ahead."""
        return views_of(self.facts, self.today)

    @property
    def due(self) -> Sequence[BillView]:
        """The bills to be paid now, and one that was begun."""
        return [bill for bill in self.bills if bill.due_date <= self.today or _begun(bill)]

    @property
    def due_fen(self) -> int:
        return sum(bill.owed_fen for bill in self.due)


async def snapshot_of(uow: UnitOfWork, loan: t.Loan, today: date) -> LoanSnapshot:
    """Return the snapshot of the loan. Raises `PaymentInFlight` while a payment of the loan has no outcome."""
    facts = await uow.installments.facts_of_loan(loan.id)
    bills = [bill for bill in views_of(facts, today) if bill.state is not BillState.PAID]
    if any(bill.state is BillState.PAYING for bill in bills):
        raise PaymentInFlight(loan_id=loan.id)
    contract = load_contract(loan.contract)
    return LoanSnapshot(loan, contract, today, facts, bills, await plan_on(uow, contract, facts))


async def plan_on(uow: UnitOfWork, contract: LoanContract, facts: Sequence[BillFacts]) -> InPlan | None:
    """Return the plan in hardship that the instalments of a loan, all of them, were made by. It has more of them than the
    contract, so no other loan is asked about.
    """
    if max(bill.no for bill in facts) <= contract.plan.terms.periods:
        return None
    signed = await uow.hardship_plans.of_loan(facts[0].loan_id)
    if signed is None:
        return None
    return InPlan(
        business_day(signed.signed_at),
        Decimal(signed.annual_pct),
        {int(no): fen for no, fen in signed.carried.items()},
    )


def _row(bill: BillFacts, contract: LoanContract, today: date) -> LoanInstallment:
    late_fen = 0
    if bill.settled_at is None:
        late_fen = accrued_fen(
            accrual_of(bill, contract), today, contract.lender.penalty, contract.annual_pct
        )
    return LoanInstallment(
        no=bill.no,
        due_date=bill.due_date,
        principal_fen=bill.principal_fen,
        interest_fen=bill.interest_fen,
        fee_fen=bill.fee_fen,
        paid_principal_fen=bill.paid_principal_fen,
        paid_interest_fen=bill.paid_interest_fen,
        paid_fee_fen=bill.paid_fee_fen,
        penalty_fen=late_fen,
        paid_penalty_fen=bill.paid_penalty_fen,
        guarantee_fen=bill.guarantee_fen,
        service_fen=bill.service_fen,
        paid_guarantee_fen=bill.paid_guarantee_fen,
        paid_service_fen=bill.paid_service_fen,
    )


def _begun(bill: BillView) -> bool:
    return bill.left.total_fen < bill.billed_fen + bill.left.penalty_fen


def quote_end(contract: LoanContract, day: date) -> datetime:
    """Return until when what was worked out on a day for repaying early holds."""
    return at_beijing(day, contract.lender.quote_cutoff)
