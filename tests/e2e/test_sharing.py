"""Two people at two telephones: one shares the due dates, the other one agrees, watches, is told, and leaves."""

from __future__ import annotations

import re

import pytest

from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, Seen

HUABEI = "花呗分期 3999 分12期 每期357.24 每月10号还"


@pytest.fixture
async def owner(sandbox: SandboxClient) -> Person:
    person = Person(sandbox, 61)
    await person.arrive()
    await person.say(HUABEI)
    await person.press("对，记下来")
    return person


@pytest.fixture
async def other(sandbox: SandboxClient) -> Person:
    person = Person(sandbox, 62)
    await sandbox.user(62, first_name="王芳", language_code="zh-hans")
    return person


def start_of(seen: Seen) -> str:
    """What the other one's telephone says when the link is opened."""
    found = re.search(r"https://t\.me/[A-Za-z0-9_]+\?start=([A-Za-z0-9_-]{1,64})", seen.text)
    assert found is not None, seen.text
    return f"/start {found.group(1)}"


async def invited(owner: Person) -> str:
    await owner.say("共享还款日")
    return start_of(await owner.press("生成邀请链接", times=2))


async def unasked(person: Person, part: str) -> list[Seen]:
    return [seen for seen in await person.heard() if part in seen.text]


async def test_one_asks_the_other_agrees_and_sees_dates_without_amounts(
    owner: Person, other: Person, sandbox: SandboxClient
) -> None:
    await owner.say("我的分期")
    await owner.press("共享还款日")
    start = start_of(await owner.press("生成邀请链接"))
    asked = await other.say(start)
    assert asked.text.startswith("👥 测*邀请您一起看还款日")
    assert "没有金额" in asked.text
    assert "花呗" not in asked.text
    seen = await other.press("同意，一起看", times=2)
    assert "花呗分期" in seen.text
    assert "357.24" not in seen.text
    assert "王*" in (await sandbox.wait_for(owner.id, "同意了")).text
    assert "王*看得到您的还款日" in (await owner.say("共享还款日")).text
    await owner.press("显示金额")
    await other.say("共享还款日")
    assert "¥357.24" in (await other.press("看 %(name)s的还款日", name="测*")).text
    assert "花呗分期" in (await other.say(start)).text  # the link leads there again, for this one


async def test_a_link_that_was_used_replaced_or_is_ones_own_says_so(
    owner: Person, other: Person, sandbox: SandboxClient
) -> None:
    first = await invited(owner)
    assert "您自己的邀请链接" in (await owner.say(first)).text
    await owner.say("共享还款日")
    second = start_of(await owner.press("换一个链接"))
    assert "失效了" in (await other.say(first)).text
    await other.say(second)
    await other.press("同意，一起看")
    stranger = Person(sandbox, 63)
    await stranger.arrive()
    assert "已经有人接受了" in (await stranger.say(second)).text
    assert "失效了" in (await stranger.say("/start share_" + "x" * 24)).text
    assert "去逛逛" in (await stranger.say("/start anything")).labels


async def test_a_link_expires_and_is_made_anew(owner: Person, other: Person, sandbox: SandboxClient) -> None:
    start = await invited(owner)
    await sandbox.move_to("2026-01-09T00:01")
    assert "过期了" in (await other.say(start)).text
    assert "过期了" in (await owner.say("共享还款日")).text
    again = start_of(await owner.press("换一个链接"))
    assert "邀请您一起看" in (await other.say(again)).text


async def test_what_is_late_is_told_once_in_the_evening_and_not_after_an_end(
    owner: Person, other: Person, sandbox: SandboxClient
) -> None:
    await other.say(await invited(owner))
    await other.press("同意，一起看")
    await sandbox.move_to("2026-01-11T17:30")
    assert await unasked(other, "过了还款日") == []
    await sandbox.move_to("2026-01-13T20:00")
    (told,) = await unasked(other, "过了还款日")
    assert "花呗分期" in told.text
    assert "您不用还" in told.text
    assert "357.24" not in told.text
    await owner.say("共享还款日")
    await owner.press("结束共享")
    assert "生成邀请链接" in (await owner.press("确认结束共享", times=2)).labels
    await sandbox.move_to("2026-01-13T20:40")
    (ended,) = await unasked(other, "不再共享给您")
    assert "测*" in ended.text
    await sandbox.move_to("2026-02-13T20:00")
    assert len(await unasked(other, "过了还款日")) == 1


async def test_who_watches_leaves_from_the_notice_and_an_old_button_shows_nothing(
    owner: Person, other: Person, sandbox: SandboxClient
) -> None:
    await other.say(await invited(owner))
    seen = await other.press("同意，一起看")
    assert "花呗分期" in seen.text
    await sandbox.move_to("2026-01-11T19:00")
    await other.press("不再看了")
    assert "共享还款日" in (await other.press("确认退出", times=2)).text
    await sandbox.move_to("2026-01-11T19:40")
    assert len(await unasked(owner, "对方退出了")) == 1
    await other.say("共享还款日")
    assert "花呗" not in (await other.last()).text


async def test_who_stops_the_assistant_shares_no_more(
    owner: Person, other: Person, sandbox: SandboxClient
) -> None:
    await other.say(await invited(owner))
    await other.press("同意，一起看")
    await sandbox.block(owner.id)
    await sandbox.move_to("2026-01-06T09:00")
    assert len(await unasked(other, "不再共享给您")) == 1


async def test_an_invitation_is_opened_from_the_middle_of_a_checkout(owner: Person, other: Person) -> None:
    start = await invited(owner)
    await other.arrive()
    await other.reach_name()
    assert "邀请您一起看还款日" in (await other.say(start)).text
    assert "花呗分期" in (await other.press("同意，一起看")).text


@pytest.mark.parametrize(
    "said", ["共享给家人看还款日", "让我老婆也能看到", "给家人看", "我想让我老公也能看到我的还款日"]
)
async def test_plain_words_lead_there(owner: Person, said: str) -> None:
    assert "生成邀请链接" in (await owner.say(said)).labels


async def test_while_the_owner_is_frozen_nothing_is_shown_and_it_can_be_ended(
    owner: Person, other: Person
) -> None:
    await other.say(await invited(owner))
    await other.press("同意，一起看")
    await owner.say("不是我办的")
    await owner.press("确认冻结")
    await other.say("共享还款日")
    hidden = await other.press("看 %(name)s的还款日", name="测*")
    assert "现在看不到" in hidden.text
    assert "花呗" not in hidden.text
    await owner.say("共享还款日")
    assert "已经冻结" in (await owner.press("显示金额")).text
    await owner.say("共享还款日")
    await owner.press("结束共享")
    assert "生成邀请链接" in (await owner.press("确认结束共享")).labels


async def test_who_deletes_their_data_shares_and_watches_no_more(
    owner: Person, other: Person, sandbox: SandboxClient
) -> None:
    await other.say(await invited(owner))
    await other.press("同意，一起看")
    await other.say("/privacy")
    await other.press("删除我的信息")
    assert "已经全部删除" in (await other.press("确认删除")).text
    await sandbox.move_to("2026-01-06T09:00")
    assert len(await unasked(owner, "对方退出了")) == 1
    assert "生成邀请链接" in (await owner.say("共享还款日")).labels
