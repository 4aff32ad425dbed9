"""Which loan is best paid early, and what that saves, by the rules that a quote is made by. See docs/rules/pay-first.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from domain.dates import business_day
from domain.enquiries.results import OwnOrder, PartSaving, Saving
from domain.errors import DomainError
from domain.quotes.loan_snapshot import LoanSnapshot, quote_end, snapshot_of
from domain.quotes.terms import prepayment_terms, settlement_terms
from domain.rules.rates import annual_rates, yearly_worth_pct
from domain.unit_of_work import UnitOfWork


async def savings_of(
    uow: UnitOfWork, orders: Sequence[OwnOrder], now: datetime, money_fen: int | None = None
) -> tuple[Saving, ...]:
    """Return them, what saves most per yuan and year first; without those that a payment is on its way for. Nothing is
    kept. `money_fen`: what is at hand, to be told what that saves as a part.
    """
    found = []
    for order in orders:
        loan = await uow.loans.get(order.loan_id)
        if loan is None or not order.open:
            continue
        try:
            snapshot = await snapshot_of(uow, loan, business_day(now))
            terms, settlement = settlement_terms(snapshot)
        except DomainError:  # a payment on its way, or a lender that settles nothing
            continue
        end = quote_end(snapshot.contract, snapshot.today)
        saving = Saving(
            order,
            terms.amount_fen,
            settlement.saved_fen,
            end,
            now >= end,
            terms.outside.prepay_fee_fen,
            _yearly_pct(snapshot, terms.amount_fen) if settlement.saved_fen > 0 else None,
            None if money_fen is None else _part_of(snapshot, money_fen),
        )
        found.append(saving)
    return tuple(sorted(found, key=lambda one: (-(one.yearly_pct or 0), -one.saved_fen, one.order.loan_id)))


def _yearly_pct(snapshot: LoanSnapshot, amount_fen: int) -> Decimal | None:
    """Return what a yuan is worth a year that settles the loan, fees counted: at most its own true rate, whatever a few
    days before a due date come to.
    """
    to_come = [bill for bill in snapshot.bills if bill.due_date > snapshot.today]
    due_fen = sum(bill.owed_fen for bill in snapshot.bills) - sum(bill.owed_fen for bill in to_come)
    worth_pct = yearly_worth_pct(
        amount_fen - due_fen, [((bill.due_date - snapshot.today).days, bill.owed_fen) for bill in to_come]
    )
    return None if worth_pct is None else min(worth_pct, annual_rates(snapshot.agreed).simple_pct)


def _part_of(snapshot: LoanSnapshot, money_fen: int) -> PartSaving | None:
    """Return what paying `money_fen` early, and no more in all, saves in the way that saves most; None where no part is
    taken, or none so small, and where nothing is saved.
    """
    found = []
    for strategy in snapshot.strategies:
        try:
            terms, view = prepayment_terms(snapshot, money_fen, strategy)
            if terms.amount_fen > money_fen:  # the interest so far and a fee come on top
                asked_fen = money_fen - (terms.amount_fen - money_fen)
                terms, view = prepayment_terms(snapshot, asked_fen, strategy)
        except DomainError:  # not for this amount, or not with this lender
            continue
        if view.saved_fen > 0:
            found.append(PartSaving(strategy, view.asked_fen, terms.amount_fen, view.saved_fen))
    return max(found, key=lambda one: one.saved_fen, default=None)
