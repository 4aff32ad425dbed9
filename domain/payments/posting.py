"""Posting a payment that the gateway has confirmed: bills, ledger, credit line and loan together, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from operator import attrgetter

from domain import tables as t
from domain.contract import LoanContract, load_contract
from domain.dates import business_day
from domain.loans.bills import accrual_of, views_of
from domain.loans.ledger import COST_ACCOUNTS, Account, Posting, post
from domain.loans.rescheduling import plan_of, reschedule, settle_paid_rows
from domain.loans.savings import SETTLED_EARLY, saved_by_settling
from domain.loans.snapshots import BillFacts, InstallmentState, LoanState
from domain.payments.results import Receipt
from domain.payments.snapshots import PaymentOnLoan
from domain.quotes.results import QuoteKind, paid_bills
from domain.quotes.snapshots import QuoteState
from domain.quotes.stored_quote import terms_of
from domain.quotes.terms import QuoteTerms
from domain.rules.allocation import Share
from domain.rules.penalty import accrued_fen
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork
from domain.value import names_of

_worth = attrgetter(*names_of(InstallmentState))


async def post_payment(uow: UnitOfWork, paid: PaymentOnLoan, reference: str | None, now: datetime) -> None:
    """Write the locked payment, not yet posted, into the books, split as its quote said.

    `reference`: the gateway's own name for it.
    """
    payment, loan, quote = paid.payment, paid.loan, paid.quote
    assert quote is not None
    rows = {row.no: row for row in paid.installments}
    before = [_worth(row) for row in paid.installments]
    contract, terms = load_contract(loan.contract), terms_of(quote)
    paid_on = business_day(payment.created_at)  # looked up days later, it was still paid then
    # Before anything is rescheduled: what goes back of a cost has borne penalty interest until now.
    penalties = {share.no: _penalty_fen(rows[share.no], contract, paid_on) for share in terms.shares}
    postings = reschedule(
        rows,
        terms.changes,
        principal_against=Account.PREPAID_PRINCIPAL,
        refunded_from=Account.CASH,
    )
    for share in terms.shares:
        postings += _taken(rows[share.no], share)
        _take_off(rows[share.no], share, penalties[share.no], paid_on)
    postings += _outside_the_instalments(terms)
    if not payment.amount_fen:
        postings.append(Posting(Account.CASH, Account.CUSTOMER_CREDIT, -_taken_in_fen(postings)))
    settle_paid_rows(paid.installments, now)
    loan.periods, loan.status = plan_of(paid.installments)
    payment.status, payment.gateway_reference, payment.closed_at = t.PaymentStatus.POSTED, reference, now
    changed = [row for row, was in zip(paid.installments, before, strict=True) if _worth(row) != was]
    await uow.installments.write(changed)
    await uow.loans.advance(loan)
    await uow.payments.write(payment)
    await post(uow, loan.id, postings, rule=rule_of(quote), now=now, payment_id=payment.id)
    principal_fen = sum(share.principal_fen for share in terms.shares) + terms.outside.prepaid_fen
    await uow.credit_lines.restore(loan.customer_id, loan.institution_id, principal_fen)


def rule_of(quote: QuoteState) -> str:
    """Return what decided the entries of the quote."""
    match QuoteKind(quote.kind):
        case QuoteKind.BILLS:
            return "repay_oldest_first"
        case QuoteKind.SETTLEMENT:
            return SETTLED_EARLY
        case QuoteKind.PREPAYMENT:
            return f"prepay_{quote.strategy}"


def _taken(row: InstallmentState, share: Share) -> list[Posting]:
    return [
        Posting(Account.CASH, Account.PENALTY_INCOME, share.penalty_fen, row.id),
        *(
            Posting(Account.CASH, accounts.receivable, getattr(share, f"{part}_fen"), row.id)
            for part, accounts in COST_ACCOUNTS.items()
        ),
        Posting(Account.CASH, Account.PRINCIPAL_RECEIVABLE, share.principal_fen, row.id),
    ]


def _taken_in_fen(postings: Iterable[Posting]) -> int:
    """Return what came in by the postings, less what went out: below 0 where settling gives back more than it takes."""
    return sum(
        posting.amount_fen * ((posting.debit == Account.CASH) - (posting.credit == Account.CASH))
        for posting in postings
    )


def _outside_the_instalments(terms: QuoteTerms) -> list[Posting]:
    outside = terms.outside
    return [
        Posting(Account.CASH, Account.PREPAID_PRINCIPAL, outside.prepaid_fen),
        Posting(Account.CASH, Account.INTEREST_INCOME, outside.accrued_fen),
        Posting(Account.CASH, Account.PREPAY_FEE_INCOME, outside.prepay_fee_fen),
        Posting(Account.FEE_INCOME, Account.CASH, outside.given_back_fen),
    ]


def _penalty_fen(row: InstallmentState, contract: LoanContract, on: date) -> int:
    return accrued_fen(accrual_of(row, contract), on, contract.lender.penalty, contract.annual_pct)


def _take_off(row: InstallmentState, share: Share, penalty_fen: int, on: date) -> None:
    """Take the share off the instalment. Penalty interest that is left is carried; the rest of the debt bears it
    anew.
    """
    if penalty_fen:
        row.penalty_since, row.penalty_carried_fen = on, penalty_fen - share.penalty_fen
    row.paid_principal_fen += share.principal_fen
    row.paid_interest_fen += share.interest_fen
    row.paid_fee_fen += share.fee_fen
    row.paid_guarantee_fen += share.guarantee_fen
    row.paid_service_fen += share.service_fen
    row.paid_penalty_fen += share.penalty_fen


async def receipt_of(uow: UnitOfWork, paid: PaymentOnLoan, today: date) -> Receipt:
    """Return the receipt of a posted payment, what settling early saved, and what comes next on the same loan."""
    payment, loan, quote = paid.payment, paid.loan, paid.quote
    assert quote is not None
    assert payment.closed_at is not None
    terms = terms_of(quote)
    nos = {share.no for share in terms.shares}
    upcoming = next((row for row in paid.installments if row.settled_at is None), None)
    told = [row for row in paid.installments if row.no in nos or row is upcoming]
    bills = {bill.no: bill for bill in views_of([_facts(row, loan) for row in told], today)}
    kind = QuoteKind(quote.kind)
    return Receipt(
        payment_id=payment.id,
        kind=kind,
        order_id=loan.order_id,
        title=LocalText(loan.title),
        item_count=loan.item_count,
        amount_fen=payment.amount_fen,
        bills=paid_bills(tuple(bills.values()), terms.shares),
        outside=terms.outside,
        paid_at=payment.closed_at,
        gateway_reference=payment.gateway_reference or "",
        next_bill=bills[upcoming.no] if upcoming else None,
        loan_settled=loan.status == t.LoanStatus.SETTLED,
        gateway=payment.gateway,
        saved_fen=await saved_by_settling(uow, loan.id) if kind is QuoteKind.SETTLEMENT else None,
    )


def _facts(row: InstallmentState, loan: LoanState) -> BillFacts:
    return BillFacts(
        installment_id=row.id,
        loan_id=loan.id,
        order_id=loan.order_id,
        no=row.no,
        due_date=row.due_date,
        principal_fen=row.principal_fen,
        interest_fen=row.interest_fen,
        fee_fen=row.fee_fen,
        guarantee_fen=row.guarantee_fen,
        service_fen=row.service_fen,
        paid_principal_fen=row.paid_principal_fen,
        paid_interest_fen=row.paid_interest_fen,
        paid_fee_fen=row.paid_fee_fen,
        paid_guarantee_fen=row.paid_guarantee_fen,
        paid_service_fen=row.paid_service_fen,
        paid_penalty_fen=row.paid_penalty_fen,
        penalty_since=row.penalty_since,
        penalty_carried_fen=row.penalty_carried_fen,
        settled_at=row.settled_at,
        periods=loan.periods,
        contract=loan.contract,
        title=loan.title,
        item_count=loan.item_count,
        in_flight=False,  # a receipt says what is left, whatever the customer began since
    )
