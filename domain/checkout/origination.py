"""From what was signed to the books: order, loan, schedule and stock, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain import tables as t
from domain.checkout.errors import SoldOutMeanwhile, StockFell
from domain.contract import LoanContract, dump_contract
from domain.ids import new_id
from domain.loans.ledger import COST_ACCOUNTS, DRAWDOWN, Account, Posting, post
from domain.loans.rescheduling import plan_of, settle_paid_rows
from domain.plans.results import ScheduleRow
from domain.rules.position import AT_DRAWDOWN
from domain.terms import AgreedRow
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Signed:
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
    await _take_stock(uow, draft)
    order = _new_order(draft, signed.start, now)
    uow.add(order)
    await uow.flush()  # the lines and the loan refer to it
    uow.add(*_order_lines(order, draft))
    await _open_loan(uow, draft, order, signed, now)
    draft.status = t.DraftStatus.CONFIRMED
    if draft.from_cart:
        await _take_from_cart(uow, draft)
    return order


def refused_goods(draft: t.CheckoutDraft, line: dict[str, Any]) -> dict[str, Any]:
    """Return which goods a refusal speaks of."""
    return {
        "product": LocalText(line["names"]),
        "product_id": line["product_id"],
        "from_cart": draft.from_cart,
    }


def _new_order(draft: t.CheckoutDraft, today: date, now: datetime) -> t.Order:
    order_id = new_id()
    return t.Order(
        id=order_id,
        number=f"F{today:%y%m%d}{order_id[:6].upper()}",
        customer_id=draft.customer_id,
        draft_id=draft.id,
        total_fen=draft.amount_fen,
        created_at=now,
    )


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


async def _take_stock(uow: UnitOfWork, draft: t.CheckoutDraft) -> None:
    # In one order for every buyer, so that two transactions never wait for each other's rows.
    for line in sorted(draft.lines, key=lambda each: str(each["product_id"])):
        if not await uow.catalog.take_stock(line["product_id"], line["quantity"]):
            product = await uow.catalog.product(line["product_id"])
            if product is None or product.stock == 0:
                raise SoldOutMeanwhile(**refused_goods(draft, line))
            raise StockFell(left=product.stock, **refused_goods(draft, line))


async def _take_from_cart(uow: UnitOfWork, draft: t.CheckoutDraft) -> None:
    """Take out of the cart the pieces that were bought, not the lines: more of them may lie in the cart by now."""
    for line in draft.lines:
        await uow.carts.subtract(draft.customer_id, line["product_id"], line["quantity"])


def _order_lines(order: t.Order, draft: t.CheckoutDraft) -> list[t.OrderLine]:
    return [
        t.OrderLine(
            order_id=order.id,
            line_no=number,
            product_id=line["product_id"],
            names=line["names"],
            unit_price_fen=line["unit_price_fen"],
            quantity=line["quantity"],
        )
        for number, line in enumerate(draft.lines, start=1)
    ]


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
