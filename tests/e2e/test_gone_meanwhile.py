"""The catalogue changes while somebody is about to buy: true words, and a way on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import text

from bot.db.engine import create_engine
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

Change = Callable[[str], Awaitable[None]]


@pytest.fixture
async def change(database_url: str) -> AsyncIterator[Change]:
    """Changes the shop in the database, as an import would."""
    engine = create_engine(database_url).execution_options(writes=True)

    async def run(statement: str) -> None:
        async with engine.begin() as connection:
            await connection.execute(text(statement))

    yield run
    await engine.dispose()


@pytest.fixture
async def buyer(person: Person) -> Person:
    """Somebody who has only to confirm."""
    await person.reach_confirmation()
    return person


async def test_a_withdrawn_plan_is_not_ordered_and_the_lenders_are_offered_afresh(
    buyer: Person, change: Change
) -> None:
    await change("UPDATE plans SET active = false WHERE id IN (SELECT plan_id FROM checkout_drafts)")
    answer = await buyer.press_first()
    assert answer.text.startswith("这条消息里的内容已经更新了")
    assert "选哪家机构" in answer.text
    assert "综合融资成本明示表" in (await buyer.press_first()).text


async def test_no_plan_left_at_all_is_said_wherever_the_checkout_is_taken_up(
    buyer: Person, change: Change
) -> None:
    await change("UPDATE plans SET active = false")
    assert "没有可用的分期方案" in (await buyer.press_first()).text
    await buyer.say("/start")
    assert "没有可用的分期方案" in (await buyer.press("继续下单")).text


async def test_goods_sold_out_at_the_confirmation_end_the_checkout(buyer: Person, change: Change) -> None:
    await change("UPDATE products SET stock = 0")
    answer = await buyer.press_first()
    assert "刚刚卖完了，这次下单已取消" in answer.text
    assert answer.labels[0] == buyer.t("去逛逛")
    assert buyer.t("继续下单") not in (await buyer.say("/start")).labels


async def test_goods_withdrawn_at_the_confirmation_are_not_called_dearer(
    buyer: Person, change: Change
) -> None:
    await change("UPDATE products SET active = false")
    answer = await buyer.press_first()
    assert "下架了" in answer.text
    assert "价格" not in answer.text


async def test_a_sold_out_line_of_the_cart_can_be_taken_out(
    person: Person, sandbox: SandboxClient, change: Change
) -> None:
    await person.open_product()
    await person.press("加入购物车")
    await person.say("/cart")
    await person.press_label("＋")
    await change("UPDATE products SET stock = 0")
    cart = await person.last()
    pressed = await sandbox.press(person.id, cart.labels[0], message_id=cart.message_id)
    assert pressed["answers"][0]["show_alert"]
    assert "卖完了" in pressed["answers"][0]["text"]
    assert "已经卖完了" in (await person.last()).text
    assert "购物车还是空的" in (await person.press_label("－")).text
