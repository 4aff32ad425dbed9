"""After the order, in the chat: an address is given once, what was sent and has arrived is told, goods go back to one."""

from __future__ import annotations

import pytest

from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.processes import Process, running
from tests.support.sandbox_client import SandboxClient
from tests.support.shipping import CARRIER, MASK, NUMBER, PHONE, RECEIVER, RETURN_ADDRESS, STREET, TYPED

NEXT_MORNING, LATER, LATEST = (f"2026-01-0{day}T09:00:00+08:00" for day in (6, 7, 8))
ENVIRONMENT = {"DELIVERS_SINCE": "2026-01-01", "RETURN_ADDRESS": RETURN_ADDRESS}


@pytest.fixture
def installation(installation: Installation) -> Installation:
    installation.environment |= ENVIRONMENT
    return installation


async def staff(installation: Installation, *arguments: str) -> Process:
    """The command, run to its end in a process of its own."""
    async with running("orders", *arguments, cwd=installation.folder, **installation.environment) as done:
        await done.exit_code()
        return done


async def number_of_order(installation: Installation) -> str:
    listed = await staff(installation, "list", "--waiting")
    return listed.lines[1].split()[0]


async def nothing_typed_is_left(person: Person) -> None:
    left = [seen.text for seen in await person.messages() if not seen.deleted]
    assert not [text for text in left if RECEIVER in text or PHONE in text or STREET in text]


async def test_from_the_address_to_the_return(installation: Installation) -> None:
    async with installation.assistant():
        person = Person(installation.sandbox, 31)
        await person.arrive()
        placed = await person.buy()
        assert "还差一步：填好收货地址，商家就能发货。" in placed.text
        await person.press("填收货地址")
        assert MASK in (await person.say(TYPED)).text
        await nothing_typed_is_left(person)
        number = await number_of_order(installation)
        order = await person.press("看订单 %(number)s", number=number)
        assert f"待发货，寄到：{MASK}" in order.text
        assert "确认收货" not in order.labels
        shown = await staff(installation, "show", number)
        assert f"To (address 1): {RECEIVER}, {PHONE}, {STREET}" in shown.lines

        await staff(installation, "ship", number, "--carrier", CARRIER, "--number", NUMBER)
        await installation.sandbox.move_to(NEXT_MORNING)
        told = await person.last()
        assert "📦 已发货" in told.text
        assert f"{CARRIER}，单号 {NUMBER}" in told.text
        order = await person.press("看订单 %(number)s", number=number)
        assert f"已发货（1/5），{CARRIER}，单号 {NUMBER}。" in order.text
        assert "改收货地址" not in order.labels
        assert "确认收货" in order.labels

        await staff(installation, "delivered", number)
        await installation.sandbox.move_to(LATER)
        arrived = await person.last()
        assert "快递显示已签收" in arrived.text
        await person.press("没收到")
        assert "客服" in (await person.last()).text
        await installation.sandbox.press(person.id, "确认收货", message_id=arrived.message_id)
        await person.press("都收到了，确认收货", times=2)
        assert "已确认收货" in (await person.last()).text

        await person.press("退货")
        await person.press("全部退")
        preview = await person.press_first()
        assert f"请在 1月14日（周三）24:00 前寄出，寄到：{RETURN_ADDRESS}" in preview.text
        asked = await person.press_first()
        assert f"请在 1月14日（周三）24:00 前寄出，寄到：{RETURN_ADDRESS}" in asked.text
        await nothing_typed_is_left(person)


async def test_one_by_one_across_a_restart_and_the_next_order_takes_it(installation: Installation) -> None:
    person = Person(installation.sandbox, 32)
    async with installation.assistant():
        await person.arrive()
        await person.buy()
        await person.press("填收货地址")
        assert "没看出收货信息" in (await person.say("？？？")).text
        assert "收件人是谁" in (await person.say(STREET)).text
    async with installation.assistant():
        asked = await person.say(RECEIVER)
        assert "已记下：李** 浙江省杭州市西湖区****" in asked.text
        assert "请输入收件人的手机号" in asked.text
        assert "这不像手机号" in (await person.say("137")).text
        assert MASK in (await person.say(PHONE)).text
        await person.say("去逛逛")
        await person.press_first()
        await person.press_first()
        await person.press("选 %(periods)d 期", periods=12)
        await person.read_and_agree()
        placed = await person.press_first()
        assert f"寄到您上次留的地址：{MASK}" in placed.text
        address = await person.press("改收货地址")
        assert "待发货的订单寄到这里" in address.text
        await person.press("换一个地址")
        kept = await person.say("王五 13800138000 北京市朝阳区建国路88号")
        assert "王* 138****8000 北京市朝阳区****" in kept.text
        await nothing_typed_is_left(person)


async def test_a_return_before_it_was_sent_has_nothing_to_send_back(installation: Installation) -> None:
    async with installation.assistant():
        person = Person(installation.sandbox, 33)
        await person.arrive()
        await person.buy()
        await person.say("退货")
        await person.press("退货")
        await person.press("全部退")
        await person.press_first()
        asked = await person.press_first()
        assert "还没发货，不用寄回。" in asked.text
        assert "寄出" not in asked.text
        assert (await staff(installation, "list")).lines == ["Nothing waits, nothing is under way."]


async def test_an_old_button_of_receipt_shows_the_order_as_it_is(installation: Installation) -> None:
    async with installation.assistant():
        person = Person(installation.sandbox, 34)
        await person.arrive()
        placed = await person.buy()
        order = await person.press_data(placed.data_of("看还款计划").removeprefix("k"))
        data = placed.data_of("看还款计划").removeprefix("k").replace("1od:", "1rk:")
        forged = await person.press_data(data)
        assert "已确认收货" not in forged.text
        assert order.text.splitlines()[0] in forged.text


@pytest.mark.parametrize("locale", ["zh_TW", "en"])
async def test_the_demo_of_the_sandbox_delivers_in_every_language(
    sandbox: SandboxClient, locale: str
) -> None:
    person = Person(sandbox, 35, locale)
    await person.arrive()
    placed = await person.buy()
    assert person.t("还差一步：填好收货地址，商家就能发货。") in placed.text
    await person.press("填收货地址")
    kept = await person.say(person.t("张三 13800138000 浙江省杭州市西湖区文三路 1 号"))
    assert person.t("发货前都可以改。") in kept.text


async def test_another_screen_and_cancelling_end_the_question(sandbox: SandboxClient) -> None:
    person = Person(sandbox, 36)
    await person.arrive()
    await person.buy()
    await person.press("填收货地址")
    assert "还没填收货地址。" in (await person.press("取消")).text
    await person.press("填收货地址")
    assert "我的订单" in (await person.say("订单")).text
    assert "收货地址记好了" not in (await person.say(TYPED)).text
