"""A plan of periods, each with its day and amount, as what is kept of it. Pure; see docs/rules/tracked-bills.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from domain.billtexts.results import PlanDay
from domain.plans.results import ROUNDING_LEAVES_FEN
from domain.tracked.results import TrackedTerms
from domain.tracked.rules import due_days
from domain.value import Value, replace


class OwnDay(Value):
    """A day of a bill, as it is. `paid`: it was said to be."""

    no: int
    due_on: date
    amount_fen: int | None
    minimum_fen: int | None = None
    paid: bool = False


def plan_terms(terms: TrackedTerms, plan: Sequence[PlanDay], today: date) -> TrackedTerms:
    """Return the terms of a bill with this plan; without `periods` nobody said which of how many these are. Earlier days of
    which nothing is said are left out: nobody knows of them.

    Of a plan without days the day of the first one that is open is asked for; the others follow month after month.
    """
    kept = [day for day in plan if day.paid is not None or day.due_on is None or day.due_on >= today]
    still_open = [day for day in kept if day.paid is not True]
    coming = [day for day in still_open if day.due_on is None or day.due_on >= today]
    begins = coming[0] if coming else still_open[-1]
    amount_fen, uneven = _usual(still_open)
    is_of_all = amount_fen is not None and len(plan) == terms.periods
    return replace(
        terms,
        amount_fen=amount_fen,
        principal_fen=terms.principal_fen if is_of_all else None,
        first_no=begins.no,
        periods=max(terms.periods or 0, plan[-1].no),
        only_left=terms.periods is None,
        first_due=begins.due_on,
        due_day=_usual_day(still_open),
        open_amount=amount_fen is None,
        uneven=uneven,
        plan=tuple(kept),
    )


def plan_days(terms: TrackedTerms) -> list[OwnDay]:
    """Return the days of a plan. What has none is due month after month from the first open one on; what was before that is
    left out."""
    monthly = dict(due_days(terms))
    return [
        OwnDay(day.no, day.due_on or monthly[day.no], day.amount_fen, paid=bool(day.paid))
        for day in terms.plan
        if day.due_on is not None or day.no in monthly
    ]


def _usual(days: Sequence[PlanDay]) -> tuple[int | None, bool]:
    """Return the amount of each, but for what rounding leaves to the last one; or that they differ."""
    amounts = [day.amount_fen for day in days]
    usual, last = amounts[0], amounts[-1]
    if usual is None or last is None:
        return None, any(amount is not None for amount in amounts)
    is_even = set(amounts[:-1]) <= {usual} and abs(last - usual) <= max(ROUNDING_LEAVES_FEN, len(amounts))
    return (usual, False) if is_even else (None, True)


def _usual_day(days: Sequence[PlanDay]) -> int | None:
    """Return the day of the month on which most are due; of a month's end the longest."""
    counts = Counter(day.due_on.day for day in days if day.due_on is not None)
    return max(counts, key=lambda day: (counts[day], day)) if counts else None
