"""A person writes: text, pictures, files, contacts; edits what was written; blocks the bot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.backend import Backend
from bot.sandbox.bot_api.call import bot_user
from bot.sandbox.bot_api.messages import as_sent
from bot.sandbox.bot_api.params import Upload
from bot.sandbox.content import MAX_TEXT, Content, caption_content, document_content, photo_content
from bot.sandbox.errors import PeopleError
from bot.sandbox.images import image_size
from bot.sandbox.store.people import Person
from bot.sandbox.text.detect import with_detected
from bot.sandbox.text.entities import FormattedText, trim
from bot.sandbox.text.render import render_html

# The bot as people see it in my_chat_member; tokens differ, the sandbox's bot is one.
_BOT = bot_user("1:sandbox")
_DEFAULT_PICTURE_SIZE = (512, 512)
_SHANGHAI = {"latitude": 31.2304, "longitude": 121.4737}


def say(backend: Backend, person_id: int, content: Content, reply_to: int | None = None) -> dict[str, int]:
    """Put the person's message into the chat and queue it for the bot. Raises PeopleError.

    Answers message_id and update_id.
    """
    person = speaker(backend, person_id)
    message = {
        "from": person.as_user(),
        "chat": person.as_chat(),
        "date": backend.position.unix_time(),
        **content.message,
    }
    if reply_to is not None:
        replied = backend.store.messages.get(person.id, reply_to)
        if replied is None or replied.deleted:
            raise PeopleError(404, f"there is no message {reply_to} to reply to")
        message["reply_to_message"] = as_sent(replied.message)
    stored = backend.store.messages.add("user", message, content.view)
    return {"message_id": stored.message_id, "update_id": backend.queue.push("message", stored.message)}


def speaker(backend: Backend, person_id: int) -> Person:
    """Return the person, known from now on and with an open chat. Raises PeopleError where they blocked the bot."""
    person = backend.store.people.ensure(person_id)
    chat = backend.store.people.chat(person_id)
    if chat is not None and chat.blocked:
        raise PeopleError(409, f"person {person_id} has blocked the bot; unblock it first")
    backend.store.people.open_chat(person.as_chat())
    return person


def edit(backend: Backend, person_id: int, message_id: int, text: str) -> dict[str, int]:
    """Change a text of the person's; the bot gets an edited_message. Raises PeopleError."""
    speaker(backend, person_id)
    stored = backend.store.messages.get(person_id, message_id)
    if stored is None or stored.deleted or stored.sender != "user" or "text" not in stored.message:
        raise PeopleError(404, f"person {person_id} has no text message {message_id} to edit")
    content = text_parts(text)[0]
    kept = {name: value for name, value in stored.message.items() if name not in ("text", "entities")}
    message = {**kept, **content.message, "edit_date": backend.position.unix_time()}
    backend.store.messages.replace(stored, message, content.view, edited=True)
    return {"message_id": message_id, "update_id": backend.queue.push("edited_message", message)}


def block(backend: Backend, person_id: int, *, blocked: bool) -> int | None:
    """Block or unblock the bot, which hears of it. Answers the update_id, None where nothing changed."""
    person = backend.store.people.ensure(person_id)
    chat = backend.store.people.chat(person_id)
    if chat is not None and chat.blocked == blocked:
        return None
    backend.store.people.open_chat(person.as_chat())
    backend.store.people.set_blocked(person_id, blocked)
    backend.store.messages.next_revision()
    before, after = ("member", "kicked") if blocked else ("kicked", "member")
    return backend.queue.push(
        "my_chat_member",
        {
            "chat": person.as_chat(),
            "from": person.as_user(),
            "date": backend.position.unix_time(),
            "old_chat_member": _membership(before),
            "new_chat_member": _membership(after),
        },
    )


def _membership(status: str) -> dict[str, Any]:
    member = {"status": status, "user": _BOT}
    return member | ({"until_date": 0} if status == "kicked" else {})


def text_parts(text: str) -> list[Content]:
    """Return a text as messages of at most 4096 characters, as an app sends a longer one. Raises PeopleError."""
    # A lone surrogate cannot be sent by any app, and could not be stored.
    clean = text.encode("utf-8", "replace").decode()
    parsed = trim(FormattedText(clean))
    if not parsed.text:
        raise PeopleError(400, "there is no text to send")
    parts = [parsed.text[at : at + MAX_TEXT] for at in range(0, len(parsed.text), MAX_TEXT)]
    return [_text_part(part) for part in parts]


def _text_part(text: str) -> Content:
    detected = with_detected(FormattedText(text))
    entities = {"entities": detected.entities} if detected.entities else {}
    return Content({"text": text, **entities}, {"html": render_html(text, detected.entities)})


def picture(backend: Backend, upload: Upload, caption: str) -> Content:
    size = image_size(upload.content) or _DEFAULT_PICTURE_SIZE
    file = backend.store.files.add("photos", upload.name, upload.mime_type, upload.content, size)
    return photo_content(file) | caption_content(caption)


def document(backend: Backend, upload: Upload, caption: str) -> Content:
    file = backend.store.files.add("documents", upload.name, upload.mime_type, upload.content)
    return document_content(file) | caption_content(caption)


def attachment(person_id: int, first_name: str, body: dict[str, Any]) -> Content:
    """Return a contact, a location or a sticker. Raises PeopleError where the body has none."""
    for name, make in _ATTACHMENTS.items():
        if body.get(name):
            given = body[name] if isinstance(body[name], dict) else {}
            return Content({name: make(person_id, first_name, given)}, {"html": ""})
    raise PeopleError(400, "give one of text, contact, location, sticker, photo or document")


def _contact(person_id: int, first_name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the person's own contact, unless `user_id` names somebody else."""
    return {"phone_number": "", "first_name": first_name, "user_id": person_id, **given}


def _location(_: int, __: str, given: dict[str, Any]) -> dict[str, Any]:
    return {**_SHANGHAI, **given}


def _sticker(_: int, __: str, given: dict[str, Any]) -> dict[str, Any]:
    plain = {"file_id": "sandbox-sticker", "file_unique_id": "sticker", "type": "regular", "emoji": "👍"}
    return {**plain, "width": 512, "height": 512, "is_animated": False, "is_video": False, **given}


_ATTACHMENTS: dict[str, Callable[[int, str, dict[str, Any]], dict[str, Any]]] = {
    "contact": _contact,
    "location": _location,
    "sticker": _sticker,
}
