"""The schedules of docs/rules/repayment-methods.md, to the fen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.rules.amounts import total_fee_fen
from domain.rules.errors import RuleError
from domain.rules.schedule import Row, Schedule, build_schedule
from domain.terms import DayCount, FeeTiming, Method, PlanTerms, RemainderIn, Rounding
from domain.value import replace
from tests.domain.rules.plans import EXAMPLE_FEN, START, by_rate, example, flat, flat_total, upfront

CHECKOUT_FEN = 139_900


def payments(plan: Schedule) -> list[int]:
    return [row.payment_fen for row in plan.rows]


def test_equal_installments_of_3999_over_12_at_12_per_cent() -> None:
    plan = example(by_rate(Method.EQUAL_INSTALLMENT))
    assert plan.rows[0] == Row(1, date(2026, 2, 5), 31532, 3999, 0, 35531, 368368)
    assert (plan.rows[2].principal_fen, plan.rows[2].interest_fen) == (32166, 3365)
    assert plan.rows[3].balance_fen == 271868
    assert plan.rows[11] == Row(12, date(2027, 1, 5), 35175, 352, 0, 35527, 0)
    assert payments(plan) == [35531] * 11 + [35527]
    assert (plan.total_interest_fen, plan.total_fee_fen, plan.total_payment_fen) == (26468, 0, 426368)


def test_equal_principal_of_3999_over_12_at_12_per_cent() -> None:
    plan = example(by_rate(Method.EQUAL_PRINCIPAL))
    assert [row.principal_fen for row in plan.rows] == [33325] * 12
    assert (payments(plan)[0], payments(plan)[1], payments(plan)[11]) == (37324, 36991, 33658)
    assert plan.total_interest_fen == 25995


def test_interest_first_principal_last() -> None:
    plan = example(by_rate(Method.INTEREST_ONLY))
    assert payments(plan) == [3999] * 11 + [403899]
    assert plan.total_interest_fen == 47988
    assert plan.rows[10].balance_fen == EXAMPLE_FEN


def test_a_flat_fee_of_0_6_per_cent_a_period() -> None:
    plan = example(flat())
    assert plan.rows[0] == Row(1, date(2026, 2, 5), 33325, 0, 2399, 35724, 366575)
    assert plan.rows[11] == Row(12, date(2027, 1, 5), 33325, 0, 2404, 35729, 0)
    assert payments(plan) == [35724] * 11 + [35729]
    assert (plan.total_fee_fen, plan.total_interest_fen, plan.total_payment_fen) == (28793, 0, 428693)


def test_the_first_instalment_may_take_what_rounding_leaves() -> None:
    assert payments(example(flat(remainder_in=RemainderIn.FIRST))) == [35729] + [35724] * 11


def test_a_fee_per_period_is_the_same_as_its_total() -> None:
    assert example(flat_total("7.2", 12)).rows == example(flat("0.6")).rows


def test_free_of_interest_is_a_flat_fee_of_nothing() -> None:
    assert payments(example(flat("0"))) == [33325] * 12
    assert payments(example(flat("0", periods=3), CHECKOUT_FEN)) == [46633, 46633, 46634]


def test_where_a_few_fen_are_rounded_up_the_last_instalments_are_nothing() -> None:
    for terms in (by_rate(Method.EQUAL_INSTALLMENT, "0"), by_rate(Method.EQUAL_PRINCIPAL, "0")):
        assert payments(example(terms, 7)) == [1] * 7 + [0] * 5
    assert payments(example(by_rate(Method.EQUAL_INSTALLMENT, "0"), 5)) == [0] * 11 + [5]


def test_an_upfront_fee_comes_with_the_first_bill() -> None:
    plan = example(upfront())
    assert payments(plan) == [62118] + [33325] * 11
    assert (plan.rows[0].fee_fen, plan.received_fen, plan.drawdown_fee_fen) == (28793, EXAMPLE_FEN, 0)


def test_an_upfront_fee_at_drawdown_is_kept_from_the_money_and_not_billed() -> None:
    plan = example(upfront(timing=FeeTiming.DRAWDOWN))
    assert payments(plan) == [33325] * 12
    assert (plan.drawdown_fee_fen, plan.received_fen, plan.total_fee_fen) == (28793, 371107, 28793)


# One real checkout of ¥1,399.00 over three periods showed these three first instalments side by side.


def test_huabei_rounds_the_fee_half_even_and_both_parts_down() -> None:
    plan = example(flat_total("2.3", 3, Rounding.FEE_HALF_EVEN_FLOOR), CHECKOUT_FEN)
    assert payments(plan) == [47705, 47705, 47708]


def test_xiaomi_rounds_both_parts_half_up() -> None:
    plan = example(flat_total("2.22", 3, Rounding.EACH_HALF_UP), CHECKOUT_FEN)
    assert payments(plan) == [47668, 47668, 47670]


def test_china_merchants_bank_rounds_the_whole_payment_half_up() -> None:
    plan = example(flat_total("3.6", 3, Rounding.TOTAL_HALF_UP), CHECKOUT_FEN)
    assert payments(plan) == [48312, 48312, 48312]
    parts = [(row.principal_fen, row.fee_fen) for row in plan.rows]
    assert parts == [(46633, 1679), (46633, 1679), (46634, 1678)]


def test_a_total_fee_on_a_tie_goes_to_the_even_fen_only_by_that_convention() -> None:
    tied = replace(flat_total("2.5", 1), rounding=Rounding.FEE_HALF_EVEN_FLOOR)
    assert total_fee_fen(100, tied) == 2  # 2.5 fen
    assert total_fee_fen(100, replace(tied, rounding=Rounding.FLOOR)) == 3


# Interest by days


@pytest.mark.parametrize("day_count", [DayCount.MONTHLY, DayCount.ACTUAL_360])
def test_a_first_period_of_44_days_bears_interest_for_44_days(day_count: DayCount) -> None:
    terms = replace(by_rate(Method.EQUAL_INSTALLMENT), day_count=day_count)
    plan = build_schedule(EXAMPLE_FEN, terms, date(2026, 11, 22), date(2027, 1, 5))
    assert not plan.regular
    assert plan.rows[0].interest_fen == 5865


@pytest.mark.parametrize(
    ("day_count", "first_fen", "second_fen"),
    [
        (DayCount.MONTHLY, 3999, 3999),
        (DayCount.D30_360, 3999, 3999),
        (DayCount.ACTUAL_360, 4132, 3732),  # 31 days, then 28
        (DayCount.ACTUAL_365, 4076, 3681),
    ],
)
def test_the_day_count_decides_the_interest_of_each_month(
    day_count: DayCount, first_fen: int, second_fen: int
) -> None:
    plan = example(replace(by_rate(Method.INTEREST_ONLY), day_count=day_count))
    assert [row.interest_fen for row in plan.rows[:2]] == [first_fen, second_fen]


def test_30_360_takes_the_31st_for_the_30th() -> None:
    terms = replace(by_rate(Method.INTEREST_ONLY), day_count=DayCount.D30_360)
    plan = build_schedule(EXAMPLE_FEN, terms, date(2026, 1, 31), date(2026, 3, 31))
    assert plan.interest_days()[:2] == [60, 30]
    assert plan.rows[0].interest_fen == 7998


def test_a_first_due_date_a_month_after_the_start_is_a_regular_plan() -> None:
    given = build_schedule(EXAMPLE_FEN, flat(), START, date(2026, 2, 5))
    assert given.regular
    assert given == example(flat())


# What a schedule is not made of

CONTRADICTIONS = {
    "no rate": PlanTerms(Method.EQUAL_INSTALLMENT, 12),
    "a rate and a fee": replace(by_rate(Method.EQUAL_PRINCIPAL), total_fee_pct=Decimal(1)),
    "a negative rate": by_rate(Method.INTEREST_ONLY, "-1"),
    "a flat rounding": replace(by_rate(Method.INTEREST_ONLY), rounding=Rounding.FLOOR),
    "no fee": PlanTerms(Method.FLAT_FEE, 12, rounding=Rounding.FLOOR),
    "both fees": replace(flat(), total_fee_pct=Decimal(7)),
    "a fee and a rate": replace(flat(), annual_rate_pct=Decimal(12)),
    "a negative fee": flat("-0.1"),
    "a rounding of interest": replace(flat(), rounding=Rounding.HALF_UP),
    "an upfront fee per period": replace(flat(), method=Method.UPFRONT_FEE),
    "no period": flat(periods=0),
}


@pytest.mark.parametrize("terms", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_contradictory_terms_are_refused(terms: PlanTerms) -> None:
    with pytest.raises(RuleError):
        example(terms)


@pytest.mark.parametrize("amount_fen", [0, -1])
def test_nothing_is_not_lent(amount_fen: int) -> None:
    with pytest.raises(RuleError, match="at least one fen"):
        example(flat(), amount_fen)
