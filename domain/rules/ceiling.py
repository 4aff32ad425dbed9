"""Whether a plan stays below the ceiling of annual cost (综合融资成本上限), whenever and for whatever amount it is taken.

Source: the 24 % read from 法发〔2017〕22号 with 金规〔2025〕9号, and the 20 % of window guidance.
See docs/rules/annual-rate.md.
Which ceiling holds is the operator's to say; it is compared with 单利.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from heapq import nlargest

from domain.rules.due_dates import first_due_date
from domain.rules.rates import annual_rates
from domain.rules.schedule import Schedule, build_schedule
from domain.terms import DueDayRule, PlanSpec, RemainderIn
from domain.value import Value

# A leap year and what surrounds it: every length of a first period that a fixed due day can give.
_FIRST_DAY = date(2027, 12, 1)
_DAYS, _DAYS_OF_A_YEAR = 120, 366
# How far above the smallest amount a remainder is looked for, and how many of the dearest there are worked out to the end.
_ABOVE_FEN, _TRIED = 3_000, 5


class Dearest(Value):
    """The highest 单利 a plan can come to, per cent a year, and where it does."""

    simple_pct: Decimal
    amount_fen: int
    start: date


def dearest(plan: PlanSpec, due_day: DueDayRule) -> Dearest:
    """Over the smallest and the largest amount, and over the days of purchase where they matter; with what rounding leaves
    in the first bill also over the dearest of the amounts above the smallest.

    Rounding weighs most on the smallest amounts, and a short first period makes the same fee dearer. Raises `RuleError`.
    """
    amounts = sorted({plan.min_amount_fen, plan.max_amount_fen})
    starts = tuple(_starts(plan, due_day))
    cases = (_case(plan, due_day, amount_fen, start) for amount_fen in amounts for start in starts)
    worst = max(cases, key=_dearness)
    return max([worst, *_between(plan, due_day, worst)], key=_dearness)


def _dearness(case: Dearest) -> Decimal:
    return case.simple_pct


def _between(plan: PlanSpec, due_day: DueDayRule, worst: Dearest) -> Iterable[Dearest]:
    """Return the dearest amounts a little above the smallest, where the first bill has what rounding leaves: now of one
    part of it, now of another. A remainder in the last bill makes nothing dearer.
    """
    if plan.terms.remainder_in is not RemainderIn.FIRST:
        return ()
    most_fen = min(plan.max_amount_fen, plan.min_amount_fen + _ABOVE_FEN)
    discount = 1 / (1 + float(worst.simple_pct) / 1200)

    def worth(amount_fen: int) -> float:
        """Return what the payments are worth, by what is lent, at the worst rate so far: where it is more, so is theirs."""
        rows = _schedule(plan, due_day, amount_fen, worst.start).rows
        return sum(row.payment_fen * discount**month for month, row in enumerate(rows, start=1)) / amount_fen

    dear = nlargest(_TRIED, range(plan.min_amount_fen, most_fen + 1), key=worth)
    return (_case(plan, due_day, amount_fen, worst.start) for amount_fen in dear)


def _starts(plan: PlanSpec, due_day: DueDayRule) -> Iterable[date]:
    """Return the days to start on.

    With the day of purchase as due day, every period is a month, so one day says as much as all; where the first one is
    deferred it is some months, which are not alike all the year.
    """
    of_a_fixed_day = _DAYS if due_day.day is not None else 1
    days = _DAYS_OF_A_YEAR if plan.terms.deferred_months else of_a_fixed_day
    return (_FIRST_DAY + timedelta(days=day) for day in range(days))


def _case(plan: PlanSpec, due_day: DueDayRule, amount_fen: int, start: date) -> Dearest:
    schedule = _schedule(plan, due_day, amount_fen, start)
    return Dearest(annual_rates(schedule).simple_pct, amount_fen, start)


def _schedule(plan: PlanSpec, due_day: DueDayRule, amount_fen: int, start: date) -> Schedule:
    return build_schedule(amount_fen, plan.terms, start, first_due_date(due_day, start))
