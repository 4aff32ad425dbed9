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
    assert [part.split("\n")[0] for part in shown.parts if isinstance(part, str)] == [
        "<b>还剩几期</b>",
        "<b>逾期要多付多少</b>",
    ]
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
    assert "逾期要多付多少\n⚠️ 有 2 期过了还款日，今天一起还清共 ¥721.26" in said
