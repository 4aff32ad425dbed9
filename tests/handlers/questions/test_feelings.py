"""Anger and worry are met with one sentence before the answer, and a person is one tap away."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from domain.understanding.feelings import Feeling
from handlers.buttons.support import WriteToPerson
from handlers.ui.in_kind import MET
from tests.support.asking import Asker, buttons, labels
from tests.support.clock import MovableClock
from tests.support.people import arrive
from tests.support.standings import EVERY, Standing, active, all_settled, bought_nothing, late, two_orders

SAID = {
    "你们抢钱啊": Feeling.FLEECED,
    "烦死了天天催": Feeling.PRESSED,
    "怎么又扣我钱": Feeling.CHARGED,
    "垃圾平台": Feeling.ANGRY,
}


@pytest.mark.parametrize("standing", EVERY)
@pytest.mark.parametrize("words", SAID)
async def test_anger_is_met_first_and_leads_to_a_person(
    container: Container, clock: MovableClock, standing: Standing, words: str
) -> None:
    shown = await (await standing(container, clock)).says(words)
    assert shown.parts[0] == MET[SAID[words]]
    assert len(shown.parts) > 1
    assert any(isinstance(b.action, WriteToPerson) for b in buttons(shown))
    assert "没听懂" not in shown.html()
    assert "没完全听懂" not in shown.html()
    assert len(labels(shown)) == len(set(labels(shown)))
    assert shown.keyboard[-1][0].is_back


@pytest.mark.parametrize(
    ("standing", "answer"),
    [
        (bought_nothing, "投诉"),
        (active, "本金 ¥3,999.00 ＋ 利息等费用 ¥287.93 ＝ ¥4,286.93。"),
        (two_orders, "台灯：还剩 3 期，本金 ¥399.00"),
        (late, "罚息 ¥6.78，也算在里面"),
        (all_settled, "投诉"),
    ],
)
async def test_what_it_costs_is_laid_open_with_the_way_to_object(
    container: Container, clock: MovableClock, standing: Standing, answer: str
) -> None:
    shown = await (await standing(container, clock)).says("你们抢钱啊")
    assert answer in shown.html().replace("<b>", "").replace("</b>", "")
    assert ("金额不对" in labels(shown)) is (standing in (active, two_orders, late))


async def test_whoever_is_tired_of_reminders_can_stop_them(container: Container) -> None:
    shown = await Asker(container, await arrive(container)).says("烦死了天天催")
    assert "停掉这些提醒" in labels(shown)


@pytest.mark.parametrize(
    ("words", "answer"),
    [("利息这么高抢钱呢", "利息和年化怎么算？"), ("我好害怕会影响征信", "逾期一天上征信吗？")],
)
async def test_what_is_asked_is_answered_after_it(
    container: Container, clock: MovableClock, words: str, answer: str
) -> None:
    shown = await (await active(container, clock)).says(words)
    assert shown.parts[0] in MET.values()
    assert answer in shown.html()


async def test_worry_without_a_question_is_shown_how_it_stands(
    container: Container, clock: MovableClock
) -> None:
    shown = await (await late(container, clock)).says("急死了怎么办")
    assert shown.parts[0] == MET[Feeling.WORRIED]
    assert "有困难" in labels(shown)


async def test_nothing_is_put_before_words_of_need(container: Container, clock: MovableClock) -> None:
    shown = await (await active(container, clock)).says("烦死了天天催，不想活了")
    assert shown.parts[0] not in MET.values()
