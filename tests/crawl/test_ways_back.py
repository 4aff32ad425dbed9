"""返回 leads back to the screen on which something was done, which drew it anew."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.settings import Settings
from tests.crawl.rules import plain
from tests.crawl.stage import Stage, arrived, staged
from tests.crawl.states import PERSON, set_up
from tests.crawl.telegram import Shown
from tests.support.clock import MovableClock
from tests.support.databases import Shop


@pytest.fixture
def shop() -> Shop:
    return Shop.EXAMPLE


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
async def stage(settings: Settings, clock: MovableClock) -> AsyncIterator[Stage]:
    stage = await staged(settings, clock)
    await set_up(stage, "newcomer", "zh_CN")
    yield stage
    await stage.close()


async def walk(stage: Stage, *labels: str) -> list[str]:
    """Press these one after another, each by how its label begins; answers how the screens begin."""
    shown = max(stage.server.chats.values(), key=lambda one: one.message_id)
    seen = []
    for label in labels:
        shown = await _pressed(stage, shown, label)
        seen.append(plain(shown.text)[:4])
    return seen


async def _pressed(stage: Stage, shown: Shown, label: str) -> Shown:
    key = next(key for key in shown.keys if key.label.startswith(label))
    assert key.data is not None
    return (await stage.press(shown, key.data, PERSON)).messages[-1]


TO_THE_CARD = ("去逛逛", "手机", "小米手机 15")


async def test_from_the_cart_it_is_the_card_on_which_the_goods_were_added(stage: Stage) -> None:
    seen = await walk(stage, *TO_THE_CARD, "加入购物车", "加入购物车", "购物车", "返回", "返回", "返回")
    assert seen[-4:] == ["合计 ¥", "小米手机", "手机\n点", "想看哪一"]


async def test_from_the_shop_it_is_the_cart_in_which_the_number_was_changed(stage: Stage) -> None:
    customer = await arrived(stage, PERSON, "zh_CN")
    await stage.container.services.catalog.set_quantity(customer.id, "xiaomi-15", 1)
    await stage.say("/start", PERSON)
    seen = await walk(stage, "购物车", "＋", "继续逛", "返回", "返回")
    assert seen[-2:] == ["合计 ¥", "您好，欢"]
