"""Goods go back: asked for in the chat, booked by the shop's staff at a terminal, told to the customer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.processes import Process, running
from tests.support.purchases import customer
from tests.support.sandbox_client import SandboxClient, Seen
from tests.support.shipping import send_by_staff

MORNING_AFTER = "2026-01-06T09:00:00+08:00"


pytestmark = pytest.mark.bought(12)


async def at_the_order(sandbox: SandboxClient, locale: str = "zh_CN") -> Person:
    """One piece bought in twelve instalments; its order is on the screen."""
    person = await customer(sandbox, locale)
    await person.say("退货")
    return person


async def to_the_preview(person: Person) -> Seen:
    await person.press("退货")
    await person.press("全部退")
    return await person.press_first()


async def staff(installation: Installation, *arguments: str) -> Process:
    """The command, run to its end in a process of its own."""
    async with running("refunds", *arguments, cwd=installation.folder, **installation.environment) as done:
        await done.exit_code()
        return done


async def test_a_return_is_asked_for_booked_and_told(installation: Installation) -> None:
    async with installation.assistant():
        person = await at_the_order(installation.sandbox)
        preview = await to_the_preview(person)
        assert preview.text.startswith("退货后这笔分期结束，剩下的 ¥4,286.93 不用还。")
        assert "退货怎么算的" in (await person.press("怎么算的")).text
        await person.press("返回")
        asked = await person.press_first(times=2)
        assert "商家处理之前，账单照常还。" in asked.text
        listed = await staff(installation, "list")
        return_id = listed.lines[1].split()[0]
        assert "3,999.00" in listed.lines[1]
        assert len(listed.lines) == 2  # tapped twice, asked once
        assert "4,286.93" in "".join((await staff(installation, "show", return_id)).lines)
        booked = await staff(installation, "book", return_id)
        assert booked.lines[-1] == "The customer is told with the next notices."
        await installation.sandbox.move_to(MORNING_AFTER)
        told = await person.last()
        assert told.text.startswith("✅ 已退货（1/5）")
        assert "抵了本金 ¥3,999.00，额度同时恢复。" in told.text
        assert "这笔分期不用再还了。" in told.text
        order = await person.press_first()
        assert "分期已取消，不用再还。" in order.text
        assert "¥" not in (await person.say("/bills")).text


async def test_a_declined_return_is_told_with_the_reason_and_bills_go_on(installation: Installation) -> None:
    async with installation.assistant():
        person = await at_the_order(installation.sandbox)
        await to_the_preview(person)
        await person.press_first()
        return_id = (await staff(installation, "list")).lines[1].split()[0]
        await staff(installation, "decline", return_id, "--why", "包装里没有主机")
        await installation.sandbox.move_to(MORNING_AFTER)
        told = await person.last()
        assert "商家没有接受退货" in told.text
        assert "原因：包装里没有主机。账单没有变化。" in told.text
        assert (await person.say("/repay")).text.startswith("还 ¥357.24")


async def test_a_request_is_withdrawn_and_the_old_button_shows_the_order_as_it_is(
    installation: Installation,
) -> None:
    async with installation.assistant():
        person = await at_the_order(installation.sandbox)
        await to_the_preview(person)
        await person.press_first()
        await person.press("撤回退货申请", times=2)
        assert "退货申请已撤回，账单没有变化。" in (await person.last()).text
        assert "No request waits" in (await staff(installation, "list")).lines[0]
        before = await person.press("退货")
        await person.press("全部退")
        await person.press_first()
        await person.press_first()
        waiting = await person.last()
        chosen_again = await person.press_data(before.data_of("全部退"))
        assert "退货申请已提交" in chosen_again.text  # and nothing to choose while it waits
        assert "全部退" not in chosen_again.labels
        return_id = (await staff(installation, "list")).lines[1].split()[0]
        await staff(installation, "book", return_id)
        stale = await person.press("撤回退货申请")
        assert "已经更新了" in stale.text
        assert "已退货" in stale.text
        assert waiting.message_id == stale.message_id


async def test_after_receipt_is_confirmed_costs_are_kept(
    sandbox: SandboxClient, tmp_path: Path, database_url: str
) -> None:
    person = await at_the_order(sandbox)
    preview = await to_the_preview(person)
    assert "您还没有确认收货。" in preview.text
    await person.say("退货")
    await send_by_staff(person, tmp_path, database_url)
    order = await person.say("退货")
    assert "都收到了吗" in (await person.press("确认收货")).text
    confirmed = await person.press("都收到了，确认收货", times=2)
    assert "确认收货" not in confirmed.labels
    assert "都收到了吗" not in (await person.press_data(order.data_of("确认收货"))).text
    assert "您已经确认收货。" in (await to_the_preview(person)).text


async def test_an_old_preview_does_not_ask_for_what_it_did_not_show(
    sandbox: SandboxClient, tmp_path: Path, database_url: str
) -> None:
    """Shown before receipt, pressed after it."""
    person = await at_the_order(sandbox)
    preview = await to_the_preview(person)
    await person.say("退货")
    await send_by_staff(person, tmp_path, database_url)
    await person.say("退货")
    await person.press("确认收货")
    await person.press("都收到了，确认收货")
    await sandbox.press(person.id, preview.labels[0], message_id=preview.message_id)
    fresh = next(m for m in await person.messages() if m.message_id == preview.message_id)
    assert "已经更新了" in fresh.text
    assert "退货申请已提交" not in fresh.text


async def test_nobody_returns_what_somebody_else_bought(sandbox: SandboxClient) -> None:
    owner = await at_the_order(sandbox)
    preview = await to_the_preview(owner)
    stranger = Person(sandbox, 956)
    await stranger.arrive()
    for label in preview.labels:
        assert "没有找到" in (await stranger.press_data(preview.data_of(label))).text


@pytest.mark.parametrize("locale", ["zh_TW", "en"])
async def test_the_whole_way_in_other_languages(sandbox: SandboxClient, locale: str) -> None:
    person = await at_the_order(sandbox, locale)
    await to_the_preview(person)
    asked = await person.press_first()
    assert person.t("撤回退货申请") in asked.labels
    withdrawn = await person.press("撤回退货申请")
    assert person.t("退货申请已撤回，账单没有变化。") in withdrawn.text


async def test_who_wants_to_return_is_led_to_the_order(sandbox: SandboxClient) -> None:
    person = await customer(sandbox)
    answer = await person.say("我要退货")
    assert "商家处理完之前，账单照常还。" in answer.text
    assert "退货" in answer.labels


async def test_a_question_about_returns_is_answered_with_the_way_to_the_orders(
    sandbox: SandboxClient,
) -> None:
    person = await customer(sandbox)
    answer = await person.say("退货后分期还要还吗")
    assert "还" in answer.text
    assert {"我的订单"} & {*answer.labels}
