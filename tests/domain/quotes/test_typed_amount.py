"""Amounts as people type them: what is clear is read to the fen, what is not is not read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quotes.typed_amount import LARGEST_FEN, read_amount
from tests.domain.rules.plans import unhurried

DIGITS = "零一二三四五六七八九"
amounts_fen = st.one_of(st.integers(1, 1_000_000), st.integers(1, LARGEST_FEN))


@pytest.mark.parametrize(
    ("typed", "amount_fen"),
    [
        ("350.5", 350_50),
        ("1,200.5", 1200_50),
        ("1200元", 1200_00),
        ("¥357.24", 357_24),
        ("￥357.24元", 357_24),
        ("３５７．２４", 357_24),
        ("１，２００", 1200_00),
        ("357。24", 357_24),
        (" 1, 200 ", 1200_00),
        ("0.01", 1),
        ("10000000", 10_000_000_00),
    ],
)
def test_digits_are_read_in_half_and_full_width(typed: str, amount_fen: int) -> None:
    assert read_amount(typed) == amount_fen


@pytest.mark.parametrize(
    ("typed", "amount_fen"),
    [
        ("三百五十块五毛", 350_50),
        ("三百五十块五毛五分", 350_55),
        ("三百五十块五毛五", 350_55),
        ("三百五十块钱", 350_00),
        ("一百块", 100_00),
        ("一百零五", 105_00),
        ("两千零五", 2005_00),
        ("两千零五十", 2050_00),
        ("一千零一十", 1010_00),
        ("一万零二百", 10_200_00),
        ("一万零二", 10_002_00),
        ("三百五十万", 3_500_000_00),
        ("一千万", 10_000_000_00),
        ("十块", 10_00),
        ("廿五", 25_00),
        ("五毛", 50),
        ("五毛钱", 50),
        ("八分", 8),
        ("十二元零五分", 12_05),
        ("十二块零五", 12_05),
        ("十二点五", 12_50),
        ("零点五元", 50),
        ("人民币一百元", 100_00),
    ],
)
def test_chinese_numerals_are_read(typed: str, amount_fen: int) -> None:
    assert read_amount(typed) == amount_fen


@pytest.mark.parametrize(
    ("typed", "amount_fen"),
    [
        ("一百二", 120_00),
        ("一千二", 1200_00),
        ("一万二", 12_000_00),
        ("十二块五", 12_50),
        ("三块半", 3_50),
        ("一千二百五", 1250_00),
        ("一万二千五", 12_500_00),
        ("二十五", 25_00),
    ],
)
def test_a_last_digit_without_its_unit_is_one_place_below(typed: str, amount_fen: int) -> None:
    assert read_amount(typed) == amount_fen


@pytest.mark.parametrize(
    ("typed", "amount_fen"),
    [
        ("3.5千", 3500_00),
        ("1.2万", 12_000_00),
        ("一点五万", 15_000_00),
        ("3千5", 3500_00),
        ("1万2千", 12_000_00),
        ("12万5", 125_000_00),
        ("1.2w", 12_000_00),
        ("5k", 5000_00),
        ("12块5", 12_50),
        ("12块50", 12_50),
        ("350块5毛", 350_50),
        ("3.555千", 3555_00),
    ],
)
def test_digits_mix_with_units(typed: str, amount_fen: int) -> None:
    assert read_amount(typed) == amount_fen


@pytest.mark.parametrize(
    ("typed", "amount_fen"),
    [
        ("三百五十塊五毛", 350_50),
        ("兩千零五塊", 2005_00),
        ("一萬二", 12_000_00),
        ("壹仟貳佰參拾圓整", 1230_00),
        ("壹佰贰拾叁元肆角伍分", 123_45),
        ("貳拾圓正", 20_00),
        ("人民幣 350 元", 350_00),
    ],
)
def test_traditional_and_financial_numerals_are_read(typed: str, amount_fen: int) -> None:
    assert read_amount(typed) == amount_fen


@pytest.mark.parametrize(
    ("typed", "amount_fen"),
    [
        ("350.50 yuan", 350_50),
        ("RMB 1,200", 1200_00),
        ("CNY 1,200.50", 1200_50),
        ("1200 RMB", 1200_00),
        ("Rmb1200.", 1200_00),
    ],
)
def test_the_currency_may_be_named_in_english(typed: str, amount_fen: int) -> None:
    assert read_amount(typed) == amount_fen


@pytest.mark.parametrize("typed", ["-5", "－５", "负五块", "-¥5", "0", "0.00", "零", "零元", "0元", ""])
def test_nothing_and_less_is_no_amount(typed: str) -> None:
    assert read_amount(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "10000000.01",
        "99999999.99",
        "一千万零一",
        "一亿",
        "1億",
        "1.5亿",
        "一亿零二",
        "1001万",
        "9" * 20,
        "9" * 40,
    ],
)
def test_more_than_ten_million_yuan_is_read_as_more_than_any_loan(typed: str) -> None:
    assert read_amount(typed) == LARGEST_FEN + 1


@pytest.mark.parametrize("typed", ["3.555", "3.550", "0.001", "一点二三四", "0.0000015万"])
def test_what_is_finer_than_a_fen_is_no_amount(typed: str) -> None:
    assert read_amount(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "全部",
        "还一百",
        "一百多块",
        "一两百",
        "三五百",
        "三五七",
        "元五毛",
        "12.5块五毛",
        "一千零五百",
        "一万零二千",
        "一百零",
        "二百零五十",
        "一千零零五",
        "百元",
        "1,2",
        "12,00",
        "1.200,50",
        "3 50",
        "1万500",
        "5²",
        "٣٥٠",
        "½",
        "1e5",
        "$5",
        "¥",
        "五块块",
        "五角元",
        "一百\x00",
        "12345678901234567890123456789012345678901",
    ],
)
def test_what_is_not_clearly_one_amount_is_not_read(typed: str) -> None:
    assert read_amount(typed) is None


def in_numerals(number: int) -> str:
    """A whole number as it is read aloud in full, for the laws below: 零 for each run of skipped places."""
    upper, lower = divmod(number, 10_000)
    if upper:
        gap = "零" if 0 < lower < 1000 else ""
        return f"{in_numerals(upper)}万{gap}{in_numerals(lower) if lower else ''}"
    said = ""
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = lower // place % 10
        if digit:
            said += DIGITS[digit] + unit
        elif said and lower % place:
            said = said.rstrip("零") + "零"
    return said


def aloud(amount_fen: int) -> str:
    yuan, fen = divmod(amount_fen, 100)
    said = f"{in_numerals(yuan)}块" if yuan else ""
    if fen >= 10:
        said += f"{DIGITS[fen // 10]}毛"
    elif fen and yuan:
        said += "零"
    return said + (f"{DIGITS[fen % 10]}分" if fen % 10 else "")


@unhurried
@given(amounts_fen)
def test_an_amount_read_aloud_comes_back(amount_fen: int) -> None:
    assert read_amount(aloud(amount_fen)) == amount_fen


@unhurried
@given(amounts_fen)
def test_an_amount_read_aloud_comes_back_from_financial_numerals(amount_fen: int) -> None:
    financial = aloud(amount_fen).translate(
        str.maketrans("一二三四五六七八九十百千万块毛", "壹貳參肆伍陸柒捌玖拾佰仟萬圓角")
    )
    assert read_amount(financial) == amount_fen


@unhurried
@given(amounts_fen, st.sampled_from(["{:,}.{:02d}", "¥{:,}.{:02d}", "{}.{:02d}元", "RMB {:,}.{:02d}"]))
def test_an_amount_printed_in_digits_comes_back(amount_fen: int, form: str) -> None:
    assert read_amount(form.format(*divmod(amount_fen, 100))) == amount_fen


@unhurried
@given(st.text(alphabet="零一二两十百千万亿块元毛角分点半整0129.,¥ kw-钱", max_size=12))
def test_no_text_breaks_the_reader(typed: str) -> None:
    amount_fen = read_amount(typed)
    assert amount_fen is None or 0 < amount_fen <= LARGEST_FEN + 1
