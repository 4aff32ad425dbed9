"""自动扣款 in the chat: bound, authorised, reminded, debited; and told in time where it fails."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, Seen

CARD, OLD_CARD = "6222 0200 0000 0000 018", "6222020000000000019"
AMOUNT = "¥1,333.00"

pytestmark = pytest.mark.bought(3)


@pytest.fixture
async def owing(person: Person) -> Person:
    """Somebody with three payments of ¥1,333.00 before them, the first on 2026-02-05."""
    return person


@pytest.fixture
async def subscribed(owing: Person) -> AsyncIterator[Person]:
    await owing.press("开通自动扣款")
    await owing.press("开通自动扣款")
    await owing.say(CARD)
    await owing.press("同意并开通")
    yield owing


async def _balance(sandbox: SandboxClient, amount_fen: int | None) -> None:
    answer = await sandbox.http.put("/sandbox/gateway/cards/0018/balance", json={"amount_fen": amount_fen})
    assert answer.is_success, answer.text


async def _since(person: Person, part: str) -> Seen | None:
    return next((seen for seen in reversed(await person.heard()) if part in seen.text), None)


async def test_it_is_offered_after_the_order_bound_agreed_and_shown_with_the_bills(
    owing: Person, sandbox: SandboxClient
) -> None:
    assert "也可以开通自动扣款" in (await owing.last()).text
    assert "未开通" in (await owing.press("开通自动扣款")).text
    assert "储蓄卡卡号" in (await owing.press("开通自动扣款")).text
    agreed = await owing.say(CARD)
    assert "尾号 0018" in agreed.text
    assert "自动扣款授权书" in agreed.text
    assert "已开通" in (await owing.press("同意并开通", times=2)).text
    assert "自动扣款：已开通，" in (await owing.say("/bills")).text
    assert not [seen for seen in await owing.messages() if CARD in seen.text and not seen.deleted]


async def test_an_old_card_is_taken_when_it_is_sent_again_and_a_wrong_one_never(owing: Person) -> None:
    await owing.press("开通自动扣款")
    await owing.press("开通自动扣款")
    assert "16 到 19 位" in (await owing.say("12345")).text
    assert "校验位" in (await owing.say(OLD_CARD)).text
    assert "校验位" in (await owing.say("6222020000000000027")).text
    assert "校验位" in (await owing.say(OLD_CARD)).text
    assert "尾号 0019" in (await owing.say(OLD_CARD)).text


async def test_other_words_leave_the_question_and_are_answered(owing: Person) -> None:
    await owing.press("开通自动扣款")
    await owing.press("开通自动扣款")
    assert "本月没有应还的" in (await owing.say("账单")).text


async def test_a_card_number_that_nobody_asked_for_is_deleted(owing: Person) -> None:
    await owing.say("/bills")
    assert "没有保存" in (await owing.say(f"我的卡是 {CARD}")).text
    assert not [seen for seen in await owing.typed() if CARD in seen.text and not seen.deleted]


async def test_the_day_before_it_is_announced_and_on_the_day_debited_with_a_receipt(
    subscribed: Person, sandbox: SandboxClient
) -> None:
    await sandbox.move_to("2026-02-04T12:00")
    announced = await _since(subscribed, "请确保余额充足")
    assert announced is not None
    assert AMOUNT in announced.text
    ran = await sandbox.move_to("2026-02-05T10:00")
    assert [r["result"] for r in ran if r["job"] == "debit_due" and r["result"]] == [{"posted": 1}]
    await sandbox.wait_for(subscribed.id, f"✅ 已还 {AMOUNT}")
    assert "已还 1/3 期" in (await subscribed.say("/orders")).text
    assert "自动扣款成功" in (await _record(subscribed)).text


async def _record(person: Person) -> Seen:
    await person.say("/record")
    return await person.press("逐笔看")


async def test_without_money_it_is_told_before_ten_in_the_evening_and_can_be_paid_by_hand(
    subscribed: Person, sandbox: SandboxClient
) -> None:
    await _balance(sandbox, 0)
    await sandbox.move_to("2026-02-05T21:59")
    told = await _since(subscribed, "没有成功")
    assert told is not None
    assert AMOUNT in told.text
    assert "24:00" in told.text
    for threat in ("起诉", "黑名单", "严重", "立即"):
        assert threat not in told.text
    await sandbox.press(subscribed.id, f"还 {AMOUNT}", message_id=told.message_id)
    assert (await subscribed.press_with("确认还款")).text.startswith(f"✅ 已还 {AMOUNT}")


async def test_switched_off_nothing_is_debited_and_the_duty_to_pay_is_said(
    subscribed: Person, sandbox: SandboxClient
) -> None:
    await subscribed.say("关掉自动还款")
    assert "还款义务不变" in (await subscribed.press("关闭自动扣款")).text
    assert "已关闭" in (await subscribed.press("关闭自动扣款")).text
    ran = await sandbox.move_to("2026-02-05T21:59")
    assert not [r for r in ran if r["job"] == "debit_due" and r["result"]]
    assert "已还 0/3 期" in (await subscribed.say("/orders")).text


async def test_after_a_lost_answer_the_bill_is_not_debited_again_and_is_found(
    subscribed: Person, sandbox: SandboxClient
) -> None:
    await sandbox.fault("timeout_delivered", target="payment", method="charge", delay_s=0.1)
    await sandbox.fault("500", target="payment", method="query")
    await sandbox.move_to("2026-02-05T23:00")
    assert "已还 1/3 期" in (await subscribed.say("/orders")).text


async def test_two_loans_debited_in_one_window_are_told_in_one_message_with_both_receipts(
    subscribed: Person, sandbox: SandboxClient
) -> None:
    await subscribed.say("/start")
    await subscribed.reach_name(3)  # who they are is known: on to the lenders
    await subscribed.read_and_agree()
    await subscribed.press_first()
    ran = await sandbox.move_to("2026-02-05T10:00")
    assert [r["result"] for r in ran if r["job"] == "debit_due" and r["result"]] == [{"posted": 2}]
    told = [seen for seen in await subscribed.heard() if "已还" in seen.text and AMOUNT in seen.text]
    assert len(told) == 1
    assert told[0].text.startswith("✅ 自动扣款 2 笔，一共已还 ¥2,666.00")
    assert told[0].text.count(AMOUNT) == 4  # of each what was taken, and what comes next
    receipts = [label for label in told[0].labels if "回单" in label]
    assert len(set(receipts)) == 2
    for label in receipts:
        await sandbox.press(subscribed.id, label, message_id=told[0].message_id)
    assert len([seen for seen in await subscribed.heard() if "document" in seen.raw]) == 2
    await subscribed.say("/reminders")
    assert "没有单独发：和同一时间扣的几笔一起告诉您了" in (await subscribed.press("通知记录")).text
