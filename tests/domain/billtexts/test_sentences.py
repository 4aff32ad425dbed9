"""One sentence of the customer's own becomes a debt to note, with what is still to be asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.billtexts.results import Conflict, Missing, SentenceKind
from domain.billtexts.sentences import is_owed_to_the_customer, read_sentence
from tests.domain.billtexts.scores import of_sentences, rows

TODAY = date(2026, 11, 30)


def test_an_instalment_is_read_whole() -> None:
    said = read_sentence("花呗分期 3999 分12期 每期357.24 每月10号还", TODAY)
    assert (said.kind, said.name, said.sender) == (SentenceKind.INSTALLMENT, "花呗分期", "花呗")
    assert (said.principal_fen, said.per_period_fen, said.periods, said.due_day) == (3_999_00, 357_24, 12, 10)
    assert (said.missing, said.conflict) == ((), None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("花唄分期 3999 分12期 每期357.24 每月10號還", "花唄分期"),
        ("iPhone分期 5999 分12期 每月10号还", "iPhone分期"),
        ("房貸 每月15號 4,213.55 還到2041年", "房貸"),
    ],
)
def test_a_name_keeps_the_letters_it_was_typed_in(text: str, name: str) -> None:
    assert read_sentence(text, TODAY).name == name


def test_what_was_not_said_is_asked_in_order() -> None:
    assert read_sentence("白条 还剩8期 每期268", TODAY).missing == (Missing.DUE,)
    assert read_sentence("每月10号还", TODAY).missing == (Missing.NAME, Missing.AMOUNT, Missing.PERIODS)


def test_a_debt_to_a_person_is_due_once() -> None:
    said = read_sentence("欠我哥2000 年底还", TODAY)
    assert (said.kind, said.name, said.principal_fen) == (SentenceKind.ONE_OFF, "欠我哥", 2_000_00)
    assert said.first_due == date(2026, 12, 31)


def test_periods_that_are_less_than_what_was_borrowed_are_named() -> None:
    assert read_sentence("花呗 3999分12期 每期300", TODAY).conflict is Conflict.TOO_LITTLE


@pytest.mark.parametrize(("text", "expected"), [*rows("seen_sentences.tsv")])
def test_what_was_learnt_from_is_read_right(text: str, expected: dict[str, Any]) -> None:
    assert of_sentences([(text, expected)]).wrong == []


def test_periods_that_end_in_another_year_than_said_are_named() -> None:
    assert read_sentence("车贷 还剩8期 还到2041年 每月2933 6号", TODAY).conflict is Conflict.UNTIL
    assert read_sentence("车贷 还剩8期 还到2027年 每月2933 6号", TODAY).conflict is None


def test_what_belongs_to_a_thing_s_name_is_no_amount() -> None:
    said = read_sentence("苹果17 8999 24期 每期375 每月15号", TODAY)
    assert (said.principal_fen, said.per_period_fen, said.name) == (8_999_00, 375_00, "苹果17")


def test_two_amounts_for_one_thing_are_none() -> None:
    said = read_sentence("花呗 每期357 每期400 10号", TODAY)
    assert said.per_period_fen is None


def test_money_that_is_not_yuan_is_named_and_not_read() -> None:
    said = read_sentence("欠姐姐 HK$3000 下月1号", TODAY)
    assert said.foreign_money and said.principal_fen is None


def test_the_month_s_end_is_the_31st() -> None:
    assert read_sentence("房贷 每月月底 3008", TODAY).due_day == 31


@pytest.mark.parametrize(
    ("text", "says"),
    [("今天天气不错", False), ("你好", False), ("明天还花呗", True), ("每月20号", True), ("3000 12期", True)],
)
def test_a_date_alone_is_no_debt(text: str, says: bool) -> None:
    assert read_sentence(text, TODAY).says_anything is says


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("欠表姐3500 端午前还", date(2027, 6, 8)),
        ("给老丈人的2万 明年春节前还清", date(2027, 2, 5)),
        ("欠小李800 年前还", date(2027, 2, 5)),
        ("欠二舅5000 中秋那天还", date(2027, 9, 15)),
        ("欠小张600 国庆节前三天还", date(2027, 9, 28)),
        ("欠四叔3000 腊月二十三之前还", date(2027, 1, 30)),
        ("欠表哥3000 今年除夕还", date(2027, 2, 5)),
    ],
)
def test_a_festival_is_the_day_on_which_it_is_due(text: str, due: date) -> None:
    said = read_sentence(text, TODAY)
    assert (said.kind, said.first_due, said.missing) == (SentenceKind.ONE_OFF, due, ())
    assert said.name is not None
    assert said.name[:2] in text


@pytest.mark.parametrize(
    "text", ["欠小李800 春节后还", "欠小李800 春节期间还", "买中秋月饼 欠小李300", "欠小李800 今年端午还"]
)
def test_what_is_no_one_day_is_asked_and_the_amount_kept(text: str) -> None:
    said = read_sentence(text, TODAY)
    assert (said.first_due, said.missing) == (None, (Missing.DUE,))
    assert said.principal_fen in (800_00, 300_00)


@pytest.mark.parametrize(
    "amount",
    [
        "300多",
        "三百多块",
        "3千多",
        "1万出头",
        "几百块",
        "两三千",
        "不到300",
        "将近500",
        "300来块",
        "一千二三",
        "2000+",
    ],
)
def test_about_so_much_is_no_amount(amount: str) -> None:
    said = read_sentence(f"房贷 {amount} 每月20号 还剩8期", TODAY)
    assert (said.name, said.about_amount, said.per_period_fen, said.principal_fen) == (
        "房贷",
        True,
        None,
        None,
    )
    assert said.missing == (Missing.AMOUNT,)


@pytest.mark.parametrize("amount", ["300", "300左右", "大概300", "300块", "3千", "1.2万"])
def test_an_amount_that_is_said_is_one(amount: str) -> None:
    said = read_sentence(f"房贷 {amount} 每月20号 还剩8期", TODAY)
    assert not said.about_amount
    assert said.per_period_fen is not None


@pytest.mark.parametrize(
    "words",
    ["金额不固定", "不记得多少钱", "每期多少忘了", "每月都不一样", "多少不一定", "我也不清楚每期多少"],
)
def test_who_does_not_know_the_amount_is_not_asked_for_it(words: str) -> None:
    said = read_sentence(f"车贷每月9号还 {words} 还剩8期", TODAY)
    assert (said.name, said.date_only, said.due_day, said.missing) == ("车贷", True, 9, ())


@pytest.mark.parametrize(
    ("text", "months", "fen"),
    [
        ("保险每年12月20号", 12, None),
        ("物业费1200 每年12月20号", 12, 1200_00),
        ("每季度15号 房租 6000", 3, 6000_00),
        ("每半年交一次学费 8000 2月20号", 6, 8000_00),
        ("宽带每3个月300 下月5号", 3, 300_00),
        ("花呗 每期300 每月10号", None, 300_00),
    ],
)
def test_what_comes_less_often_than_monthly_is_read_so(
    text: str, months: int | None, fen: int | None
) -> None:
    said = read_sentence(text, TODAY)
    assert (said.every_months, said.per_period_fen, said.principal_fen) == (months, fen, None)
    assert said.name in ("保险", "物业费", "房租", "学费", "宽带", "花呗")


@pytest.mark.parametrize(
    ("text", "name"),
    [("微粒贷借的5000", "微粒贷"), ("借了微粒贷5000", "微粒贷"), ("美团借的3000 下月8号还", "美团")],
)
def test_borrowed_is_no_part_of_a_name(text: str, name: str) -> None:
    said = read_sentence(text, TODAY)
    assert said.name == name
    assert said.principal_fen in (5000_00, 3000_00)


@pytest.mark.parametrize(
    "text",
    ["小王欠我2000", "借给同事500 下月还", "老李下月10号还我3000", "小赵跟我借了800", "表弟还欠我500没还"],
)
def test_what_somebody_else_owes_is_seen(text: str) -> None:
    assert is_owed_to_the_customer(text)


@pytest.mark.parametrize(
    "text",
    [
        "欠我哥2000 年底还",
        "我欠小王2000",
        "还我妈2000 月底",
        "我跟老李借了3000",
        "老王借给我5000",
        "花呗每月10号还300",
    ],
)
def test_what_the_customer_owes_is_not(text: str) -> None:
    assert not is_owed_to_the_customer(text)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("下周五", date(2026, 12, 11)),
        ("这周五", date(2026, 12, 4)),
        ("周日", date(2026, 12, 6)),
        ("下下星期一", date(2026, 12, 14)),
    ],
)
def test_a_day_of_the_week_is_the_next_one_or_that_of_the_week_that_is_said(said: str, due: date) -> None:
    read = read_sentence(f"欠同事小林260 {said}还", TODAY)
    assert (read.name, read.first_due, read.missing) == ("欠同事小林", due, ())


def test_a_day_of_every_week_is_no_one_day() -> None:
    assert read_sentence("欠同事小林260 每周五还", TODAY).first_due is None


@pytest.mark.parametrize(
    "text", ["招行信用卡 8号账单 26号还", "招行信用卡 账单8号 26号还", "招行信用卡 账单日8号 还款日26号"]
)
def test_the_day_of_the_bill_is_not_the_day_it_is_due(text: str) -> None:
    said = read_sentence(text, TODAY)
    assert (said.name, said.statement_day, said.due_day) == ("招行信用卡", 8, 26)


@pytest.mark.parametrize("borrowed", ["借的5000", "借了5000", "贷的5000"])
def test_what_was_borrowed_is_not_each_periods(borrowed: str) -> None:
    said = read_sentence(f"微粒贷{borrowed}, 还有5期 不记得多少钱", TODAY)
    assert (said.principal_fen, said.per_period_fen, said.periods_left) == (5_000_00, None, 5)
