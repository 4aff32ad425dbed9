"""What is typed where something of a bill is asked for is read as that, or refused."""

from __future__ import annotations

from datetime import date

import pytest

from domain.tracked.results import TrackedField, TrackedTerms
from domain.tracked.sentences import answered, may_answer

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
