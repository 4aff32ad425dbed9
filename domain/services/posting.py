"""Posting a payment that the gateway has confirmed: bills, ledger, credit line and loan together, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from domain import tables as t
from domain.contract import LoanContract, load_contract
from domain.dates import business_day
from domain.ports import BillFacts, UnitOfWork
from domain.results import BillView, PaidBill, Receipt, Split
from domain.rules.allocation import Share
from domain.rules.penalty import accrued_fen
from domain.services.bills import accrual_of, views_of
from domain.services.bookkeeping import Account, Posting, post

REPAYMENT_RULE = "repay_oldest_first"


async def post_payment(uow: UnitOfWork, payment: t.Payment, now: datetime) -> None:
    """Write the payment into the books, split as the offer said. The payment row is locked and not yet posted."""
    offer = await uow.payments.offer(payment.offer_id)
    loan = await uow.loans.lock(payment.loan_id)
    assert offer is not None
    assert loan is not None
    contract = load_contract(loan.contract)
    facts = {bill.no: bill for bill in await uow.installments.facts_of_loan(loan.id)}
    rows = {row.no: row for row in await uow.installments.of_loan(loan.id)}
    shares = load_shares(offer)
    for share in shares:
        await _post_share(uow, payment, rows[share.no], share, now)
        _take_off(rows[share.no], facts[share.no], share, contract, now)
    loan.version += 1
    if all(row.settled_at is not None for row in rows.values()):
        loan.status = t.LoanStatus.SETTLED
    principal_fen = sum(share.principal_fen for share in shares)
    await uow.credit_lines.restore(loan.customer_id, loan.institution_id, principal_fen)
    payment.status = t.PaymentStatus.POSTED
    payment.closed_at = now


async def _post_share(
    uow: UnitOfWork, payment: t.Payment, row: t.Installment, share: Share, now: datetime
) -> None:
    await post(
        uow,
        row.loan_id,
        [
            Posting(Account.CASH, Account.PENALTY_INCOME, share.penalty_fen),
            Posting(Account.CASH, Account.INTEREST_INCOME, share.interest_fen),
            Posting(Account.CASH, Account.FEE_INCOME, share.fee_fen),
            Posting(Account.CASH, Account.PRINCIPAL_RECEIVABLE, share.principal_fen),
        ],
        rule=REPAYMENT_RULE,
        now=now,
        payment_id=payment.id,
        installment_id=row.id,
    )
    await uow.flush()  # the next share's entries follow these in the chain


def _take_off(
    row: t.Installment, bill: BillFacts, share: Share, contract: LoanContract, now: datetime
) -> None:
    """The instalment after its share. Penalty interest that is left is carried; the rest of the debt bears it anew."""
    today = business_day(now)
    accrued = accrued_fen(accrual_of(bill, contract), today, contract.lender.penalty, contract.annual_pct)
    if accrued:
        row.penalty_since, row.penalty_carried_fen = today, accrued - share.penalty_fen
    row.paid_principal_fen += share.principal_fen
    row.paid_interest_fen += share.interest_fen
    row.paid_fee_fen += share.fee_fen
    row.paid_penalty_fen += share.penalty_fen
    open_fen = (
        row.principal_fen - row.paid_principal_fen
        + row.interest_fen - row.paid_interest_fen
        + row.fee_fen - row.paid_fee_fen
        + row.penalty_carried_fen
    )  # fmt: skip
    if not open_fen:
        row.settled_at = now


def dump_shares(shares: Sequence[Share]) -> list[dict[str, int]]:
    return [asdict(share) for share in shares]


def load_shares(offer: t.RepaymentOffer) -> list[Share]:
    return [Share(**share) for share in offer.shares]


def paid_bills(bills: Sequence[BillView], shares: Sequence[Share]) -> tuple[PaidBill, ...]:
    by_no = {bill.no: bill for bill in bills}
    return tuple(PaidBill(by_no[share.no], split_of(share)) for share in shares)


def split_of(share: Share) -> Split:
    return Split(share.principal_fen, share.interest_fen, share.fee_fen, share.penalty_fen)


async def read_receipt(uow: UnitOfWork, payment: t.Payment, today: date) -> Receipt:
    """The receipt of a posted payment, and what comes next on the same loan."""
    offer = await uow.payments.offer(payment.offer_id)
    loan = await uow.loans.get(payment.loan_id)
    assert offer is not None
    assert loan is not None
    assert payment.closed_at is not None
    bills = views_of(await uow.installments.facts_of_loan(loan.id), today)
    following = next((bill for bill in bills if bill.owed_fen), None)
    return Receipt(
        payment_id=payment.id,
        amount_fen=payment.amount_fen,
        bills=paid_bills(bills, load_shares(offer)),
        paid_at=payment.closed_at,
        gateway_reference=payment.gateway_reference or "",
        next_due=following.due_date if following else None,
        next_amount_fen=following.owed_fen if following else None,
        loan_settled=loan.status == t.LoanStatus.SETTLED,
    )
