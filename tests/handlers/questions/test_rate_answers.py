"""真实年化多少 is answered with the rates of one's own plan, both of them, and with what they come from."""

from __future__ import annotations

from typing import cast

import pytest

from bot.wiring import Container
from domain.enquiries.rules import asks_rate_of_own
from domain.understanding.slots import read_slots
from handlers.buttons.breakdowns import ExplainOrder
from handlers.buttons.catalog import OpenProduct
from handlers.buttons.checkout import ResumeCheckout
from handlers.buttons.questions import AskOfOrder, RateAnswer
from handlers.questions.handlers import ask_of_order
from handlers.ui.reply import Reply
from tests.support.asking import Asker, buttons, words
from tests.support.clock import MovableClock
from tests.support.people import arrive, reach_confirmation
from tests.support.standings import active, bought_nothing, two_orders

KIND = ("真实年化多少", "实际利率是多少", "年化利率多少", "我的利率是多少", "shiji nianhua lilv")
ELSEWHERE = "實際年利率是多少"
ENGLISH = ("what's the real annual rate of this", "what is the real APR", "what's the interest rate")
IN_GENERAL = (
    "为什么每期0.6%不是年化7.2%",
    "月费率0.75%，实际年化多少",
    "IRR是什么",
    "费率和年化怎么换算",
    "日利率是多少",
    "花呗分期年化到底多少",
    "利息怎么算",
)


async def told(asking: Asker, said: str) -> str:
    return words(await asking.says(said)).replace("<b>", "").replace("</b>", "")


@pytest.mark.parametrize("said", [*KIND, ELSEWHERE, *ENGLISH])
async def test_both_rates_come_first_and_then_how_they_come_about(
    container: Container, clock: MovableClock, said: str
) -> None:
    shown = await (await active(container, clock)).says(said)
    text = words(shown).replace("<b>", "").replace("</b>", "")
    first, made_of = text.split("\n")[:2]
    assert "13.03%" in first
    assert "13.84%" in first
    assert "¥3,999.00" in made_of
    assert "¥287.93" in made_of
    assert "r = 1.0862%" in text
    assert isinstance(buttons(shown)[0].action, ExplainOrder)


@pytest.mark.parametrize("said", KIND)
async def test_of_several_orders_it_is_asked_which(
    container: Container, clock: MovableClock, said: str
) -> None:
    asking = await two_orders(container, clock)
    choices = [b.action for b in buttons(await asking.says(said)) if isinstance(b.action, AskOfOrder)]
    assert len(choices) == 2
    told = [cast(Reply, await ask_of_order(asking.context, choice)) for choice in choices]
    assert sum("13.03%" in words(one) for one in told) == 1


async def test_the_order_that_is_named_is_answered_about(container: Container, clock: MovableClock) -> None:
    asking = await two_orders(container, clock)
    assert (await told(asking, "手机那笔真实年化多少")).startswith(
        "小米手机 15 分 12 期，年化 13.03%（单利）"
    )
    assert (await told(asking, "那台灯呢")).startswith("台灯 分 3 期，年化 ")


@pytest.mark.parametrize("said", ["台灯跟手机哪个利息高", "我这两笔哪个利息低"])
async def test_ones_own_plans_are_set_beside_each_other_the_dearest_first(
    container: Container, clock: MovableClock, said: str
) -> None:
    shown = await told(await two_orders(container, clock), said)
    assert [line.split("，")[0] for line in shown.split("\n")] == [
        "小米手机 15 分 12 期",
        "台灯 分 3 期",
    ]


async def test_ones_own_plans_are_set_beside_each_other_in_english(
    container: Container, clock: MovableClock
) -> None:
    shown = await told(await two_orders(container, clock), "which of my two loans has the higher rate")
    assert [line.split(" in ")[0].split(" (")[0] for line in shown.split("\n")[:2]] == ["小米手机 15", "台灯"]


async def test_which_plan_is_dearer_is_said_in_general_to_who_has_none_or_one(
    container: Container, clock: MovableClock
) -> None:
    for standing in (bought_nothing, active):
        shown = await told(await standing(container, clock), "3期跟12期哪个利息高")
        assert "小米手机 15 分 12 期" not in shown


async def test_without_interest_it_is_nothing(container: Container, clock: MovableClock) -> None:
    text = await told(await two_orders(container, clock), "台灯那笔真实年化多少")
    assert text.startswith("台灯 分 3 期，年化 0.00%（单利），0.00%（复利）。\n这个方案没有利息")


@pytest.mark.parametrize("said", KIND)
async def test_who_has_no_plan_gets_the_general_answer(
    container: Container, clock: MovableClock, said: str
) -> None:
    shown = await (await bought_nothing(container, clock)).says(said)
    assert any(isinstance(b.action, RateAnswer) for b in buttons(shown))


async def test_in_a_checkout_it_is_the_chosen_plan(container: Container) -> None:
    customer = await arrive(container)
    draft = await reach_confirmation(container, customer)
    shown = await Asker(container, customer).says("真实年化多少")
    text = words(shown).replace("<b>", "").replace("</b>", "")
    assert text.startswith("¥3,999.00 分 12 期（示例消费金融），年化 13.03%（单利），13.84%（复利）。")
    assert buttons(shown)[0].action == ResumeCheckout(draft.draft_id)


async def test_before_one_is_chosen_the_rates_stand_beside_each_other(container: Container) -> None:
    customer = await arrive(container)
    await container.services.checkout.start_with(customer.id, "xiaomi-15")
    text = await told(Asker(container, customer), "真实年化多少")
    assert text.startswith("¥3,999.00 各个方案的年化：")
    assert "13.03%" in text
    assert "13.84%" in text


async def test_at_a_product_it_is_the_plans_for_it(container: Container, clock: MovableClock) -> None:
    asking = await bought_nothing(container, clock)
    asking.opens(OpenProduct("xiaomi-15"))
    assert (await told(asking, "真实年化多少")).startswith("¥3,999.00 各个方案的年化：")


async def test_after_an_amount_it_is_the_plans_for_that(container: Container, clock: MovableClock) -> None:
    asking = await active(container, clock)
    await asking.says("5000分12期每期多少")
    assert (await told(asking, "真实年化多少")).startswith("¥5,000.00 各个方案的年化：")


@pytest.mark.parametrize("said", IN_GENERAL[:2] + IN_GENERAL[3:-1])
async def test_how_rates_go_is_answered_in_general_with_ones_own_beside_it(
    container: Container, clock: MovableClock, said: str
) -> None:
    shown = await (await active(container, clock)).says(said)
    assert any(isinstance(b.action, RateAnswer) for b in buttons(shown))
    assert "小米手机 15 分 12 期，年化 13.03%（单利）" in words(shown).replace("<b>", "").replace("</b>", "")


@pytest.mark.parametrize("said", [*KIND[:4], *ENGLISH])
def test_these_ask_for_ones_own(said: str) -> None:
    assert asks_rate_of_own(read_slots(said), of_true_rate=False)


@pytest.mark.parametrize("said", IN_GENERAL)
def test_these_do_not(said: str) -> None:
    assert not asks_rate_of_own(read_slots(said), of_true_rate=False)
