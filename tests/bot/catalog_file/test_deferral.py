"""A plan that begins later (先用后付), in the catalogue file; and what the example shows a newcomer."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog_file import read_catalog
from bot.cli.prepare import EXAMPLE_CATALOG
from domain.contract import dump_plan, load_plan
from tests.bot.catalog_file.small import SMALL, changed, only_problem, written

FEE = 'fee_per_period = "0.6%"'


def with_key(line: str) -> str:
    return changed(FEE, f"{FEE}\n{line}")


def test_the_first_due_date_comes_later_where_the_plan_says_so_and_else_as_usual(tmp_path: Path) -> None:
    assert read_catalog(written(tmp_path, SMALL)).plans[0].terms.deferred_months == 0
    assert (
        read_catalog(written(tmp_path, with_key("deferred_months = 2"))).plans[0].terms.deferred_months == 2
    )


@pytest.mark.parametrize("months", ["0", "13", '"2"', "true"])
def test_what_is_no_number_of_months_is_refused(tmp_path: Path, months: str) -> None:
    problem = only_problem(tmp_path, with_key(f"deferred_months = {months}"))
    assert problem.line == SMALL.splitlines().index(FEE) + 2
    assert "number" in problem.message.lower()


def test_a_plan_of_before_begins_as_usual() -> None:
    plan = read_catalog(EXAMPLE_CATALOG).plans[0]
    stored = dump_plan(plan)
    del stored["terms"]["deferred_months"]
    assert load_plan(stored) == plan


def test_the_example_has_a_plan_that_begins_later_one_with_a_discount_and_a_lender_with_a_statement_day() -> (
    None
):
    spec = read_catalog(EXAMPLE_CATALOG)
    assert any(plan.terms.deferred_months for plan in spec.plans)
    assert any(plan.terms.discount for plan in spec.plans)
    assert any(one.due_day.statement_day for one in spec.institutions)
