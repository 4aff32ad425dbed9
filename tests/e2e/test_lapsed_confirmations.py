"""A button that confirms something does so for a while after its screen was shown; later it is asked again."""

from __future__ import annotations

import pytest

from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

AMOUNT = "¥1,333.00"


@pytest.mark.bought(3)
async def test_an_old_confirmation_of_a_payment_is_asked_again_and_then_paid_once(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.say("/repay")
    await sandbox.advance("PT31M")
    assert (await person.press_with(AMOUNT)).text.startswith("金额没有变，要再确认一次才会付款。")
    assert "已还 0/3 期" in (await person.say("/orders")).text
    await person.say("/repay")
    assert (await person.press_with(AMOUNT)).text.startswith(f"✅ 已还 {AMOUNT}")
    assert "已还 1/3 期" in (await person.say("/orders")).text


@pytest.mark.bought(3)
async def test_the_screen_that_asks_again_pays(person: Person, sandbox: SandboxClient) -> None:
    await person.say("/repay")
    await sandbox.advance("PT31M")
    await person.press_with(AMOUNT)
    assert (await person.press_with(AMOUNT)).text.startswith(f"✅ 已还 {AMOUNT}")
    assert "已还 1/3 期" in (await person.say("/orders")).text


@pytest.mark.bought(3)
async def test_whoever_lets_it_lapse_twice_is_asked_in_a_new_message_and_pays(
    person: Person, sandbox: SandboxClient
) -> None:
    """Asked the same again, the message would be of then: no tap on it would ever count."""
    first = await person.say("/repay")
    await sandbox.advance("PT31M")
    asked = await person.press_with(AMOUNT)
    await sandbox.advance("PT31M")
    again = await person.press_with(AMOUNT)
    assert asked.message_id == first.message_id
    assert (again.text, again.labels) == (asked.text, asked.labels)
    assert again.message_id > asked.message_id
    assert (await person.press_with(AMOUNT)).text.startswith(f"✅ 已还 {AMOUNT}")


async def test_an_order_that_lapsed_twice_is_placed_from_a_new_message(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.reach_confirmation(periods=3)
    await sandbox.advance("PT31M")
    asked = await person.press_first()
    await sandbox.advance("PT31M")
    again = await person.press_first()
    assert again.text == asked.text
    assert again.message_id > asked.message_id
    assert "下单成功" in (await person.press_first()).text


async def test_an_old_confirmation_of_an_order_places_none(person: Person, sandbox: SandboxClient) -> None:
    await person.reach_confirmation(periods=3)
    await sandbox.advance("PT31M")
    fresh = await person.press_first()
    assert "下单成功" not in fresh.text
    assert fresh.text.startswith("隔得有点久了，刚才这一下没有生效。")
    assert "下单成功" in (await person.press_first()).text


async def test_an_old_freeze_freezes_nothing(person: Person, sandbox: SandboxClient) -> None:
    await person.say("/safety")
    await person.press("不是我办的，先冻结账号")
    await sandbox.advance("PT31M")
    fresh = await person.press_first()
    assert "起冻结" not in fresh.text
    assert "不是我办的，先冻结账号" in fresh.labels
    assert "起冻结" not in (await person.say("/safety")).text


async def test_goods_at_once_are_paid_only_where_it_is_confirmed_again(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.say("逛逛")
    await person.press_first()
    await person.press_first()
    await person.press_with("一次付清")
    await sandbox.advance("PT31M")
    assert (await person.press_with("付款")).text.startswith("一次付清")
    assert "您还没有订单" in (await person.say("/orders")).text
    await person.say("逛逛")
    await person.press_first()
    await person.press_first()
    await person.press_with("一次付清")
    assert "下单成功" in (await person.press_with("付款")).text


async def test_an_old_question_whether_to_empty_the_cart_is_asked_again(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.say("逛逛")
    await person.press_first()
    await person.press_first()
    await person.press("加入购物车")
    await person.say("购物车")
    asked = await person.press("清空购物车")
    await sandbox.advance("PT31M")
    assert (await person.press("清空购物车")).text == asked.text
    assert "小米手机 15" in (await person.say("购物车")).text
    await person.press("清空购物车")
    await person.press("清空购物车")
    assert (await person.say("购物车")).text.startswith("购物车还是空的")


async def test_an_old_question_whether_to_give_up_a_checkout_gives_nothing_up(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.reach_name()
    asked = await person.press("取消下单")
    await sandbox.advance("PT31M")
    assert (await person.press("取消下单")).text == asked.text
    assert "已取消" in (await person.press("取消下单")).text


@pytest.mark.bought(3)
async def test_an_old_request_to_the_staff_and_an_old_end_of_a_pause_are_confirmed_again(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.say("有困难")
    asked = await person.last()
    await sandbox.advance("PT31M")
    assert (await person.press_first()).text == asked.text
    assert "编号" in (await person.press_first()).text
    await person.say("取消暂停")
    ending = await person.press("取消暂停")
    await sandbox.advance("PT31M")
    paused = await person.press("取消暂停，结束这件事")
    assert "取消暂停" in paused.labels
    assert paused.text != ending.text
    await person.press("取消暂停")
    assert "取消暂停" not in (await person.press("取消暂停，结束这件事")).labels


@pytest.mark.bought(3)
async def test_an_old_promise_is_chosen_again(person: Person, sandbox: SandboxClient) -> None:
    await sandbox.move_to("2026-02-06T12:00:00+08:00")
    asked = await person.say("发工资再还")
    day = asked.labels[0]
    await sandbox.advance("PT31M")
    asked_again = await person.press_label(day)
    assert (asked_again.text, asked_again.labels) == (asked.text, asked.labels)
    assert (await person.press_label(day)).text.startswith("好的")
