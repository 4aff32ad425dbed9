"""What a plan can come to a year, at its dearest."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.rules.ceiling import dearest
from domain.rules.due_dates import first_due_date
from domain.terms import Charge, ChargeKind, DueDayRule, RemainderIn
from domain.text import LocalText
from domain.value import replace
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


def test_an_amount_between_whose_first_bill_has_every_remainder_is_found() -> None:
    """36 × 0.8 % and a guarantee fee of 0.344 %: ¥304.90 comes to 24.04 % a year, ¥300.00 to less than 24 %."""
    plan = flat("plan", 36, "0.8")
    charge = Charge(ChargeKind.GUARANTEE, LocalText({"zh_CN": "示例融资担保"}), Decimal("0.344"))
    terms = replace(plan.terms, charges=(charge,), remainder_in=RemainderIn.FIRST)
    plan = replace(plan, terms=terms, min_amount_fen=30_000, max_amount_fen=5_000_000)
    worst = dearest(plan, EVERY_MONTH)
    assert worst.simple_pct >= Decimal("24.04")
    assert 30_000 < worst.amount_fen <= 33_000
    last = replace(plan, terms=replace(terms, remainder_in=RemainderIn.LAST))
    assert dearest(last, EVERY_MONTH).simple_pct < 24
