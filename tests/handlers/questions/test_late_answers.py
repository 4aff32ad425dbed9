"""Whoever is late is told first what is late, how long, what it costs a day and how to mend it; nobody else is."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from domain.cases.types import CaseKind
from domain.enquiries.wordings import INTENT_OF, topic_said
from handlers.buttons.repayment import QuoteRepayment
from handlers.buttons.support import AskFor
from handlers.intents import classify
from handlers.ui.i18n import texts_for
from tests.support.asking import Asker, buttons, labels
from tests.support.clock import MovableClock
from tests.support.people import buy
from tests.support.standings import LATE, Standing, active, all_settled, bought_nothing, late, two_orders

OF_BILLS = ("还剩几期", "下次什么时候还", "我还欠多少")
HOW_LATE = ("逾期几天了", "罚多少", "要多交多少", "我逾期多少天了？", "现在罚息多少")
FIRST = "⚠️ 有 2 期过了还款日，今天一起还清共 ¥721.26（含罚息 ¥6.78），每晚一天约多 ¥0.36。最久的过了 33 天。"


async def told(asking: Asker, words: str) -> str:
    return (await asking.says(words)).html().replace("<b>", "").replace("</b>", "")


@pytest.mark.parametrize("words", [*OF_BILLS, *HOW_LATE])
async def test_what_is_late_comes_first_with_how_to_mend_it(
    container: Container, clock: MovableClock, words: str
) -> None:
    asking = await late(container, clock)
    shown = await asking.says(words)
    said = shown.html().replace("<b>", "").replace("</b>", "")
    assert said.startswith(FIRST)
    assert "今天还上，罚息就不再增加。" in said
    first, *others = buttons(shown)
    assert isinstance(first.action, QuoteRepayment)
    assert first.label == "还 ¥363.13（小米手机 15）"
    assert any(isinstance(b.action, AskFor) and b.action.kind == CaseKind.HARDSHIP for b in others)
    assert [b.label for b in (first, *others) if b.style == "primary"] == [first.label]
    assert "黑名单" not in said


@pytest.mark.parametrize("words", ["how late am I?", "how much do i owe"])
async def test_so_it_does_in_english(container: Container, clock: MovableClock, words: str) -> None:
    said = await told(await late(container, clock), words)
    assert said.startswith("⚠️ 2 installments are past their due date;")
    assert "¥721.26" in said.split("\n")[0]


async def test_whoever_is_not_late_is_told_so_in_english(container: Container, clock: MovableClock) -> None:
    not_late = texts_for("en")("您现在没有过了还款日的账单，没有罚息。")
    assert (await told(await active(container, clock), "how late am I?")).startswith(not_late)


async def test_after_it_comes_what_was_asked(container: Container, clock: MovableClock) -> None:
    asking = await late(container, clock)
    assert "还剩 12 期（一共 12 期）" in await told(asking, "还剩几期")
    assert "下次还款日是 4月5日（周日，26天后），应还 ¥357.24。" in await told(asking, "下次什么时候还")
    assert "您一共待还 ¥4,293.71" in await told(asking, "我还欠多少")
    assert "小米手机 15 第 1/12 期：逾期 33 天，应还 ¥363.13，其中罚息 ¥5.89（每日 0.05%）。" in await told(
        asking, "逾期几天了"
    )


@pytest.mark.parametrize("words", HOW_LATE)
@pytest.mark.parametrize(
    ("standing", "answer"),
    [
        (bought_nothing, "您现在没有待还的账单，不会有罚息。"),
        (active, "您现在没有过了还款日的账单，没有罚息。"),
        (two_orders, "您现在没有过了还款日的账单，没有罚息。"),
        (all_settled, "您现在没有待还的账单，不会有罚息。"),
    ],
)
async def test_whoever_is_not_late_is_told_so(
    container: Container, clock: MovableClock, standing: Standing, words: str, answer: str
) -> None:
    assert (await told(await standing(container, clock), words)).startswith(answer)


@pytest.mark.parametrize("words", OF_BILLS)
@pytest.mark.parametrize("standing", [bought_nothing, active, two_orders, all_settled])
async def test_nobody_else_is_warned(
    container: Container, clock: MovableClock, standing: Standing, words: str
) -> None:
    asking = await standing(container, clock)
    shown = await asking.says(words)
    assert "⚠️" not in shown.html()
    assert "有困难" not in labels(shown)


async def test_of_an_order_that_is_named_only_its_own_is_told(
    container: Container, clock: MovableClock
) -> None:
    asking = await two_orders(container, clock)
    clock.move_to(LATE)
    assert (await told(asking, "手机还剩几期")).startswith(FIRST)
    said = await told(asking, "台灯逾期几天了")
    assert said.startswith(
        "⚠️ 有 2 期过了还款日，今天一起还清共 ¥268.52（含罚息 ¥2.52），每晚一天约多 ¥0.14。"
    )
    assert "手机" not in said
    both = await told(asking, "我还欠多少")
    assert both.startswith("⚠️ 有 4 期过了还款日，今天一起还清共 ¥989.78")


async def test_so_many_days_more_are_told_of_every_bill_that_is_late(
    container: Container, clock: MovableClock
) -> None:
    said = await told(await late(container, clock), "逾期三天罚多少")
    assert said.startswith(FIRST)
    assert said.count("再晚 3 天（到 3月13日（周五））多 ¥0.54") == 2


async def test_whoever_talks_about_it_already_is_not_sent_to_do_so(
    container: Container, clock: MovableClock
) -> None:
    asking = await late(container, clock)
    (loan_id,) = {
        b.loan_id for b in (await container.services.bills.open_bills(asking.context.customer.id)).bills
    }
    await container.services.support.request(asking.context.customer.id, CaseKind.HARDSHIP, loan_id)
    shown = await asking.says("我还欠多少")
    assert "⚠️" in shown.html()
    assert "有困难" not in labels(shown)
    assert "有困难" not in shown.html()


async def test_one_that_is_bought_and_not_due_changes_nothing(
    container: Container, clock: MovableClock
) -> None:
    asking = await late(container, clock)
    await buy(container, asking.context.customer, product_id="lamp", plan_id="consumer-3")
    assert (await told(asking, "我还欠多少")).startswith(FIRST)


@pytest.mark.parametrize(
    "words", ["逾期几天上征信", "能晚几天还吗", "罚息怎么算", "how much do i owe in december", "多还多少划算"]
)
def test_what_only_sounds_like_it_is_read_as_before(words: str) -> None:
    assert topic_said(words) is None


@pytest.mark.parametrize("words", HOW_LATE)
def test_in_a_question_that_waits_for_an_answer_it_is_understood_too(words: str) -> None:
    reading = classify(words).reading
    assert reading is not None
    assert reading.topic == "screen.overdue_cost"
    assert reading.intent is INTENT_OF["screen.overdue_cost"]
