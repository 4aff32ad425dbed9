"""Another due day in the chat: chosen, read, agreed to, confirmed twice; the reminder and the debit come on the new day."""

from __future__ import annotations

import pytest

from tests.support.persons import Person
from tests.support.purchases import customer
from tests.support.sandbox_client import SandboxClient

BILL = "¥357.24"

pytestmark = pytest.mark.bought(12)


async def one_paid(sandbox: SandboxClient, locale: str = "zh_CN") -> Person:
    """Twelve bills of ¥357.24 from 2026-01-05 on, due on the 5th, the first paid."""
    person = await customer(sandbox, locale)
    await person.say("/repay")
    await person.press("确认还款 %(amount)s", amount=BILL)
    return person


async def test_the_due_day_is_changed_and_the_reminder_and_the_debit_follow(sandbox: SandboxClient) -> None:
    person = await one_paid(sandbox)
    await person.say("绑卡")
    await person.press("开通自动扣款")
    await person.say("6222020000000000018")
    await person.press("同意并开通")
    choice = await person.say("改还款日")
    assert "想改到每月几号还？" in choice.text
    preview = await person.press_with("每月 20 日")
    assert "3/20" in preview.text
    assert "一共还的钱不变" in preview.text
    await person.press("看协议")
    await person.press_with("☐ 我已阅读")
    done = await person.press("确认改到每月 %(day)d 日", day=20, times=2)
    assert done.text.startswith("✅")
    assert "3月20日" in done.text
    assert "20" in (await person.say("/bills")).text
    before = len(await person.messages())
    await sandbox.move_to("2026-03-06T22:00:00+08:00")
    assert [m.text for m in (await person.messages())[before:] if "¥357.24" in m.text] == []
    await sandbox.move_to("2026-03-20T22:00:00+08:00")
    told = [m.text for m in (await person.messages())[before:] if BILL in m.text]
    reminders, debits = (
        [text for text in told if "明天" in text],
        [text for text in told if "2026-03-20 09:" in text],
    )
    assert len(reminders) == len(debits) == 1, told
    again = await person.say("/duedate")
    assert "还款日不久前刚改过" in again.text


@pytest.mark.parametrize("locale", ["zh_TW", "en"])
async def test_it_can_be_changed_in_every_language(sandbox: SandboxClient, locale: str) -> None:
    person = await one_paid(sandbox, locale)
    await person.say("/duedate")
    await person.press_first()
    await person.press("看协议")
    await person.press("☐ 我已阅读，同意《还款日变更协议》")
    done = await person.press("确认改到每月 %(day)d 日", day=10)
    assert done.text.startswith("✅")


async def test_before_the_first_bill_is_paid_it_says_so(sandbox: SandboxClient) -> None:
    person = await customer(sandbox)
    assert "再还 1 期就能改。" in (await person.say("/duedate")).text
