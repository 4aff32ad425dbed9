"""A second channel in the chat: chosen, proved, used when the assistant was stopped."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.mail_server import MailServer, mail_server
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.purchases import QUICK_READER, START
from tests.support.sandbox_client import SandboxClient
from tests.support.telegram import check_requests


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with mail_server() as server:
        yield server


@pytest.fixture
async def person(tmp_path: Path, database_url: str, mail: MailServer) -> AsyncIterator[Person]:
    """Somebody with a loan, where the operator set up e-mail."""
    options = ("--port", "0", "--database-url", database_url, "--at", START, "--no-limits")
    settings = QUICK_READER | {"SECOND_CHANNELS": f"email={mail.url}"}
    async with running("sandbox", *options, cwd=tmp_path, **settings) as process:
        async with SandboxClient(await process.sandbox_address()) as client:
            newcomer = Person(client, 21)
            await newcomer.arrive()
            await newcomer.buy(periods=3)
            yield newcomer
            check_requests(await client.requests())
        assert not [line for line in process.lines if "ERROR" in line or "Traceback" in line], process.lines


async def test_it_is_chosen_proved_and_used_when_the_assistant_was_stopped(
    person: Person, mail: MailServer
) -> None:
    assert "备用渠道：未设置" in (await person.say("提醒设置")).text
    await person.press("备用渠道")
    await person.press("用%(name)s接收", name="邮箱")
    assert "不完整" in (await person.say("zhang@")).text
    assert "ho***@example.com" in (await person.say("hotel@example.com")).text
    assert "验证码不对" in (await person.say("12")).text
    found = re.search(r"\d{6}", mail.words())
    assert found is not None
    assert "✅ 备用渠道设好了" in (await person.say(found[0])).text
    assert "邮箱 ho***@example.com" in (await person.say("提醒设置")).text
    await person.sandbox.block(person.id)
    await person.sandbox.move_to("2026-02-05T10:00")
    assert mail.received[-1][0] == "hotel@example.com"
    assert "今天应还 ¥1,333.00" in mail.words()
    await person.sandbox.unblock(person.id)
    assert "已发送（邮箱）" in (await person.say("通知记录")).text
    await person.say("提醒设置")
    await person.press("备用渠道")
    assert "未设置" in (await person.press("删除备用渠道")).text


async def test_other_words_lead_out_of_the_question(person: Person) -> None:
    await person.say("提醒设置")
    await person.press("备用渠道")
    await person.press("用%(name)s接收", name="邮箱")
    assert "¥1,333.00" in (await person.say("账单")).text
    assert "帮不上忙" in (await person.say("zhang@example.com")).text
