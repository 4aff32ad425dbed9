"""What one may have to show later is never overwritten: a button on it opens a message of its own."""

from __future__ import annotations

import pytest

from bot.cli.sandbox import STAFF_PERSON
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, Seen

pytestmark = pytest.mark.bought(12)


async def stays(person: Person, proof: Seen, label: str) -> Seen:
    """Press the button under it; what it leads to, beside the proof as it was."""
    before = {seen.message_id: seen.text for seen in await person.heard()}
    await person.sandbox.press(person.id, label, message_id=proof.message_id)
    after = {seen.message_id: seen for seen in await person.heard()}
    assert after[proof.message_id].text == before[proof.message_id]
    assert not after[proof.message_id].edited or proof.edited
    (opened,) = [after[new] for new in after.keys() - before.keys()]
    return opened


async def test_a_receipt_stays_and_its_buttons_open_a_new_message(person: Person) -> None:
    await person.say("还款")
    receipt = await person.press_first()
    assert receipt.text.startswith("✅ 已还")
    bills = await stays(person, receipt, "我的账单")
    assert "🧾" in bills.text
    assert (
        await person.press("返回")
    ).message_id == bills.message_id  # an ordinary screen is edited as before
    plan = await stays(person, receipt, "看还款计划")
    assert plan.message_id > bills.message_id


async def test_a_notice_stays_above_all_one_of_what_is_late(person: Person, sandbox: SandboxClient) -> None:
    await sandbox.move_to("2026-02-06T10:00")
    notice = await person.last()
    assert notice.text.startswith("⚠️")
    (pay,) = [label for label in notice.labels if label.startswith("还 ")][:1]
    quote = await stays(person, notice, pay)
    assert "确认还款" in " ".join(quote.labels)


async def test_what_a_person_said_stays(person: Person, sandbox: SandboxClient) -> None:
    staff = Person(sandbox, STAFF_PERSON)
    await sandbox.user(STAFF_PERSON, first_name="小王")
    await staff.say("/start")
    await person.say("找客服")
    await person.press("直接写给客服")
    await person.say("什么时候发货")
    card = await sandbox.wait_for(staff.id, "什么时候发货")
    await sandbox.send(staff.id, {"text": "明天发。", "reply_to_message_id": card.message_id})
    answer = await sandbox.wait_for(person.id, "明天发。")
    asked = await stays(person, answer, "回复")
    assert "请把情况写在这里" in asked.text


async def test_a_placed_order_stays(person: Person) -> None:
    placed = next(seen for seen in await person.heard() if seen.text.startswith("✅ 下单成功"))
    await stays(person, placed, "看还款计划")


async def test_a_reminder_of_what_was_paid_meanwhile_says_so(person: Person, sandbox: SandboxClient) -> None:
    await sandbox.move_to("2026-02-05T12:00")
    reminder = await person.last()
    (pay,) = [label for label in reminder.labels if label.startswith("还 ")][:1]
    await person.say("还款")
    await person.press_first()
    said = await stays(person, reminder, pay)
    assert said.text.startswith("小米手机 15 · 12GB+256GB 第 1/12 期已经还了，不用再还。")
