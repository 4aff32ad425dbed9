"""Codes of documents: not to be guessed, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents.codes import CODE_LENGTH, grouped, is_meant_as_code, new_code, read_code
from domain.ids import ALPHABET

codes = st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH).filter(
    lambda code: any(c.isdigit() for c in code) and any(c.isalpha() for c in code)
)
separators = st.text(" -－·.\u3000", max_size=2)


@given(codes, st.lists(separators, min_size=CODE_LENGTH, max_size=CODE_LENGTH), st.booleans())
def test_a_code_is_read_in_any_grouping_and_case(code: str, gaps: list[str], upper: bool) -> None:
    typed = "".join(symbol + gap for symbol, gap in zip(code, gaps, strict=True))
    assert read_code(typed.upper() if upper else typed) == code


def test_new_codes_are_read_back_and_are_not_the_same_twice() -> None:
    made = {new_code() for _ in range(300)}
    assert len(made) == 300
    assert all(read_code(grouped(code)) == code for code in made)
    assert not {"0", "o", "1", "l", "i"} & set("".join(made))


def test_a_code_is_printed_in_groups_of_four() -> None:
    assert grouped("8f3k29qx7m2pwxyz") == "8F3K-29QX-7M2P-WXYZ"


@pytest.mark.parametrize(
    "word",
    [
        "核对 ",
        "核對",
        "查核：",
        "验证码",
        "验证 ",
        "驗證碼: ",
        "verify ",
        "VERIFY: ",
    ],
)
def test_a_word_before_the_code_is_passed_over(word: str) -> None:
    assert read_code(f"{word}8F3K-29QX-7M2P-WXYZ") == "8f3k29qx7m2pwxyz"


@pytest.mark.parametrize(
    "typed",
    [
        "核对 8F3K",
        "verify abc1",
        "8F3K-29QO-7M2P-WXYZ",
        "8F3K 29Q0 7M2P WXY1",
        "核对 HK260105-7QK4",
    ],
)
def test_a_mistyped_code_is_still_meant_as_one(typed: str) -> None:
    assert is_meant_as_code(typed)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "核对",
        "核对账单",
        "核对一下我的账单",
        "验证",
        "verify my bill",
        "verifying",
        "6222 0212 3456 7890",
        "2345 6789 2345 6789",
        "13800000000",
        "110101199003070011",
        "HK260105-7QK4",
        "that was a bad test yes",
        "2026-01-01 到 2026-03-31",
        "三百五十块五毛",
        "iPhone 15 Pro Max 256",
        "8f3k29qx7m2pwxyz8f3k",
    ],
)
def test_other_words_are_no_code(words: str) -> None:
    assert read_code(words) is None
    assert not is_meant_as_code(words)
