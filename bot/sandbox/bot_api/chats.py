"""Questions about a chat: getChat, and getChatMember: whom the sandbox knows of a group is the bot, a plain member."""

from __future__ import annotations

from typing import Any

from bot.sandbox.bot_api.call import Call
from bot.sandbox.errors import bad_request


async def get_chat(call: Call) -> dict[str, Any]:
    chat = call.chat().chat
    full = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    permissions = (
        {"permissions": {"can_send_messages": True}} if chat["type"] in ("group", "supergroup") else {}
    )
    return {**chat, **full, **permissions}


async def get_chat_member(call: Call) -> dict[str, Any]:
    """Return the bot, or the person of a private chat; anybody else is unknown here."""
    chat, user_id = call.chat(), call.params.integer("user_id")
    if user_id == call.bot["id"]:
        return {"status": "member", "user": call.bot}
    person = call.backend.store.people.get(user_id) if user_id == chat.id and user_id is not None else None
    if person is None:
        raise bad_request("user not found")
    return {"status": "member", "user": person.as_user()}


_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
