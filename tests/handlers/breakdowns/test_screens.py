"""怎么算的 as it is read: the worked figures of the rules' pages, and every formula right if worked out from the text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest

from domain.breakdowns.results import PlanWorkings
from domain.breakdowns.service import plan_workings
from domain.contract import LoanContract
from domain.plans.pricing import schedule_of
from domain.rules.rates import annual_rates
from domain.rules.steps import penalty_rate
from domain.terms import (
    DayCount,
    DueDayRule,
    FeeTiming,
    InstitutionSpec,
    Method,
    PenaltyTerms,
    PlanSpec,
    PlanTerms,
    RemainderIn,
    Rounding,
)
from domain.value import replace
from handlers.breakdowns.views import plan_screen
from handlers.buttons.home import OpenHome
from handlers.ui.components import daily_rate
from handlers.ui.i18n import texts_for
from tests.support.arithmetic import formulas
from tests.support.builders import flat, lender

T = texts_for("zh_CN")
DAY, ODD_DAY = date(2026, 1, 5), date(2026, 11, 22)
ANCHORED = lender()
# Bought on 2026-11-22 the first period has 44 days.
ON_THE_FIFTH = lender(due_day=DueDayRule(day=5, min_days=14))


def plan(method: Method, **terms: object) -> PlanSpec:
    periods = terms.pop("periods", 12)
    return replace(flat("plan", 12, "0"), terms=PlanTerms(method=method, periods=periods, **terms))  # type: ignore[arg-type]


EQUAL = plan(Method.EQUAL_INSTALLMENT, annual_rate_pct=Decimal(12))
TEN = plan(Method.EQUAL_INSTALLMENT, annual_rate_pct=Decimal(10))
NO_RATE = plan(Method.EQUAL_INSTALLMENT, annual_rate_pct=Decimal(0))
FALLING = plan(Method.EQUAL_PRINCIPAL, annual_rate_pct=Decimal("10.8"), day_count=DayCount.ACTUAL_365)
THIRTY = plan(Method.EQUAL_PRINCIPAL, annual_rate_pct=Decimal(12), day_count=DayCount.D30_360)
INTEREST_ONLY = plan(Method.INTEREST_ONLY, annual_rate_pct=Decimal(12))
FLAT = flat("plan", 12, "0.6")
FREE = flat("plan", 12, "0")
FIRST = plan(
    Method.FLAT_FEE,
    total_fee_pct=Decimal(8),
    rounding=Rounding.FEE_HALF_EVEN_FLOOR,
    remainder_in=RemainderIn.FIRST,
)
HALF_UP = plan(Method.FLAT_FEE, total_fee_pct=Decimal("2.22"), rounding=Rounding.EACH_HALF_UP, periods=3)
WHOLE = plan(Method.FLAT_FEE, total_fee_pct=Decimal("3.6"), rounding=Rounding.TOTAL_HALF_UP, periods=3)
ONCE = plan(Method.UPFRONT_FEE, total_fee_pct=Decimal("7.2"), rounding=Rounding.FLOOR)
AT_DRAWDOWN = replace(ONCE, terms=replace(ONCE.terms, fee_timing=FeeTiming.DRAWDOWN))
SINGLE = plan(Method.FLAT_FEE, total_fee_pct=Decimal(1), rounding=Rounding.FLOOR, periods=1)
ALL_PLANS = (
    EQUAL, TEN, NO_RATE, FALLING, THIRTY, INTEREST_ONLY, FLAT, FREE, FIRST, HALF_UP, WHOLE, ONCE, AT_DRAWDOWN, SINGLE,
)  # fmt: skip


def workings(
    spec: PlanSpec, by: InstitutionSpec = ANCHORED, day: date = DAY, amount_fen: int = 399_900
) -> PlanWorkings:
    schedule = schedule_of(by, spec, amount_fen, day)
    rates = annual_rates(schedule)
    return plan_workings(LoanContract(by, spec, str(rates.simple_pct), str(rates.compound_pct)), schedule)


def text_of(
    spec: PlanSpec, by: InstitutionSpec = ANCHORED, day: date = DAY, amount_fen: int = 399_900
) -> str:
    return plan_screen(T, workings(spec, by, day, amount_fen), OpenHome()).html()


@pytest.mark.parametrize("amount_fen", [399_900, 139_900, 100_001])
@pytest.mark.parametrize(("by", "day"), [(ANCHORED, DAY), (ON_THE_FIFTH, ODD_DAY)])
@pytest.mark.parametrize("spec", ALL_PLANS)
def test_every_formula_worked_out_from_the_screen_gives_the_amount_beside_it(
    spec: PlanSpec, by: InstitutionSpec, day: date, amount_fen: int
) -> None:
    found = [each for each in formulas(text_of(spec, by, day, amount_fen)) if "…" not in each[0]]
    assert found
    for written, exact_fen, shown_fen, cut in found:
        expected_fen = floor(exact_fen) if cut else floor(exact_fen + Fraction(1, 2))
        assert shown_fen == expected_fen, written


@pytest.mark.parametrize(
    ("spec", "sentences"),
    [
        (
            EQUAL,
            [
                "月供：¥3,999.00 × 1% × (1+1%)¹² ÷ ((1+1%)¹² − 1) = ¥355.31",
                "利息：剩余本金 ¥3,999.00 × 12% ÷ 12 = ¥39.99",
                "本金：¥355.31 − ¥39.99 = ¥315.32",
                "12 期利息加起来：¥39.99 + … + ¥3.52 = ¥264.68",
                "年化：r × 12 = 12.00%（单利），(1+r)¹² − 1 = 12.68%（复利）",
            ],
        ),
        (TEN, ["月供：¥3,999.00 × (10%÷12) × (1+10%÷12)¹² ÷ ((1+10%÷12)¹² − 1) = ¥351.58"]),
        (NO_RATE, ["月供：¥3,999.00 ÷ 12 = ¥333.25"]),
        (FALLING, ["利息：剩余本金 ¥3,999.00 × 10.8% ÷ 365 × 31 天 = ¥36.68"]),
        (
            FLAT,
            [
                "本金：¥3,999.00 ÷ 12 = ¥333.25",
                "分期利息总额：¥3,999.00 × 0.6% × 12 = ¥287.93",
                "利息：¥287.93 ÷ 12 = ¥23.99（不足一分的舍去）",
                "利息：补上除不尽的，¥287.93 − ¥23.99 × 11 = ¥24.04",
                "这一期应还：¥333.25 + ¥24.04 = ¥357.29",
                "每借 ¥1,000.00 多付：¥287.93 ÷ ¥3,999.00 × ¥1,000.00 = ¥72.00",
                "每月利率 r 满足：¥3,999.00 = ¥357.24÷(1+r) + … + ¥357.29÷(1+r)¹²，算出 r = 1.0862%",
                "年化：r × 12 = 13.03%（单利），(1+r)¹² − 1 = 13.84%（复利）",
            ],
        ),
        (FREE, ["免息：不收利息", "算出 r = 0%"]),
        (ONCE, ["分期利息总额：¥3,999.00 × 7.2% = ¥287.93", "这一期应还：¥333.25 + ¥287.93 = ¥621.18"]),
        (
            AT_DRAWDOWN,
            [
                "这笔利息签约当天付，不从借款里扣；算年化时，实际用到的是 ¥3,999.00 − ¥287.93 = ¥3,711.07",
                "每月利率 r 满足：¥3,711.07 = ¥333.25÷(1+r) + …",
                "r × 12 = 14.03%（单利），(1+r)¹² − 1 = 14.96%（复利）",
            ],
        ),
    ],
)
def test_the_worked_figures_stand_in_their_formulas(spec: PlanSpec, sentences: list[str]) -> None:
    text = text_of(spec)
    assert [sentence for sentence in sentences if sentence not in text] == []


def test_a_payment_rounded_as_a_whole_is_shown_as_a_whole() -> None:
    text = text_of(WHOLE, amount_fen=139_900)
    assert "每期应还：(¥1,399.00 + ¥50.36) ÷ 3 = ¥483.12" in text
    assert "利息：¥483.12 − ¥466.33 = ¥16.79" in text


def test_an_odd_first_period_is_named_with_its_days() -> None:
    assert "利息：剩余本金 ¥3,999.00 × 12% ÷ 360 × 44 天 = ¥58.65" in text_of(EQUAL, ON_THE_FIFTH, ODD_DAY)
    text = text_of(FLAT, ON_THE_FIFTH, ODD_DAY)
    assert "¥357.24÷(1+r)^(44×12÷365) + … + ¥357.29÷(1+r)^(378×12÷365)" in text
    assert "12.22%（单利）" in text
    assert "第一期不是整一个月" in text


@pytest.mark.parametrize(
    ("terms", "contract_pct", "shown"),
    [
        (PenaltyTerms(daily_pct=Decimal("0.05"), multiple=None), "13.03", "0.05%"),
        (PenaltyTerms(multiple=Decimal("1.50")), "13.03", "13.03% × 1.5 ÷ 360"),
        (PenaltyTerms(), "20", "24% ÷ 360"),
    ],
)
def test_the_penalty_rate_is_written_unrounded(terms: PenaltyTerms, contract_pct: str, shown: str) -> None:
    assert daily_rate(T, penalty_rate(terms, Decimal(contract_pct))) == shown


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
@pytest.mark.parametrize("spec", ALL_PLANS)
def test_in_every_language_a_plan_fits_one_message(spec: PlanSpec, locale: str) -> None:
    t = texts_for(locale)
    assert len(plan_screen(t, workings(spec, ON_THE_FIFTH, ODD_DAY), OpenHome()).html()) < 4096
