"""Paying a part early, by the figures of docs/rules/early-repayment.md."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.errors import RuleError
from domain.rules.prepayment import Prepayment, prepay
from domain.terms import Method, PlanTerms, PrepayStrategy
from tests.domain.rules.plans import (
    Drawn,
    by_rate,
    drawn,
    example,
    fee_terms,
    flat,
    flat_total,
    rate_terms,
    unhurried,
    upfront,
)

LOAN = example(by_rate(Method.EQUAL_INSTALLMENT))
A_THOUSAND_FEN = 100_000
SHORTENING = (Method.EQUAL_INSTALLMENT, Method.EQUAL_PRINCIPAL)


def after_four(terms: PlanTerms, strategy: PrepayStrategy) -> Prepayment:
    return prepay(example(terms), A_THOUSAND_FEN, 4, strategy)


def figures(result: Prepayment) -> tuple[tuple[int, ...], int, int]:
    return result.payments_fen, result.interest_fen, result.saved_fen


def test_smaller_keeps_the_end_and_lowers_the_payment() -> None:
    result = prepay(LOAN, A_THOUSAND_FEN, 4, PrepayStrategy.SMALLER)
    assert figures(result) == ((*[22_461] * 7, 22_465), 7_824, 12_376 - 7_824)
    assert result.periods == 8


def test_fewer_keeps_the_payment_and_ends_sooner() -> None:
    result = prepay(LOAN, A_THOUSAND_FEN, 4, PrepayStrategy.FEWER)
    assert figures(result) == ((*[35_531] * 4, 34_923), 5_179, 12_376 - 5_179)


def test_next_pays_the_following_instalments_as_they_stand_and_saves_nothing() -> None:
    """1000.00 are the fifth, the sixth and 289.38 of the seventh."""
    result = prepay(LOAN, A_THOUSAND_FEN, 4, PrepayStrategy.NEXT)
    assert figures(result) == ((6_593, *[35_531] * 4, 35_527), 12_376, 0)


def test_smaller_of_equal_principal_spreads_what_is_left() -> None:
    result = after_four(by_rate(Method.EQUAL_PRINCIPAL), PrepayStrategy.SMALLER)
    assert (result.payments_fen[0], result.periods) == (20_825 + 1_666, 8)


def test_fewer_of_equal_principal_keeps_the_principal_parts() -> None:
    """1666.00 are four parts of 333.25 and one of 333.00."""
    result = after_four(by_rate(Method.EQUAL_PRINCIPAL), PrepayStrategy.FEWER)
    assert (result.payments_fen[0], result.payments_fen[-1]) == (33_325 + 1_666, 33_300 + 333)
    assert result.periods == 5


def test_smaller_of_interest_only_lowers_the_interest_and_the_last_payment() -> None:
    result = after_four(by_rate(Method.INTEREST_ONLY), PrepayStrategy.SMALLER)
    assert result.payments_fen == (*[2_999] * 7, 302_899)


def test_fewer_of_interest_only_is_refused() -> None:
    with pytest.raises(RuleError, match="no periods to save"):
        after_four(by_rate(Method.INTEREST_ONLY), PrepayStrategy.FEWER)


def test_smaller_of_a_flat_plan_is_a_new_flat_plan_of_what_is_left() -> None:
    """1666.00 × 0.6 % × 8 = 79.97 of fee, where 191.97 were to come."""
    result = after_four(flat(), PrepayStrategy.SMALLER)
    assert figures(result) == ((*[21_824] * 7, 21_829), 7_997, 19_197 - 7_997)


def test_a_total_fee_counts_as_its_part_for_each_period() -> None:
    assert after_four(flat_total("7.2", 12), PrepayStrategy.SMALLER) == after_four(
        flat(), PrepayStrategy.SMALLER
    )


def test_fewer_of_a_flat_plan_saves_the_fees_of_the_periods_that_fall_away() -> None:
    result = after_four(flat(), PrepayStrategy.FEWER)
    assert figures(result) == ((*[35_724] * 4, 35_699), 5 * 2_399, 7_202)


@pytest.mark.parametrize("strategy", [PrepayStrategy.SMALLER, PrepayStrategy.FEWER])
def test_an_upfront_fee_is_paid_and_nothing_of_it_comes_back(strategy: PrepayStrategy) -> None:
    result = after_four(upfront(), strategy)
    assert (sum(result.payments_fen), result.interest_fen, result.saved_fen) == (166_600, 0, 0)


@pytest.mark.parametrize(
    ("amount_fen", "after", "strategy", "words"),
    [
        (271_868, 4, PrepayStrategy.SMALLER, "settlement"),
        (271_868, 4, PrepayStrategy.FEWER, "settlement"),
        (284_245, 4, PrepayStrategy.NEXT, "settlement"),
        (1, 0, PrepayStrategy.NEXT, "1 to 11"),
        (1, 12, PrepayStrategy.NEXT, "1 to 11"),
        (0, 4, PrepayStrategy.NEXT, "at least one fen"),
    ],
)
def test_what_is_no_prepayment_is_refused(
    amount_fen: int, after: int, strategy: PrepayStrategy, words: str
) -> None:
    with pytest.raises(RuleError, match=words):
        prepay(LOAN, amount_fen, after, strategy)


longer = st.one_of(rate_terms(SHORTENING), fee_terms()).filter(lambda terms: terms.periods > 1)


@unhurried
@given(drawn(longer, least_fen=10_000), st.sampled_from(PrepayStrategy), st.data())
def test_what_is_paid_is_the_balance_and_its_cost(
    plan: Drawn, strategy: PrepayStrategy, data: st.DataObject
) -> None:
    schedule = plan.schedule()
    after = data.draw(st.integers(1, plan.terms.periods - 1))
    amount_fen = data.draw(st.integers(1, max(1, schedule.balance_after_fen(after) - 1)))
    if amount_fen >= schedule.balance_after_fen(after):
        return
    result = prepay(schedule, amount_fen, after, strategy)
    balance_fen = schedule.balance_after_fen(after)
    assert sum(result.payments_fen) + amount_fen == balance_fen + result.interest_fen
    assert all(payment > 0 for payment in result.payments_fen)
    assert result.periods <= plan.terms.periods - after


@unhurried
@given(drawn(rate_terms(SHORTENING).filter(lambda terms: terms.periods > 2), least_fen=100_000), st.data())
def test_a_loan_that_ends_sooner_saves_more_than_one_with_smaller_payments(
    plan: Drawn, data: st.DataObject
) -> None:
    schedule = plan.schedule()
    after = data.draw(st.integers(1, plan.terms.periods - 1))
    amount_fen = schedule.balance_after_fen(after) // 3
    smaller = prepay(schedule, amount_fen, after, PrepayStrategy.SMALLER)
    fewer = prepay(schedule, amount_fen, after, PrepayStrategy.FEWER)
    assert (
        fewer.saved_fen >= smaller.saved_fen - plan.terms.periods
    )  # but for the rounding of each instalment
    assert smaller.saved_fen >= -plan.terms.periods


def test_all_but_a_fen_may_be_prepaid() -> None:
    almost_fen = LOAN.balance_after_fen(4) - 1
    assert prepay(LOAN, almost_fen, 4, PrepayStrategy.FEWER).payments_fen == (1,)
