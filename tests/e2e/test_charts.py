"""看图 in the chat: from the plan, the settlement and the calendar, as pictures with their words, in each language."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from bot.charts.sheet import WIDTH
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, Seen


async def _drawn(sandbox: SandboxClient, seen: Seen) -> Image.Image:
    return Image.open(BytesIO((await sandbox.http.get(seen.raw["photo"]["url"])).content))


@pytest.mark.bought(3)
async def test_a_plan_is_counted_down_and_its_other_charts_follow(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.say("/orders")
    plan = await person.press_first()
    countdown = await person.press("看图")
    assert countdown.message_id > plan.message_id
    assert "还剩 3 期" in countdown.text
    assert (await _drawn(sandbox, countdown)).width == WIDTH
    parts = await person.press("本金和利息")
    assert "本金 ¥3,999.00" in parts.text
    savings = await person.press("提前结清省多少")
    assert "今天结清共" in savings.text
    quote = await person.press("提前结清")
    assert quote.message_id > savings.message_id  # a picture stays
    assert "今天结清共" in quote.text
    again = await person.press("看图")
    assert again.message_id == quote.message_id
    photos = [seen for seen in await person.heard() if "photo" in seen.raw]
    assert len(photos) == 3  # what was sent a moment ago is not sent again


@pytest.mark.bought(3)
async def test_the_bills_by_month_come_from_the_calendar_and_by_words(
    person: Person, sandbox: SandboxClient
) -> None:
    calendar = await person.say("/calendar")
    assert "看图" in calendar.labels
    shown = await person.press("看图")
    assert "2026-02　" in shown.text
    assert (await _drawn(sandbox, shown)).width == WIDTH
    bills = await person.press("我的账单")
    assert bills.message_id > shown.message_id
    counted = await person.say("看图")
    assert "还剩 3 期" in counted.text
    assert "photo" in counted.raw


@pytest.mark.bought(3)
async def test_somebody_elses_chart_is_not_drawn(person: Person, sandbox: SandboxClient) -> None:
    await person.say("/orders")
    data = (await person.press_first()).data_of("看图")
    stranger = Person(sandbox, person.id + 1)
    await stranger.arrive()
    refused = await stranger.press_data(data)
    assert "没有找到这一项" in refused.text
    assert not [seen for seen in await stranger.heard() if "photo" in seen.raw]


async def test_who_has_nothing_to_pay_is_told_so(person: Person) -> None:
    assert "现在没有待还的账单" in (await person.say("看图")).text
    assert "看图" not in (await person.say("/calendar")).labels


@pytest.mark.parametrize(("locale", "said"), [("zh_TW", "繳清倒數"), ("en", "Payoff countdown")])
async def test_a_chart_is_in_the_language_of_who_asks(sandbox: SandboxClient, locale: str, said: str) -> None:
    person = Person(sandbox, 71, locale)
    await person.arrive()
    await person.buy(3)
    assert said in (await person.say("看图")).text
