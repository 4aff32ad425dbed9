"""Changing and removing messages."""

from __future__ import annotations

from typing import Any

from tests.bot.sandbox.conftest import PERSON
from tests.bot.sandbox.test_sending import buttons, refusal, sent
from tests.support.sandbox_client import SandboxClient

NOT_MODIFIED = (
    400,
    "Bad Request: message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message",
)
KEYS = buttons([{"text": "x", "callback_data": "x"}])


def at(message: dict[str, Any]) -> dict[str, Any]:
    return {"chat_id": PERSON, "message_id": message["message_id"]}


async def test_an_edit_changes_the_text_in_place(people: SandboxClient) -> None:
    message = await sent(people, text="a", reply_markup=KEYS)
    edited = await sent(people, "editMessageText", **at(message), text="<b>b</b>", parse_mode="HTML")
    assert edited["edit_date"] == message["date"]
    seen = await people.last(PERSON, idle=False)
    assert (seen.message_id, seen.html, seen.edited, seen.labels) == (
        message["message_id"],
        "<b>b</b>",
        True,
        (),
    )


async def test_an_edit_that_changes_nothing_is_refused(people: SandboxClient) -> None:
    message = await sent(people, text="<b>a</b>", parse_mode="HTML", reply_markup=KEYS)
    same = {**at(message), "text": " <strong>a</strong>", "parse_mode": "HTML", "reply_markup": KEYS}
    assert await refusal(people, "editMessageText", **same) == NOT_MODIFIED
    assert await refusal(people, "editMessageReplyMarkup", **at(message), reply_markup=KEYS) == NOT_MODIFIED
    await sent(people, "editMessageText", **{**same, "text": "a"})


async def test_text_and_rich_messages_turn_into_one_another(people: SandboxClient) -> None:
    message = await sent(people, text="a")
    rich = {"rich_message": {"html": "<table><tr><td>1</td></tr></table>"}}
    turned = await sent(people, "editMessageText", **at(message), **rich)
    assert "text" not in turned and turned["rich_message"]["blocks"][0]["type"] == "table"
    assert (await people.last(PERSON, idle=False)).rich_html is not None
    assert await refusal(people, "editMessageText", **at(message), **rich) == NOT_MODIFIED
    back = await sent(people, "editMessageText", **at(message), text="b")
    assert "rich_message" not in back
    seen = await people.last(PERSON, idle=False)
    assert (seen.text, seen.rich_html) == ("b", None)


async def test_a_keyboard_changes_alone_and_does_not_count_as_edited(people: SandboxClient) -> None:
    message = await sent(people, text="a", reply_markup=KEYS)
    await sent(people, "editMessageReplyMarkup", **at(message))
    seen = await people.last(PERSON, idle=False)
    assert (seen.labels, seen.edited) == ((), False)


async def test_only_own_and_present_messages_can_be_edited(people: SandboxClient) -> None:
    theirs = (await people.messages(PERSON, idle=False))[0].message_id
    assert await refusal(people, "editMessageText", chat_id=PERSON, message_id=theirs, text="x") == (
        400,
        "Bad Request: message can't be edited",
    )
    assert await refusal(people, "editMessageText", chat_id=PERSON, message_id=999, text="x") == (
        400,
        "Bad Request: message to edit not found",
    )


async def test_a_deleted_message_shows_nothing_any_more(people: SandboxClient) -> None:
    theirs = (await people.messages(PERSON, idle=False))[0].message_id
    await sent(people, "deleteMessage", message_id=theirs)
    gone = (await people.messages(PERSON, idle=False))[0]
    assert (gone.deleted, gone.text) == (True, "")
    assert await refusal(people, "deleteMessage", chat_id=PERSON, message_id=theirs) == (
        400,
        "Bad Request: message to delete not found",
    )


async def test_a_message_can_be_deleted_for_48_hours_of_the_virtual_clock(people: SandboxClient) -> None:
    first, second = await sent(people, text="a"), await sent(people, text="b")
    await people.advance("PT47H59M59S")
    await sent(people, "deleteMessage", message_id=first["message_id"])
    await people.advance("PT1S")
    assert await refusal(people, "deleteMessage", **at(second)) == (
        400,
        "Bad Request: message can't be deleted for everyone",
    )


async def test_only_what_changed_since_a_revision_is_told(people: SandboxClient) -> None:
    first, _ = await sent(people, text="a"), await sent(people, text="b")
    seen = await seen_since(people, 0)
    assert [message["text"] for message in seen["messages"][-2:]] == ["a", "b"]
    assert (await seen_since(people, seen["revision"]))["messages"] == []
    await sent(people, "editMessageText", **at(first), text="c")
    changed = (await seen_since(people, seen["revision"]))["messages"]
    assert [message["message_id"] for message in changed] == [first["message_id"]]


async def seen_since(people: SandboxClient, revision: int) -> dict[str, Any]:
    answer = await people.http.get(f"/sandbox/users/{PERSON}/messages", params={"since": revision})
    return dict(answer.json())
