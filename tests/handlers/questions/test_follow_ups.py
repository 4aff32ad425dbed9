"""那下个月呢, 那空调呢, 那24期呢, 为什么 go on with what was asked or opened last, whatever that was."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from domain.understanding.topics import CRISIS, FRAUD
from handlers.buttons.bills import OpenBill, OpenBills
from handlers.buttons.catalog import OpenProduct
from handlers.buttons.home import OpenHome
from handlers.buttons.orders import OpenOrder, OpenOrders
from handlers.buttons.questions import AskOfOrder
from handlers.buttons.repayment import OpenSettlement
from handlers.questions.follow_ups import TOPIC_AT
from handlers.questions.own_answers import ANSWERS
from handlers.questions.places import PLACE_OF
from tests.support.asking import Asker, buttons, labels
from tests.support.cash_prices import sell
from tests.support.clock import MovableClock
from tests.support.standings import EVERY, Standing, active, all_settled, bought_nothing, late, two_orders

NOTHING = "🧾 现在没有待还的账单。"
PHONE = "小米手机 15　第 1/12 期：¥357.24"


async def talk(asking: Asker, *said: str) -> str:
    """Return what is answered to the last of what is said, one after the other."""
    shown = [await asking.says(words) for words in said][-1]
    return shown.html().replace("<b>", "").replace("</b>", "")


def test_every_screen_that_is_talked_about_has_an_answer() -> None:
    assert all(topic in ANSWERS or topic in PLACE_OF for topic in TOPIC_AT.values())


@pytest.mark.parametrize("before", ["这个月要还多少", "账单", "我的账单", "还款日", "我的订单", "提前还款"])
@pytest.mark.parametrize(
    ("standing", "answer"),
    [
        (bought_nothing, NOTHING),
        (active, "2月待还 ¥357.24"),
        (two_orders, "2月待还 ¥490.24"),
        (late, "4月待还 ¥357.24"),
        (all_settled, NOTHING),
    ],
)
async def test_the_next_month_goes_on_with_a_screen_that_a_whole_phrase_opened(
    container: Container, clock: MovableClock, standing: Standing, before: str, answer: str
) -> None:
    told = await talk(await standing(container, clock), before, "那下个月呢")
    assert answer in told


@pytest.mark.parametrize("before", ["能不能提前还", "额度还有多少", "怎么退货", "4000分12期每期多少"])
async def test_the_next_month_goes_on_with_any_question_at_all(
    container: Container, clock: MovableClock, before: str
) -> None:
    assert "2月待还 ¥357.24" in await talk(await active(container, clock), before, "那下个月呢")


@pytest.mark.parametrize(
    ("standing", "answer"),
    [
        (bought_nothing, NOTHING),
        (active, "小米手机 15：签的是 12 期，已经还清 0 期，还剩 12 期。"),
        (two_orders, "台灯：签的是 3 期，已经还清 0 期，还剩 3 期。"),
        (late, "签的是 12 期，已经还清 0 期，还剩 12 期，其中 2 期过了还款日还没还。"),
        (all_settled, NOTHING),
    ],
)
async def test_why_after_how_long_says_how_many_are_paid_and_left(
    container: Container, clock: MovableClock, standing: Standing, answer: str
) -> None:
    told = await talk(await standing(container, clock), "还剩几期", "什么时候还完", "为什么")
    assert answer in told


@pytest.mark.parametrize(
    ("standing", "answer"),
    [
        (active, "小米手机 15：还剩 12 期，本金 ¥3,999.00 ＋ 利息等费用 ¥287.93 ＝ ¥4,286.93。"),
        (two_orders, "台灯：还剩 3 期，本金 ¥399.00 ＋ 利息等费用 ¥0.00 ＝ ¥399.00。"),
        (late, "过了还款日的 2 期有罚息 ¥6.78，也算在里面；今天还清，罚息就不再增加。"),
    ],
)
async def test_why_after_all_that_is_owed_says_what_it_is_made_of(
    container: Container, clock: MovableClock, standing: Standing, answer: str
) -> None:
    assert answer in await talk(await standing(container, clock), "我还欠多少", "为什么")


async def test_why_after_a_screen_is_about_its_bill(container: Container, clock: MovableClock) -> None:
    asking = await active(container, clock)
    assert (await talk(asking, "账单", "为什么")).startswith(PHONE)
    bill = (await container.services.bills.open_bills(asking.context.customer.id)).bills[2]
    asking.opens(OpenBill(bill.installment_id))
    assert (await talk(asking, "为什么")).startswith("小米手机 15　第 3/12 期")


@pytest.mark.parametrize(
    ("standing", "before", "answer"),
    [
        (bought_nothing, "额度还有多少", "为什么没有额度？"),
        (active, "额度还有多少", "额度怎么变少了？"),
        (all_settled, "额度还有多少", "怎么提高额度？"),
        (active, "4000分12期每期多少", "利息和年化怎么算？"),
        (active, "提前还款", "提前还利息怎么算？"),
        (active, "逾期三天罚多少", "罚息会利滚利吗？"),
        (late, "逾期三天罚多少", "小米手机 15　第 1/12 期：¥363.13"),
    ],
)
async def test_why_is_of_what_was_just_answered(
    container: Container, clock: MovableClock, standing: Standing, before: str, answer: str
) -> None:
    assert (await talk(await standing(container, clock), before, "为什么")).startswith(answer)


async def test_why_after_an_answer_without_a_reason_names_what_may_be_meant_and_a_person(
    container: Container, clock: MovableClock
) -> None:
    asking = await active(container, clock)
    await asking.says("怎么退货")
    shown = await asking.says("为什么")
    assert "哪一点" in shown.html()
    assert "找客服" in labels(shown)
    assert len(labels(shown)) > 2


@pytest.mark.parametrize("standing", EVERY)
@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (("4000分12期每期多少", "那3期呢"), "¥4,000.00 分 3 期，"),
        (("4000分12期每期多少", "那24期呢"), "¥4,000.00 没有分 24 期的方案，最接近的是 12 期。"),
        (("4000分12期每期多少", "那5000呢"), "¥5,000.00 分 12 期，"),
        (("4000分12期每期多少", "那五千呢", "3期呢"), "¥5,000.00 分 3 期，"),
        (("4000分12期每期多少", "分3期"), "¥4,000.00 分 3 期，"),
        (("4000分12期每期多少", "能分几期"), "¥4,000.00 可以分 3、12 期。"),
    ],
)
async def test_the_amount_or_the_periods_that_are_not_said_anew_are_as_before(
    container: Container, clock: MovableClock, standing: Standing, said: tuple[str, ...], answer: str
) -> None:
    assert (await talk(await standing(container, clock), *said)).startswith(answer)


async def test_an_amount_to_pay_goes_on_with_another_and_with_the_order(
    container: Container, clock: MovableClock
) -> None:
    asking = await two_orders(container, clock)
    assert (await talk(asking, "帮我还100", "那120呢")).startswith("¥120.00 还哪一笔？")
    assert (await talk(asking, "那台灯呢")).startswith("还 ¥120.00：台灯")
    assert not (await container.services.history.payments(asking.context.customer.id, 0)).payments


@pytest.mark.parametrize(
    ("before", "answer"),
    [
        ("账单", "下一期 2月5日（周四，31天后）应还 ¥133.00。"),
        ("还剩几期", "台灯：还剩 3 期"),
        ("提前还款", "台灯"),
        ("我的订单", "台灯：还剩 3 期"),
    ],
)
async def test_another_order_goes_on_with_what_was_asked_of_the_first(
    container: Container, clock: MovableClock, before: str, answer: str
) -> None:
    told = await talk(await two_orders(container, clock), before, "那台灯呢")
    assert answer in told
    assert "手机" not in told


async def test_goods_that_were_not_bought_are_said_to_be_none_of_theirs(
    container: Container, clock: MovableClock
) -> None:
    asking = await two_orders(container, clock)
    assert "没有找到这一笔" in await talk(asking, "我还欠多少", "那空调呢")
    shown = await asking.says("那空调呢")
    assert {b.action.topic for b in buttons(shown) if isinstance(b.action, AskOfOrder)} == {
        "screen-total_owed"
    }


async def test_what_is_settled_is_said_to_be_so(container: Container, clock: MovableClock) -> None:
    asking = await all_settled(container, clock)
    assert (await talk(asking, "还剩几期", "那手机呢")).startswith("小米手机 15：已经还清了")


async def test_a_screen_opened_by_a_button_is_what_goes_on(container: Container, clock: MovableClock) -> None:
    asking = await two_orders(container, clock)
    asking.opens(OpenBills())
    assert "2月待还 ¥490.24" in await talk(asking, "那下个月呢")
    own = (await container.services.orders.orders(asking.context.customer.id, 0)).orders
    lamp = next(one for one in own if "台灯" in str(one.title))
    asking.opens(OpenOrder(lamp.order_id))
    assert "2月待还 ¥133.00" in await talk(asking, "那下个月呢")
    asking.opens(OpenOrders(0))
    asking.opens(OpenHome())
    assert "2月待还 ¥490.24" in await talk(asking, "那下个月呢")


async def test_a_product_that_was_looked_at_last_is_what_periods_are_asked_of(
    container: Container, clock: MovableClock
) -> None:
    asking = await bought_nothing(container, clock)
    asking.opens(OpenProduct("xiaomi-15"))
    assert (await talk(asking, "能分几期")).startswith("小米手机 15，¥3,999.00 可以分 3、12 期。")
    assert (await talk(asking, "那3期呢")).startswith("小米手机 15，¥3,999.00 分 3 期，")
    assert (await talk(asking, "5000分12期呢")).startswith("¥5,000.00 分 12 期，")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("能分几期", "小米手机 15，¥3,999.00 可以分 3、12 期。"),
        ("能分24期吗", "小米手机 15，¥3,999.00 没有分 24 期的方案，最接近的是 12 期。"),
        ("分期多少钱", "小米手机 15，¥3,999.00 可以分 3、12 期。"),
        ("每期多少", "小米手机 15，¥3,999.00 可以分 3、12 期。"),
        ("可以分期吗", "小米手机 15，¥3,999.00 可以分 3、12 期。"),
    ],
)
@pytest.mark.parametrize("standing", [bought_nothing, active, late, all_settled])
async def test_plans_asked_about_behind_a_product_are_those_of_its_price_with_the_way_back_to_it(
    container: Container, clock: MovableClock, standing: Standing, words: str, answer: str
) -> None:
    asking = await standing(container, clock)
    await container.services.catalog.set_quantity(asking.context.customer.id, "lamp", 1)
    asking.opens(OpenProduct("xiaomi-15"))
    shown = await asking.says(words)
    assert shown.html().replace("<b>", "").replace("</b>", "").startswith(answer)
    assert OpenProduct("xiaomi-15") in [button.action for button in buttons(shown)]
    assert "一次付清" not in shown.html()


async def test_where_the_product_costs_less_paid_at_once_that_is_said_too(
    container: Container, clock: MovableClock
) -> None:
    asking = await bought_nothing(container, clock)
    await sell(container, xiaomi_15=389_900)
    asking.opens(OpenProduct("xiaomi-15"))
    told = await talk(asking, "能分几期")
    assert told.startswith("小米手机 15，¥3,999.00 可以分 3、12 期。")
    assert "比一次付清多付 ¥100.00" in told
    assert "一次付清 ¥3,899.00。" in told


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("手机那个", "小米手机 15　第 1/12 期：¥357.24"),
        ("手机", "小米手机 15　第 1/12 期：¥357.24"),
        ("我说的是台灯", "台灯　第 1/3 期：¥133.00"),
        ("台灯", "台灯　第 1/3 期：¥133.00"),
    ],
)
async def test_the_name_of_an_order_alone_answers_which_one_was_meant(
    container: Container, clock: MovableClock, words: str, answer: str
) -> None:
    asking = await two_orders(container, clock)
    assert "问的是哪一笔" in await talk(asking, "这期为什么是这个数")
    assert (await talk(asking, words)).startswith(answer)
    assert "问的是哪一笔" not in await talk(asking, "为什么")


async def test_so_it_does_where_an_amount_is_to_be_paid(container: Container, clock: MovableClock) -> None:
    asking = await two_orders(container, clock)
    assert "还哪一笔？" in await talk(asking, "帮我还100")
    assert (await talk(asking, "手机那个")).startswith("还 ¥100.00：小米手机 15")


@pytest.mark.parametrize("words", ["耳机", "红米"])
async def test_the_name_of_what_was_never_bought_is_asked_about_again(
    container: Container, clock: MovableClock, words: str
) -> None:
    asking = await two_orders(container, clock)
    await asking.says("这期为什么是这个数")
    assert "没有找到这一笔" in await talk(asking, words)
    assert (await talk(asking, "台灯那个")).startswith("台灯　第 1/3 期：¥133.00")


async def test_another_question_is_answered_though_it_was_asked_which_order(
    container: Container, clock: MovableClock
) -> None:
    asking = await two_orders(container, clock)
    await asking.says("这期为什么是这个数")
    assert (await talk(asking, "我还欠多少")).startswith("您一共待还")
    await asking.says("这期为什么是这个数")
    assert "找到这一笔" not in await talk(asking, "我想买耳机")


async def test_a_name_is_no_answer_where_nothing_was_asked(container: Container, clock: MovableClock) -> None:
    asking = await two_orders(container, clock)
    await asking.says("我还欠多少")
    assert "第 1/12 期" not in await talk(asking, "手机")


@pytest.mark.parametrize("words", ["不想活了", "让我把钱转到安全账户"])
async def test_after_words_of_need_nothing_goes_on(
    container: Container, clock: MovableClock, words: str
) -> None:
    asking = await active(container, clock)
    await asking.says("账单")
    await asking.says(words)
    assert asking.context.talk is not None
    assert asking.context.talk.topic in (CRISIS, FRAUD)
    assert "¥" not in (await asking.says("为什么")).html()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("真实年化多少", "小米手机 15 分 12 期，年化 13.03%"),
        ("金额怎么比预想的多", "小米手机 15　第 1/12 期：¥357.24"),
        ("帮我还500", "小米手机 15"),
        ("提前还500本金", "小米手机 15"),
        ("提前还款", "今天结清"),
        ("提前结清要多少", "今天结清"),
    ],
)
async def test_wherever_it_is_asked_which_order_its_name_alone_is_an_answer(
    container: Container, clock: MovableClock, said: str, answer: str
) -> None:
    asking = await two_orders(container, clock)
    assert "哪一笔" in await talk(asking, said)
    assert answer in await talk(asking, "手机")


async def test_a_name_is_an_answer_to_a_screen_that_a_button_opened_and_that_asks_which(
    container: Container, clock: MovableClock
) -> None:
    asking = await two_orders(container, clock)
    asking.opens(OpenSettlement())
    told = await talk(asking, "台灯")
    assert "结清" in told
    assert "¥399.00" in told


async def test_where_there_is_one_order_only_nothing_was_asked_and_a_name_is_what_it_was(
    container: Container, clock: MovableClock
) -> None:
    asking = await active(container, clock)
    asking.opens(OpenSettlement())
    assert "没有找到这一笔" not in await talk(asking, "耳机")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("下下期", "第 3 期应还 ¥357.24"),
        ("下期", "第 1 期应还 ¥357.24"),
        ("第3期", "第 3 期应还 ¥357.24"),
        ("最后一期", "第 12 期应还 ¥357.29"),
        ("下个月", "2月待还 ¥357.24"),
        ("12月", "12月待还 ¥357.24"),
        ("明年1月", "2027年1月待还 ¥357.29"),
        ("15号", "1月15日（周四）没有应还的。"),
        ("next month", "Feb: ¥357.24 to pay"),
    ],
)
async def test_a_time_alone_asks_what_is_due_then_whatever_was_before(
    container: Container, clock: MovableClock, said: str, answer: str
) -> None:
    asking = await active(container, clock)
    assert (await talk(asking, said)).startswith(answer)
    assert (await talk(asking, "4000分12期每期多少", said)).startswith(answer)


async def test_a_number_alone_or_a_number_of_periods_is_no_time(
    container: Container, clock: MovableClock
) -> None:
    asking = await active(container, clock)
    for said in ("500", "12期", "一个月", "期"):
        assert "待还" not in await talk(asking, said), said
