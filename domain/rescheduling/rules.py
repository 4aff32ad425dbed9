"""Whether a lender moves due dates of a loan today; the rules stand in docs/rules/due-day.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from domain.loans.results import BillState, BillView
from domain.rescheduling.results import MoveKind, Obstacle, WhyNot
from domain.rules.position import AT_DRAWDOWN, LoanPosition
from domain.terms import DeferralTerms, DueDayChangeTerms

# What is offered to choose from for putting an instalment off, beside the most the lender allows.
DEFERRAL_DAYS = (3, 7, 10, 15, 20)


def state_obstacle(bills: Sequence[BillView], loan: LoanPosition, today: date) -> Obstacle | None:
    """Return what about the bills, all the open ones, keeps their dates where they are."""
    if any(bill.state is BillState.PAYING for bill in bills):
        return Obstacle(WhyNot.PAYING)
    if any(bill.due_date < today for bill in bills):
        return Obstacle(WhyNot.LATE)
    if any(bill.due_date == today for bill in bills):
        return Obstacle(WhyNot.DUE_TODAY)
    if any(row.started for row in loan.every_row):
        return Obstacle(WhyNot.BEGUN)
    return Obstacle(WhyNot.LAST) if len(bills) < 2 else None


def due_day_obstacle(
    terms: DueDayChangeTerms, loan: LoanPosition, changed_on: Sequence[date], today: date
) -> Obstacle | None:
    """Return what in the lender's terms keeps the due day; `changed_on`: when it was changed before."""
    if not terms.days:
        return Obstacle(WhyNot.NOT_OFFERED)
    if changed_on and today < (from_day := max(changed_on) + timedelta(days=terms.every_days)):
        return Obstacle(WhyNot.TOO_SOON, from_day=from_day)
    return _unpaid_obstacle(terms.after_periods, loan)


def deferral_obstacle(terms: DeferralTerms, loan: LoanPosition, *, is_used: bool) -> Obstacle | None:
    """Return what in the lender's terms keeps the next instalment from being put off."""
    if not terms.most_days:
        return Obstacle(WhyNot.NOT_OFFERED)
    return Obstacle(WhyNot.USED) if is_used else _unpaid_obstacle(terms.after_periods, loan)


def deferrals(terms: DeferralTerms) -> tuple[int, ...]:
    """Return by how many days an instalment can be put off: a few to choose from, and the most."""
    return (*(days for days in DEFERRAL_DAYS if days < terms.most_days), terms.most_days)


def values_of(kind: MoveKind, change: DueDayChangeTerms, deferral: DeferralTerms) -> tuple[int, ...]:
    return change.days if kind is MoveKind.DUE_DAY else deferrals(deferral)


def _unpaid_obstacle(after_periods: int, loan: LoanPosition) -> Obstacle | None:
    paid = sum(row.no > AT_DRAWDOWN and not row.total_open_fen and row.payment_fen > 0 for row in loan.rows)
    left = after_periods - paid
    return Obstacle(WhyNot.TOO_FEW_PAID, periods=left) if left > 0 else None
