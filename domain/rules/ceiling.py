"""Whether a plan stays below the ceiling of annual cost (综合融资成本上限), whenever and for whatever amount it is taken.

Source: the 24 % read from 法发〔2017〕22号 with 金规〔2025〕9号, and the 20 % of window guidance.
See docs/rules/annual-rate.md.
Which ceiling holds is the operator's to say; it is compared with 单利.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from domain.rules.due_dates import first_due_date
from domain.rules.rates import annual_rates
from domain.rules.schedule import build_schedule
from domain.terms import DueDayRule, PlanSpec

# A leap year and what surrounds it: every length of a first period that a fixed due day can give.
_FIRST_DAY = date(2027, 12, 1)
_DAYS = 120


@dataclass(frozen=True, slots=True)
class Dearest:
    """The highest 单利 a plan can come to, per cent a year, and where it does."""

    simple_pct: Decimal
    amount_fen: int
    start: date


def dearest(plan: PlanSpec, due_day: DueDayRule) -> Dearest:
    """Over the smallest and the largest amount, and over the days of purchase where they matter.

    Rounding weighs most on the smallest amount, and a short first period makes the same fee dearer. Raises `RuleError`.
    """
    amounts = sorted({plan.min_amount_fen, plan.max_amount_fen})
    cases = (_case(plan, due_day, amount_fen, start) for amount_fen in amounts for start in _starts(due_day))
    return max(cases, key=lambda case: case.simple_pct)


def _starts(due_day: DueDayRule) -> Iterable[date]:
    """Return the days to start on.

    With the day of purchase as due day, every period is a month, so one day says as much as all.
    """
    return (_FIRST_DAY + timedelta(days=day) for day in range(_DAYS if due_day.day is not None else 1))


def _case(plan: PlanSpec, due_day: DueDayRule, amount_fen: int, start: date) -> Dearest:
    schedule = build_schedule(amount_fen, plan.terms, start, first_due_date(due_day, start))
    return Dearest(annual_rates(schedule).simple_pct, amount_fen, start)
