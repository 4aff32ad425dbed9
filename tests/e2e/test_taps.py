"""How many taps a thing takes, counted from the welcome: what is typed (the number of a card, who one is) comes on top."""

from __future__ import annotations

import pytest

from tests.support.months import CARD
from tests.support.persons import Person
from tests.support.sandbox_client import Seen

TICK = "☐ 我已阅读，同意《分期服务协议》"


class Counting(Person):
    taps = 0

    async def press_label(self, label: str, *, times: int = 1) -> Seen:
        self.taps += 1
        return await super().press_label(label, times=times)

    async def press_first(self, *, times: int = 1) -> Seen:
        self.taps += 1
        return await super().press_first(times=times)


@pytest.fixture
async def counted(person: Person) -> Counting:
    """The person of the test, from now on with every tap counted."""
    return Counting(person.sandbox, person.id, person.locale)


async def test_a_first_order_takes_seven_taps_and_the_identity(counted: Counting) -> None:
    await counted.press("去逛逛")
    await counted.press_first()
    await counted.press_first()
    await counted.press("选 %(periods)d 期", periods=12)
    await counted.verify()
    await counted.press_first()
    await counted.press(TICK)
    placed = await counted.press("确认下单 %(amount)s", amount="¥3,999.00")
    assert placed.text.startswith("✅ 下单成功")
    assert counted.taps <= 7


@pytest.mark.bought(12)
async def test_the_next_due_date_takes_none(counted: Counting) -> None:
    home = await counted.say("/start")
    assert "2月5日（周四" in home.text
    assert "¥357.24" in home.text


@pytest.mark.bought(12)
async def test_paying_the_current_bill_takes_two(counted: Counting) -> None:
    await counted.say("/start")
    await counted.press_first()
    paid = await counted.press("确认还款 %(amount)s", amount="¥357.24")
    assert paid.text.startswith("✅ 已还 ¥357.24")
    assert counted.taps == 2


@pytest.mark.bought(12)
async def test_the_quote_for_settling_takes_two(counted: Counting) -> None:
    await counted.say("/start")
    await counted.press("我的账单")
    quote = await counted.press("提前结清")
    assert "今天结清共" in quote.text
    assert counted.taps == 2


@pytest.mark.bought(12)
async def test_automatic_debit_takes_three_and_the_number(counted: Counting) -> None:
    await counted.say("/start")
    await counted.press("我的账单")
    await counted.press("开通自动扣款")
    await counted.say(CARD)
    done = await counted.press("同意并开通")
    assert "✅" in done.text
    assert counted.taps == 3
