"""When instalments fall due, in the catalogue file: on a fixed day, so many days after the purchase or after a statement."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog_file import read_catalog
from domain.terms import DueDayRule
from tests.bot.catalog_file.small import changed, only_problem, written


def with_due_day(table: str) -> str:
    return changed("credit_line", f"due_day = {table}\ncredit_line")


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ("{ day = 5 }", DueDayRule(5, 15)),
        ("{ day = 5, min_days = 20 }", DueDayRule(5, 20)),
        ("{ day = 25, statement_day = 5 }", DueDayRule(25, statement_day=5)),
    ],
)
def test_a_fixed_day_is_counted_from_the_purchase_or_from_a_statement(
    tmp_path: Path, table: str, rule: DueDayRule
) -> None:
    assert read_catalog(written(tmp_path, with_due_day(table))).institutions[0].due_day == rule


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            "{ day = 25, min_days = 5, statement_day = 5 }",
            "Write either min_days or statement_day, not both.",
        ),
        ("{ day = 25, statement_day = 31 }", "The number must be from 1 to 28"),
        ("{ statement_day = 5 }", "The key day is missing"),
    ],
)
def test_what_is_no_such_day_is_refused_with_what_to_write(tmp_path: Path, table: str, said: str) -> None:
    assert said in only_problem(tmp_path, with_due_day(table)).message
