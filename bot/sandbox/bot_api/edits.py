"""Methods that change or remove a message."""

from __future__ import annotations

from typing import Any

from bot.sandbox.bot_api.call import Call
from bot.sandbox.bot_api.messages import as_sent, read_caption, read_rich, read_text
from bot.sandbox.content import CONTENT_FIELDS, Content
from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import check_markup
from bot.sandbox.store.messages import StoredMessage

DELETABLE_S = 48 * 3600
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_TO_EDIT = "message to edit not found"
_FOREIGN = "message can't be edited"


async def edit_message_text(call: Call) -> dict[str, Any]:
    """Text and rich messages turn into one another."""
    stored = call.own_message(_TO_EDIT, foreign=_FOREIGN)
    if "text" not in stored.message and "rich_message" not in stored.message:
        raise bad_request("there is no text in the message to edit")
    rich = call.params.structure("rich_message")
    content = read_rich(call, rich) if rich is not None else read_text(call)
    kept = {name: value for name, value in stored.message.items() if name not in CONTENT_FIELDS}
    return _edit(call, stored, Content(kept | content.message, content.view))


async def edit_message_caption(call: Call) -> dict[str, Any]:
    stored = call.own_message(_TO_EDIT, foreign=_FOREIGN)
    if "photo" not in stored.message and "document" not in stored.message:
        raise bad_request("there is no caption in the message to edit")
    content = read_caption(call)
    kept = {k: value for k, value in stored.message.items() if k not in ("caption", "caption_entities")}
    return _edit(call, stored, Content(kept | content.message, stored.view | content.view))


async def edit_message_reply_markup(call: Call) -> dict[str, Any]:
    stored = call.own_message(_TO_EDIT, foreign=_FOREIGN)
    return _edit(call, stored, Content(stored.message, stored.view), shows=False)


async def delete_message(call: Call) -> bool:
    """Own or the person's message, up to 48 hours old on the virtual clock."""
    stored = call.message("message to delete not found")
    if call.backend.position.unix_time() - stored.date >= DELETABLE_S:
        raise bad_request("message can't be deleted for everyone")
    call.backend.store.messages.delete(stored)
    return True


def _edit(call: Call, stored: StoredMessage, content: Content, *, shows: bool = True) -> dict[str, Any]:
    """Replace the content; an edit without a keyboard takes the keyboard away. Raises ApiError where nothing would
    change.
    """
    markup = check_markup(call.params.structure("reply_markup"))
    message = {
        name: value for name, value in content.message.items() if name not in ("reply_markup", "edit_date")
    }
    message |= {"reply_markup": markup} if markup else {}
    before = {name: value for name, value in stored.message.items() if name != "edit_date"}
    if message == before:
        raise bad_request(_NOT_MODIFIED)
    message["edit_date"] = call.backend.position.unix_time()
    call.backend.store.messages.replace(stored, message, content.view, edited=shows)
    call.backend.hub.stop_typing(stored.chat_id)
    return as_sent(message)
