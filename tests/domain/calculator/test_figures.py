"""The figures of offers: those of the golden plans, those of an independent IRR, and the same as `python -m bot quote`."""

from __future__ import annotations

import argparse
import math
from datetime import date
from decimal import Decimal

import pytest
import pyxirr

from bot.cli.quote.command import quote
from bot.cli.quote.options import add_options
from domain.calculator.codes import code_of, code_of_early, early_in, fits, offer_in
from domain.calculator.errors import NotCalculable
from domain.calculator.results import (
    AT_DRAWDOWN,
    BY_PERIODS,
    Calculation,
    Early,
    Offer,
    OpenKind,
    OpenOffer,
    Problem,
    Way,
)
from domain.calculator.rules import advertised_pct, calculate, calculate_early, compare
from domain.quotes.typed_amount import LARGEST_FEN
from domain.terms import PrepayStrategy
from domain.tracked.calculated import terms_of
from domain.tracked.results import TrackedKind, TrackedTerms
from domain.value import replace

TODAY = date(2026, 1, 5)
PCT = 10**6
GOLDEN_1 = Offer(3_999_00, 12, Way.EQUAL_INSTALLMENT, 12 * PCT)
GOLDEN_2 = Offer(3_999_00, 12, Way.FLAT_PER_PERIOD, 600_000)
MORTGAGE = Offer(300_000_00, 360, Way.EQUAL_INSTALLMENT, 3_600_000)
PAYMENTS = Offer(20_000_00, 36, Way.PAYMENTS, 680_00)


def rates(found: Calculation) -> tuple[str, str]:
    assert found.rates is not None
    return f"{found.rates.simple_pct}", f"{found.rates.compound_pct}"


def test_the_golden_plans_come_out_to_the_fen() -> None:
    one, two = calculate(GOLDEN_1, TODAY), calculate(GOLDEN_2, TODAY)
    assert (one.payments_fen[0], one.payments_fen[-1], one.cost_fen) == (355_31, 355_27, 264_68)
    assert (one.rows[3].balance_fen, rates(one)) == (2_718_68, ("12.00", "12.68"))
    assert (two.payments_fen[0], two.payments_fen[-1], two.cost_fen) == (357_24, 357_29, 287_93)
    assert (two.total_fen, rates(two)) == (4_286_93, ("13.03", "13.84"))
    principal = calculate(Offer(3_999_00, 12, Way.EQUAL_PRINCIPAL, 12 * PCT), TODAY)
    assert (principal.payments_fen[:2], principal.cost_fen) == ((373_24, 369_91), 259_95)
    interest = calculate(Offer(3_999_00, 12, Way.INTEREST_ONLY, 12 * PCT), TODAY)
    assert (interest.payments_fen[0], interest.payments_fen[-1], interest.cost_fen) == (
        39_99,
        4_038_99,
        479_88,
    )


def test_what_is_charged_once_comes_with_the_first_bill_or_off_the_payout() -> None:
    first = calculate(Offer(3_999_00, 12, Way.FIRST_BILL, 7_200_000), TODAY)
    assert (first.payments_fen[:2], rates(first)) == ((621_18, 333_25), ("13.86", "14.77"))
    off = calculate(Offer(3_999_00, 12, Way.DRAWDOWN, 7_200_000), TODAY)
    assert (off.upfront_fen, off.cost_fen, off.total_fen) == (287_93, 287_93, 4_286_93)
    assert rates(off) == ("14.03", "14.96")


def test_a_part_paid_early_gives_the_golden_figures() -> None:
    found = calculate_early(GOLDEN_1, Early(4, 1_000_00), TODAY)
    by_way = {part.strategy: part for part in found.parts}
    smaller, fewer = by_way[PrepayStrategy.SMALLER], by_way[PrepayStrategy.FEWER]
    assert smaller.payments_fen == (224_61,) * 7 + (224_65,)
    assert fewer.payments_fen == (355_31,) * 4 + (349_23,)
    assert (found.balance_fen, found.cost_left_fen) == (2_718_68, 123_76)
    assert (123_76 - smaller.saved_fen, 123_76 - fewer.saved_fen) == (78_24, 51_79)


