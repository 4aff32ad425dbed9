"""What is said of how a refund came about comes to the fen it did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import RoundingMode, round_fen
from domain.returns.steps import FeeCut, InterestCut, ReturnedCost, RunningCut, return_steps
from domain.rules.goods_return import apply_return
from domain.terms import OwedPart, ReturnTerms
from tests.domain.rules.plans import EXAMPLE_FEN, unhurried
from tests.domain.rules.test_goods_return import (
    A_THOUSAND_FEN,
    FLAT,
    FLAT_LATE,
    LOAN,
    TEN_DAYS_IN,
    TEN_DAYS_LATE,
)
from tests.domain.rules.test_goods_return_laws import LoanSnapshot, amounts, part_of, return_terms, snapshots


@unhurried
@given(snapshots(), amounts, st.booleans(), return_terms)
def test_the_steps_come_to_what_the_refund_did(
    case: LoanSnapshot, share: Fraction, received: bool, terms: ReturnTerms
) -> None:
    amount_fen = part_of(share, case.loan.goods_left_fen)
    result = apply_return(case.loan, amount_fen, case.on, received=received, terms=terms)
    steps = return_steps(case.loan, result, case.on)

    def cut_fen(part: OwedPart) -> int:
        return sum(getattr(change.cut, f"{part}_fen") for change in result.changes)

    assert (steps.goods_fen, steps.goods_left_fen) == (amount_fen, case.loan.goods_left_fen)
    assert sum(one.amount_fen for one in steps.covered) == amount_fen - result.surplus_fen
    assert sum(one.amount_fen for one in steps.penalties_cut) == cut_fen(OwedPart.PENALTY)
    assert sum(one.amount_fen for one in steps.fees_cut) == cut_fen(OwedPart.FEE)
    assert sum(map(interest_cut_fen, steps.interest_cut)) == cut_fen(OwedPart.INTEREST)
    assert sum(one.amount_fen for one in steps.returned) == result.costs_returned_fen


@unhurried
@given(snapshots(), amounts, st.booleans(), return_terms)
def test_every_formula_that_is_told_gives_its_amount(
    case: LoanSnapshot, share: Fraction, received: bool, terms: ReturnTerms
) -> None:
    amount_fen = part_of(share, case.loan.goods_left_fen)
    result = apply_return(case.loan, amount_fen, case.on, received=received, terms=terms)
    steps = return_steps(case.loan, result, case.on)
    for back in steps.returned:
        assert back.amount_fen == floor(Fraction(back.cost_fen * steps.goods_fen, steps.goods_left_fen))
    for fee in steps.fees_cut:
        if fee.has_formula:
            assert fee.amount_fen == floor(Fraction(fee.fee_fen * fee.gone_fen, fee.principal_fen))
    for one in steps.interest_cut:
        if isinstance(one, RunningCut):
            whole = one.whole
            days, year = (1, 12) if whole.days is None else (whole.days, whole.year_days)
            exact = Fraction(whole.annual_pct) / 100 * whole.balance_fen * days / year
            assert one.amount_fen == floor(exact * one.left_days / one.days)
        elif one.anew is not None:
            assert one.anew.amount_fen == one.now_fen


def interest_cut_fen(one: InterestCut | RunningCut) -> int:
    return one.amount_fen if isinstance(one, RunningCut) else one.was_fen - one.now_fen


def floor(exact: Fraction) -> int:
    return round_fen(exact, RoundingMode.FLOOR)


def test_the_fee_of_the_ninth_falls_by_a_quarter_of_a_yuan_in_333_25() -> None:
    steps = return_steps(FLAT, apply_return(FLAT, A_THOUSAND_FEN, TEN_DAYS_IN, received=True), TEN_DAYS_IN)
    assert steps.fees_cut[0] == FeeCut(9, OwedPart.FEE, 2_399, 25, 33_325, 1)
    assert [fee.is_whole for fee in steps.fees_cut] == [False, True, True, True]


def test_the_running_period_is_told_with_its_days_and_the_others_with_their_balance() -> None:
    steps = return_steps(LOAN, apply_return(LOAN, A_THOUSAND_FEN, TEN_DAYS_IN, received=True), TEN_DAYS_IN)
    running, sixth, *_ = steps.interest_cut
    assert isinstance(running, RunningCut)
    assert (running.no, running.left_days, running.days, running.amount_fen) == (5, 21, 31, 677)
    assert (running.whole.balance_fen, running.whole.days) == (A_THOUSAND_FEN, None)
    assert isinstance(sixth, InterestCut)
    assert sixth.anew is not None
    assert (sixth.anew.balance_fen, sixth.now_fen) == (171_868 - 32_812, 1_391)


@pytest.mark.parametrize("on", [TEN_DAYS_IN, TEN_DAYS_LATE])
def test_costs_that_go_back_are_told_with_what_was_paid(on: date) -> None:
    loan = FLAT_LATE if on == TEN_DAYS_LATE else FLAT
    steps = return_steps(loan, apply_return(loan, A_THOUSAND_FEN, on, received=False), on)
    assert steps.returned == tuple(ReturnedCost(no, OwedPart.FEE, 2_399, 599) for no in (1, 2, 3, 4))


def test_what_falls_away_with_all_the_goods_has_no_share_to_tell() -> None:
    """A penalty and a fee that are overdue: cancelled, not cut by principal."""
    steps = return_steps(
        FLAT_LATE, apply_return(FLAT_LATE, EXAMPLE_FEN, TEN_DAYS_LATE, received=False), TEN_DAYS_LATE
    )
    assert [(one.no, one.amount_fen) for one in steps.penalties_cut] == [(5, 194)]
    assert numbers(steps.fees_cut) == [5, 6, 7, 8, 9, 10, 11, 12]


def numbers(fees: Sequence[FeeCut]) -> list[int]:
    return [fee.no for fee in fees]
