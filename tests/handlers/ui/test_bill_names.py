"""A bill has one name everywhere, also one that is no period of the plan."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handlers.ui import bill_names
from handlers.ui.i18n import texts_for
from tests.support.processes import ROOT

T, ENGLISH = texts_for("zh_CN"), texts_for("en")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (3, 3, "第 3 期"),
        (1, 3, "第 1 到 3 期"),
        (0, 0, "一次性利息"),
        (0, 1, "一次性利息和第 1 期"),
        (0, 3, "一次性利息和第 1 到 3 期"),
    ],
)
def test_a_span_names_the_fee_beside_the_periods(first: int, last: int, said: str) -> None:
    assert bill_names.span(T, first, last) == said


def test_a_bill_is_named_by_its_period_or_as_the_fee() -> None:
    assert bill_names.of_plan(T, 3, 10) == "第 3/10 期"
    assert bill_names.of_plan_in_full(T, 3, 10) == "第 3 期，共 10 期"
    assert bill_names.span_of_plan(T, 0, 2, 10) == "一次性利息和第 1 到 2 期，共 10 期"
    assert (bill_names.cell(T, 3), bill_names.cell(T, 3, 10), bill_names.cell(T, 0, 10)) == (
        "3",
        "3/10",
        "一次性",
    )
    assert bill_names.of_plan(T, 0, 10) == bill_names.period(T, 0) == bill_names.of_plan_in_full(T, 0, 10)


def test_in_english_a_name_begins_small_unless_it_comes_first() -> None:
    assert bill_names.period(ENGLISH, 0) == "one-off interest"
    assert bill_names.at_start(bill_names.period(ENGLISH, 2)) == "No. 2"


def test_no_screen_and_no_document_writes_a_bills_number_of_its_own() -> None:
    """`3/10` and `第 3/10 期` are made in one place; elsewhere number 0 would be forgotten."""
    own_words = re.compile(r"%\(no\)d/%\(periods\)d|第 %\(no\)d 期，共|\{[\w.]*no\}/\{")
    files = [*(ROOT / "handlers").rglob("*.py"), *(ROOT / "bot" / "documents").rglob("*.py")]
    assert len(files) > 50
    found = [
        file.relative_to(ROOT)
        for file in files
        if file.name != "bill_names.py" and own_words.search(file.read_text(encoding="utf-8"))
    ]
    assert found == list[Path]()
