"""Two questions in one sentence: each answer says what was asked, and is that to the question by itself."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from tests.support.asking import labels
from tests.support.clock import MovableClock
from tests.support.standings import EVERY, Standing, active, late


@pytest.mark.parametrize("standing", EVERY)
async def test_the_headings_say_what_was_asked(
    container: Container, clock: MovableClock, standing: Standing
) -> None:
    shown = await (await standing(container, clock)).says("还剩几期，逾期三天罚多少")
    headings = [part.split("\n")[0] for part in shown.parts if isinstance(part, str)]
    assert headings[-2:] == ["<b>还剩几期</b>", "<b>逾期要多付多少</b>"]
    assert "我的账单" in labels(shown)


async def test_a_part_is_taken_as_the_sentence_would_be(container: Container, clock: MovableClock) -> None:
    shown = await (await active(container, clock)).says("下次什么时候还，自动扣款会扣多少")
    said = shown.html().replace("<b>", "").replace("</b>", "")
    assert said.startswith("什么时候还\n下次还款日是 2月5日（周四，31天后），应还 ¥357.24。")
    assert "要还多少\n从今天到 " in said
    assert "先扣哪张卡" not in said


async def test_how_late_it_is_is_told_of_ones_own_bills(container: Container, clock: MovableClock) -> None:
    shown = await (await late(container, clock)).says("这个月还多少，逾期几天了")
    said = shown.html().replace("<b>", "").replace("</b>", "")
    assert "逾期要多付多少\n小米手机 15 第 1/12 期：逾期 33 天，应还 ¥363.13" in said


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        ("我还欠多少，逾期几天了", ["您一共待还 ¥4,293.71", "小米手机 15 第 1/12 期：逾期 33 天"]),
        ("逾期几天了 还剩几期", ["小米手机 15 第 1/12 期：逾期 33 天", "小米手机 15：还剩 12 期"]),
        ("这个月还多少，逾期几天了", ["3月待还 ¥358.13", "小米手机 15 第 1/12 期：逾期 33 天"]),
        ("拖两天罚几块 银行会知道不", ["小米手机 15 第 1/12 期：再晚 2 天", "有可能"]),
    ],
)
async def test_what_is_late_is_told_once_and_then_each_answer(
    container: Container, clock: MovableClock, words: str, answers: list[str]
) -> None:
    shown = await (await late(container, clock)).says(words)
    said = [str(part).replace("<b>", "").replace("</b>", "") for part in shown.parts]
    first, *parts = said
    assert first.startswith("⚠️ 有 2 期过了还款日，今天一起还清共 ¥721.26（含罚息 ¥6.78）")
    assert [part.split("\n")[1][: len(one)] for part, one in zip(parts, answers, strict=True)] == answers
    assert "⚠️" not in "".join(parts)


async def test_who_is_not_late_is_told_no_such_thing(container: Container, clock: MovableClock) -> None:
    shown = await (await active(container, clock)).says("我还欠多少，逾期几天了")
    assert "⚠️" not in shown.html()


async def test_two_questions_about_one_thing_are_answered_both(
    container: Container, clock: MovableClock
) -> None:
    shown = await (await active(container, clock)).says("下个月还多少几号还")
    said = [str(part).replace("<b>", "").replace("</b>", "") for part in shown.parts]
    assert said[0].startswith("要还多少\n2月待还 ¥357.24")
    assert said[1].startswith("什么时候还\n下次还款日是 2月5日（周四，31天后），应还 ¥357.24。")


async def test_what_a_list_would_follow_ends_as_a_sentence(container: Container, clock: MovableClock) -> None:
    shown = await (await active(container, clock)).says("额度多少怎么提额")
    said = [str(part).replace("<b>", "").replace("</b>", "") for part in shown.parts]
    assert said[0] == "还有多少额度\n现在最多能用 ¥20,000.00，每家机构的额度分开算。"
    assert said[1].startswith("怎么提高额度？")
