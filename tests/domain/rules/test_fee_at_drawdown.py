"""A fee at drawdown (放款时一次收取): 3,999.00 over ten periods at 6 %, which is 239.94, due on the day of the contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.rules.errors import RuleError
from domain.rules.position import LoanPosition, on_plan
from domain.rules.prepayment import prepay_loan
from domain.rules.rates import annual_rates
from domain.rules.schedule import build_schedule
from domain.rules.settlement import settle, settle_loan
from domain.rules.settlement_costs import LineCode
from domain.terms import FeeTiming, Method, PlanTerms, PrepayPolicy, PrepayStrategy, PrepayTerms, Rounding
from domain.value import replace
from tests.domain.rules.test_standing_loans import settled

TERMS = PlanTerms(
    Method.UPFRONT_FEE, 10, total_fee_pct=Decimal(6), fee_timing=FeeTiming.DRAWDOWN, rounding=Rounding.FLOOR
)
TEN_AT_DRAWDOWN = build_schedule(399_900, TERMS, date(2026, 1, 5))
UNUSED_BACK = PrepayTerms(PrepayPolicy.ACTUAL_USE)


def test_a_fee_at_drawdown_is_a_cost_of_the_rate_and_no_part_of_a_period() -> None:
    assert (TEN_AT_DRAWDOWN.drawdown_fee_fen, TEN_AT_DRAWDOWN.total_fee_fen) == (23_994, 23_994)
    assert TEN_AT_DRAWDOWN.total_payment_fen == 399_900
    assert annual_rates(TEN_AT_DRAWDOWN).simple_pct == Decimal("13.69")


def test_the_calculator_takes_a_fee_at_drawdown_as_paid() -> None:
    assert settle(TEN_AT_DRAWDOWN, 0, TEN_AT_DRAWDOWN.start, UNUSED_BACK).total_fen == 375_906


def on_the_first_day(paid_fen: int) -> LoanPosition:
    loan = on_plan(TEN_AT_DRAWDOWN, 0, TEN_AT_DRAWDOWN.start)
    assert loan.at_drawdown is not None
    return replace(loan, at_drawdown=replace(loan.at_drawdown, paid_fee_fen=paid_fen))


@pytest.mark.parametrize(("paid_fen", "total_fen"), [(0, 399_900), (10_000, 389_900), (23_994, 375_906)])
def test_a_fee_at_drawdown_comes_back_by_use_only_as_far_as_it_was_paid(
    paid_fen: int, total_fen: int
) -> None:
    loan = on_the_first_day(paid_fen)
    settlement = settle_loan(loan, TEN_AT_DRAWDOWN, loan.start, UNUSED_BACK)
    assert settlement.total_fen == total_fen
    after, money_fen = settled(loan, settlement)
    assert (after.total_open_fen, money_fen) == (0, total_fen)


@pytest.mark.parametrize(
    "policy", [PrepayPolicy.WAIVED, PrepayPolicy.REMAINING_DUE, PrepayPolicy.CURRENT_PERIOD]
)
def test_a_fee_at_drawdown_that_is_open_is_an_arrear_of_a_settlement(policy: PrepayPolicy) -> None:
    loan = on_the_first_day(0)
    settlement = settle_loan(loan, TEN_AT_DRAWDOWN, loan.start, PrepayTerms(policy))
    assert settlement.amount_fen(LineCode.ARREARS) == 23_994
    assert settlement.total_fen == 399_900 + 23_994


def test_a_fee_that_was_never_billed_is_not_given_back() -> None:
    loan = replace(on_the_first_day(0), at_drawdown=None)
    assert settle_loan(loan, TEN_AT_DRAWDOWN, loan.start, UNUSED_BACK).total_fen == 399_900


def test_a_fee_at_drawdown_is_paid_before_a_part_is_prepaid() -> None:
    with pytest.raises(RuleError, match="before anything is prepaid"):
        prepay_loan(
            on_the_first_day(0), TEN_AT_DRAWDOWN, TEN_AT_DRAWDOWN.start, 100_000, PrepayStrategy.FEWER
        )


@pytest.mark.parametrize("wrong", [{"no": 1}, {"due_date": date(2026, 1, 6)}, {"principal_fen": 1}])
def test_what_is_due_at_drawdown_is_number_0_due_that_day_without_principal(wrong: dict[str, Any]) -> None:
    loan = on_the_first_day(0)
    assert loan.at_drawdown is not None
    with pytest.raises(RuleError, match="due at drawdown"):
        replace(loan, at_drawdown=replace(loan.at_drawdown, **wrong))
