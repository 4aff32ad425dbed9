"""An `InputRichMessage` to what a chat shows of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.rich.blocks import Block, parse_blocks
from bot.sandbox.rich.limits import TooLargeError, check_limits, walk
from bot.sandbox.rich.render import blocks_html, blocks_text
from bot.sandbox.text.tokens import MarkupError
from domain.patterns import pattern
from domain.value import Value

_MEDIA_ID = pattern(r"[A-Za-z0-9_-]{1,64}")


class RichContent(Value):
    message: dict[str, Any]  # the Bot API's RichMessage
    html: str
    text: str


Photos = Callable[[dict[str, Any]], list[dict[str, Any]]]


def no_photos(_: dict[str, Any]) -> list[dict[str, Any]]:
    raise bad_request("there is no file in the request")


def read_rich_message(given: Any, photos: Photos = no_photos) -> RichContent:
    """Read a rich message; `photos` answers the sizes of an InputMediaPhoto. Raises ApiError where Telegram refuses it, or
    where the sandbox does not know the form.
    """
    if not isinstance(given, dict):
        raise bad_request("can't parse rich message: expected an object")
    blocks = _blocks_of(given)
    try:
        check_limits(blocks)
    except TooLargeError as error:
        raise bad_request(str(error)) from None
    _put_in(blocks, given.get("media") or [], photos)
    text = blocks_text(blocks)
    if not text.strip() and not any(block["type"] == "photo" for block in blocks):
        raise bad_request("rich message is empty")
    message: dict[str, Any] = {"blocks": blocks} | ({"is_rtl": True} if given.get("is_rtl") else {})
    return RichContent(message, blocks_html(blocks), text)


def _put_in(blocks: list[Block], media: Any, photos: Photos) -> None:
    """Put the pictures where the blocks name them. Source: Bot API 10.2, InputRichMessageMedia."""
    if not isinstance(media, list) or not all(isinstance(one, dict) for one in media):
        raise bad_request("can't parse rich message media")
    named = {str(one.get("id", "")): one.get("media") for one in media}
    if not all(_MEDIA_ID.fullmatch(media_id) for media_id in named):
        raise bad_request("rich message media identifier is invalid")
    for block in walk(blocks):
        if block["type"] == "photo":
            found = named.get(block.pop("id"))
            if not isinstance(found, dict) or found.get("type") != "photo":
                raise bad_request("rich message media not found")
            block["photo"] = photos(found)


def _blocks_of(given: dict[str, Any]) -> list[Block]:
    forms = [form for form in ("html", "markdown", "blocks") if given.get(form) is not None]
    if len(forms) != 1:
        raise bad_request(
            "exactly one of the fields html, markdown and blocks must be used in a rich message"
        )
    if forms != ["html"]:
        raise bad_request(f"{forms[0]} of a rich message isn't supported by the sandbox; use html")
    try:
        return parse_blocks(str(given["html"]))
    except MarkupError as error:
        raise bad_request(f"can't parse entities: {error}") from None
