"""Which updates are read, and which are put aside before anything is made of them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.receiving.validation import InvalidUpdate, is_relevant

USER = {"id": 7, "is_bot": False, "first_name": "张"}
MESSAGE: dict[str, Any] = {
    "message_id": 1,
    "date": 1767578400,
    "chat": {"id": 7, "type": "private", "first_name": "张"},
    "from": USER,
    "text": "账单",
}


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 1, "message": MESSAGE},
        {"update_id": 1, "message": MESSAGE | {"text": None, "sticker": {"anything": []}}},
        {"update_id": 1, "edited_message": MESSAGE | {"edit_date": 1767578401}},
        {"update_id": 1, "callback_query": {"id": "1", "from": USER, "chat_instance": "1", "data": "1hm"}},
        {
            "update_id": 1,
            "callback_query": {
                "id": "1",
                "from": USER,
                "message": {"message_id": 3, "date": 0, "chat": MESSAGE["chat"]},
            },
        },
    ],
)
def test_what_telegram_sends_is_read(raw: dict[str, Any]) -> None:
    assert is_relevant(raw)


@pytest.mark.parametrize(
    "raw", [{"update_id": 1}, {"update_id": 1, "poll": {"id": []}}, {"inline_query": {}}]
)
def test_what_nobody_is_answered_for_is_left(raw: dict[str, Any]) -> None:
    assert not is_relevant(raw)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"text": ["账单"]}, "message.text"),
        ({"text": 5}, "message.text"),
        ({"chat": {"id": "7", "type": "private"}}, "message.chat.id"),
        ({"chat": {"id": 2**63, "type": "private"}}, "message.chat.id"),
        ({"chat": {"id": 7, "type": "secret"}}, "message.chat.type"),
        ({"from": {"id": True, "is_bot": False, "first_name": "张"}}, "message.from.id"),
        ({"entities": [{"type": "bold", "offset": -1, "length": 1}]}, "message.entities.0.offset"),
        ({"date": -5}, "message.date"),
        ({"photo": {}}, "message.photo"),
    ],
)
def test_another_form_is_named_without_what_was_in_it(changed: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidUpdate, match=rf"^{named}$"):
        is_relevant({"update_id": 1, "message": MESSAGE | changed})
