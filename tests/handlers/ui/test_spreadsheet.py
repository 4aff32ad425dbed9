"""What people wrote stays a text in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ui.spreadsheet import cell, spreadsheet

BEGINNINGS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹢", "﹣", "﹦", "﹫"]
BEFORE = ["", "\t", "\r", "\n", "\r\n", " ", "\u2028", "\u3000", "\u200b", "\ufeff", "\x0b", "'", '"']


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("before", BEFORE)
def test_nothing_that_begins_like_a_formula_is_one(before: str, beginning: str) -> None:
    written = cell(f"{before}{beginning}HYPERLINK(1)")
    assert written.startswith("'")
    assert "HYPERLINK(1)" in written


@pytest.mark.parametrize(
    "text", ["手机 · 128G", "1200.50", "-3.00", "2026-01-05", "第 1 期，共 3 期", "a=b", "¥5 - ¥6", ""]
)
def test_what_is_none_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_a_row_is_one_line_and_none_of_its_cells_a_formula(row: list[str]) -> None:
    content = spreadsheet([row])
    text = content.decode("utf-8-sig")
    assert text.count("\n") == 1
    (read,) = csv.reader(io.StringIO(text, newline=""))
    assert len(read) == len(row)
    assert not any(one.lstrip().startswith(("=", "+", "@", "\t", "\r")) for one in read)
