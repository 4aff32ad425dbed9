"""Lines end where Chinese setting lets them end, and never inside an amount."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.documents.line_breaks import break_lines
from tests.domain.rules.plans import unhurried

WIDE = 0x2E80


def cells(text: str) -> float:
    """As on a terminal: two for a Chinese character, one for any other."""
    return float(sum(2 if ord(char) >= WIDE else 1 for char in text))


def test_chinese_is_broken_between_any_two_characters() -> None:
    assert break_lines("本次还款已经入账", 8, cells) == ["本次还款", "已经入账"]


def test_a_line_does_not_begin_with_a_closing_mark() -> None:
    assert break_lines("已经结清，谢谢", 8, cells) == ["已经结", "清，谢谢"]


def test_a_line_does_not_end_with_an_opening_mark() -> None:
    assert break_lines("分期（订单）", 6, cells) == ["分期", "（订", "单）"]


def test_an_amount_a_number_and_a_word_stay_whole() -> None:
    assert break_lines("借款 ¥3,999.00 的订单 20261105-k3m9", 14, cells) == [
        "借款 ¥3,999.00",
        "的订单",
        "20261105-k3m9",
    ]


def test_english_is_broken_at_spaces() -> None:
    assert break_lines("No interest is owed.", 12, cells) == ["No interest", "is owed."]


def test_what_is_too_long_by_itself_has_its_own_line() -> None:
    assert break_lines("单号 12345678901 完", 6, cells) == ["单号", "12345678901", "完"]


def test_nothing_is_one_empty_line() -> None:
    assert break_lines("", 10, cells) == [""]


@unhurried
@given(st.text(alphabet="还款（）《》，。 ¥1,0.ab%", max_size=40), st.integers(2, 30))
def test_nothing_is_lost_but_the_spaces_at_the_ends_of_lines(text: str, width: int) -> None:
    assert "".join(break_lines(text, width, cells)).replace(" ", "") == text.replace(" ", "")
