"""What is not charged: docs/rules/relief.md says what the rules compute, and another library agrees about the rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.due_day import change_due_day
from domain.rules.errors import RuleError
from domain.rules.position import on_plan
from domain.rules.prepayment import prepay, prepay_loan
from domain.rules.rates import annual_rates
from domain.rules.settlement import settle
from domain.rules.settlement_costs import LineCode
from domain.terms import Discount, FeeTiming, Method, PlanTerms, PrepayPolicy, PrepayStrategy, PrepayTerms
from domain.value import replace
from tests.domain.rules.plans import (
    Drawn,
    by_rate,
    drawn,
    example,
    flat,
    relieved_terms,
    unhurried,
    upfront,
)
from tests.domain.rules.test_documentation import EXAMPLES, shown_rates, table, yuan

ON = date(2026, 3, 15)  # ten days into the third period of the example


def free(terms: PlanTerms, periods: int = 3) -> PlanTerms:
    return replace(terms, free_periods=periods)


def without(terms: PlanTerms) -> PlanTerms:
    return replace(terms, free_periods=0, discount=None)


def test_the_page_has_the_payments_of_every_method_with_three_free_periods() -> None:
    rows = table("relief.md", "method | payment 1 | payment 2 | payment 4")
    for name, *cells in rows:
        plan = example(free(EXAMPLES[name]))
        paid = [plan.rows[no - 1].payment_fen for no in (1, 2, 4, 12)]
        cost_fen = plan.total_interest_fen + plan.total_fee_fen
        told = [yuan(fen) for fen in (*paid, cost_fen, plan.waived_fen)]
        assert cells == [*told, *shown_rates(plan)], name


DISCOUNTS = {
    "50 %": Discount(Decimal(50)),
    "60.00": Discount(sum_fen=6_000),
    "5.00 each": Discount(per_period_fen=500),
}


def test_the_page_has_the_payments_of_every_discount() -> None:
    rows = table("relief.md", "method | discount")
    for name, discount, *cells in rows:
        plan = example(replace(EXAMPLES[name], discount=DISCOUNTS[discount]))
        paid = [plan.rows[no - 1].payment_fen for no in (1, 2, 3, 12)]
        cost_fen = plan.total_interest_fen + plan.total_fee_fen
        told = [yuan(fen) for fen in (*paid, cost_fen, plan.waived_fen)]
        assert cells == [*told, *shown_rates(plan)], (name, discount)


@unhurried
@given(drawn(relieved_terms(), least_fen=10_000))
def test_what_is_not_charged_is_of_interest_and_fee_alone_and_by_its_rule(case: Drawn) -> None:
    plan, whole = case.schedule(), case._replace(terms=without(case.terms)).schedule()
    discount = case.terms.discount or Discount(per_period_fen=1)
    left_fen = discount.sum_fen or 0
    for row, was in zip(plan.rows, whole.rows, strict=True):
        expected = was.cost_fen
        if row.no <= case.terms.free_periods:
            expected = 0
        elif discount.rate_pct is not None:
            expected = floor(was.cost_fen * (1 - Fraction(discount.rate_pct) / 100) + Fraction(1, 2))
        elif discount.sum_fen is not None:
            expected = max(was.cost_fen - left_fen, 0)
            left_fen -= was.cost_fen - expected
        elif case.terms.discount:
            expected = max(was.cost_fen - (discount.per_period_fen or 0), 0)
        assert (row.principal_fen, row.cost_fen) == (was.principal_fen, expected)
    assert whole.total_payment_fen - plan.total_payment_fen == plan.waived_fen


@unhurried
@given(drawn(relieved_terms(), least_fen=10_000), st.integers(15, 100))
def test_the_rates_agree_with_the_irr_and_the_xirr_of_another_library(case: Drawn, days: int) -> None:
    plan = case.schedule()
    monthly = pyxirr.irr([-plan.received_fen, *(row.payment_fen for row in plan.rows)])
    assert monthly is not None
    assert float(annual_rates(plan).simple_pct) == pytest.approx(1200 * monthly, abs=0.01)
    odd = case._replace(first_due=date.fromordinal(case.start.toordinal() + days)).schedule()
    if not odd.regular:
        dates = [odd.start, *(row.due_date for row in odd.rows)]
        yearly = pyxirr.xirr(dates, [-odd.received_fen, *(row.payment_fen for row in odd.rows)])
        assert yearly is not None
        assert float(annual_rates(odd).compound_pct) == pytest.approx(100 * yearly, abs=0.01)


@pytest.mark.parametrize(
    "policy", [PrepayPolicy.DAILY_INTEREST, PrepayPolicy.PERIOD_SHARE, PrepayPolicy.CURRENT_PERIOD]
)
def test_settling_in_a_free_period_costs_nothing_for_its_days(policy: PrepayPolicy) -> None:
    plan = example(free(by_rate(Method.EQUAL_INSTALLMENT)))
    settlement = settle(plan, 2, ON, PrepayTerms(policy))
    assert (settlement.total_fen, settlement.amount_fen(LineCode.INTEREST)) == (336_521, 0)
    assert settlement.saved_fen == plan.total_interest_fen
    usual = settle(
        example(by_rate(Method.EQUAL_INSTALLMENT)), 2, ON, PrepayTerms(PrepayPolicy.DAILY_INTEREST)
    )
    assert usual.total_fen == 336_521 + 1_122


@pytest.mark.parametrize(
    ("discount", "interest_fen"),
    [(None, 906), ("50 %", 453), ("5.00 each", 406), ("60.00", 906)],
)
def test_settling_by_days_takes_the_discount_off_what_they_cost(
    discount: str | None, interest_fen: int
) -> None:
    terms = replace(by_rate(Method.EQUAL_INSTALLMENT), discount=DISCOUNTS[discount] if discount else None)
    settlement = settle(example(terms), 4, date(2026, 5, 15), PrepayTerms(PrepayPolicy.DAILY_INTEREST))
    assert settlement.total_fen == 271_868 + interest_fen


@pytest.mark.parametrize("method", [Method.EQUAL_INSTALLMENT, Method.EQUAL_PRINCIPAL, Method.FLAT_FEE])
@pytest.mark.parametrize("discount", DISCOUNTS.values(), ids=DISCOUNTS)
def test_a_part_prepaid_under_a_discount_makes_nothing_dearer(method: Method, discount: Discount) -> None:
    plan = example(replace(EXAMPLES[method], discount=discount))
    for way in (PrepayStrategy.SMALLER, PrepayStrategy.FEWER):
        found = prepay_loan(on_plan(plan, 1, ON.replace(month=2)), plan, ON.replace(month=2), 100_000, way)
        cost = {row.no: row.interest_fen + row.fee_fen for row in found.changes}
        assert all(cost[no] <= plan.rows[no - 1].cost_fen for no in cost)
        assert found.saved_fen >= 0
        if way is PrepayStrategy.FEWER and method is not Method.EQUAL_PRINCIPAL:
            assert found.payments_fen[0] == plan.rows[1].payment_fen


def test_interest_of_moved_due_dates_has_the_same_discount() -> None:
    terms = replace(by_rate(Method.EQUAL_INSTALLMENT), discount=DISCOUNTS["50 %"])
    loan = on_plan(example(terms), 4, date(2026, 5, 10))
    move = change_due_day(loan, 20, date(2026, 5, 10), notice_days=3, ceiling_pct=Decimal(24))
    assert (move.before[0].interest_fen, move.after[0].interest_fen) == (1_360, 2_085)


def test_by_actual_use_no_period_can_be_free() -> None:
    with pytest.raises(RuleError, match="no period can be free"):
        settle(example(free(flat())), 2, ON, PrepayTerms(PrepayPolicy.ACTUAL_USE))


@pytest.mark.parametrize("method", [Method.EQUAL_INSTALLMENT, Method.EQUAL_PRINCIPAL, Method.FLAT_FEE])
def test_a_part_prepaid_in_a_free_period_leaves_the_free_ones_free(method: Method) -> None:
    plan = example(free(EXAMPLES[method]))
    loan = on_plan(plan, 1, ON.replace(month=2))
    smaller, fewer = (
        prepay_loan(loan, plan, ON.replace(month=2), 100_000, way)
        for way in (PrepayStrategy.SMALLER, PrepayStrategy.FEWER)
    )
    assert (smaller.accrued_fen, fewer.accrued_fen) == (0, 0)
    for found in (smaller, fewer):
        changed = {row.no: row for row in found.changes}
        assert all(changed[no].interest_fen + changed[no].fee_fen == 0 for no in (2, 3) if no in changed)
        assert sum(row.payment_fen for row in loan.rows) > sum(found.payments_fen)
    assert fewer.payments_fen[:2] == tuple(row.payment_fen for row in plan.rows[1:3])


def test_what_is_left_after_the_free_periods_is_prepaid_as_of_any_plan() -> None:
    terms = by_rate(Method.EQUAL_INSTALLMENT)
    for way in (PrepayStrategy.SMALLER, PrepayStrategy.FEWER):
        assert prepay(example(free(terms)), 100_000, 4, way) == prepay(example(terms), 100_000, 4, way)


def test_a_free_period_stays_free_when_its_due_day_is_moved() -> None:
    loan = on_plan(example(free(by_rate(Method.EQUAL_INSTALLMENT))), 1, ON.replace(month=2))
    move = change_due_day(loan, 20, ON.replace(month=2), notice_days=3, ceiling_pct=Decimal(24))
    assert [row.interest_fen for row in move.after] == [row.interest_fen for row in move.before]
    assert move.after[0].due_date == date(2026, 3, 20)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (free(flat(), 12), "fewer are free"),
        (free(flat(), -1), "fewer are free"),
        (free(upfront()), "takes its fee once"),
        (
            replace(upfront(timing=FeeTiming.DRAWDOWN), discount=Discount(sum_fen=1)),
            "a lower fee says the same",
        ),
    ],
)
def test_free_periods_that_contradict_the_plan_are_refused(terms: PlanTerms, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        example(terms)