def test_settling_takes_the_principal_left() -> None:
    found = calculate_early(GOLDEN_2, Early(4, None), TODAY)
    assert (found.balance_fen, found.waived_fen, found.parts) == (2_666_00, 191_97, ())
    level = calculate_early(GOLDEN_1, Early(4, None), TODAY)
    assert (level.balance_fen, level.waived_fen) == (2_718_68, 123_76)


# By hand: 1 % a month on 10,000.00, of which 9,500.00 are paid out; 900.00 a month for 9,000.00, and so on


def test_what_is_kept_back_makes_the_rate_dearer_and_changes_no_instalment() -> None:
    plain = Offer(10_000_00, 12, Way.INTEREST_ONLY, 12 * PCT)
    less = calculate(replace(plain, withheld_fen=500_00), TODAY)
    assert less.payments_fen == calculate(plain, TODAY).payments_fen == (100_00,) * 11 + (10_100_00,)
    assert (less.received_fen, less.cost_fen, less.total_fen) == (9_500_00, 1_700_00, 11_700_00)
    each = calculate(Offer(10_000_00, 12, Way.PAYMENTS, 900_00, withheld_fen=1_000_00), TODAY)
    assert (each.received_fen, each.cost_fen, rates(each)) == (9_000_00, 1_800_00, ("35.07", "41.30"))
    assert rates(each) == rates(calculate(Offer(9_000_00, 12, Way.PAYMENTS, 900_00), TODAY))
    free = calculate(Offer(10_000_00, 12, Way.FLAT_TOTAL, 0, withheld_fen=720_00), TODAY)
    charged = calculate(Offer(10_000_00, 12, Way.DRAWDOWN_AMOUNT, 720_00), TODAY)
    assert (free.payments_fen, rates(free)) == (charged.payments_fen, rates(charged))


def test_ten_thousandths_a_day_are_360_times_as_much_a_year() -> None:
    """万四: 0.04 % × 360 / 12 = 1.2 % a month: 120.00 in the first month of 10,000.00."""
    found = calculate(Offer(10_000_00, 12, Way.EQUAL_INSTALLMENT, 14_400_000), TODAY)
    assert found.rows[0].interest_fen == 120_00
    assert (found.payments_fen[0], found.payments_fen[-1], found.cost_fen) == (899_75, 899_80, 797_05)
    assert found.payments_fen[0] == pytest.approx(annuity(0.012, 12, 10_000) * 100, abs=0.5)


def test_what_is_paid_at_once_costs_what_its_days_or_months_do() -> None:
    """1,000.00 for 14 days at 1 %: 140.00; 10,000.00 for a year at 10 %: 1,000.00, and that is 10 % compounded."""
    days = calculate(Offer(1_000_00, 14, Way.DAYS, 360 * PCT), TODAY)
    assert (days.payments_fen, days.cost_fen, days.rows) == ((1_140_00,), 140_00, ())
    year = calculate(Offer(10_000_00, 12, Way.AT_END, 10 * PCT), TODAY)
    assert (year.payments_fen, rates(year)) == ((11_000_00,), ("9.57", "10.00"))
    half = calculate(Offer(10_000_00, 6, Way.AT_END_AMOUNT, 500_00, withheld_fen=100_00), TODAY)
    assert (half.received_fen, half.cost_fen, half.total_fen) == (9_900_00, 600_00, 10_600_00)
    grown = pyxirr.xirr([date(2026, 1, 1), date(2026, 1, 31)], [-10_000, 10_150])
    found = rates(calculate(Offer(10_000_00, 30, Way.DAYS, 18 * PCT), TODAY))
    assert grown is not None and float(found[1]) == pytest.approx(grown * 100, abs=0.0051)
    assert terms_of(days) == TrackedTerms(kind=TrackedKind.ONE_OFF, amount_fen=1_140_00)


