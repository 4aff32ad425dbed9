"""Settling early, by the figures of docs/rules/early-repayment.md."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.errors import RuleError
from domain.rules.schedule import Schedule, build_schedule
from domain.rules.settlement import Settlement, settle
from domain.rules.settlement_costs import Line, LineCode
from domain.terms import (
    DayCount,
    FeeTier,
    Method,
    PenaltyBase,
    PenaltyTerms,
    PlanTerms,
    PrepayFeeKind,
    PrepayPolicy,
    PrepayTerms,
)
from domain.value import replace
from tests.domain.rules.plans import (
    START,
    Drawn,
    by_rate,
    drawn,
    example,
    fee_terms,
    flat,
    rate_terms,
    unhurried,
)

FLAT = example(flat())
LOAN = example(by_rate(Method.EQUAL_INSTALLMENT))
DUE_DAY = date(2026, 5, 5)  # of the fourth instalment
TEN_DAYS_LATER = date(2026, 5, 15)


def settle_by(
    plan: Schedule,
    policy: PrepayPolicy,
    on: date = TEN_DAYS_LATER,
    fee: tuple[PrepayFeeKind, str] = (PrepayFeeKind.NONE, "0"),
) -> Settlement:
    """After four instalments were paid."""
    return settle(plan, 4, on, PrepayTerms(policy, fee[0], Decimal(fee[1])))


@pytest.mark.parametrize(
    ("policy", "total_fen", "cost_fen"),
    [
        (PrepayPolicy.REMAINING_DUE, 285_797, 19_197),
        (PrepayPolicy.WAIVED, 266_600, 0),
        (PrepayPolicy.CURRENT_PERIOD, 268_999, 2_399),
        (PrepayPolicy.CURRENT_PERIOD_PLUS_ONE, 271_398, 4_798),
        (PrepayPolicy.PERIOD_SHARE, 267_374, 774),
        (PrepayPolicy.ACTUAL_USE, 273_305, 6_705),
    ],
)
def test_a_flat_plan_ten_days_into_the_fifth_period(
    policy: PrepayPolicy, total_fen: int, cost_fen: int
) -> None:
    settlement = settle_by(FLAT, policy)
    costs = (Line(LineCode.FEE, cost_fen),) if cost_fen else ()
    assert settlement.lines == (Line(LineCode.PRINCIPAL, 266_600), *costs)
    assert settlement.total_fen == total_fen
    assert settlement.saved_fen == 285_797 - total_fen
    assert settlement.valid_on == TEN_DAYS_LATER


@pytest.mark.parametrize(
    ("policy", "total_fen"),
    [
        (PrepayPolicy.REMAINING_DUE, 285_797),
        (PrepayPolicy.CURRENT_PERIOD, 266_600),
        (PrepayPolicy.CURRENT_PERIOD_PLUS_ONE, 268_999),
        (PrepayPolicy.PERIOD_SHARE, 266_600),
    ],
)
def test_on_a_due_date_the_period_that_ends_is_the_current_one(policy: PrepayPolicy, total_fen: int) -> None:
    settlement = settle_by(FLAT, policy, DUE_DAY)
    assert settlement.total_fen == total_fen
    assert settlement.basis is not None
    assert settlement.basis.cost_fen == total_fen - 266_600


def test_on_the_next_day_the_next_period_has_begun() -> None:
    assert settle_by(FLAT, PrepayPolicy.CURRENT_PERIOD, DUE_DAY + timedelta(days=1)).total_fen == 268_999


def test_a_bill_unpaid_on_its_due_date_brings_its_own_cost_and_no_other() -> None:
    terms = PrepayTerms(PrepayPolicy.CURRENT_PERIOD, PrepayFeeKind.NONE, Decimal(0))
    settlement = settle(FLAT, 3, DUE_DAY, terms)
    assert settlement.lines == (Line(LineCode.PRINCIPAL, 266_600), Line(LineCode.ARREARS, 35_724))


def test_on_the_day_of_drawdown_the_first_period_is_the_current_one() -> None:
    terms = PrepayTerms(PrepayPolicy.CURRENT_PERIOD, PrepayFeeKind.NONE, Decimal(0))
    assert settle(FLAT, 0, START, terms).total_fen == 399_900 + 2_399


def test_actual_use_of_an_exact_half_fen_is_rounded_up() -> None:
    """¥149.00 at 0.75 a month is worth 149.00 again on each due date: five days later 149.125."""
    terms = PlanTerms(Method.INTEREST_ONLY, 3, annual_rate_pct=Decimal(6))
    plan = build_schedule(14_900, terms, START)
    prepay = PrepayTerms(PrepayPolicy.ACTUAL_USE, PrepayFeeKind.NONE, Decimal(0))
    assert settle(plan, 2, date(2026, 3, 10), prepay).total_fen == 14_913


def test_actual_use_on_the_due_date_itself_asks_for_no_days() -> None:
    assert settle_by(FLAT, PrepayPolicy.ACTUAL_USE, DUE_DAY).total_fen == 272_319


@pytest.mark.parametrize(
    ("fee", "total_fen", "saved_fen"),
    [
        ((PrepayFeeKind.NONE, "0"), 272_774, 11_470),
        ((PrepayFeeKind.MONTHS, "1"), 275_493, 8_751),
        ((PrepayFeeKind.PERCENT, "3"), 280_930, 3_314),
    ],
)
def test_a_loan_by_daily_interest_and_its_fees(
    fee: tuple[PrepayFeeKind, str], total_fen: int, saved_fen: int
) -> None:
    settlement = settle_by(LOAN, PrepayPolicy.DAILY_INTEREST, fee=fee)
    assert settlement.lines[:2] == (Line(LineCode.PRINCIPAL, 271_868), Line(LineCode.INTEREST, 906))
    assert (settlement.total_fen, settlement.saved_fen) == (total_fen, saved_fen)


HALF_A_YEAR, A_YEAR = FeeTier(6, Decimal(3)), FeeTier(12, Decimal(2))


def fee_on(paid: int, on: date, **changes: Any) -> int:
    """Of the loan that was drawn on January 5th: 3 % until half a year has gone, 2 % until a year has, and then none."""
    terms = replace(
        PrepayTerms(PrepayPolicy.DAILY_INTEREST, PrepayFeeKind.PERCENT, fee_tiers=(HALF_A_YEAR, A_YEAR)),
        **changes,
    )
    return settle(LOAN, paid, on, terms).amount_fen(LineCode.PREPAY_FEE)


@pytest.mark.parametrize(
    ("paid", "on", "fee_fen"),
    [
        (4, date(2026, 5, 15), 8_156),  # 3 % of 2718.68
        (5, date(2026, 7, 4), 7_172),  # 3 % of 2390.56
        (6, date(2026, 7, 5), 4_118),  # 2 % of 2059.16
        (11, date(2027, 1, 4), 704),  # 2 % of 351.75
    ],
)
def test_a_fee_goes_by_the_whole_months_since_the_drawdown(paid: int, on: date, fee_fen: int) -> None:
    assert fee_on(paid, on) == fee_fen


def test_after_the_last_tier_the_fee_is_what_stands_beside_them() -> None:
    only = (FeeTier(4, Decimal(3)),)
    assert fee_on(4, TEN_DAYS_LATER, fee_tiers=only) == 0
    assert fee_on(4, TEN_DAYS_LATER, fee_tiers=only, fee_value=Decimal(1)) == 2_719


def test_a_tier_in_months_of_interest_is_worked_out_as_one_without_tiers() -> None:
    in_months = {"fee_kind": PrepayFeeKind.MONTHS, "fee_tiers": (FeeTier(12, Decimal(1)),)}
    assert fee_on(4, TEN_DAYS_LATER, **in_months) == 2_719  # 2718.68 × 12 % ÷ 12


@pytest.mark.parametrize(
    ("bounds", "fee_fen"),
    [
        ({"fee_least_fen": 10_000}, 10_000),
        ({"fee_least_fen": 8_156}, 8_156),
        ({"fee_most_fen": 5_000}, 5_000),
        ({"fee_least_fen": 5_000, "fee_most_fen": 10_000}, 8_156),
    ],
)
def test_a_fee_stays_within_what_it_is_at_least_and_at_most(bounds: dict[str, int], fee_fen: int) -> None:
    assert fee_on(4, TEN_DAYS_LATER, **bounds) == fee_fen


def test_where_none_is_charged_there_is_no_least_fee() -> None:
    assert fee_on(4, TEN_DAYS_LATER, fee_tiers=(FeeTier(4, Decimal(3)),), fee_least_fen=5_000) == 0
    assert (
        fee_on(12, date(2027, 1, 5), fee_value=Decimal(3), fee_least_fen=5_000) == 0
    )  # nothing is repaid early


@pytest.mark.parametrize(
    "wrong",
    [
        {"fee_tiers": (A_YEAR, HALF_A_YEAR)},
        {"fee_tiers": (A_YEAR, A_YEAR)},
        {"fee_least_fen": 2, "fee_most_fen": 1},
    ],
)
def test_tiers_out_of_order_and_a_most_below_the_least_are_no_terms(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a fee"):
        PrepayTerms(PrepayPolicy.WAIVED, PrepayFeeKind.PERCENT, **wrong)


@pytest.mark.parametrize(
    ("day_count", "interest_fen"),
    [
        (DayCount.MONTHLY, 906),  # 2718.68 × 12 % × 10 / 360
        (DayCount.D30_360, 906),
        (DayCount.ACTUAL_360, 906),
        (DayCount.ACTUAL_365, 893),
    ],
)
def test_daily_interest_follows_the_day_count_of_the_plan(day_count: DayCount, interest_fen: int) -> None:
    terms = PlanTerms(Method.EQUAL_INSTALLMENT, 12, annual_rate_pct=Decimal(12), day_count=day_count)
    plan = build_schedule(399_900, terms, START)
    interest = settle_by(plan, PrepayPolicy.DAILY_INTEREST).lines[1]
    year = 365 if day_count is DayCount.ACTUAL_365 else 360
    exact = Decimal(plan.rows[3].balance_fen) * 12 * 10 / (100 * year)
    assert interest == Line(LineCode.INTEREST, int(exact.quantize(Decimal(1), ROUND_HALF_UP)))
    assert interest.amount_fen == interest_fen


def test_the_policy_of_one_more_period_asks_for_none_after_the_last_has_begun() -> None:
    on = date(2026, 12, 20)
    terms = PrepayTerms(PrepayPolicy.CURRENT_PERIOD_PLUS_ONE)
    assert settle(FLAT, 11, on, terms).lines == (
        Line(LineCode.PRINCIPAL, 33_325),
        Line(LineCode.FEE, 2_404),
    )


def test_instalments_due_and_unpaid_are_arrears_in_full() -> None:
    settlement = settle(FLAT, 2, TEN_DAYS_LATER, PrepayTerms(PrepayPolicy.WAIVED))
    assert settlement.lines == (Line(LineCode.PRINCIPAL, 266_600), Line(LineCode.ARREARS, 2 * 35_724))
    assert settlement.saved_fen == 19_197


def test_arrears_bear_penalty_by_their_own_days() -> None:
    """The third is 40 days late, the fourth 10: 357.24 × 0.05 % × 50 days, each rounded."""
    terms = PenaltyTerms(daily_pct=Decimal("0.05"), multiple=None, base=PenaltyBase.PRINCIPAL_INTEREST)
    settlement = settle(FLAT, 2, TEN_DAYS_LATER, PrepayTerms(PrepayPolicy.WAIVED), terms)
    assert settlement.lines[-1] == Line(LineCode.PENALTY, 714 + 179)
    assert settlement.saved_fen == 19_197  # the penalty is owed either way


def test_an_instalment_due_today_is_in_arrears_but_not_late() -> None:
    settlement = settle(FLAT, 3, DUE_DAY, PrepayTerms(PrepayPolicy.WAIVED), PenaltyTerms())
    assert settlement.lines == (Line(LineCode.PRINCIPAL, 266_600), Line(LineCode.ARREARS, 35_724))


def test_after_the_last_due_date_only_arrears_are_left() -> None:
    settlement = settle(FLAT, 11, date(2027, 1, 5), PrepayTerms(PrepayPolicy.REMAINING_DUE))
    assert settlement.lines == (Line(LineCode.ARREARS, 35_729),)


def test_nothing_is_left_of_a_paid_plan() -> None:
    settlement = settle(FLAT, 12, date(2027, 1, 5), PrepayTerms(PrepayPolicy.REMAINING_DUE))
    assert (settlement.lines, settlement.total_fen, settlement.saved_fen) == ((), 0, 0)


@pytest.mark.parametrize(
    ("paid", "on", "words"),
    [
        (13, TEN_DAYS_LATER, "12 instalments"),
        (5, TEN_DAYS_LATER, "Instalment 5 falls due on 2026-06-05"),
        (0, START - timedelta(days=1), "before the drawdown"),
    ],
)
def test_what_cannot_have_happened_is_refused(paid: int, on: date, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        settle(FLAT, paid, on, PrepayTerms(PrepayPolicy.WAIVED))


anything = drawn(st.one_of(rate_terms(), fee_terms()), least_fen=10_000)


@unhurried
@given(anything, st.sampled_from(PrepayPolicy), st.data())
def test_total_and_saving_are_what_staying_would_cost(
    plan: Drawn, policy: PrepayPolicy, data: st.DataObject
) -> None:
    schedule = plan.schedule()
    due = data.draw(st.integers(0, plan.terms.periods))
    paid = data.draw(st.integers(0, due))
    settlement = settle(schedule, paid, schedule.due_after(due), PrepayTerms(policy))
    staying_fen = sum(row.payment_fen for row in schedule.rows[paid:])
    assert settlement.total_fen + settlement.saved_fen == staying_fen
    assert settlement.total_fen == sum(line.amount_fen for line in settlement.lines)


@unhurried
@given(drawn(rate_terms(day_counts=(DayCount.MONTHLY,)), least_fen=1_000_000), st.data())
def test_actual_use_of_an_interest_loan_is_about_its_balance(plan: Drawn, data: st.DataObject) -> None:
    """Such a loan charges for what is used; only the rounding of each instalment lies between."""
    schedule = plan.schedule()
    paid = data.draw(st.integers(0, plan.terms.periods))
    terms = PrepayTerms(PrepayPolicy.ACTUAL_USE)
    settlement = settle(schedule, paid, schedule.due_after(paid), terms)
    assert settlement.total_fen == pytest.approx(schedule.balance_after_fen(paid), abs=plan.terms.periods)


@unhurried
@given(drawn(fee_terms(), least_fen=10_000), st.data())
def test_the_policies_ask_for_more_in_their_order(plan: Drawn, data: st.DataObject) -> None:
    schedule = plan.schedule()
    paid = data.draw(st.integers(0, plan.terms.periods - 1))
    on = schedule.due_after(paid) + timedelta(days=data.draw(st.integers(0, 27)))
    rising = (
        PrepayPolicy.WAIVED,
        PrepayPolicy.PERIOD_SHARE,
        PrepayPolicy.CURRENT_PERIOD,
        PrepayPolicy.CURRENT_PERIOD_PLUS_ONE,
        PrepayPolicy.REMAINING_DUE,
    )
    totals = [settle(schedule, paid, on, PrepayTerms(policy)).total_fen for policy in rising]
    assert totals == sorted(totals)
