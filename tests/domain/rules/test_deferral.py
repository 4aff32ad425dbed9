"""Plans whose first due date comes later (先用后付): the dates, what it costs, the rate; the figures are worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import add_months
from domain.plans.pricing import price_plan, schedule_of
from domain.rules.ceiling import dearest
from domain.rules.rates import annual_rates
from domain.rules.schedule import Schedule, build_schedule
from domain.rules.settlement import settle
from domain.terms import DueDayRule, Method, PrepayPolicy, PrepayTerms
from domain.value import replace
from tests.domain.rules.plans import by_rate, flat, starts, unhurried
from tests.support import builders

START = date(2026, 1, 5)


def deferred(months: int, **changed: object) -> Schedule:
    return build_schedule(399_900, replace(flat(), deferred_months=months, **changed), START)


def days(plan: Schedule) -> list[str]:
    return [row.due_date.isoformat() for row in plan.rows]


def test_a_fee_plan_that_begins_two_months_later_has_the_same_amounts_and_a_lower_rate() -> None:
    plan, usual = deferred(2), deferred(0)
    assert (days(plan)[0], days(plan)[-1]) == ("2026-04-05", "2027-03-05")
    assert [row.payment_fen for row in plan.rows] == [row.payment_fen for row in usual.rows]
    rates = annual_rates(plan)
    flows = [-3999.0, *(row.payment_fen / 100 for row in plan.rows)]
    xirr = pyxirr.xirr([START, *(row.due_date for row in plan.rows)], flows)
    assert xirr is not None
    assert float(rates.compound_pct) == pytest.approx(xirr * 100, abs=0.0051)
    assert float(rates.simple_pct) == pytest.approx(12 * ((1 + xirr) ** (1 / 12) - 1) * 100, abs=0.0051)
    assert rates.simple_pct < annual_rates(usual).simple_pct


def test_interest_of_the_time_before_is_in_the_first_instalment_by_its_days() -> None:
    """3,999.00 at 12 % from 2026-01-05 to 04-05: 90 days of 360 are 119.97; 31 to 02-05 would be a month's 39.99."""
    terms = replace(by_rate(Method.INTEREST_ONLY), deferred_months=2)
    plan = build_schedule(399_900, terms, START)
    assert [row.interest_fen for row in plan.rows[:2]] == [119_97, 39_99]
    free = build_schedule(399_900, replace(terms, free_periods=1), START)
    assert [row.interest_fen for row in free.rows[:2]] == [0, 39_99]


def test_an_anchor_at_the_end_of_the_month_comes_back() -> None:
    plan = build_schedule(100_000, replace(flat(periods=3), deferred_months=1), date(2026, 1, 31))
    assert days(plan) == ["2026-03-31", "2026-04-30", "2026-05-31"]
    plan = build_schedule(100_000, replace(flat(periods=3), deferred_months=1), date(2025, 12, 31))
    assert days(plan) == ["2026-02-28", "2026-03-31", "2026-04-30"]


def test_a_cycle_is_closed_first_and_then_put_off() -> None:
    """Statement on the 5th, due on the 25th: bought on the 6th it is of the next cycle, 02-25; a month later 03-25."""
    lender = replace(builders.lender(), due_day=DueDayRule(25, statement_day=5))
    plan = builders.flat("later-3", 3, "0.6")
    plan = replace(plan, terms=replace(plan.terms, deferred_months=1))
    assert days(schedule_of(lender, plan, 100_000, date(2026, 1, 5)))[0] == "2026-02-25"
    assert days(schedule_of(lender, plan, 100_000, date(2026, 1, 6)))[0] == "2026-03-25"
    assert price_plan(lender, plan, 100_000, START).deferred_months == 1


@unhurried
@given(starts, st.integers(1, 36), st.integers(0, 12), st.none() | st.integers(1, 28))
def test_every_due_date_is_so_many_months_after_what_it_would_be(
    start: date, periods: int, months: int, day: int | None
) -> None:
    first = None if day is None else add_months(start.replace(day=day), 1)
    plain = build_schedule(100_000, flat(periods=periods), start, first)
    later = build_schedule(100_000, replace(flat(periods=periods), deferred_months=months), start, first)
    anchor = start.day if first is None else first.day
    assert days(later) == [
        add_months(row.due_date, months, anchor_day=anchor).isoformat() for row in plain.rows
    ]
    assert sum(row.principal_fen for row in later.rows) == 100_000


@unhurried
@given(
    st.sampled_from((Method.EQUAL_INSTALLMENT, Method.EQUAL_PRINCIPAL)),
    st.integers(1, 36),
    st.integers(1, 12),
)
def test_no_instalment_repays_less_than_nothing_however_long_the_first_period(
    method: Method, periods: int, months: int
) -> None:
    terms = replace(by_rate(method, periods=periods), deferred_months=months)
    plan = build_schedule(399_900, terms, START)
    assert all(row.principal_fen >= 0 and row.payment_fen >= row.interest_fen for row in plan.rows)
    assert plan.rows[-1].balance_fen == 0
    assert abs(annual_rates(plan).simple_pct - Decimal(12)) < Decimal("0.6")


def test_settled_before_the_first_due_date_it_is_in_its_first_period() -> None:
    """40 days after the drawdown of 90 to the first due date: none, all and a share of the fee of 23.99 is taken."""
    plan, on = deferred(2), date(2026, 2, 14)
    settled = {
        policy: settle(plan, 0, on, PrepayTerms(policy)).total_fen - 399_900
        for policy in (PrepayPolicy.WAIVED, PrepayPolicy.CURRENT_PERIOD, PrepayPolicy.PERIOD_SHARE)
    }
    assert settled == {
        PrepayPolicy.WAIVED: 0,
        PrepayPolicy.CURRENT_PERIOD: 23_99,
        PrepayPolicy.PERIOD_SHARE: 10_66,
    }


def test_the_ceiling_is_held_against_every_day_of_purchase() -> None:
    plan = builders.flat("later-12", 12, "0.6")
    later = replace(plan, terms=replace(plan.terms, deferred_months=2))
    worst = dearest(later, DueDayRule())
    assert worst.simple_pct < dearest(plan, DueDayRule()).simple_pct
    assert worst.simple_pct >= price_plan(builders.lender(), later, later.max_amount_fen, START).simple_pct
