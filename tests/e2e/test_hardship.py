"""A plan in hardship in the chat: what is late is signed over to a plan, and it is quiet until the plan's first day."""

from __future__ import annotations

import pytest

from tests.support.purchases import customer
from tests.support.sandbox_client import SandboxClient

BILL = "¥357.24"

pytestmark = pytest.mark.bought(12)


async def test_a_plan_is_signed_and_what_was_late_is_not_spoken_of(sandbox: SandboxClient) -> None:
    """Twelve bills of ¥357.24, the first due on 2026-02-05 and late; over 24 months nothing is charged for the time."""
    person = await customer(sandbox)
    await sandbox.move_to("2026-02-06T10:00:00+08:00")
    await person.say("有困难")
    plans = await person.press("看机构的展期方案")
    assert "分 24 期" in plans.text
    preview = await person.press("分 %(months)d 期", months=24)
    assert "不另收利息" in preview.text
    await person.press("看协议")
    await person.press_with("☐ 我已阅读")
    done = await person.press("确认按这个方案还", times=2)
    assert done.text.startswith("✅")
    before = len(await person.messages())
    await sandbox.move_to("2026-02-20T22:00:00+08:00")
    assert [one.text for one in (await person.messages())[before:] if "逾期" in one.text] == []
    await sandbox.move_to("2026-03-05T12:00:00+08:00")
    told = [one.text for one in (await person.messages())[before:]]
    assert any("¥178.62" in text for text in told), told
    assert "这笔在按展期方案还" in (await person.say("展期")).text
