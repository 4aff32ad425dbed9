"""One request of the bot, with what its method needs."""

from __future__ import annotations

from typing import Any

from bot.sandbox.backend import Backend
from bot.sandbox.bot_api.params import Params
from bot.sandbox.errors import bad_request, forbidden, upgraded
from bot.sandbox.store.messages import StoredMessage
from bot.sandbox.store.people import Chat
from domain.value import Value


class Call(Value):
    backend: Backend
    bot: dict[str, Any]  # the Bot API's User the token belongs to
    params: Params

    def chat(self) -> Chat:
        """Return the chat `chat_id` names, if the bot may write to it. Raises ApiError."""
        if "chat_id" not in self.params:
            raise bad_request("chat_id is empty")
        chat_id = self.params.chat_id
        chat = self.backend.store.people.chat(chat_id) if chat_id is not None else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.upgraded_to is not None:
            raise upgraded(chat.upgraded_to)
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def own_message(self, missing: str, *, foreign: str) -> StoredMessage:
        """Return the bot's message; `missing` and `foreign` word the refusals. Raises ApiError."""
        message = self.message(missing)
        if message.sender != "bot":
            raise bad_request(foreign)
        return message

    def message(self, missing: str) -> StoredMessage:
        chat = self.chat()
        message_id = self.params.integer("message_id")
        if message_id is None:
            raise bad_request("message identifier is not specified")
        message = self.backend.store.messages.get(chat.id, message_id)
        if message is None or message.deleted:
            raise bad_request(missing)
        return message


def bot_user(token: str) -> dict[str, Any]:
    """Return the User behind a well-formed token."""
    return {
        "id": int(token.partition(":")[0]),
        "is_bot": True,
        "first_name": "Sandbox",
        "username": "fenqi_sandbox_bot",
    }
