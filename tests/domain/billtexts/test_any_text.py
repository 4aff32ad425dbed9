"""Whatever is sent is read without harm, and no amount comes out that did not go in."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.billtexts.messages import read_message
from domain.billtexts.plain import plain
from domain.billtexts.results import ReadBill, SentenceReading
from domain.billtexts.sentences import read_sentence
from tests.domain.billtexts.scores import AMOUNTS, rows
from tests.support.fuzz import NAUGHTY

TODAY = date(2026, 11, 30)
PIECES = [
    "【招商银行】", "【云麓银行】", "花呗", "白条", "房贷", "信用卡", "尾号1234", "应还", "最低还款",
    "剩余应还", "账单", "还款成功", "扣款失败", "逾期", "到期还款日", "12月25日", "2026-12-25", "1/8",
    "本月30日", "每月10号", "31日", "明天", "月底", "前还款", "分12期", "第3/12期", "每期", "还剩8期",
    "1,234.56元", "¥3856.2", "1.2万元", "三千五百元", "3999", "USD 35.20", "HK$200", "额度50,000元",
    "6225881234567890123", "110101199003070011", "13800138000", "验证码123456", "退订回T", "，", "。", "\n",
    "：", " ", "/", "至", "2月29日", "还到2041年", "欠我哥", "元",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=4096), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
DAYS = st.dates(date(2020, 1, 1), date(2099, 12, 31))


def numbers_in(text: str) -> set[int]:
    """Return every number of the text in fen, by itself and in thousands and more."""
    said = re.findall(r"[0-9][0-9,]*(?:\.[0-9]+)?(?:万[0-9]千?)?", plain(text))
    values: set[Decimal] = set()
    for number in said:
        whole, mark, rest = number.replace(",", "").partition("万")
        value = Decimal(whole) * 10_000 + Decimal(rest[:1]) * 1000 if mark and rest else Decimal(whole)
        values.add(value)
    values |= {a + b / 10 for a in values for b in values if b < 10} | {
        a + b / 100 for a in values for b in values if b < 100
    }
    return {int(value * scale * 100) for value in values for scale in (1, 100, 1000, 10_000, 100_000_000)}


@settings(max_examples=300, deadline=None)
@given(TEXTS, DAYS)
def test_any_message_is_read_or_refused_and_no_amount_is_invented(text: str, today: date) -> None:
    reading = read_message(text, today)
    assert bool(reading.bills) != (reading.refusal is not None)
    known = numbers_in(text)
    for bill in reading.bills:
        assert {fen for name in AMOUNTS[:3] if (fen := getattr(bill, name)) is not None} <= known
        assert 0 < bill.confidence <= 1
        assert keeps_no_secret(bill)


@settings(max_examples=300, deadline=None)
@given(TEXTS, DAYS)
def test_any_sentence_is_read_and_no_amount_is_invented(text: str, today: date) -> None:
    said = read_sentence(text, today)
    known = numbers_in(text)
    assert {fen for fen in (said.principal_fen, said.per_period_fen) if fen is not None} <= known
    assert all(day is None or 1 <= day <= 31 for day in (said.due_day, said.statement_day))
    assert keeps_no_secret(said)


def keeps_no_secret(read: ReadBill | SentenceReading) -> bool:
    """Return whether no long number is in what was read."""
    return re.search("[0-9]{9}", f"{read.sender} {getattr(read, 'name', '')} {read.card_tail}") is None


@pytest.mark.parametrize("text", NAUGHTY)
def test_what_breaks_others_breaks_nothing_here(text: str) -> None:
    assert read_message(text, TODAY).bills == ()
    read_sentence(text, TODAY)


def test_whole_card_and_id_numbers_are_in_no_result() -> None:
    text = (
        "【云麓银行】李明（身份证110101199003070011）您的卡号6225881234567890本期应还1,200.00元，"
        "到期还款日12月25日，电话13800138000，合同号HT202611300099"
    )
    (bill,) = read_message(text, TODAY).bills
    assert bill.amount_fen == 1_200_00
    kept = repr(bill)
    assert all(
        secret not in kept for secret in ("19900307", "0011", "6225", "7890", "1380013", "0099", "李明")
    )


@pytest.mark.parametrize(
    "torn",
    [
        "应还1,0",
        "应还1,00元",
        "100000000000000000,1应还",
        "应还6 78.50元",
        "应还1,2345.00元",
        "应还-12.00元",
        "应还0元1,1",
    ],
)
def test_a_number_that_is_written_wrong_is_not_read_in_part(torn: str) -> None:
    reading = read_message(f"【云麓银行】本期{torn}，到期还款日12月25日", TODAY)
    assert [bill.amount_fen for bill in reading.bills] in ([None], [])


def test_the_numbers_of_a_table_are_found_again() -> None:
    for text, expected in rows("seen_messages.tsv"):
        known = numbers_in(text)
        for bill in expected.get("bills", ()):
            assert bill.get("minimum_fen") is None or bill["minimum_fen"] in known
