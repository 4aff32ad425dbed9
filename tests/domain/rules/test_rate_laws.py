"""The annual rate of any plan, against two other ways to find it, and what holds for every one."""

from __future__ import annotations

from decimal import Decimal

import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.rates import annual_rates
from domain.rules.schedule import Schedule
from domain.terms import RemainderIn
from domain.value import replace
from tests.domain.rules.plans import Drawn, any_drawn, drawn, fee_terms, rate_terms, unhurried

CENT = 0.01
# Below about ¥100.00 a fen of rounding is itself a large fee, and the rates become those of no plan.
LEAST_FEN = 10_000
TERMS = rate_terms() | fee_terms(most_pct=30)


def agree(shown_pct: Decimal, exact_rate: float) -> bool:
    """Within 0.01, or a hundred-millionth of rates that are thousands of per cent."""
    return abs(float(shown_pct) - exact_rate * 100) <= max(CENT, abs(exact_rate) * 1e-6)


@unhurried
@given(drawn(TERMS, least_fen=LEAST_FEN))
def test_regular_plans_agree_with_the_irr_of_another_library(case: Drawn) -> None:
    plan = case.schedule()
    monthly = pyxirr.irr([-plan.received_fen, *(row.payment_fen for row in plan.rows)])
    assert monthly is not None
    shown = annual_rates(plan)
    assert agree(shown.simple_pct, 12 * monthly)
    assert agree(shown.compound_pct, (1 + monthly) ** 12 - 1)


@unhurried
@given(
    drawn(
        rate_terms() | fee_terms(most_pct=10), least_fen=LEAST_FEN, first_period=st.integers(15, 100)
    ).filter(lambda case: not case.schedule().regular)
)
def test_irregular_plans_agree_with_the_xirr_of_another_library(case: Drawn) -> None:
    plan = case.schedule()
    dates = [plan.start, *(row.due_date for row in plan.rows)]
    yearly = pyxirr.xirr(dates, [-plan.received_fen, *(row.payment_fen for row in plan.rows)])
    assert yearly is not None
    shown = annual_rates(plan)
    assert agree(shown.compound_pct, yearly)
    assert agree(shown.simple_pct, 12 * ((1 + yearly) ** (1 / 12) - 1))


def bisected_simple_rate(plan: Schedule) -> float:
    """12 r with Σ payment · (1 + r)^−k = received, by halving."""
    low, high = 0.0, 1.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        present = sum(row.payment_fen * (1 + middle) ** -row.no for row in plan.rows)
        low, high = (middle, high) if present > plan.received_fen else (low, middle)
    return 12 * low


@unhurried
@given(drawn(TERMS, least_fen=LEAST_FEN), st.integers(1, 360))
def test_the_root_finder_agrees_with_halving_up_to_360_periods(case: Drawn, periods: int) -> None:
    long = case._replace(principal_fen=case.principal_fen * 100, terms=replace(case.terms, periods=periods))
    plan = long.schedule()
    assert agree(annual_rates(plan).simple_pct, bisected_simple_rate(plan))


@unhurried
@given(any_drawn(least_fen=LEAST_FEN))
def test_no_rate_is_negative_and_the_compound_one_is_not_below_the_simple_one(case: Drawn) -> None:
    shown = annual_rates(case.schedule())
    assert 0 <= shown.simple_pct <= shown.compound_pct


@unhurried
@given(drawn(fee_terms(most_pct=30), least_fen=LEAST_FEN), st.integers(1, 10))
def test_a_higher_fee_is_a_higher_rate(case: Drawn, more_pct: int) -> None:
    terms = replace(case.terms, remainder_in=RemainderIn.LAST)
    assert terms.total_fee_pct is not None
    dearer = replace(terms, total_fee_pct=terms.total_fee_pct + more_pct)
    cheap = annual_rates(case._replace(terms=terms).schedule())
    dear = annual_rates(case._replace(terms=dearer).schedule())
    assert cheap.simple_pct < dear.simple_pct
    assert cheap.compound_pct < dear.compound_pct


@unhurried
@given(drawn(fee_terms(most_pct=0)))
def test_without_a_fee_every_rate_is_nought(case: Drawn) -> None:
    shown = annual_rates(case.schedule())
    assert (str(shown.simple_pct), str(shown.compound_pct)) == ("0.00", "0.00")
