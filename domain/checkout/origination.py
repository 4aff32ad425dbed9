"""From what was signed to the books: order, loan, schedule and stock, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from domain import tables as t
from domain.catalog.goods import take_from_cart, take_goods
from domain.contract import LoanContract, dump_contract
from domain.ids import new_id
from domain.loans.ledger import COST_ACCOUNTS, DRAWDOWN, Account, Posting, post
from domain.loans.rescheduling import plan_of, settle_paid_rows
from domain.plans.results import ScheduleRow
from domain.purchases.sale import new_order, order_lines
from domain.rules.position import AT_DRAWDOWN
from domain.terms import AgreedRow
from domain.unit_of_work import UnitOfWork
from domain.value import Value


class Signed(Value):
    """What was signed: the periods of the plan, and what is due at once, on the day of the contract (`start`), as
    instalment 0. `contract_no`: of one that was signed on the lender's page.
    """

    contract: LoanContract
    schedule: Sequence[ScheduleRow | AgreedRow]
    start: date
    agreed_at: datetime
    contract_no: str | None = None

    @property
    def drawdown_fee_fen(self) -> int:
        return self.contract.drawdown_fee_fen or 0

    @property
    def rows(self) -> Sequence[ScheduleRow | AgreedRow]:
        """All instalments, the one at drawdown first. It is never deducted from the money (Civil Code, article 670)."""
        if not self.drawdown_fee_fen:
            return self.schedule
        return (ScheduleRow(AT_DRAWDOWN, self.start, 0, 0, self.drawdown_fee_fen), *self.schedule)


async def originate_loan(uow: UnitOfWork, draft: t.CheckoutDraft, signed: Signed, now: datetime) -> t.Order:
    """Make the draft an order with its loan. Raises `SoldOutMeanwhile`, `StockFell`; nothing may be committed then."""
    await take_goods(uow, draft.lines, from_cart=draft.from_cart)
    order = new_order(draft.customer_id, draft.amount_fen, signed.start, now)
    order.draft_id = draft.id
    uow.add(order)
    await uow.flush()  # the lines and the loan refer to it
    uow.add(*order_lines(order, draft.lines))
    await _open_loan(uow, draft, order, signed, now)
    draft.status = t.DraftStatus.CONFIRMED
    if draft.from_cart:
        await take_from_cart(uow, draft.customer_id, draft.lines)
    return order


async def _open_loan(
    uow: UnitOfWork, draft: t.CheckoutDraft, order: t.Order, signed: Signed, now: datetime
) -> None:
    assert draft.disclosure is not None
    assert draft.disclosure_shown_at is not None
    loan_id = new_id()
    rows = _installments(loan_id, order.customer_id, signed.rows)
    settle_paid_rows(rows, now)
    periods, status = plan_of(rows)
    loan = t.Loan(
        id=loan_id,
        order_id=order.id,
        customer_id=order.customer_id,
        institution_id=signed.contract.lender.id,
        plan_id=signed.contract.plan.id,
        status=status,
        principal_fen=draft.amount_fen,
        periods=periods,
        start_date=signed.start,
        contract=dump_contract(signed.contract),
        disclosure=draft.disclosure,
        disclosure_shown_at=draft.disclosure_shown_at,
        agreement_version=draft.agreement_version,
        agreement_sha256=draft.agreement_sha256,
        agreement_locale=draft.agreement_locale,
        contract_no=signed.contract_no,
        agreed_at=signed.agreed_at,
        created_at=now,
    )
    uow.add(loan)
    await uow.flush()
    uow.add(*rows)
    await uow.flush()
    postings = [posting for row in rows for posting in _opening(row)]
    await post(uow, loan.id, postings, rule=DRAWDOWN, now=now)


def _opening(row: t.Installment) -> tuple[Posting, ...]:
    """Return the postings of what is scheduled of an instalment, as receivable."""
    return (
        Posting(Account.PRINCIPAL_RECEIVABLE, Account.MERCHANT_PAYABLE, row.principal_fen, row.id),
        *(
            Posting(accounts.receivable, accounts.income, getattr(row, f"{part}_fen"), row.id)
            for part, accounts in COST_ACCOUNTS.items()
        ),
    )


def _installments(
    loan_id: str, customer_id: str, schedule: Sequence[ScheduleRow | AgreedRow]
) -> list[t.Installment]:
    return [
        t.Installment(
            id=new_id(),
            loan_id=loan_id,
            customer_id=customer_id,
            no=row.no,
            due_date=row.due_date,
            principal_fen=row.principal_fen,
            interest_fen=row.interest_fen,
            fee_fen=row.fee_fen,
            guarantee_fen=row.guarantee_fen,
            service_fen=row.service_fen,
        )
        for row in schedule
    ]
