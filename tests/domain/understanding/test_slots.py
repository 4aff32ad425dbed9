"""Amounts, periods and days are read out of sentences; what may be two things is not guessed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from domain.understanding.slots import read_slots


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("先还六百行不", {"amounts_fen": [60000]}),
        ("帮我还500", {"amounts_fen": [50000]}),
        ("帮我还五百块五毛", {"amounts_fen": [50050]}),
        ("pay 500 now", {"amounts_fen": [50000]}),
        ("五千分十二期每个月几多钱", {"amounts_fen": [500000], "periods": [12]}),
        ("4000分12期每期多少", {"amounts_fen": [400000], "periods": [12]}),
        ("能分24期吗", {"periods": [24]}),
        ("第3期多少钱", {"period_no": 3}),
        ("下下期什么时候", {"which": "after_next"}),
        ("上期还了没", {"which": "last"}),
        ("上上期多少", {"which": "before_last"}),
        ("那下个月呢", {"which": "next"}),
        ("上个月还了吗", {"which": "last"}),
        ("12月要还多少", {"month": 12}),
        ("四月份那期是多少钱", {"month": 4}),
        ("明年3月还多少", {"month": 3, "next_year": True}),
        ("12月5日那期", {"month": 12, "day": 5}),
        ("二十五号发工资 能不能改到那天", {"day": 25}),
        ("月底要还多少", {"month_end": True}),
        ("逾期三天罚多少", {"days": 3}),
        ("will being 2 days late hurt my credit", {"days": 2}),
        ("尾号0018的卡换成别的", {"card_tail": "0018"}),
        ("我昨天还了", {"in_days": -1}),
        ("下周三发钱", {"weekday": 3, "weeks": 1}),
        ("星期五能扣吗", {"weekday": 5}),
        ("上周日还的", {"weekday": 7, "weeks": -1}),
        ("晚一周再还", {"days": 7}),
        ("还1毛", {"amounts_fen": [10]}),
        ("帮我还1分", {"amounts_fen": [1]}),
        ("还三百五十七块两毛四", {"amounts_fen": [35724]}),
        ("帮我还500美元", {}),
        ("还-5", {}),
        ("十分感谢", {}),
        ("你好", {}),
    ],
)
def test_what_a_sentence_names_is_read(text: str, said: dict[str, Any]) -> None:
    assert read_slots(text).as_dict() == said


def read_table() -> list[tuple[str, dict[str, Any]]]:
    lines = Path(__file__).with_name("slots.tsv").read_text(encoding="utf-8").splitlines()
    return [(text, json.loads(said)) for text, said in (line.split("\t") for line in lines)]


@pytest.mark.parametrize(("text", "said"), read_table())
def test_what_people_say_of_money_and_time_is_read_or_left_out(text: str, said: dict[str, Any]) -> None:
    assert json.loads(json.dumps(read_slots(text).as_dict())) == said


@pytest.mark.parametrize(
    "text", ["两千出头", "还个五百多", "好几千", "还两三百", "还300或者500", "两百到三百"]
)
def test_about_so_much_is_no_amount_to_pay(text: str) -> None:
    assert read_slots(text).amount_fen is None


def test_of_two_amounts_neither_is_the_amount() -> None:
    slots = read_slots("为什么是357不是333")
    assert slots.amounts_fen == (35700, 33300)
    assert slots.amount_fen is None


@pytest.mark.parametrize(
    "text", ["", "\x00" * 50, "9" * 4096, "一" * 4096, "第" * 4096, "¥" * 4096, "1月" * 2000]
)
def test_no_text_is_too_odd(text: str) -> None:
    read_slots(text)


@pytest.mark.parametrize("text", ["帮我还500美元", "还-5", "还两期", "帮我还2期"])
def test_a_number_that_is_no_amount_is_noticed(text: str) -> None:
    slots = read_slots(text)
    assert slots.amounts_fen == ()
    assert slots.names_a_number
