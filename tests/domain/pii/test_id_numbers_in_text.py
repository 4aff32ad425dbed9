"""An ID number is found in whatever is written around it, so that it does not stay in a chat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pii.id_numbers import contains_id_number
from tests.domain.rules.plans import unhurried

NUMBER = "110101199003070011"


@pytest.mark.parametrize(
    "words",
    [
        NUMBER,
        f"我的身份证号是{NUMBER}，谢谢",
        f"身份证:{NUMBER}。",
        f"id {NUMBER}ok",
        f"id{NUMBER}",
        "号码 11010519491231002x 对吗",
        "我的号码是１１０１０１１９９００３０７００１１",
        "110101 19900307 0011",
        "110101-19900307-0011",
        "1101 0119 9003 0700 11",
        "110101\u200b19900307\u200b0011",
        "\u202e110101199003070011\u202c",
        "110101199003070012",  # mistyped: the check digit is wrong
        "810000199408230021",
        f"第一行\n{NUMBER}\n第三行",
    ],
)
def test_a_number_is_found_in_a_sentence(words: str) -> None:
    assert contains_id_number(words)


@pytest.mark.parametrize(
    "words",
    [
        f"示例 13800000000 {NUMBER}",
        f"示例 {NUMBER} 13800000000",
        f"13800000000 {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}",
        f"2 件，{NUMBER} 2 件",
        f"5 {NUMBER} 7",
        f"2026-11-22 {NUMBER}",
    ],
)
def test_a_number_is_found_beside_other_numbers(words: str) -> None:
    assert contains_id_number(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "分12期一共多花多少钱",
        "13800000000",
        "+86 138 0000 0000",
        "6222020000000000018",  # a bank card
        "6222 0200 0000 0000 018",
        "110101199013070011",  # no such month
        "11010119900307001",
        "1101011990030700111",  # 19 digits are a card or an account, wherever a date stands in them
        "6110101199003070011",
        "010101199003070011",
        "2026-11-22 10:00 357.24",
        "1 2 3 4 5 6 7 8 9 0",
    ],
)
def test_other_numbers_are_none(words: str) -> None:
    assert not contains_id_number(words)


@unhurried
@given(st.text(st.characters(exclude_categories=["N", "L", "C"]), max_size=20), st.text(max_size=20))
def test_no_sign_before_and_no_words_after_a_line_hide_a_number(before: str, after: str) -> None:
    assert contains_id_number(f"{before}\n{NUMBER}\n{after}")


def test_4000_characters_are_searched_to_the_end() -> None:
    assert contains_id_number("分期" * 1990 + NUMBER)
    assert not contains_id_number("1-" * 2000)
    assert not contains_id_number("1" + " " * 3998 + "1")
