"""Posting a payment that the gateway has confirmed: bill, ledger, credit line and loan together, once."""

from __future__ import annotations

from datetime import date, datetime

from domain import tables as t
from domain.ports import UnitOfWork
from domain.results import Receipt, Split
from domain.services.bills import bill_views
from domain.services.bookkeeping import Account, Posting, post

REPAYMENT_RULE = "repay_installment_in_full"


def split_of(row: t.Installment, penalty_fen: int) -> Split:
    """What of the instalment is open, by kind; penalty interest as given."""
    return Split(
        principal_fen=row.principal_fen - row.paid_principal_fen,
        interest_fen=row.interest_fen - row.paid_interest_fen,
        fee_fen=row.fee_fen - row.paid_fee_fen,
        penalty_fen=penalty_fen,
    )


async def post_payment(uow: UnitOfWork, payment: t.Payment, now: datetime) -> None:
    """Write the payment into the books, split as the offer said. The payment row is locked and not yet posted."""
    offer = await uow.payments.offer(payment.offer_id)
    loan = await uow.loans.lock(payment.loan_id)
    row = await uow.installments.get(payment.installment_id)
    assert offer is not None
    assert loan is not None
    assert row is not None
    split = Split(**offer.split)
    await post(
        uow,
        loan.id,
        [
            Posting(Account.CASH, Account.PENALTY_INCOME, split.penalty_fen),
            Posting(Account.CASH, Account.INTEREST_INCOME, split.interest_fen),
            Posting(Account.CASH, Account.FEE_INCOME, split.fee_fen),
            Posting(Account.CASH, Account.PRINCIPAL_RECEIVABLE, split.principal_fen),
        ],
        rule=REPAYMENT_RULE,
        now=now,
        payment_id=payment.id,
        installment_id=row.id,
    )
    row.paid_principal_fen += split.principal_fen
    row.paid_interest_fen += split.interest_fen
    row.paid_fee_fen += split.fee_fen
    row.paid_penalty_fen += split.penalty_fen
    row.version += 1
    row.settled_at = now
    if all(r.settled_at is not None for r in await uow.installments.of_loan(loan.id)):
        loan.status = t.LoanStatus.SETTLED
    await uow.credit_lines.restore(loan.customer_id, loan.institution_id, split.principal_fen)
    payment.status = t.PaymentStatus.POSTED
    payment.closed_at = now


async def read_receipt(uow: UnitOfWork, payment: t.Payment, today: date) -> Receipt:
    """The receipt of a posted payment, and what comes next on the same loan."""
    offer = await uow.payments.offer(payment.offer_id)
    row = await uow.installments.get(payment.installment_id)
    loan = await uow.loans.get(payment.loan_id)
    assert offer is not None
    assert row is not None
    assert loan is not None
    assert payment.closed_at is not None
    (bill,) = await bill_views(uow, [row], today)
    later = [r for r in await uow.installments.of_loan(row.loan_id) if r.settled_at is None]
    next_bills = await bill_views(uow, later[:1], today)
    return Receipt(
        payment_id=payment.id,
        bill=bill,
        amount_fen=payment.amount_fen,
        split=Split(**offer.split),
        paid_at=payment.closed_at,
        gateway_reference=payment.gateway_reference or "",
        next_due=next_bills[0].due_date if next_bills else None,
        next_amount_fen=next_bills[0].owed_fen if next_bills else None,
        loan_settled=loan.status == t.LoanStatus.SETTLED,
    )