def test_of_equal_principal_a_part_paid_early_leaves_the_principal_of_each_period_or_the_number_of_them() -> (
    None
):
    """12,000.00 at 12 % over 12: 1,000.00 each; after 6 there are 6,000.00 left, after 2,000.00 more 4,000.00."""
    plan = Offer(12_000_00, 12, Way.EQUAL_PRINCIPAL, 12 * PCT)
    found = calculate_early(plan, Early(6, 2_000_00), TODAY)
    by_way = {part.strategy: part.payments_fen for part in found.parts}
    assert by_way[PrepayStrategy.FEWER] == (1_040_00, 1_030_00, 1_020_00, 1_010_00)
    assert by_way[PrepayStrategy.SMALLER][0] == 666_67 + 40_00
    assert (found.cost_left_fen, found.calculation.is_level) == (210_00, False)


# Beside an arithmetic of somebody else's


@pytest.mark.parametrize(
    "offer",
    [
        GOLDEN_1,
        GOLDEN_2,
        MORTGAGE,
        PAYMENTS,
        Offer(3_999_00, 24, Way.FLAT_TOTAL, 7_200_000),
        Offer(10_000_00, 12, Way.FLAT_AMOUNT, 1_200_00),
        Offer(500_000_00, 240, Way.EQUAL_PRINCIPAL, 4_900_000),
        Offer(3_999_00, 12, Way.DRAWDOWN_AMOUNT, 287_93),
        Offer(3_999_00, 12, Way.FIRST_BILL_AMOUNT, 287_93),
        Offer(30_000_00, 24, Way.INTEREST_ONLY, 12 * PCT),
        Offer(10_000_00, 12, Way.EQUAL_INSTALLMENT, 14_400_000),
        Offer(10_000_00, 10, Way.EQUAL_INSTALLMENT, 18 * PCT, withheld_fen=500_00),
        Offer(10_000_00, 12, Way.FLAT_PER_PERIOD, 600_000, withheld_fen=100_00),
        Offer(10_000_00, 12, Way.PAYMENTS, 900_00, withheld_fen=1_000_00),
    ],
    ids=code_of,
)
def test_the_rates_are_those_of_an_independent_irr(offer: Offer) -> None:
    found = calculate(offer, TODAY)
    flows = [-(offer.amount_fen - found.upfront_fen), *found.payments_fen]
    monthly = pyxirr.irr([flow / 100 for flow in flows])
    assert monthly is not None
    simple, compound = (Decimal(rate) for rate in rates(found))
    assert float(simple) == pytest.approx(monthly * 1200, abs=0.0051)
    assert float(compound) == pytest.approx(((1 + monthly) ** 12 - 1) * 100, abs=0.0051)


def annuity(rate: float, periods: int, amount: float) -> float:
    payment = pyxirr.pmt(rate, periods, amount)
    assert payment is not None
    return -payment


def test_the_payments_are_those_of_the_annuity_formula() -> None:
    found = calculate(MORTGAGE, TODAY)
    assert found.payments_fen[0] == round(annuity(0.003, 360, 300_000) * 100)
    early = calculate_early(MORTGAGE, Early(37, 50_000_00), TODAY)
    owed = pyxirr.fv(0.003, 37, -1363.94, 300_000)
    assert owed is not None
    assert early.balance_fen / 100 == pytest.approx(-owed, abs=1)
    left = early.balance_fen / 100 - 50_000
    smaller, fewer = (
        next(part for part in early.parts if part.strategy is way)
        for way in (PrepayStrategy.SMALLER, PrepayStrategy.FEWER)
    )
    assert smaller.payments_fen[0] == round(annuity(0.003, 323, left) * 100)
    lasts = pyxirr.nper(0.003, -1363.94, left)
    assert lasts is not None
    assert fewer.periods == math.ceil(lasts)


# The same as `quote`


