"""Methods about chats and files: getChat, leaveChat, getFile."""

from __future__ import annotations

from typing import Any

from bot.sandbox.bot_api.call import Call
from bot.sandbox.content import file_object
from bot.sandbox.errors import bad_request


async def get_chat(call: Call) -> dict[str, Any]:
    return {**call.chat().chat, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}


async def leave_chat(call: Call) -> bool:
    chat = call.chat()
    if chat.chat["type"] == "private":
        raise bad_request("chat member status can't be changed in private chats")
    call.backend.store.people.forget_chat(chat.id)
    return True


async def get_file(call: Call) -> dict[str, Any]:
    file = call.backend.store.files.get(call.params.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    return {**file_object(file), "file_path": file.path}


_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}
