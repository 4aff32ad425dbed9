"""Posting a payment that the gateway has confirmed: bills, ledger, credit line and loan together, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from domain import tables as t
from domain.contract import LoanContract, load_contract
from domain.dates import business_day
from domain.ports import InstallmentState, UnitOfWork
from domain.results import BillState, BillView, OfferKind, PaidBill, Receipt, Split
from domain.rules.allocation import Share
from domain.rules.penalty import accrued_fen
from domain.services.bills import accrual_of, views_of
from domain.services.bookkeeping import Account, Posting, post
from domain.services.offers import OfferTerms, terms_of
from domain.services.rescheduling import plan_of, reschedule, settle_paid_rows


async def post_payment(uow: UnitOfWork, payment: t.Payment, reference: str | None, now: datetime) -> None:
    """Write the payment into the books, split as the offer said. The payment row is locked and not yet posted.

    `reference`: the gateway's own name for it.
    """
    offer = await uow.payments.offer(payment.offer_id or "")
    loan = await uow.loans.lock(payment.loan_id)
    assert offer is not None
    assert loan is not None
    rows = {row.no: row for row in await uow.installments.states(loan.id)}
    before = [replace(row) for row in rows.values()]
    contract, terms = load_contract(loan.contract), terms_of(offer)
    paid_on = business_day(payment.created_at)  # looked up days later, it was still paid then
    postings = reschedule(
        rows,
        terms.changes,
        principal_against=Account.PREPAID_PRINCIPAL,
        paid_back_from=Account.CASH,
    )
    for share in terms.shares:
        postings += _taken(rows[share.no], share)
        _take_off(rows[share.no], share, contract, paid_on)
    postings += _outside_the_instalments(terms)
    states = list(rows.values())
    settle_paid_rows(states, now)
    await uow.installments.write([row for row, was in zip(states, before, strict=True) if row != was])
    await uow.loans.advance(loan, *plan_of(states))
    await uow.payments.post(payment, reference, now)
    await post(uow, loan.id, postings, rule=rule_of(offer), now=now, payment_id=payment.id)
    principal_fen = sum(share.principal_fen for share in terms.shares) + terms.outside.prepaid_fen
    await uow.credit_lines.restore(loan.customer_id, loan.institution_id, principal_fen)


def rule_of(offer: t.RepaymentOffer) -> str:
    """What decided the entries of the offer."""
    match OfferKind(offer.kind):
        case OfferKind.BILLS:
            return "repay_oldest_first"
        case OfferKind.SETTLEMENT:
            return "settle_early"
        case OfferKind.PREPAYMENT:
            return f"prepay_{offer.strategy}"


def _taken(row: InstallmentState, share: Share) -> list[Posting]:
    return [
        Posting(Account.CASH, Account.PENALTY_INCOME, share.penalty_fen, row.id),
        Posting(Account.CASH, Account.INTEREST_RECEIVABLE, share.interest_fen, row.id),
        Posting(Account.CASH, Account.FEE_RECEIVABLE, share.fee_fen, row.id),
        Posting(Account.CASH, Account.PRINCIPAL_RECEIVABLE, share.principal_fen, row.id),
    ]


def _outside_the_instalments(terms: OfferTerms) -> list[Posting]:
    outside = terms.outside
    return [
        Posting(Account.CASH, Account.PREPAID_PRINCIPAL, outside.prepaid_fen),
        Posting(Account.CASH, Account.INTEREST_INCOME, outside.accrued_fen),
        Posting(Account.CASH, Account.PREPAY_FEE_INCOME, outside.prepay_fee_fen),
        Posting(Account.FEE_INCOME, Account.CASH, outside.given_back_fen),
    ]


def _take_off(row: InstallmentState, share: Share, contract: LoanContract, on: date) -> None:
    """The instalment after its share. Penalty interest that is left is carried; the rest of the debt bears it anew."""
    accrued = accrued_fen(accrual_of(row, contract), on, contract.lender.penalty, contract.annual_pct)
    if accrued:
        row.penalty_since, row.penalty_carried_fen = on, accrued - share.penalty_fen
    row.paid_principal_fen += share.principal_fen
    row.paid_interest_fen += share.interest_fen
    row.paid_fee_fen += share.fee_fen
    row.paid_penalty_fen += share.penalty_fen


async def read_receipt(uow: UnitOfWork, payment: t.Payment, today: date) -> Receipt:
    """The receipt of a posted payment, and what comes next on the same loan."""
    offer = await uow.payments.offer(payment.offer_id or "")
    loan = await uow.loans.get(payment.loan_id)
    assert offer is not None
    assert loan is not None
    assert payment.closed_at is not None
    terms = terms_of(offer)
    paid = [share.no for share in terms.shares]
    facts = await uow.installments.facts_of_receipt(loan.id, paid)
    bills = views_of(facts or await uow.installments.facts_of_loan(loan.id), today)
    upcoming = next((bill for bill in bills if bill.state is not BillState.PAID), None)
    return Receipt(
        payment_id=payment.id,
        kind=OfferKind(offer.kind),
        order_id=loan.order_id,
        title=bills[0].title,
        item_count=bills[0].item_count,
        amount_fen=payment.amount_fen,
        bills=paid_bills(bills, terms.shares),
        outside=terms.outside,
        paid_at=payment.closed_at,
        gateway_reference=payment.gateway_reference or "",
        next_due=upcoming.due_date if upcoming else None,
        next_amount_fen=upcoming.owed_fen if upcoming else None,
        loan_settled=loan.status == t.LoanStatus.SETTLED,
    )


def paid_bills(bills: Sequence[BillView], shares: Sequence[Share]) -> tuple[PaidBill, ...]:
    by_no = {bill.no: bill for bill in bills}
    return tuple(PaidBill(by_no[share.no], split_of(share)) for share in shares)


def split_of(share: Share) -> Split:
    return Split(share.principal_fen, share.interest_fen, share.fee_fen, share.penalty_fen)
