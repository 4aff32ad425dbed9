"""What can be told of an update before anything is made of it: it may be of any form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

RawUpdate = dict[str, Any]
_WORDS = ("message", "edited_message")
# What a message holds that somebody wrote or sent.
_SENT = (
    "text", "caption", "photo", "document", "sticker", "voice", "video", "video_note", "animation", "audio", "contact",
    "location", "venue", "poll", "dice", "story", "paid_media", "checklist",
)  # fmt: skip


def talks_in(raw: Mapping[str, Any]) -> int | None:
    """Return the chat in which somebody writes or taps: a person's own, or a group; None for what must not be left out
    (money, a group's new number) and for what has no such form."""
    return None if is_always_handled(raw) else _number(_chat(raw))


def is_charge(raw: Mapping[str, Any]) -> bool:
    """Return whether Telegram says that it took money."""
    message = raw.get("message")
    return isinstance(message, dict) and "successful_payment" in message


def is_always_handled(raw: Mapping[str, Any]) -> bool:
    """Return whether it is to be handled however late: Telegram says only once that it took money, or that a group has
    another number."""
    message = raw.get("message")
    moves = ("migrate_to_chat_id", "migrate_from_chat_id")
    return is_charge(raw) or (isinstance(message, dict) and any(name in message for name in moves))


def says_something(raw: Mapping[str, Any]) -> bool:
    """Return whether somebody wrote or sent something that may be kept: no tap, no command, which says where to go, no
    change of what was written before, which is never kept, and nothing that Telegram says of the chat."""
    message = raw.get("message")
    if not isinstance(message, dict) or is_always_handled(raw):
        return False
    return any(message.get(name) is not None for name in _SENT) and not _is_command(message)


def _is_command(message: Mapping[str, Any]) -> bool:
    entities = message.get("entities")
    return isinstance(entities, list) and any(
        isinstance(each, dict) and each.get("type") == "bot_command" and each.get("offset") == 0
        for each in entities
    )


def told_once(updates: Sequence[RawUpdate]) -> tuple[list[RawUpdate], set[int]]:
    """Of updates that are not handled as they were meant: those that are anybody's, and the numbers of those that nothing is
    said of, since a later one of the same chat is answered."""
    last = {chat_id: raw["update_id"] for raw in updates if (chat_id := talks_in(raw)) is not None}
    kept = [raw for raw in updates if talks_in(raw) is not None or is_always_handled(raw)]
    said = {*last.values()}
    return kept, {
        raw["update_id"] for raw in kept if raw["update_id"] not in said and not is_always_handled(raw)
    }


def _chat(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the chat in which it was written or tapped; an empty one where there is none."""
    tap = raw.get("callback_query")
    message = tap.get("message") if isinstance(tap, dict) else _first(raw)
    chat = message.get("chat") if isinstance(message, dict) else None
    return chat if isinstance(chat, dict) else {}


def _number(chat: Mapping[str, Any]) -> int | None:
    number = chat.get("id")
    return number if isinstance(number, int) else None


def _first(raw: Mapping[str, Any]) -> object:
    return next((raw[kind] for kind in _WORDS if kind in raw), None)
