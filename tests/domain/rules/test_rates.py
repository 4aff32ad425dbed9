"""The annual rates of docs/rules/annual-rate.md."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.rules.errors import RuleError
from domain.rules.rates import (
    AnnualRates,
    against_cash_price,
    annual_rates,
    contract_annual_pct,
    cost_per_thousand_fen,
    value_at_own_rate,
)
from domain.rules.schedule import Schedule, build_schedule
from domain.terms import FeeTiming, Method, PlanTerms
from domain.value import replace
from tests.domain.rules.plans import EXAMPLE_FEN, START, by_rate, example, flat, flat_total, upfront

MUCH_FEN = 100_000_000  # so much that whole fen do not show in two decimals


def rates(simple_pct: str, compound_pct: str) -> AnnualRates:
    return AnnualRates(Decimal(simple_pct), Decimal(compound_pct))


def simple_pct_of(per_period_pct: Decimal, periods: int) -> Decimal:
    return annual_rates(example(flat(str(per_period_pct), periods), MUCH_FEN)).simple_pct


@pytest.mark.parametrize("method", [Method.EQUAL_INSTALLMENT, Method.EQUAL_PRINCIPAL, Method.INTEREST_ONLY])
def test_an_interest_method_at_12_per_cent_costs_12_00_simple_and_12_68_compound(method: Method) -> None:
    assert annual_rates(example(by_rate(method))) == rates("12.00", "12.68")


def test_a_flat_fee_of_0_6_per_cent_on_3999_costs_13_03_simple_and_13_84_compound() -> None:
    assert annual_rates(example(flat())) == rates("13.03", "13.84")


@pytest.mark.parametrize(
    ("periods", "per_period", "simple_pct", "compound_pct"),
    [
        (12, "0.60", "13.03", "13.84"),
        (3, "0.74", "13.27", "14.11"),
        (6, "0.65", "13.25", "14.09"),
        (12, "0.625", "13.57", "14.44"),
    ],
)
def test_a_flat_fee_costs_almost_twice_its_advertised_rate(
    periods: int, per_period: str, simple_pct: str, compound_pct: str
) -> None:
    assert annual_rates(example(flat(per_period, periods), MUCH_FEN)) == rates(simple_pct, compound_pct)


def test_a_fee_at_drawdown_costs_more_than_with_the_first_bill_and_that_more_than_in_parts() -> None:
    assert annual_rates(example(upfront(timing=FeeTiming.DRAWDOWN))) == rates("14.03", "14.96")
    assert annual_rates(example(upfront(timing=FeeTiming.FIRST_BILL))) == rates("13.86", "14.77")
    assert annual_rates(example(flat_total("7.2", 12))) == rates("13.03", "13.84")


def test_a_first_period_of_44_days_is_counted_by_days_and_costs_12_93_compound() -> None:
    plan = build_schedule(EXAMPLE_FEN, flat(), date(2026, 11, 22), date(2027, 1, 5))
    assert annual_rates(plan) == rates("12.22", "12.93")


def test_free_of_interest_costs_nothing() -> None:
    assert annual_rates(example(flat("0"))) == rates("0.00", "0.00")


def test_free_of_interest_is_not_free_where_cash_buys_it_for_less() -> None:
    assert against_cash_price(example(flat("0")), 389_900) == rates("4.70", "4.80")


@pytest.mark.parametrize(
    ("cost_fen", "amount_fen", "per_thousand_fen"),
    [(28_793, 399_900, 7_200), (0, 399_900, 0), (1, 200_000, 1), (1, 200_001, 0), (5, 3, 166_667)],
)
def test_what_a_thousand_yuan_cost_is_rounded_half_up(
    cost_fen: int, amount_fen: int, per_thousand_fen: int
) -> None:
    assert cost_per_thousand_fen(cost_fen, amount_fen) == per_thousand_fen


def test_a_rate_that_rounds_to_nothing_has_no_sign() -> None:
    shown = against_cash_price(example(flat("0")), EXAMPLE_FEN + 1)
    assert (str(shown.simple_pct), str(shown.compound_pct)) == ("0.00", "0.00")


def test_against_its_own_price_a_plan_costs_what_it_costs() -> None:
    for terms in (flat(), upfront(timing=FeeTiming.DRAWDOWN), by_rate(Method.EQUAL_PRINCIPAL)):
        assert against_cash_price(example(terms), EXAMPLE_FEN) == annual_rates(example(terms))


@pytest.mark.parametrize(
    ("cap_pct", "periods", "per_period"),
    [
        (24, 3, "1.342"), (24, 6, "1.186"), (24, 12, "1.123"), (24, 24, "1.120"),
        (20, 3, "1.117"), (20, 6, "0.986"), (20, 12, "0.930"), (20, 24, "0.923"),
    ],
)  # fmt: skip
def test_the_flat_fee_that_reaches_a_cap_to_the_nearest_thousandth(
    cap_pct: int, periods: int, per_period: str
) -> None:
    half_pct = Decimal("0.0005")
    least_pct = simple_pct_of(Decimal(per_period) - half_pct, periods)
    most_pct = simple_pct_of(Decimal(per_period) + half_pct, periods)
    assert least_pct <= cap_pct <= most_pct
    assert most_pct - least_pct <= Decimal("0.03")


def test_the_contract_rate_is_the_agreed_one_and_for_fees_the_simple_one() -> None:
    odd = build_schedule(EXAMPLE_FEN, by_rate(Method.EQUAL_INSTALLMENT), START, date(2026, 3, 20))
    assert annual_rates(odd).simple_pct != 12
    assert contract_annual_pct(odd) == 12
    assert contract_annual_pct(example(flat())) == Decimal("13.03")


@pytest.mark.parametrize("total", ["100", "150"])
def test_where_the_fee_leaves_no_money_there_is_no_rate(total: str) -> None:
    plan = example(upfront(total, timing=FeeTiming.DRAWDOWN))
    with pytest.raises(RuleError, match="leaves nothing"):
        annual_rates(plan)
    with pytest.raises(RuleError, match="leaves nothing"):
        balance_at_own_rate(plan, 0)


def test_a_rate_that_no_number_can_hold_is_refused() -> None:
    next_day = date(START.year, START.month, START.day + 1)
    plan = build_schedule(EXAMPLE_FEN, flat_total("900", 1), START, next_day)
    with pytest.raises(RuleError, match="too large"):
        annual_rates(plan)


# The balance at the plan's own rate


def balance_at_own_rate(plan: Schedule, paid: int) -> tuple[Decimal, Decimal]:
    return value_at_own_rate(plan, {row.no: row.payment_fen for row in plan.rows[paid:]}, paid)


def own_balance_fen(terms: PlanTerms, paid: int) -> int:
    return round(balance_at_own_rate(example(terms), paid)[0])


def test_at_its_own_rate_a_flat_plan_owes_more_than_the_principal_left_on_the_way() -> None:
    assert own_balance_fen(flat(), 4) == 272319  # the principal left is 266600


def test_at_its_own_rate_a_plan_owes_what_was_received_at_first_and_nothing_at_last() -> None:
    for terms in (flat(), upfront(timing=FeeTiming.DRAWDOWN), by_rate(Method.EQUAL_INSTALLMENT)):
        assert own_balance_fen(terms, 0) == example(terms).received_fen
        assert own_balance_fen(terms, 12) == 0


def test_the_balance_is_exact_far_below_a_fen_so_that_half_a_fen_is_rounded_right() -> None:
    balance_fen, _ = balance_at_own_rate(example(flat(), MUCH_FEN), 0)
    assert abs(balance_fen - MUCH_FEN) < Decimal("1e-30")


def test_the_rate_per_month_is_a_twelfth_of_the_simple_rate() -> None:
    for terms in (flat(), replace(upfront(), periods=6)):
        _, monthly_rate = balance_at_own_rate(example(terms), 0)
        assert round(monthly_rate * 1200, 2) == annual_rates(example(terms)).simple_pct
