"""Buttons of messages that stayed in the chat: they do what they said when they were shown, or say why not."""

from __future__ import annotations

from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, Seen


async def press_old(person: Person, message: Seen, label: str) -> Seen:
    """Press a button of an older message, and see what it says then."""
    await person.sandbox.press_data(person.id, message.message_id, message.data_of(label))
    return await person.again(message)


async def test_an_old_confirmation_orders_nothing_and_shows_the_present_one(person: Person) -> None:
    first, second = (await person.reach_lenders()).labels[:2]
    old = await person.read_and_agree(first)
    await person.say("/start")
    await person.press("继续下单")
    for _ in range(2):
        await person.press("返回")
    new = await person.read_and_agree(second)
    assert second in new.text
    shown = await press_old(person, old, old.labels[0])
    assert shown.text.startswith("这条消息里的内容已经更新了")
    assert second in shown.text
    assert "还没有订单" in (await person.say("/orders")).text
    placed = await press_old(person, new, new.labels[0])
    assert placed.text.startswith("✅")
    assert second in placed.text


async def test_an_old_cancel_button_after_the_order_answers_with_the_order(person: Person) -> None:
    question = await person.reach_name(periods=3)
    await person.verify()
    await person.read_and_agree()
    await person.press_first()
    answer = await press_old(person, question, person.t("取消下单"))
    assert "已取消" not in answer.text
    assert "已经完成" in answer.text
    order = await press_old(person, answer, person.t("看这笔订单"))
    assert "示例消费金融" in order.text


async def test_an_old_cancel_button_does_not_cancel_a_newer_checkout(person: Person) -> None:
    question = await person.reach_name(periods=3)
    await person.say("/cancel")
    await person.say("/start")
    await person.reach_name(periods=12)
    answer = await press_old(person, question, person.t("取消下单"))
    assert "已取消" not in answer.text
    assert person.t("继续下单") in (await person.say("/start")).labels


async def test_an_old_product_card_does_not_take_anything_out_of_the_cart(
    person: Person, sandbox: SandboxClient
) -> None:
    card = await person.open_product()
    await person.press("加入购物车")
    await person.say("/cart")
    await person.press_label("＋")
    await person.press_label("＋")
    pressed = await sandbox.press_data(person.id, card.message_id, card.data_of(person.t("加入购物车")))
    assert pressed["answers"][0]["text"] == "购物车里已有 3 件，没有改动"
    assert "× 3" in (await person.say("/cart")).text


async def test_typed_back_goes_one_step_back_from_every_step(person: Person) -> None:
    await person.reach_confirmation()
    assert "综合融资成本明示表" in (await person.say("上一步")).text
    assert "选哪家机构" in (await person.say("返回")).text
    card = await person.say("返回")
    assert "选 12 期" in card.labels
    assert "继续下单" in (await person.say("/start")).labels  # going back gives nothing up


async def test_back_leads_to_where_one_came_from(person: Person) -> None:
    """自动扣款 is reached from the bills, and from settings of one's own; the first screen is where it belongs."""
    await person.say("/start")
    await person.press("我的账单")
    bills = await person.last()
    await person.press("还款记录")
    assert (await person.press("返回")).text == bills.text
    assert "去逛逛" in (await person.press("返回")).labels
