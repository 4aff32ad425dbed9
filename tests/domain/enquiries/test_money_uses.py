"""What money is worth where it goes: by hand, and beside an IRR of somebody else's."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from domain.enquiries.money_uses import money_said
from domain.rules.rates import yearly_worth_pct
from domain.tracked.results import SettlePolicy, TrackedKind, TrackedTerms
from domain.tracked.rules import rates_of
from domain.tracked.settlement import saved_by_part_fen, settled_pct, settling_of
from domain.value import replace
from tests.domain.enquiries.support import noted_view

PLAN = TrackedTerms(name="花呗", amount_fen=357_24, principal_fen=3_999_00, periods=12)
LOAN = replace(PLAN, kind=TrackedKind.LOAN, amount_fen=355_31)


@pytest.mark.parametrize(
    ("words", "money_fen"),
    [
        ("我有3000闲钱 先还哪笔", 3_000_00),
        ("手里有一万二 先还哪个", 12_000_00),
        ("发了8000奖金 先还哪笔好", 8_000_00),
        ("先还哪笔最省", None),
        ("3期和12期先还哪个", None),
        ("3000和5000先还哪个", None),
    ],
)
def test_the_money_at_hand_is_what_the_words_name(words: str, money_fen: int | None) -> None:
    assert money_said(words) == money_fen


def test_a_year_ahead_12_per_cent_is_worth_less_a_month() -> None:
    """100.00 now for 112.00 in 365 days: 12 × (1.12^(1/12) − 1) = 11.39 % a year."""
    assert yearly_worth_pct(100_00, [(365, 112_00)]) == Decimal("11.39")


@pytest.mark.parametrize(
    ("paid_fen", "spared"), [(100_00, [(30, 100_00)]), (100_00, []), (0, [(30, 5)]), (100_00, [(0, 200_00)])]
)
def test_what_spares_no_more_than_is_paid_is_worth_nothing(
    paid_fen: int, spared: list[tuple[int, int]]
) -> None:
    assert yearly_worth_pct(paid_fen, spared) is None


@given(st.integers(1, 36), st.integers(10_00, 5_000_00), st.integers(1, 30))
def test_it_is_the_internal_rate_of_what_is_paid_and_spared(count: int, each_fen: int, cost_pct: int) -> None:
    spared = [(30 * no, each_fen) for no in range(1, count + 1)]
    paid_fen = sum(fen for _, fen in spared) * 100 // (100 + cost_pct)
    found = yearly_worth_pct(paid_fen, spared)
    assert found is not None
    daily = pyxirr.irr([-paid_fen, *([each_fen] * count)])
    assert daily is not None
    monthly = (1 + daily) ** (365 / 12 / 30) - 1
    assert float(found) == pytest.approx(monthly * 1200, abs=0.02)


def test_a_fee_for_settling_makes_a_yuan_worth_less_and_all_costs_nothing() -> None:
    rates = rates_of(LOAN)
    assert rates is not None
    worth = {
        policy: settled_pct(noted_view(replace(LOAN, settle_policy=policy, settle_fee_pct=fee), 5))
        for policy, fee in ((SettlePolicy.WAIVED, 0), (SettlePolicy.FEE, 3), (SettlePolicy.CHARGED, 0))
    }
    waived, fee = worth[SettlePolicy.WAIVED], worth[SettlePolicy.FEE]
    assert waived is not None and fee is not None
    assert waived == pytest.approx(rates.simple_pct, abs=Decimal("0.1"))
    assert 0 < fee < waived
    assert worth[SettlePolicy.CHARGED] is None
    assert settled_pct(noted_view(LOAN, 5)) == rates.simple_pct


def test_a_part_of_a_loan_saves_the_golden_interest_and_of_a_plan_it_is_not_said() -> None:
    """1,000.00 after 4 of 3,999.00 at 12 %: of 123.76 of interest 51.79 are left (docs/rules/early-repayment.md)."""
    saved_fen = saved_by_part_fen(noted_view(LOAN, 5), 1_000_00)
    assert saved_fen is not None
    assert abs(saved_fen - (123_76 - 51_79)) < 20
    assert saved_by_part_fen(noted_view(PLAN, 5), 1_000_00) is None
    settling = settling_of(LOAN, 5)
    assert settling is not None
    assert saved_by_part_fen(noted_view(LOAN, 5), settling.principal_left_fen) is None
    with_fee = replace(LOAN, settle_policy=SettlePolicy.FEE, settle_fee_pct=3)
    assert saved_by_part_fen(noted_view(with_fee, 5), 1_000_00) == saved_fen - int(
        Fraction(3, 100) * 1_000_00
    )
