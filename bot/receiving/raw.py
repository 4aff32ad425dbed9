"""What can be told of an update before anything is made of it: it may be of any form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

RawUpdate = dict[str, Any]
_WORDS = ("message", "edited_message")


def talker(raw: Mapping[str, Any]) -> int | None:
    """Return who writes or taps in a private chat; None for what must not be left out: money, groups, and what has no
    such form."""
    if is_charge(raw):
        return None
    tap = raw.get("callback_query")
    message = tap.get("message") if isinstance(tap, dict) else _first(raw)
    chat = message.get("chat") if isinstance(message, dict) else None
    if not isinstance(chat, dict) or chat.get("type") != "private":
        return None
    person = chat.get("id")
    return person if isinstance(person, int) else None


def is_charge(raw: Mapping[str, Any]) -> bool:
    """Return whether Telegram says that it took money."""
    message = raw.get("message")
    return isinstance(message, dict) and "successful_payment" in message


def told_once(updates: Sequence[RawUpdate]) -> tuple[list[RawUpdate], list[int]]:
    """Of updates that nobody answered in time: the last one of each person, and every charge; and the numbers of the
    rest."""
    last = {person: raw["update_id"] for raw in updates if (person := talker(raw)) is not None}
    kept = [raw for raw in updates if is_charge(raw) or last.get(talker(raw) or 0) == raw["update_id"]]
    numbers = {raw["update_id"] for raw in kept}
    return kept, [raw["update_id"] for raw in updates if raw["update_id"] not in numbers]


def _first(raw: Mapping[str, Any]) -> object:
    return next((raw[kind] for kind in _WORDS if kind in raw), None)
