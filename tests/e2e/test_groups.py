"""In a group only those who speak to the assistant are answered, and they learn nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sandbox_client import SandboxClient

GROUP = {"id": -100500, "type": "group", "title": "邻居"}
SENDER = {"id": 81, "is_bot": False, "first_name": "测试", "language_code": "zh-hans"}
NAME = "@fenqi_sandbox_bot"


def _message(text: str, *marks: tuple[str, str], caption: bool = False) -> dict[str, Any]:
    """A message in the group; each mark is a part of the text and the kind of entity it is."""
    entities = [{"type": kind, "offset": text.index(part), "length": len(part)} for part, kind in marks]
    words = (
        {"caption": text, "caption_entities": entities} if caption else {"text": text, "entities": entities}
    )
    return {"message_id": 1, "date": 1767578400, "chat": GROUP, "from": SENDER, **words}


async def _answers(sandbox: SandboxClient) -> list[str]:
    await sandbox.idle()
    sent = [r for r in await sandbox.requests("sendMessage") if str(r["chat_id"]) == str(GROUP["id"])]
    return [r["payload"]["text"] for r in sent]


@pytest.mark.parametrize(
    "message",
    [
        _message("/bills", ("/bills", "bot_command")),
        _message(f"/bills{NAME}", (f"/bills{NAME}", "bot_command")),
        _message(f"请问{NAME.upper()}我还欠多少", (NAME.upper(), "mention")),
        _message(f"{NAME} 看看这张", (NAME, "mention"), caption=True),
    ],
    ids=["command", "our command", "mention", "mention under a picture"],
)
async def test_who_speaks_to_the_assistant_is_told_to_write_in_private(
    sandbox: SandboxClient, message: dict[str, Any]
) -> None:
    await sandbox.inject({"message": message})
    (answer,) = await _answers(sandbox)
    assert "私聊" in answer


async def test_what_people_say_to_each_other_and_to_other_bots_is_theirs(sandbox: SandboxClient) -> None:
    for message in (
        _message("大家吃饭了吗"),
        _message("账单"),
        _message("@somebody 你的快递", ("@somebody", "mention")),
        _message("/bills@other_bot", ("/bills@other_bot", "bot_command")),
    ):
        await sandbox.inject({"message": message})
    assert await _answers(sandbox) == []


async def test_a_tap_in_a_group_is_refused_over_the_screen(sandbox: SandboxClient) -> None:
    tapped = {"message_id": 1, "date": 1767578400, "chat": GROUP, "text": "x"}
    query = {"id": "1", "from": SENDER, "message": tapped, "chat_instance": "1", "data": "1bl"}
    await sandbox.inject({"callback_query": query})
    await sandbox.idle()
    (answer,) = await sandbox.requests("answerCallbackQuery")
    assert "私聊" in answer["payload"]["text"]
    assert await _answers(sandbox) == []
