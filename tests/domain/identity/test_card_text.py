"""From lines of text to the fields of an ID card, however they were broken and confused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity.card import CardSide
from domain.identity.card_text import read_card
from tests.support.builders import ADULT

LABEL = "公民身份号码"


@pytest.mark.parametrize(
    "lines",
    [
        ["姓名张示例", "性别男民族汉", f"{LABEL}{ADULT}"],
        ["姓 名", "张示例", "性别男", LABEL, ADULT],
        ["张示例", "姓名", "性别女", ADULT],
        ["姓名 张示例 性别 男", ADULT],
        [f"{LABEL} {ADULT}", "住址示例市", "姓名张示例"],
        ["姓名：张示例", "１１０１０１１９９００３０７００１１"],
        ["姓名张示例", "11O1O119900307OO11"],
        ["姓名张示例", "I10101I99003070011"],
        ["姓名张示例", "110101199003", "070011"],
        ["性名张示例", f"{LABEL}:{ADULT}a"],
    ],
)
def test_name_and_number_are_found_however_the_lines_are_broken(lines: list[str]) -> None:
    card = read_card(lines)
    assert card is not None
    assert (card.side, card.name, card.id_number) == (CardSide.FRONT, "张示例", ADULT)


def test_a_number_that_does_not_fit_its_check_digit_is_not_taken() -> None:
    card = read_card(["姓名张示例", "110101199003070012"])
    assert card is not None
    assert (card.name, card.id_number) == ("张示例", None)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("11010519491231002x", "11010519491231002X"),
        ("11010519491231002×", "11010519491231002X"),
        ("810000199408230021", "810000199408230021"),
        ("911124198108030024", "911124198108030024"),
    ],
)
def test_residence_permits_and_a_last_x_are_read(written: str, number: str) -> None:
    card = read_card([written])
    assert card is not None
    assert card.id_number == number


def test_a_name_with_a_dot_and_a_rare_character() -> None:
    dotted = read_card(["姓名阿不都·热合曼", ADULT])
    rare = read_card(["姓名", "王㛃", ADULT])
    assert dotted is not None
    assert rare is not None
    assert (dotted.name, rare.name) == ("阿不都·热合曼", "王㛃")


def test_other_fields_are_no_name() -> None:
    card = read_card(["住址示例路", "姓名", "性别男民族汉", ADULT])
    assert card is not None
    assert card.name is None


@pytest.mark.parametrize(
    ("validity", "until"),
    [
        ("有效期限2015.03.01-2035.03.01", date(2035, 3, 1)),
        ("有效期限 2015.03.01 - 2025.03.01", date(2025, 3, 1)),
        ("2015.03.01—2020.03.01", date(2020, 3, 1)),
        ("2015.03.012035.02.28", date(2035, 2, 28)),
        ("20150301-20350301", date(2035, 3, 1)),
        ("2016.02.29-2036.02.29", date(2036, 2, 29)),
    ],
)
def test_the_last_day_is_read_from_the_back(validity: str, until: date) -> None:
    card = read_card(["中华人民共和国", "居民身份证", "签发机关示例市公安局", validity])
    assert card is not None
    assert (card.side, card.valid_until, card.long_term) == (CardSide.BACK, until, False)


def test_a_card_without_an_end() -> None:
    card = read_card(["有效期限", "2019.05.20-长期"])
    assert card is not None
    assert (card.valid_until, card.long_term) == (None, True)


@pytest.mark.parametrize(
    "validity", ["2015.03.01-2085.03.01", "2015.03.01-2033.03.01", "2015.13.01-2035.13.01", "2015.03.01"]
)
def test_a_span_for_which_no_card_is_issued_was_misread(validity: str) -> None:
    card = read_card(["签发机关示例市公安局", f"有效期限{validity}"])
    assert card is not None
    assert not card.says_validity


@given(st.lists(st.text(max_size=40), max_size=12))
def test_whatever_stands_on_a_picture_it_is_read_or_not(lines: list[str]) -> None:
    card = read_card(lines)
    assert card is None or card.id_number is None or len(card.id_number) == 18


@given(st.text(alphabet="猫狗晴空abc 123", max_size=30))
def test_what_is_no_card_is_none(line: str) -> None:
    assert read_card([line]) is None
