"""A repayment method stands in every place that speaks of methods; the recipe is in docs/architecture.md."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from domain.breakdowns.rules import row_workings
from domain.rules.errors import RuleError
from domain.terms import METHOD_TRAITS, Cost, Method, PlanTerms, Rounding
from handlers.ui.components import METHOD_NAMES
from tests.domain.rules.plans import EXAMPLE_FEN, example

DOCS = Path(__file__).resolve().parents[1] / "docs"
PRICED = [(method, cost) for method in Method for cost in method.traits.costs]


def priced(method: Method, cost: Cost, rounding: Rounding | None = None) -> PlanTerms:
    """Twelve periods at 6 % of whatever the cost is of."""
    usual = method.traits.roundings[0]
    annual, per_period, total = (Decimal(6) if each is cost else None for each in Cost)
    return PlanTerms(method, 12, annual, per_period, total, rounding=rounding or usual)


def rows(page: str, header: str) -> list[list[str]]:
    """The cells of the table whose head begins with `header`."""
    _, _, below = (DOCS / page).read_text(encoding="utf-8").partition(f"\n| {header}")
    lines = below.split("\n\n")[0].splitlines()[2:]
    assert lines, f"{page} has no table {header}"
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_method_has_traits() -> None:
    assert list(METHOD_TRAITS) == list(Method)


@pytest.mark.parametrize(("method", "cost"), PRICED)
def test_every_method_has_a_schedule_for_each_cost_it_takes_that_repays_the_amount(
    method: Method, cost: Cost
) -> None:
    for rounding in method.traits.roundings:
        plan = example(priced(method, cost, rounding))
        assert sum(row.principal_fen for row in plan.rows) == EXAMPLE_FEN
        assert plan.rows[-1].balance_fen == 0
        charged = plan.total_interest_fen if method.traits.bears_interest else plan.total_fee_fen
        assert charged == plan.total_payment_fen - EXAMPLE_FEN > 0


@pytest.mark.parametrize(("method", "cost"), PRICED)
def test_the_steps_of_every_instalment_of_every_method_lead_to_what_is_charged(
    method: Method, cost: Cost
) -> None:
    plan = example(priced(method, cost))
    assert [row_workings(plan, row.no).total_fen for row in plan.rows] == [
        row.payment_fen for row in plan.rows
    ]


@pytest.mark.parametrize(
    ("method", "cost", "rounding"),
    [
        (method, cost, rounding)
        for method, cost, rounding in product(Method, Cost, Rounding)
        if cost not in method.traits.costs or rounding not in method.traits.roundings
    ],
)
def test_no_method_takes_a_cost_or_a_rounding_that_is_not_among_its_traits(
    method: Method, cost: Cost, rounding: Rounding
) -> None:
    with pytest.raises(RuleError):
        example(priced(method, cost, rounding))


def test_every_method_has_a_label() -> None:
    assert list(METHOD_NAMES) == list(Method)


def test_every_method_has_its_rule_and_its_worked_payments_on_the_page_of_methods() -> None:
    labelled = [f"{METHOD_NAMES[method]} `{method}`" for method in Method]
    assert [row[0] for row in rows("rules/repayment-methods.md", "method | rule")] == labelled
    worked = [row[0] for row in rows("rules/repayment-methods.md", "method | payment 1")]
    assert worked == [f"`{method}`" for method in Method]


def test_the_page_of_the_catalog_file_says_of_every_method_what_it_takes() -> None:
    expected = []
    for method in Method:
        half_up = method.traits.roundings == (Rounding.HALF_UP,)
        costs = " or ".join(f"`{cost}`" for cost in method.traits.costs)
        label = f"`{method}` {METHOD_NAMES[method]}"
        expected.append([label, costs, "`half_up`" if half_up else "any but `half_up`"])
    assert rows("catalog.md", "`method` | Takes") == expected


def test_the_glossary_has_every_method() -> None:
    glossary = {row[0]: row[2] for row in rows("glossary.md", "中文 |")}
    for method in Method:
        assert glossary[METHOD_NAMES[method]] == f"`Method.{method.name}`"


def test_the_page_of_the_calculator_names_every_method() -> None:
    (named,) = [row[1] for row in rows("calculator.md", "option | values") if row[0] == "`--method`"]
    assert re.findall(r"`(\w+)` ([^,]+)", named) == [(method, METHOD_NAMES[method]) for method in Method]
