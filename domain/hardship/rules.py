"""Whether a plan in hardship can be had today, and until when one is kept to; see docs/rules/hardship-plan.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from domain.hardship.results import NoPlan, WhyNoPlan
from domain.loans.results import BillState, BillView
from domain.terms import HardshipTerms


def obstacle_of(bills: Sequence[BillView], terms: HardshipTerms, today: date) -> NoPlan | None:
    """Return what about the bills, all the open ones, stands in the way of a plan."""
    if not terms.offers:
        return NoPlan(WhyNoPlan.NOT_OFFERED)
    if any(bill.state is BillState.PAYING for bill in bills):
        return NoPlan(WhyNoPlan.PAYING)
    from_day = min(bill.due_date for bill in bills) + timedelta(days=terms.from_days_late)
    if terms.from_days_late and today < from_day:
        return NoPlan(WhyNoPlan.NOT_LATE, from_day=from_day)
    return None


def lapses_after(due_date: date, lapse_days: int) -> date:
    """Return the last day on which an instalment of the plan can be paid and the plan goes on."""
    return due_date + timedelta(days=lapse_days)