@pytest.mark.parametrize(
    ("offer", "options"),
    [
        (GOLDEN_1, "--method equal_installment --annual-rate 12%"),
        (GOLDEN_2, "--method flat_fee --fee-per-period 0.6%"),
        (Offer(3_999_00, 12, Way.FLAT_TOTAL, 7_200_000), "--method flat_fee --total-fee 7.2%"),
        (Offer(3_999_00, 12, Way.FIRST_BILL, 7_200_000), "--method upfront_fee --total-fee 7.2%"),
        (
            Offer(3_999_00, 12, Way.DRAWDOWN, 7_200_000),
            "--method upfront_fee --total-fee 7.2% --fee-timing drawdown",
        ),
        (Offer(3_999_00, 12, Way.EQUAL_PRINCIPAL, 12 * PCT), "--method equal_principal --annual-rate 12%"),
        (Offer(3_999_00, 12, Way.INTEREST_ONLY, 12 * PCT), "--method interest_only --annual-rate 12%"),
    ],
    ids=lambda value: code_of(value) if isinstance(value, Offer) else "",
)
def test_the_chat_and_the_command_line_answer_alike(offer: Offer, options: str) -> None:
    parser = argparse.ArgumentParser()
    add_options(parser)
    asked = f"--amount 3999 --periods 12 {options} --start {TODAY} --prepay 1000 --after 4 --strategy smaller"
    answer = quote(parser.parse_args(asked.split()))
    found, early = calculate(offer, TODAY), calculate_early(offer, Early(4, 1_000_00), TODAY)
    assert [row["payment_fen"] for row in answer["schedule"]] == list(found.payments_fen)
    assert [row["balance_fen"] for row in answer["schedule"]] == [row.balance_fen for row in found.rows]
    assert answer["total_interest_fen"] + answer["total_fee_fen"] == found.cost_fen
    assert (answer["annual_rate_simple_pct"], answer["annual_rate_compound_pct"]) == rates(found)
    (smaller,) = [part for part in early.parts if part.strategy is PrepayStrategy.SMALLER]
    assert answer["prepayment"]["payments_fen"] == list(smaller.payments_fen)
    assert answer["prepayment"]["saved_fen"] == smaller.saved_fen


# Comparing


def test_the_cheaper_one_and_the_lower_rate_are_named() -> None:
    found = compare(GOLDEN_2, Offer(3_999_00, 12, Way.EQUAL_INSTALLMENT, 18 * PCT), TODAY)
    assert (found.cheaper, found.lower, found.is_like_for_like) == (0, 0, True)
    assert found.difference_fen == abs(found.both[0].cost_fen - found.both[1].cost_fen) > 0


def test_less_can_cost_less_though_its_rate_is_higher() -> None:
    short = Offer(3_999_00, 3, Way.FLAT_PER_PERIOD, 740_000)
    found = compare(short, GOLDEN_2, TODAY)
    assert (found.cheaper, found.lower, found.is_like_for_like) == (0, 1, False)


def test_of_two_alike_none_is_cheaper() -> None:
    found = compare(GOLDEN_1, GOLDEN_1, TODAY)
    assert (found.cheaper, found.lower, found.difference_fen) == (None, None, 0)


def test_what_a_fee_is_said_to_be_a_year() -> None:
    assert advertised_pct(GOLDEN_2) == Decimal("7.2")
    assert advertised_pct(Offer(3_999_00, 24, Way.FLAT_TOTAL, 7_200_000)) == Decimal("3.6")
    assert advertised_pct(Offer(4_000_00, 12, Way.FLAT_AMOUNT, 288_00)) == Decimal("7.2")


# What does not go


@pytest.mark.parametrize("after", [0, 12, 13])
def test_nothing_is_paid_early_before_the_first_or_after_the_last_instalment(after: int) -> None:
    with pytest.raises(NotCalculable) as refused:
        calculate_early(GOLDEN_1, Early(after, 1_000_00), TODAY)
    assert (refused.value.problem, refused.value.values) == (Problem.AFTER_OUT_OF_RANGE, {"last": 11})


