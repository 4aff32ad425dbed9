"""Goods bought at once in the chat (一次付清): without an identity, whatever the gateway does, charged and ordered once."""

from __future__ import annotations

import pytest

from tests.support.example_catalog import example_text, write_example
from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.sandbox_client import SandboxClient, Seen

CASH = "¥3,899.00"
NEXT_RECONCILE = "2026-01-05T10:10:00+08:00"
MORNING_AFTER = "2026-01-06T09:00:00+08:00"
PAID = f"✅ 已付清 {CASH}，下单成功"


@pytest.fixture
async def buyer(person: Person) -> Person:
    """Somebody new, about to confirm."""
    await to_the_confirmation(person)
    return person


async def to_the_confirmation(person: Person) -> Seen:
    await person.say("逛逛")
    await person.press_first()
    await person.press_first()
    return await person.press_with("一次付清")


async def orders(person: Person) -> int:
    return (await person.say("/orders")).text.count("已付清")


async def test_a_newcomer_buys_at_once_in_two_taps_from_the_card(person: Person) -> None:
    shown = await to_the_confirmation(person)
    assert shown.text.startswith(f"一次付清 {CASH}")
    assert "不用实名" in shown.text
    paid = await person.press_with("付款")
    assert paid.text.startswith(PAID)
    order = await person.press("看这笔订单")
    assert f"已付清 {CASH}" in order.text
    assert not [word for word in ("期", "利息", "年化", "结清", "账单") if word in order.text]
    assert not [label for label in order.labels if "期" in label or "还" in label]
    listed = await person.say("/orders")
    assert "已付清" in listed.text
    assert "0/0" not in listed.text


async def test_from_the_confirmation_one_goes_back_to_where_one_came_from(buyer: Person) -> None:
    assert "小米手机 15" in (await buyer.press("返回")).text
    await buyer.press("加入购物车")
    await buyer.say("一次付清")
    await buyer.press_with("一次付清")
    assert (await buyer.press("返回")).text.startswith("合计")
    await buyer.press_with("一次付清")
    assert (await buyer.press_with("付款")).text.startswith(PAID)
    assert (await buyer.say("购物车")).text.startswith("购物车还是空的")


async def test_a_doubled_tap_is_one_order(buyer: Person) -> None:
    await buyer.press_with("付款", times=2)
    assert await orders(buyer) == 1


async def test_a_declined_payment_orders_nothing_and_can_be_tried_again(
    buyer: Person, sandbox: SandboxClient
) -> None:
    await sandbox.fault("decline", target="payment")
    assert (await buyer.press_with("付款")).text.startswith(f"{CASH} 没有付成功，没有扣款，也没有下单")
    assert "您还没有订单" in (await buyer.say("/orders")).text
    await to_the_confirmation(buyer)
    assert (await buyer.press_with("付款")).text.startswith(PAID)


@pytest.mark.parametrize("kind", ["timeout_delivered", "disconnect", "500"])
async def test_a_payment_without_a_clear_answer_is_an_order_once_or_nothing_by_the_sweep(
    buyer: Person, sandbox: SandboxClient, kind: str
) -> None:
    await sandbox.fault(kind, target="payment", method="charge", delay_s=0.1)
    assert "不用再付一次" in (await buyer.press_with("付款")).text
    await sandbox.move_to(NEXT_RECONCILE)
    was_charged = kind == "timeout_delivered"
    await sandbox.wait_for(buyer.id, PAID if was_charged else "查到结果了：没有扣款，也没有下单")
    assert await orders(buyer) == was_charged


async def test_while_the_outcome_is_unknown_nothing_else_is_bought_and_the_result_can_be_looked_up(
    buyer: Person, sandbox: SandboxClient
) -> None:
    await sandbox.fault("timeout_delivered", target="payment", method="charge", delay_s=0.1)
    uncertain = await buyer.press_with("付款")
    look = next(b["data"] for row in uncertain.raw["keyboard"] for b in row if "查一下结果" in b["label"])
    await sandbox.fault("disconnect", target="payment", method="query")
    await to_the_confirmation(buyer)
    assert "先看那一笔" in (await buyer.press_with("付款")).text
    assert "还没确认" in (await buyer.press_data(look)).text
    assert (await buyer.press_data(look)).text.startswith(PAID)
    assert await orders(buyer) == 1


async def test_a_price_that_changed_is_refused_calmly(installation: Installation) -> None:
    async with installation.assistant():
        person = Person(installation.sandbox, 7)
        await person.arrive()
        await to_the_confirmation(person)
        file = installation.folder / "catalog.toml"
        write_example(file, example_text().replace('"3899.00"', '"3799.00"'))
        async with running(
            "catalog", "import", str(file), cwd=installation.folder, **installation.environment
        ) as done:
            assert await done.exit_code() == 0, done.lines
        refused = await person.press_with("付款")
        assert "价格刚刚有变，这次下单已取消，没有产生费用" in refused.text


