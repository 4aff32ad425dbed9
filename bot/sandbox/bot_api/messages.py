"""Methods that put a new message into a chat."""

from __future__ import annotations

from typing import Any

from bot.sandbox.bot_api.call import Call
from bot.sandbox.bot_api.params import Upload
from bot.sandbox.content import (
    Content,
    caption_content,
    document_content,
    photo_content,
    photo_sizes,
    rich_content,
    text_content,
)
from bot.sandbox.errors import bad_request
from bot.sandbox.images import image_size
from bot.sandbox.keyboards import check_markup
from bot.sandbox.store.files import StoredFile
from bot.sandbox.store.people import Chat

CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
    }
    | {"choose_sticker", "find_location", "record_video_note", "upload_video_note"}
)


async def send_message(call: Call) -> dict[str, Any]:
    chat = call.chat()
    return post(call, chat, _with_preview(call, read_text(call)))


async def send_rich_message(call: Call) -> dict[str, Any]:
    chat = call.chat()
    return post(call, chat, read_rich(call, call.params.structure("rich_message")))


async def send_photo(call: Call) -> dict[str, Any]:
    chat = call.chat()
    return post(call, chat, photo_content(_photo(call)) | read_caption(call))


async def send_document(call: Call) -> dict[str, Any]:
    chat = call.chat()
    return post(call, chat, document_content(_document(call)) | read_caption(call))


async def send_chat_action(call: Call) -> bool:
    chat = call.chat()
    if call.params.text("action") not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.backend.hub.type_in(chat.id)
    return True


def post(call: Call, chat: Chat, content: Content) -> dict[str, Any]:
    """Store the bot's message and answer it as Telegram does. Raises ApiError (markup, reply, 429)."""
    markup = check_markup(call.params.structure("reply_markup"))
    message: dict[str, Any] = {"from": call.bot, "chat": chat.chat, "date": call.backend.position.unix_time()}
    message |= content.message | ({"reply_markup": markup} if markup else {}) | _reply(call, chat)
    if call.params.flag("protect_content"):
        message["has_protected_content"] = True
    call.backend.limits.count(chat.id)
    stored = call.backend.store.messages.add("bot", message, content.view)
    call.backend.hub.stop_typing(chat.id)
    return as_sent(stored.message)


def as_sent(message: dict[str, Any]) -> dict[str, Any]:
    """Return the message as a bot sees it: inline keyboards of its own messages, but not the keyboards it sent for
    typing.
    """
    markup = message.get("reply_markup", {})
    if markup and "inline_keyboard" not in markup:
        return {name: value for name, value in message.items() if name != "reply_markup"}
    return message


def read_text(call: Call) -> Content:
    params = call.params
    return text_content(params.text("text"), params.text("parse_mode"), params.structure("entities"))


def read_rich(call: Call, given: Any) -> Content:
    def photos(media: dict[str, Any]) -> list[dict[str, Any]]:
        return photo_sizes(_photo_of(call, str(media.get("media", ""))))

    return rich_content(given, photos)


def read_caption(call: Call) -> Content:
    params = call.params
    return caption_content(
        params.text("caption"), params.text("parse_mode"), params.structure("caption_entities")
    )


def _with_preview(call: Call, content: Content) -> Content:
    options = call.params.structure("link_preview_options")
    return content | Content({"link_preview_options": options}) if isinstance(options, dict) else content


def _reply(call: Call, chat: Chat) -> dict[str, Any]:
    parameters = call.params.structure("reply_parameters") or {}
    replied_id = parameters.get("message_id") or call.params.integer("reply_to_message_id")
    if replied_id is None:
        return {}
    replied = call.backend.store.messages.get(chat.id, int(replied_id))
    if replied is not None and not replied.deleted:
        bare = {name: value for name, value in replied.message.items() if name != "reply_to_message"}
        return {"reply_to_message": as_sent(bare)}
    if parameters.get("allow_sending_without_reply") or call.params.flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _photo(call: Call) -> StoredFile:
    upload = call.params.upload("photo")
    return _known_file(call, "photo") if upload is None else _stored_photo(call, upload)


def _photo_of(call: Call, named: str) -> StoredFile:
    """Return the picture that comes with the request, or one that was sent before, by its id."""
    upload = call.params.attached(named)
    return _known(call, named, photo=True) if upload is None else _stored_photo(call, upload)


def _stored_photo(call: Call, upload: Upload) -> StoredFile:
    size = image_size(upload.content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    return call.backend.store.files.add("photos", upload.name, upload.mime_type, upload.content, size)


def _document(call: Call) -> StoredFile:
    upload = call.params.upload("document")
    if upload is None:
        return _known_file(call, "document")
    if not upload.content:
        raise bad_request("file must be non-empty")
    return call.backend.store.files.add("documents", upload.name, upload.mime_type, upload.content)


def _known_file(call: Call, name: str) -> StoredFile:
    """Find a file sent before, by its id. The sandbox fetches nothing from the web."""
    if name not in call.params:
        raise bad_request(f"there is no {name} in the request")
    return _known(call, call.params.text(name), photo=name == "photo")


def _known(call: Call, file_id: str, *, photo: bool) -> StoredFile:
    file = call.backend.store.files.get(file_id)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if photo and file.width is None:
        raise bad_request("can't use file of type Document as Photo")
    return file