@pytest.mark.parametrize("amount_fen", [0, 2_718_68, 9_999_00])
def test_a_part_is_less_than_what_is_left(amount_fen: int) -> None:
    with pytest.raises(NotCalculable) as refused:
        calculate_early(GOLDEN_1, Early(4, amount_fen), TODAY)
    assert (refused.value.problem, refused.value.values) == (Problem.PART_TOO_LARGE, {"balance": 2_718_68})


def test_of_payments_alone_nothing_can_be_paid_early() -> None:
    with pytest.raises(NotCalculable) as refused:
        calculate_early(PAYMENTS, Early(4, 1_000_00), TODAY)
    assert refused.value.problem is Problem.NO_SCHEDULE


def test_what_is_kept_back_leaves_something() -> None:
    with pytest.raises(NotCalculable) as refused:
        calculate(Offer(3_999_00, 12, Way.DRAWDOWN, 100 * PCT), TODAY)
    assert refused.value.problem is Problem.NOTHING_RECEIVED


def test_payments_that_come_to_less_than_is_lent_are_refused() -> None:
    with pytest.raises(NotCalculable) as refused:
        calculate(Offer(20_000_00, 36, Way.PAYMENTS, 500_00), TODAY)
    assert refused.value.problem is Problem.LESS_THAN_LENT


def test_payments_that_were_rounded_down_are_free_and_not_less() -> None:
    found = calculate(Offer(1_399_00, 3, Way.PAYMENTS, 466_33), TODAY)
    assert rates(found) == ("0.00", "0.00")


# In buttons


@pytest.mark.parametrize("way", Way)
def test_an_offer_stands_in_a_button_whole(way: Way) -> None:
    for amount_fen, periods, value in ((1, 1, 0), (3_999_00, 12, 600_000), (LARGEST_FEN, 360, 1000 * PCT)):
        offer = Offer(amount_fen, periods, way, value)
        assert offer_in(code_of(offer)) == offer
        assert len(code_of(offer)) <= 24
        freed = replace(offer, free_periods=periods - 1)
        assert offer_in(code_of(freed)) == (freed if way in BY_PERIODS or periods == 1 else None)
        assert len(code_of(freed)) <= 24
    kept = Offer(LARGEST_FEN, 360, way, 24 * PCT, withheld_fen=LARGEST_FEN - 1)
    assert offer_in(code_of(kept)) == (None if way in AT_DRAWDOWN else kept)
    assert fits(kept)
    assert not fits(replace(kept, free_periods=3))


def test_the_first_periods_are_free_as_in_a_quote() -> None:
    found = calculate(Offer(3_999_00, 12, Way.FLAT_PER_PERIOD, 600_000, free_periods=3), TODAY)
    assert [*found.payments_fen[:4], found.cost_fen] == [33_325, 33_325, 33_325, 35_724, 21_596]
    assert rates(found) == ("9.71", "10.15")


def test_an_open_offer_and_what_is_paid_early_do_too() -> None:
    for kind in OpenKind:
        one = OpenOffer(LARGEST_FEN, 360, kind, 1000 * PCT, 359)
        assert offer_in(code_of(one)) == one
    for early in (None, Early(37, 50_000_00), Early(359, None), Early(1, LARGEST_FEN)):
        assert early_in(code_of_early(early)) == early
        assert len(code_of_early(early)) <= 24


@pytest.mark.parametrize(
    "code",
    [
        "",
        "x",
        "f8kkc-c",
        "z8kkc-c-cuyo",
        "f0-c-cuyo",
        "f8kkc-0-cuyo",
        "f8kkc-zz-cuyo",
        "fzzzzzzz-c-1",
        "F-1-1-1",
    ],
)
def test_what_no_button_of_ours_says_is_no_offer(code: str) -> None:
    assert offer_in(code) is None
