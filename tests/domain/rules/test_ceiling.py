"""What a plan can come to a year, at its dearest."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.rules.ceiling import dearest
from domain.rules.due_dates import first_due_date
from domain.terms import DueDayRule
from tests.support.builders import flat

EVERY_MONTH = DueDayRule()


@pytest.mark.parametrize(
    ("periods", "fee", "ceiling"),
    [
        (3, "1.342", 24),
        (6, "1.186", 24),
        (12, "1.123", 24),
        (24, "1.120", 24),
        (3, "1.117", 20),
        (12, "0.930", 20),
    ],
)
def test_the_highest_flat_fee_under_a_ceiling_is_the_known_one(periods: int, fee: str, ceiling: int) -> None:
    """The figures of the domain facts: at this fee the ceiling is reached, a little more goes above it."""
    assert dearest(flat("plan", periods, fee), EVERY_MONTH).simple_pct <= Decimal(ceiling) + Decimal("0.02")
    dearer = str(Decimal(fee) + Decimal("0.003"))
    assert dearest(flat("plan", periods, dearer), EVERY_MONTH).simple_pct > ceiling


def test_a_short_first_period_makes_the_same_fee_dearer_and_is_found() -> None:
    fixed = DueDayRule(day=10, min_days=5)
    worst = dearest(flat("plan", 3, "1.0"), fixed)
    assert worst.simple_pct > dearest(flat("plan", 3, "1.0"), EVERY_MONTH).simple_pct
    assert first_due_date(fixed, worst.start) == worst.start + timedelta(days=5)


def test_an_interest_free_plan_costs_nothing() -> None:
    assert dearest(flat("plan", 12, "0"), EVERY_MONTH).simple_pct == 0
