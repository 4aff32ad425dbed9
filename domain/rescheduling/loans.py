"""A loan whose schedule is asked to be another: what decides whether, how it is named, who signs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain import tables as t
from domain.contract import load_contract, load_lender
from domain.errors import NotFound, Stale
from domain.identity.errors import IdentityMissing
from domain.identity.facts import identity_masks
from domain.loans.bills import views_of
from domain.loans.results import BillState, BillView
from domain.ports import FieldCipher
from domain.quotes.loan_snapshot import LoanSnapshot, plan_on
from domain.rescheduling.results import MovableLoan
from domain.terms import InstitutionSpec
from domain.unit_of_work import UnitOfWork
from domain.value import Value


class OpenLoan(Value):
    """A loan today, with all that decides whether and how its schedule changes. `earlier`: what was signed before."""

    snapshot: LoanSnapshot
    lender: InstitutionSpec
    earlier: tuple[t.Rescheduling, ...]
    is_returning: bool

    @property
    def today(self) -> date:
        return self.snapshot.today

    @property
    def is_at_lender(self) -> bool:
        """Whether it was signed on the lender's page, which alone changes it."""
        return self.snapshot.loan.contract_no is not None or bool(self.snapshot.contract.schedule)


async def open_loan(uow: UnitOfWork, customer_id: str, loan_id: str, today: date) -> OpenLoan:
    """Return the customer's loan. Raises `NotFound`; `Stale` where nothing of it is left to pay."""
    loan = await uow.loans.get(loan_id)
    if loan is None or loan.customer_id != customer_id:
        raise NotFound()
    facts = await uow.installments.facts_of_loan(loan.id)
    bills = [bill for bill in views_of(facts, today) if bill.state is not BillState.PAID]
    if not bills:
        raise Stale()
    institution = await uow.catalog.institution(loan.institution_id)
    assert institution is not None
    returns = await uow.returns.of_orders([loan.order_id])
    contract = load_contract(loan.contract)
    return OpenLoan(
        LoanSnapshot(loan, contract, today, facts, bills, await plan_on(uow, contract, facts)),
        load_lender(institution.spec),
        tuple(await uow.reschedulings.of_loan(loan.id)),
        any(one.closed_at is None for one in returns),
    )


async def signer_of(uow: UnitOfWork, cipher: FieldCipher, loan: t.Loan) -> tuple[str, str, str]:
    """Return name and number of who signs, masked, and the number of the order. Raises `IdentityMissing`."""
    name, number, _ = identity_masks(await uow.identities.get(loan.customer_id), cipher)
    order = await uow.orders.get(loan.order_id)
    if name is None or number is None or order is None:
        raise IdentityMissing()
    return name, number, order.number


async def loans_to_pay(uow: UnitOfWork, customer_id: str, today: date) -> tuple[MovableLoan, ...]:
    """Return every loan of the customer with something to pay, by its next due date."""
    first: dict[str, BillView] = {}
    for bill in views_of(await uow.installments.open_facts(customer_id), today):
        first.setdefault(bill.loan_id, bill)
    return tuple(map(named, first.values()))


async def named_now(uow: UnitOfWork, loan_id: str, today: date) -> MovableLoan:
    """Return the loan as its next bill names it, or its last one where all are paid."""
    bills: Sequence[BillView] = views_of(await uow.installments.facts_of_loan(loan_id), today)
    return named(next((one for one in bills if one.state is not BillState.PAID), bills[-1]))


def named(bill: BillView) -> MovableLoan:
    return MovableLoan(
        bill.loan_id,
        bill.order_id,
        bill.title,
        bill.item_count,
        bill.lender_name,
        bill.lender_contact,
        bill.due_date,
    )
