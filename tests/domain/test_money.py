"""Money is whole fen; every rounding names its mode."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money, RoundingMode, round_fen, round_ratio
from domain.rules.ratio import half_up, percent_ratio
from tests.domain.rules.plans import unhurried

ORACLES = {
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.FLOOR: ROUND_FLOOR,
}


@pytest.mark.parametrize(
    ("value", "up", "even", "floor"),
    [
        ("0", 0, 0, 0),
        ("0.49", 0, 0, 0),
        ("0.5", 1, 0, 0),
        ("1.5", 2, 2, 1),
        ("2.5", 3, 2, 2),
        ("2.51", 3, 3, 2),
    ],
)
def test_only_ties_and_floors_tell_the_modes_apart(value: str, up: int, even: int, floor: int) -> None:
    exact = Decimal(value)
    assert [round_fen(exact, mode) for mode in RoundingMode] == [up, even, floor]


@unhurried
@given(st.decimals(0, 10**12, places=6), st.sampled_from(RoundingMode))
def test_rounding_agrees_with_the_decimal_module(value: Decimal, mode: RoundingMode) -> None:
    assert round_fen(value, mode) == value.quantize(Decimal(1), ORACLES[mode])


@unhurried
@given(st.integers(0, 10**15), st.integers(1, 10**9))
def test_the_quick_half_up_is_the_rounding_function(numerator: int, denominator: int) -> None:
    rounded = round_fen(Fraction(numerator, denominator), RoundingMode.HALF_UP)
    assert half_up(numerator, denominator) == rounded
    assert round_ratio(numerator, denominator, RoundingMode.HALF_UP) == rounded


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 2), (1, 0), (1, -2)])
def test_a_negative_amount_is_not_rounded(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="non-negative"):
        round_ratio(numerator, denominator, RoundingMode.HALF_UP)


def test_a_per_cent_is_an_exact_ratio() -> None:
    assert percent_ratio(Decimal(12)) == (3, 25)
    assert percent_ratio(Decimal("0.6")) == (3, 500)


@pytest.mark.parametrize("amount", [1.0, Decimal(1), "1", True, None])
def test_money_is_an_integer_and_nothing_else(amount: Any) -> None:
    with pytest.raises(TypeError, match="integer fen"):
        Money(amount)


def test_money_adds_subtracts_multiplies_and_compares() -> None:
    assert Money(150) + Money(50) == Money(200)
    assert Money(150) - Money(200) == Money(-50)
    assert Money(150) * 3 == Money(450)
    assert Money(1) < Money(2)
    assert Money.total([Money(1), Money(2), Money(3)]) == Money(6)
    assert Money.total([]) == Money(0)
    assert not Money(0)
    assert Money(1)


def test_splitting_gives_the_rest_to_the_first_parts() -> None:
    assert Money(100).split(3) == (Money(34), Money(33), Money(33))


@unhurried
@given(st.integers(-(10**12), 10**12), st.integers(1, 400))
def test_the_parts_of_a_split_make_the_whole_and_differ_by_a_fen_at_most(amount_fen: int, count: int) -> None:
    parts = Money(amount_fen).split(count)
    assert len(parts) == count
    assert Money.total(parts) == Money(amount_fen)
    assert max(parts) - min(parts) <= Money(1)


@pytest.mark.parametrize("count", [0, -1])
def test_nothing_is_split_into_no_parts(count: int) -> None:
    with pytest.raises(ValueError, match="at least one part"):
        Money(1).split(count)
