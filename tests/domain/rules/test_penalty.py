"""Penalty interest, by the figures of docs/rules/overdue.md."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.allocation import InstallmentOwed, Share, allocate
from domain.rules.penalty import Penalty, daily_rate_pct, penalty_fen
from domain.rules.position import overdue_base_fen
from domain.rules.rates import contract_annual_pct
from domain.terms import Method, PenaltyBase, PenaltyTerms
from domain.value import replace
from tests.domain.rules.plans import by_rate, example, flat, percents, unhurried

ROW = example(by_rate(Method.EQUAL_INSTALLMENT)).rows[2]  # 321.66 principal, 33.65 interest
CONTRACT_PCT = Decimal(12)
DAILY = PenaltyTerms(daily_pct=Decimal("0.05"), multiple=None)
HALF_A_PER_MILLE = Decimal("0.050000")


def test_the_contract_rate_and_a_half_again_is_0_05_per_cent_a_day() -> None:
    assert daily_rate_pct(PenaltyTerms(), CONTRACT_PCT) == HALF_A_PER_MILLE
    assert daily_rate_pct(DAILY, CONTRACT_PCT) == HALF_A_PER_MILLE


def test_ten_days_late_on_the_whole_instalment_cost_1_78() -> None:
    base_fen = overdue_base_fen(ROW, PenaltyBase.PRINCIPAL_INTEREST)
    late = penalty_fen(base_fen, 10, PenaltyTerms(), CONTRACT_PCT)
    assert late == Penalty(HALF_A_PER_MILLE, days=10, base_fen=35531, total_fen=178)


def test_ten_days_late_on_the_principal_alone_cost_1_61() -> None:
    base_fen = overdue_base_fen(ROW, PenaltyBase.PRINCIPAL)
    late = penalty_fen(base_fen, 10, PenaltyTerms(), CONTRACT_PCT)
    assert late == Penalty(HALF_A_PER_MILLE, days=10, base_fen=32166, total_fen=161)


def test_one_day_late_makes_355_31_a_debt_of_355_49() -> None:
    late = penalty_fen(ROW.payment_fen, 1, DAILY, CONTRACT_PCT)
    assert ROW.payment_fen + late.total_fen == 35549


def test_200_00_on_the_tenth_day_pays_penalty_then_interest_then_principal() -> None:
    owed = InstallmentOwed(3, ROW.principal_fen, ROW.interest_fen, penalty_fen=161)
    paid = allocate(20000, [owed])
    assert paid.shares == (Share(3, penalty_fen=161, interest_fen=3365, fee_fen=0, principal_fen=16474),)
    assert paid.surplus_fen == 0


def test_the_multiple_of_a_flat_plan_is_of_its_simple_annual_rate() -> None:
    plan = example(flat())
    late = penalty_fen(plan.rows[2].payment_fen, 10, PenaltyTerms(), contract_annual_pct(plan))
    assert late == Penalty(Decimal("0.054292"), days=10, base_fen=35724, total_fen=194)


def test_fees_count_as_interest_in_the_base() -> None:
    row = example(flat()).rows[2]
    assert overdue_base_fen(row, PenaltyBase.PRINCIPAL_INTEREST) == 35724
    assert overdue_base_fen(row, PenaltyBase.PRINCIPAL) == 33325


def test_the_cap_of_24_per_cent_a_year_holds_for_multiples_and_for_daily_rates() -> None:
    capped = Decimal("0.066667")
    assert daily_rate_pct(PenaltyTerms(), Decimal(20)) == capped  # 20 % × 1.5 would be 30 %
    assert daily_rate_pct(replace(DAILY, daily_pct=Decimal("0.1")), CONTRACT_PCT) == capped
    # The money is charged at 24/360 exactly, not at the six decimals that are shown.
    assert penalty_fen(100_000_000, 360, PenaltyTerms(), Decimal(20)).total_fen == 24_000_000


def test_the_cap_is_the_contracts_own() -> None:
    assert daily_rate_pct(PenaltyTerms(cap_annual_pct=Decimal(18)), Decimal(20)) == HALF_A_PER_MILLE


@pytest.mark.parametrize(("days_late", "charged"), [(0, 0), (1, 0), (3, 0), (4, 4), (10, 10)])
def test_within_the_grace_nothing_is_charged_and_after_it_every_day(days_late: int, charged: int) -> None:
    late = penalty_fen(35531, days_late, replace(DAILY, grace_days=3), CONTRACT_PCT)
    assert late.days == charged
    assert (late.total_fen > 0) == (charged > 0)


@pytest.mark.parametrize("days_late", [-30, -1, 0])
def test_who_is_not_late_pays_no_penalty(days_late: int) -> None:
    late = penalty_fen(35531, days_late, DAILY, CONTRACT_PCT)
    assert (late.days, late.total_fen) == (0, 0)


def test_a_plan_without_cost_bears_no_penalty_by_a_multiple() -> None:
    assert penalty_fen(35531, 30, PenaltyTerms(), Decimal(0)).total_fen == 0


@pytest.mark.parametrize("terms", [{"daily_pct": Decimal("0.05")}, {"multiple": None}])
def test_penalty_terms_take_a_daily_rate_or_a_multiple_not_both_and_not_none(terms: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        PenaltyTerms(**terms)


multiples = st.builds(PenaltyTerms, multiple=st.decimals(0, 5, places=2), cap_annual_pct=percents(36))
dailies = st.builds(
    PenaltyTerms,
    daily_pct=st.decimals(0, 1, places=3),
    multiple=st.none(),
    cap_annual_pct=percents(36),
    grace_days=st.integers(0, 10),
)


@unhurried
@given(st.integers(0, 10_000_000), st.integers(0, 1000), multiples | dailies, percents(36))
def test_no_penalty_is_above_its_cap_and_a_day_more_is_never_cheaper(
    base_fen: int, days_late: int, terms: PenaltyTerms, contract_pct: Decimal
) -> None:
    late = penalty_fen(base_fen, days_late, terms, contract_pct)
    capped_fen = base_fen * days_late * terms.cap_annual_pct / 36000
    assert 0 <= late.total_fen <= capped_fen + Decimal("0.5")
    assert penalty_fen(base_fen, days_late + 1, terms, contract_pct).total_fen >= late.total_fen
