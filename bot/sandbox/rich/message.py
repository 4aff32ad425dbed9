"""An `InputRichMessage` to what a chat shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.rich.blocks import Block, parse_blocks
from bot.sandbox.rich.limits import TooLargeError, check_limits
from bot.sandbox.rich.render import blocks_html, blocks_text
from bot.sandbox.text.tokens import MarkupError


@dataclass(frozen=True, slots=True)
class RichContent:
    message: dict[str, Any]  # the Bot API's RichMessage
    html: str
    text: str


def read_rich_message(given: Any) -> RichContent:
    """Read a rich message. Raises ApiError where Telegram refuses it, or where the sandbox does not know the form."""
    if not isinstance(given, dict):
        raise bad_request("can't parse rich message: expected an object")
    blocks = _blocks_of(given)
    try:
        check_limits(blocks)
    except TooLargeError as error:
        raise bad_request(str(error)) from None
    text = blocks_text(blocks)
    if not text.strip():
        raise bad_request("rich message is empty")
    message: dict[str, Any] = {"blocks": blocks} | ({"is_rtl": True} if given.get("is_rtl") else {})
    return RichContent(message, blocks_html(blocks), text)


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