async def test_one_goes_on_after_a_restart_and_the_goods_go_back(installation: Installation) -> None:
    """Confirmed before the restart, paid after it; then returned, booked by the staff, and paid back."""
    person = Person(installation.sandbox, 7)
    async with installation.assistant():
        await person.arrive()
        shown = await to_the_confirmation(person)
    async with installation.assistant():
        await person.sandbox.press(person.id, shown.labels[0], message_id=shown.message_id)
        assert (await person.last()).text.startswith(PAID)
        await person.press("看这笔订单")
        await person.press("确认收货")
        assert "已经付的利息" not in (await person.last()).text
        await person.press_first()
        await person.press("退货")
        await person.press("全部退")
        preview = await person.press_with("看退多少")
        assert preview.text.startswith(f"退给您 {CASH}")
        asked = await person.press_first(times=2)
        assert "钱会原路退回" in asked.text
        assert "账单" not in asked.text
        return_id = (await _staff(installation, "list"))[1].split()[0]
        assert any(
            "go back to the customer" in line for line in await _staff(installation, "show", return_id)
        )
        await _staff(installation, "book", return_id)
        await installation.sandbox.move_to(MORNING_AFTER)
        heard = [one.text for one in await person.heard()]
        assert any(f"{CASH} 已经原路退回" in text for text in heard)
        told = next(text for text in heard if text.startswith("✅ 已退货"))
        assert "账单" not in told
        assert "分期" not in told
        assert "已退货" in (await person.say("/orders")).text


async def _staff(installation: Installation, *arguments: str) -> list[str]:
    async with running("refunds", *arguments, cwd=installation.folder, **installation.environment) as done:
        await done.exit_code()
        return done.lines


@pytest.fixture
def with_invoices(installation: Installation) -> Installation:
    installation.environment |= {
        "PAYMENT_GATEWAYS": "sandbox,telegram",
        "TELEGRAM_PROVIDER_TOKEN": "provider:TEST:token",
    }
    return installation


async def _invoice(person: Person) -> Seen:
    return next(seen for seen in reversed(await person.heard()) if "invoice" in seen.raw)


async def test_an_invoice_is_paid_in_the_chat_after_a_restart_and_answered_with_the_receipt(
    with_invoices: Installation,
) -> None:
    person = Person(with_invoices.sandbox, 7)
    async with with_invoices.assistant():
        await person.arrive()
        await to_the_confirmation(person)
        await person.press("用 Telegram 支付 %(amount)s", amount=CASH)
    async with with_invoices.assistant():
        bill = await _invoice(person)
        assert bill.raw["invoice"]["total_amount"] == 389_900
        assert bill.raw["invoice"]["title"] == "一次付清"
        await with_invoices.sandbox.pay(person.id, bill.message_id)
        assert (await person.last()).text.startswith(PAID)
        assert await orders(person) == 1


async def test_an_invoice_that_lapsed_or_was_called_off_cannot_be_paid_any_more(
    with_invoices: Installation,
) -> None:
    sandbox, person = with_invoices.sandbox, Person(with_invoices.sandbox, 7)
    async with with_invoices.assistant():
        await person.arrive()
        await to_the_confirmation(person)
        await person.press("用 Telegram 支付 %(amount)s", amount=CASH)
        await person.press("取消这次付款")
        await sandbox.wait_for(person.id, "要取消这次付款吗")
        await person.press("返回")  # nothing was called off by asking
        await sandbox.wait_for(person.id, "付好就算下单")
        await person.press("取消这次付款")
        await person.press("取消付款 %(amount)s", amount=CASH)
        await sandbox.wait_for(person.id, "这次付款已取消，没有扣款，也没有下单")
        refused = await sandbox.pay(person.id, (await _invoice(person)).message_id)
        assert "这笔付款已经过期或取消" in refused["error_message"]
        await to_the_confirmation(person)
        await person.press("用 Telegram 支付 %(amount)s", amount=CASH)
        await sandbox.move_to("2026-01-05T10:16:00+08:00")
        refused = await sandbox.pay(person.id, (await _invoice(person)).message_id)
        assert "这笔付款已经过期或取消" in refused["error_message"]
        assert await orders(person) == 0


async def test_where_only_a_lenders_page_takes_money_it_is_not_offered(installation: Installation) -> None:
    installation.environment |= {"PAYMENT_GATEWAYS": "external"}
    async with installation.assistant():
        person = Person(installation.sandbox, 7)
        await person.arrive()
        await person.say("逛逛")
        await person.press_first()
        card = await person.press_first()
        assert not [label for label in card.labels if "一次付清" in label]
        await person.press("加入购物车")
        cart = await person.say("购物车")
        assert not [label for label in cart.labels if "一次付清" in label]
