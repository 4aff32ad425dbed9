"""Booking goods that are back: bills, ledger, credit line, stock and the return together, once."""

from __future__ import annotations

from datetime import date, datetime

from domain import tables as t
from domain.dates import business_day
from domain.loans.ledger import COST_ACCOUNTS, Account, Cause, Posting, post, post_to
from domain.loans.rescheduling import plan_of, reschedule, settle_paid_rows
from domain.loans.snapshots import Book, InstallmentState
from domain.purchases.sale import new_refund
from domain.returns.facts import OrderReturns, pieces_of, work_out
from domain.returns.results import ReturnPreview, ReturnStatus
from domain.rules.allocation import Share
from domain.rules.position import LoanInstallment, RowChange
from domain.rules.returnable import InstallmentChange, ReturnLine, ReturnLineCode, ReturnResult
from domain.unit_of_work import UnitOfWork
from domain.value import asdict


async def book_return(uow: UnitOfWork, returns: OrderReturns, requested: t.Return, now: datetime) -> None:
    """Book the return as of today, whatever the preview said. The loan is locked and the return still requested.

    Raises `PaymentInFlight` while a payment of the loan has no outcome.
    """
    loan, today = returns.loan, business_day(now)
    assert loan is not None
    lines = returns.picked(pieces_of(requested))
    preview = await work_out(uow, returns, lines, today, received=requested.received)
    result = preview.result
    rows = await uow.installments.states(loan.id)
    postings = [*_on_instalments({row.no: row for row in rows}, preview), *_beside(result)]
    settle_paid_rows(rows, now)
    await uow.installments.write(rows)
    rule = "refund_after_receipt" if requested.received else "refund_before_receipt"
    await post(uow, loan.id, postings, rule=rule, now=now, return_id=requested.id)
    loan.version += 1
    loan.periods, loan.status = plan_of(rows)
    await uow.credit_lines.restore(loan.customer_id, loan.institution_id, result.credit_restored_fen)
    if not requested.received:
        await _put_back(uow, returns, requested)
    requested.status, requested.closed_at = ReturnStatus.BOOKED, now
    requested.effect = [asdict(line) for line in result.lines]
    requested.to_customer_fen = result.to_balance_fen
    requested.to_merchant_fen = result.merchant_fee_returned_fen


async def book_refund(uow: UnitOfWork, returns: OrderReturns, requested: t.Return, now: datetime) -> None:
    """Book the return of goods that were paid at once, and store that their price goes back the way it came. The purchase
    is locked and the return still requested. Raises `Stale` where the pieces are not there (any more).
    """
    purchase = await uow.purchases.get(returns.order.purchase_id or "")
    payment = await uow.payments.by_purchase(returns.order.purchase_id or "")
    assert purchase is not None
    assert payment is not None
    amount_fen = sum(line.amount_fen for line in returns.picked(pieces_of(requested)))
    postings = [Posting(Account.MERCHANT_PAYABLE, Account.CUSTOMER_CREDIT, amount_fen)]
    cause = Cause("returned_at_once", return_id=requested.id)
    await post_to(uow, Book(purchase_id=purchase.id), postings, cause, now)
    uow.add(new_refund(purchase, payment.id, amount_fen, now))
    if not requested.received:
        await _put_back(uow, returns, requested)
    requested.status, requested.closed_at = ReturnStatus.BOOKED, now
    requested.effect = [asdict(ReturnLine(ReturnLineCode.SURPLUS, amount_fen))]
    requested.to_customer_fen = amount_fen


def _on_instalments(rows: dict[int, InstallmentState], preview: ReturnPreview) -> list[Posting]:
    """Change the rows, and answer the postings for it."""
    before, changes = preview.before.every_row, preview.result.changes
    postings = reschedule(
        rows,
        [_scheduled(old, change) for old, change in zip(before, changes, strict=True)],
        principal_against=Account.MERCHANT_PAYABLE,
        refunded_from=Account.CUSTOMER_CREDIT,
    )
    for old, change in zip(before, changes, strict=True):
        row = rows[change.no]
        postings += _pay(row, change.covered)
        postings += _give_back(row, change.returned)
        _carry_penalty(row, old, change, preview.on)
    return postings


def _scheduled(old: LoanInstallment, change: InstallmentChange) -> RowChange:
    """Principal leaves the plan where the return covers it, a cost where it falls away."""
    return RowChange(
        old.no,
        principal_fen=old.principal_fen - change.covered.principal_fen,
        interest_fen=old.interest_fen - change.cut.interest_fen,
        fee_fen=old.fee_fen - change.cut.fee_fen,
        guarantee_fen=old.guarantee_fen - change.cut.guarantee_fen,
        service_fen=old.service_fen - change.cut.service_fen,
    )


def _pay(row: InstallmentState, covered: Share) -> list[Posting]:
    """Costs that the return covers are paid, with what the merchant gives back."""
    row.paid_interest_fen += covered.interest_fen
    row.paid_fee_fen += covered.fee_fen
    row.paid_guarantee_fen += covered.guarantee_fen
    row.paid_service_fen += covered.service_fen
    row.paid_penalty_fen += covered.penalty_fen
    merchant = Account.MERCHANT_PAYABLE
    return [
        Posting(merchant, Account.PENALTY_INCOME, covered.penalty_fen, row.id),
        *(
            Posting(merchant, accounts.receivable, getattr(covered, f"{part}_fen"), row.id)
            for part, accounts in COST_ACCOUNTS.items()
        ),
    ]


def _give_back(row: InstallmentState, back: Share) -> list[Posting]:
    """Costs paid go back to the customer, and are no cost of the plan any more."""
    customer = Account.CUSTOMER_CREDIT
    row.paid_penalty_fen -= back.penalty_fen
    postings = [Posting(Account.PENALTY_INCOME, customer, back.penalty_fen, row.id)]
    for part, accounts in COST_ACCOUNTS.items():
        back_fen: int = getattr(back, f"{part}_fen")
        for name in (f"{part}_fen", f"paid_{part}_fen"):
            setattr(row, name, getattr(row, name) - back_fen)
        postings += [
            Posting(accounts.income, accounts.receivable, back_fen, row.id),
            Posting(accounts.receivable, customer, back_fen, row.id),
        ]
    return postings


def _carry_penalty(row: InstallmentState, old: LoanInstallment, change: InstallmentChange, on: date) -> None:
    """Carry what is left of the penalty so far; from this day on what is left of the debt bears it."""
    if old.penalty_fen:
        row.penalty_since, row.penalty_carried_fen = on, change.after.penalty_fen


def _beside(result: ReturnResult) -> list[Posting]:
    outside = result.outside_returned
    return [
        Posting(Account.MERCHANT_PAYABLE, Account.CUSTOMER_CREDIT, result.surplus_fen),
        Posting(Account.INTEREST_INCOME, Account.CUSTOMER_CREDIT, outside.prepay_interest_fen),
        Posting(Account.PREPAY_FEE_INCOME, Account.CUSTOMER_CREDIT, outside.prepay_fee_fen),
    ]


async def _put_back(uow: UnitOfWork, returns: OrderReturns, requested: t.Return) -> None:
    """Never received, so for sale again; in the order in which every buyer takes."""
    pieces = pieces_of(requested)
    stocked = [(line.product_id, line.line_no) for line in returns.lines if line.product_id is not None]
    for product_id, line_no in sorted(stocked):
        if line_no in pieces:
            await uow.catalog.put_back(product_id, pieces[line_no])
