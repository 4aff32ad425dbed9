"""What a message says: from the bot's parameters or a person's words to the parts a chat stores."""

from __future__ import annotations

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.rich.message import Photos, read_rich_message
from bot.sandbox.store.files import StoredFile
from bot.sandbox.text.detect import with_detected
from bot.sandbox.text.entities import Entity, FormattedText, parse_html, trim
from bot.sandbox.text.render import render_html
from bot.sandbox.text.tokens import MarkupError
from domain.value import Value, field

MAX_TEXT = 4096
MAX_CAPTION = 1024
# The parts of a Message that say something; an edit replaces them together.
CONTENT_FIELDS = ("text", "entities", "rich_message", "link_preview_options")


class Content(Value):
    """`message` goes into the Bot API's Message, `view` is for the people side only."""

    message: dict[str, Any] = field(default_factory=dict)
    view: dict[str, Any] = field(default_factory=dict)

    def __or__(self, other: Content) -> Content:
        return Content({**self.message, **other.message}, {**self.view, **other.view})


def formatted(text: str, parse_mode: str, entities: list[Entity] | None) -> FormattedText:
    """Return the text as Telegram understands it. Raises ApiError on markup it refuses."""
    if parse_mode and parse_mode.lower() != "html":
        raise bad_request(f"unsupported parse_mode: the sandbox knows HTML, not {parse_mode}")
    try:
        parsed = parse_html(text) if parse_mode else trim(FormattedText(text, list(entities or [])))
    except MarkupError as error:
        raise bad_request(f"can't parse entities: {error}") from None
    return with_detected(parsed)


def text_content(text: str, parse_mode: str = "", entities: list[Entity] | None = None) -> Content:
    """Return the text as content. Raises ApiError on markup, an empty text or too long a one."""
    parsed = formatted(text, parse_mode, entities)
    if not parsed.text:
        raise bad_request("message text is empty")
    if len(parsed.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return _worded("text", "entities", parsed)


def caption_content(caption: str, parse_mode: str = "", entities: list[Entity] | None = None) -> Content:
    """Return the caption as content. Raises ApiError as `text_content`; no caption is fine."""
    parsed = formatted(caption, parse_mode, entities)
    if len(parsed.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return _worded("caption", "caption_entities", parsed) if parsed.text else Content(view={"html": ""})


def rich_content(given: Any, photos: Photos) -> Content:
    """Return the rich message as content, with its pictures. Raises ApiError where the rich message is refused."""
    rich = read_rich_message(given, photos)
    return Content({"rich_message": rich.message}, {"rich_html": rich.html, "text": rich.text, "html": ""})


def photo_content(file: StoredFile) -> Content:
    return Content({"photo": photo_sizes(file)}, {"photo": file.file_id})


def photo_sizes(file: StoredFile) -> list[dict[str, Any]]:
    return [file_object(file) | {"width": file.width, "height": file.height}]


def document_content(file: StoredFile) -> Content:
    document = file_object(file) | {"file_name": file.name, "mime_type": file.mime_type}
    return Content({"document": document}, {"document": file.file_id})


def file_object(file: StoredFile) -> dict[str, Any]:
    """Return the part all of the Bot API's file objects share."""
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.content)}


def _worded(name: str, entities_name: str, parsed: FormattedText) -> Content:
    message: dict[str, Any] = {name: parsed.text}
    if parsed.entities:
        message[entities_name] = parsed.entities
    return Content(message, {"html": render_html(parsed.text, parsed.entities)})
