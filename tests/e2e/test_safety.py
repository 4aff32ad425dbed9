"""The safety of an account in the chat: the word under everything about money, the freeze, a changed name."""

from __future__ import annotations

import pytest

from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

WORD = "春暖花开"


async def with_word(person: Person) -> None:
    await person.say("账号安全")
    await person.press("设置防钓鱼码")
    assert "不能用" in (await person.say("x")).text
    assert WORD in (await person.say(WORD)).text


@pytest.mark.bought(3)
async def test_every_message_about_money_carries_the_word(person: Person, sandbox: SandboxClient) -> None:
    await with_word(person)
    assert not [seen for seen in await person.messages() if seen.text == WORD]  # deleted
    for words in ("账单", "还款", "提前结清", "还款记录", "还款日历", "订单", "怎么算的"):
        seen = await person.say(words)
        assert (WORD in seen.text) == ("¥" in seen.text + "".join(seen.labels)), words
    await person.say("还款")
    assert WORD in (await person.press_with("确认还款")).text
    await sandbox.move_to("2026-03-05T10:00")
    notices = [message for message in await person.heard() if "今天应还" in message.text]
    assert notices
    assert all(WORD in message.text for message in notices)


@pytest.mark.bought(3)
async def test_a_frozen_account_says_so_and_the_bills_are_still_there(person: Person) -> None:
    assert "先冻结账号吗" in (await person.say("不是我办的")).text
    assert "账号已冻结" in (await person.press("确认冻结")).text
    assert "账号已冻结" in (await person.say("不是我办的") and await person.press("确认冻结", times=2)).text
    await person.say("去逛逛")
    await person.press_first()
    card = await person.press_first()
    assert "冻结" in card.text
    assert not [label for label in card.labels if label.startswith("选 ")]
    assert "¥1,333.00" in (await person.say("账单")).text
    assert "冻结" in (await person.say("账号安全")).text


async def test_a_changed_name_is_told_with_a_way_to_stop_it(person: Person, sandbox: SandboxClient) -> None:
    chat = {"id": person.id, "type": "private", "first_name": "别人"}
    message = {
        "message_id": 900,
        "date": 1767578400,
        "chat": chat,
        "from": {**chat, "is_bot": False, "username": "stranger"},
        "text": "账单",
    }
    message["from"].pop("type")  # type: ignore[attr-defined]
    await sandbox.inject({"message": message})
    await sandbox.idle()
    assert any("用户名刚刚变了" in seen.text for seen in await person.heard())
