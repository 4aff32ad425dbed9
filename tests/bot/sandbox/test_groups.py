"""Groups: what the bot says there can be read, and one that becomes a supergroup has another number."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sandbox_client import SandboxClient, SandboxError

OLD, NEW = -500, -1_000_500
SENDER = {"id": 81, "is_bot": False, "first_name": "测试"}


def message(chat_id: int, **more: Any) -> dict[str, Any]:
    kind = "group" if chat_id == OLD else "supergroup"
    chat = {"id": chat_id, "type": kind, "title": "客服群"}
    return {"message": {"message_id": 1, "date": 1767578400, "chat": chat, "from": SENDER, **more}}


async def refusal(people: SandboxClient, method: str, **params: Any) -> dict[str, Any]:
    body: dict[str, Any] = (await people.bot(method, **params)).json()
    assert body["ok"] is False
    return body


async def test_what_the_bot_says_in_a_group_can_be_read(people: SandboxClient) -> None:
    await people.inject(message(OLD, text="大家好"))
    await people.bot("sendMessage", chat_id=OLD, text="您好")
    assert [seen.text for seen in await people.messages(OLD, idle=False)] == ["您好"]


@pytest.mark.parametrize("number", ["0", "-0", "500", "-1x", "abc"])
async def test_what_is_no_groups_number_is_refused(people: SandboxClient, number: str) -> None:
    with pytest.raises(SandboxError) as refused:
        await people._call("GET", f"/groups/{number}/messages")
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "told", [message(OLD, migrate_to_chat_id=NEW), message(NEW, migrate_from_chat_id=OLD)], ids=["old", "new"]
)
async def test_a_group_that_became_a_supergroup_refuses_the_old_number_with_the_new_one(
    people: SandboxClient, told: dict[str, Any]
) -> None:
    await people.inject(message(OLD, text="大家好"))
    sent = (await people.bot("sendMessage", chat_id=OLD, text="您好")).json()["result"]["message_id"]
    await people.inject(told)
    for method, more in (("sendMessage", {}), ("editMessageText", {"message_id": sent})):
        assert await refusal(people, method, chat_id=OLD, text="x", **more) == {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": NEW},
        }
    assert (await people.bot("sendMessage", chat_id=NEW, text="您好")).json()["ok"]
    assert (
        "not found"
        in (await refusal(people, "editMessageText", chat_id=NEW, message_id=sent, text="x"))["description"]
    )


async def test_a_reset_forgets_that_a_group_became_a_supergroup(people: SandboxClient) -> None:
    await people.inject(message(OLD, migrate_to_chat_id=NEW))
    await people.reset()
    await people.inject(message(OLD, text="大家好"))
    assert (await people.bot("sendMessage", chat_id=OLD, text="您好")).json()["ok"]


@pytest.mark.parametrize("number", ["x", 1.5, 2**60, None, True])
async def test_a_number_that_no_chat_can_have_upgrades_nothing(people: SandboxClient, number: object) -> None:
    await people.inject(message(OLD, text="大家好", migrate_to_chat_id=number))
    assert (await people.bot("sendMessage", chat_id=OLD, text="您好")).json()["ok"]
