"""What is typed where something of a bill is asked for is read as that, or refused."""

from __future__ import annotations

from datetime import date

import pytest

from domain.tracked.results import TrackedField, TrackedKind, TrackedTerms
from domain.tracked.rules import due_days, missing, settled
from domain.tracked.sentences import answered, is_a_note, is_somebody_elses_debt, may_answer, understood

TODAY = date(2026, 1, 5)
BLANK = TrackedTerms(name="白条")


@pytest.mark.parametrize(
    ("typed", "day"),
    [("明年3月1日", date(2027, 3, 1)), ("后年3月1日", date(2028, 3, 1)), ("3月1日", date(2026, 3, 1))],
)
def test_a_day_of_a_named_year_is_in_that_year(typed: str, day: date) -> None:
    said = answered(BLANK, TrackedField.DUE, typed, TODAY)
    assert said is not None
    assert said.first_due == day


@pytest.mark.parametrize("typed", ["去年3月1日", "前年12月31号", "昨天", "2025年12月1日"])
def test_a_day_that_is_past_is_none_on_which_it_is_due_next(typed: str) -> None:
    assert answered(BLANK, TrackedField.DUE, typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("\u200b", None),
        ("\u202e \u2066", None),
        ("花\u200b呗", "花呗"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_a_name_is_what_can_be_seen_of_it(typed: str, name: str | None) -> None:
    said = answered(BLANK, TrackedField.NAME, typed, TODAY)
    assert (said.name if said is not None else None) == name


@pytest.mark.parametrize(
    "typed",
    [
        "我先还个八百成不成", "我每月二十号开支 能挪到那天还么",
        "是我那个自动扣款大概是几点钟扣的呀", "月底之前一共要还几笔",
        "一天到晚打电话催 我明明没逾期 有完没完", "等了三天没人理 我要投诉", "为啥要我还357.24不是333.25",
    ],
)  # fmt: skip
def test_a_question_or_a_complaint_with_a_number_in_it_is_no_answer(typed: str) -> None:
    assert not may_answer(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "15",
        "15号",
        "每月15号吧",
        "二十号",
        "下个月8号",
        "月底",
        "268",
        "大概三百多",
        "还剩8期",
        "两年",
        "到2041年",
    ],
)
def test_a_day_an_amount_or_a_number_of_periods_is(typed: str) -> None:
    assert may_answer(typed)


@pytest.mark.parametrize(
    "words",
    [
        "车贷每月9号还 金额不固定",
        "买手机6200 12期 每月8号",
        "保险 每年12月20号",
        "欠表姐3500 端午前还",
        "房贷4千多 每月20号",
    ],
)
def test_a_note_needs_nobody_to_have_asked(words: str) -> None:
    assert is_a_note(words, TODAY)


@pytest.mark.parametrize(
    "words",
    [
        "想买手机6200 12期 每月8号",
        "买手机6200分12期",
        "房贷每月20号还多少",
        "小王欠我2000怎么办",
        "白条改成每月12号",
    ],
)
def test_a_question_or_a_wish_is_no_note(words: str) -> None:
    assert not is_a_note(words, TODAY)


@pytest.mark.parametrize(
    "words", ["你们欠我300没退", "商家欠我2000块退款", "小王欠我2000怎么办", "老板欠我工资5000", "小王欠我钱"]
)
def test_a_dispute_a_question_and_what_names_no_sum_are_no_debt_of_others_to_speak_of(words: str) -> None:
    assert not is_somebody_elses_debt(words)


def test_what_comes_every_year_goes_on_from_the_next_one() -> None:
    said = understood("物业费1200 每年10月20号", date(2026, 11, 30))
    assert said is not None
    assert (said.every_months, said.first_due, said.open_end) == (12, date(2027, 10, 20), True)
    assert missing(settled(said, TODAY)) is None
    days = [day for _, day in due_days(settled(said, TODAY))]
    assert days[:3] == [date(2027, 10, 20), date(2028, 10, 20), date(2029, 10, 20)]
    moved = answered(said, TrackedField.DUE, "15号", date(2026, 11, 30))
    assert moved is not None
    assert moved.first_due == date(2027, 10, 15)


def test_of_about_so_much_the_amount_is_asked_also_of_a_card_and_never_guessed() -> None:
    said = understood("花呗每期300多 每月10号", TODAY)
    assert said is not None
    assert (said.kind, said.amount_fen, missing(settled(said, TODAY))) == (
        TrackedKind.CARD,
        None,
        TrackedField.AMOUNT,
    )
    assert answered(said, TrackedField.AMOUNT, "三百多", TODAY) is None
    told = answered(said, TrackedField.AMOUNT, "357.24", TODAY)
    assert told is not None
    assert (told.amount_fen, told.about) == (357_24, False)


def test_who_does_not_remember_the_amount_may_say_so_with_the_periods() -> None:
    said = understood("还有5期 不记得多少钱", TODAY)
    assert said is not None
    assert (said.periods, said.only_left, said.open_amount) == (5, True, True)
    assert may_answer("还有5期 不记得多少钱")
    with_periods = answered(BLANK, TrackedField.PERIODS, "还有5期 不记得多少钱", TODAY)
    assert with_periods is not None
    assert (with_periods.periods, with_periods.open_amount) == (5, True)
    open_amount = answered(BLANK, TrackedField.AMOUNT, "不记得了", TODAY)
    assert open_amount is not None
    assert open_amount.open_amount


def test_what_comes_every_year_may_end() -> None:
    said = understood("助学贷款 5000 每年12月20号 还到2030年", date(2026, 11, 30))
    assert said is not None
    assert (said.periods, said.only_left, said.open_end) == (5, True, False)
    assert [day.year for _, day in due_days(settled(said, TODAY))] == [2026, 2027, 2028, 2029, 2030]


@pytest.mark.parametrize("words", ["微粒贷借的5000, 还有5期 不记得多少钱", "花呗还有5期 不记得每期多少"])
def test_periods_that_are_left_of_an_amount_one_forgot_begin_a_note(words: str) -> None:
    assert is_a_note(words, TODAY)


@pytest.mark.parametrize("words", ["花呗还有几期", "花呗还有5期可以提前还吗", "还有5期 不记得每期多少"])
def test_a_question_or_periods_of_no_lender_begin_none(words: str) -> None:
    assert not is_a_note(words, TODAY)
