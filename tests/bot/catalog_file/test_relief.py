"""What a plan does not charge, in the catalogue file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.catalog_file import CatalogFileError, load_catalog, read_catalog
from bot.catalog_file.ceiling import ceiling_check
from domain.terms import Discount
from tests.bot.catalog_file.small import SMALL, changed, only_problem, written

FEE = 'fee_per_period = "0.6%"'
LINE = SMALL.splitlines().index(FEE) + 2


def with_keys(*keys: str) -> str:
    return changed(FEE, "\n".join((FEE, *keys)))


def test_the_first_periods_are_free_where_the_plan_says_so_and_none_else(tmp_path: Path) -> None:
    assert read_catalog(written(tmp_path, SMALL)).plans[0].terms.free_periods == 0
    assert read_catalog(written(tmp_path, with_keys("free_periods = 3"))).plans[0].terms.free_periods == 3


@pytest.mark.parametrize(
    ("written_as", "read"),
    [
        ('{ rate = "50%" }', Discount(Decimal(50))),
        ("{ sum = 20 }", Discount(sum_fen=2_000)),
        ('{ per_period = "5.50" }', Discount(per_period_fen=550)),
    ],
)
def test_a_discount_is_a_percentage_a_sum_or_a_sum_each_period(
    tmp_path: Path, written_as: str, read: Discount
) -> None:
    spec = read_catalog(written(tmp_path, with_keys(f"discount = {written_as}")))
    assert spec.plans[0].terms.discount == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (with_keys("free_periods = 12"), "free_periods must be below periods"),
        (with_keys("discount = {}"), "A discount needs rate, sum or per_period"),
        (with_keys('discount = { rate = "50%", sum = 20 }'), "Write either rate or sum, not both."),
        (with_keys('discount = { rate = "0%" }'), "The percentage must be from 0.01% to 100%"),
        (with_keys("discount = 20"), "table"),
        (
            with_keys("discount = { sum = 20 }", 'fee_timing = "drawdown"')
            .replace("flat_fee", "upfront_fee")
            .replace(FEE, 'total_fee = "7.2%"'),
            "takes no discount",
        ),
        (with_keys("free_periods = 0"), "The number must be from 1 to 59"),
        (
            with_keys("free_periods = 1").replace("current_period", "actual_use"),
            "The prepay policy actual_use of lender does not go with free_periods",
        ),
        (
            with_keys("free_periods = 1")
            .replace("flat_fee", "upfront_fee")
            .replace(FEE, 'total_fee = "7.2%"'),
            "takes its fee once",
        ),
    ],
)
def test_what_contradicts_the_plan_is_refused_by_its_line(tmp_path: Path, text: str, said: str) -> None:
    problem = only_problem(tmp_path, text)
    assert said in problem.message
    assert problem.line == LINE


def test_the_ceiling_is_held_against_what_is_charged(tmp_path: Path) -> None:
    dear = with_keys("free_periods = 6").replace("0.6%", "1.5%")
    whole = dear.replace("free_periods = 6\n", "")
    check = ceiling_check(Decimal(24), Decimal(20))
    assert load_catalog(written(tmp_path, dear), check).warnings == ()
    with pytest.raises(CatalogFileError, match="above the ceiling"):
        load_catalog(written(tmp_path, whole), check)
