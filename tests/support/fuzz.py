"""Updates as they never should be: parts missing, of the wrong type, far too large, far too deep, with hostile words."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

# Our own list: what breaks formats, terminals, queries, templates and right-to-left eyes.
NAUGHTY = (
    "",
    " ",
    "\u200b",
    "\u202e반전",
    "\ufeff",
    "\x00",
    "\x1b[31m",
    "\ud7ff",
    "𠮷野家",
    "👨‍👩‍👧‍👦" * 50,
    "A" * 5000,
    "好" * 5000,
    "\n" * 500,
    "'; DROP TABLE customers; --",
    '" OR 1=1 --',
    "%s%s%s%n",
    "%(name)s",
    "{0.__class__}",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "<b>",
    "</b><a href=",
    "&lt;",
    "<tg-spoiler>",
    "-1",
    "1e309",
    "NaN",
    "∞",
    "0x7fffffff",
    "２０２６-１３-４５",
    "99999999999999999999",
    "٣٤٥",
    "½",
    "一万亿",
    "¥-1.00",
    "../../etc/passwd",
    "C:\\nul",
    "con",
    "/start@",
    "/",
    "//",
    "/bills@" + "x" * 300,
    "http://[::1",
    "mailto:a@b\r\nBcc: c",
    "=1+1",
    "@SUM(1)",
    "11010119900307001Ｘ",
    "1:cf:x:0",
    "1co:" + "a" * 24 + ":1",
    "1hm",
    "1:",
    ":",
    "2hm",
    "1cf:../..:1",
    "1pw:' OR ''=':9",
)
_STRANGE: tuple[Any, ...] = (None, True, -1, 2**63, 1.5, [], {}, [None], "", "x", {"id": "x"}, [[[]]])
_DEEP: dict[str, Any] = {}
_level = _DEEP
for _ in range(60):
    _level["reply_to_message"] = _level = {}


def updates(seed: int, count: int, people: range) -> Iterator[dict[str, Any]]:
    """So many, the same for the same seed; without update ids."""
    chance = random.Random(seed)
    for _ in range(count):
        made = copy.deepcopy(chance.choice(_samples(chance, chance.choice(people))))
        for _ in range(chance.choice((0, 1, 1, 2, 4))):
            _damage(made, chance)
        yield made


def _samples(chance: random.Random, person: int) -> list[dict[str, Any]]:
    user = {"id": person, "is_bot": False, "first_name": "测试", "language_code": "zh-hans"}
    chat = {"id": person, "type": "private", "first_name": "测试"}
    words = chance.choice(NAUGHTY)
    message = {"message_id": chance.randrange(1, 10**6), "date": 1767578400, "chat": chat, "from": user}
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 90, "height": 90, "file_size": 20 * 2**20}]
    document = {
        "file_id": "f",
        "file_unique_id": "u",
        "file_name": words,
        "mime_type": "application/zip",
        "file_size": 2**40,
    }
    return [
        {"message": message | {"text": words}},
        {
            "message": message
            | {"text": words, "entities": [{"type": "bot_command", "offset": 0, "length": 400}]}
        },
        {"message": message | {"photo": photo, "caption": words}},
        {"message": message | {"document": document}},
        {"message": message | {"voice": {"file_id": "f", "file_unique_id": "u", "duration": -1}}},
        {"message": message | {"sticker": {"file_id": "f", "type": "regular", "width": 1, "height": 1}}},
        {"message": message | {"contact": {"phone_number": words, "first_name": words}}},
        {"message": message | {"location": {"latitude": 1e300, "longitude": -1e300}}},
        {"message": message | {"text": words, "reply_to_message": copy.deepcopy(_DEEP)}},
        {
            "message": message
            | {
                "successful_payment": {
                    "currency": "CNY",
                    "total_amount": -1,
                    "invoice_payload": words,
                    "telegram_payment_charge_id": words,
                    "provider_payment_charge_id": "",
                }
            }
        },
        {"edited_message": message | {"text": words, "edit_date": 1767578401}},
        {
            "callback_query": {
                "id": str(chance.random()),
                "from": user,
                "chat_instance": "1",
                "data": words[:64],
                "message": message | {"text": "x"},
            }
        },
        {"callback_query": {"id": "1", "from": user, "chat_instance": "1", "inline_message_id": words}},
        {
            "pre_checkout_query": {
                "id": "1",
                "from": user,
                "currency": words,
                "total_amount": 2**70,
                "invoice_payload": words,
            }
        },
        {
            "my_chat_member": {
                "chat": chat,
                "from": user,
                "date": 1,
                "old_chat_member": {"user": user, "status": words},
                "new_chat_member": {"user": user, "status": "member"},
            }
        },
        {"inline_query": {"id": "1", "from": user, "query": words, "offset": words}},
        {"channel_post": message | {"chat": {"id": -1007, "type": "channel"}, "text": words}},
        {"message": message | {"chat": {"id": -99, "type": "group", "title": words}, "text": words}},
    ]


def _damage(made: dict[str, Any], chance: random.Random) -> None:
    """Somewhere inside: something is gone, or something else than it should be."""
    place: Any = next(iter(made.values()))  # that there is something is what makes it an update
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return
        key = chance.choice(keys)
        inner = place[key]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.75:
            place = inner
            continue
        if chance.random() < 0.3 and isinstance(place, dict):
            del place[key]
        else:
            place[key] = copy.deepcopy(chance.choice((*_STRANGE, *NAUGHTY)))
        return
