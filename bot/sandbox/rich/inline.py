"""Lines of rich text: elements to `RichText` (a string, a list, or an object with `type` and `text`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.sandbox.rich.tree import Element
from bot.sandbox.text.links import link_address
from bot.sandbox.text.tokens import MarkupError
from domain.patterns import pattern
from domain.text import is_digits

RichText = Any  # str | list[RichText] | {"type": …, "text": RichText, …}

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
}
_SPACES = pattern(r"[ \t\r\n\f]+")
_LINE_BREAK = "\n"


def rich_text(nodes: Iterable[Element | str], *, preserve: bool = False) -> RichText:
    """`preserve` keeps white space as it is (preformatted text); otherwise runs of it are one blank."""
    return _simplest(_trimmed(_pieces(nodes, preserve)) if not preserve else _pieces(nodes, preserve))


def plain_text(text: RichText) -> str:
    """Return the characters of a RichText without its styles."""
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(plain_text(piece) for piece in text)
    return plain_text(text.get("text", "")) if isinstance(text, dict) else ""


def _pieces(nodes: Iterable[Element | str], preserve: bool) -> list[RichText]:
    pieces: list[RichText] = []
    for node in nodes:
        piece = node if isinstance(node, str) else _element(node, preserve)
        if isinstance(node, str) and not preserve:
            piece = _SPACES.sub(" ", node)
        if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
            pieces[-1] += piece
        elif piece != "":
            pieces.append(piece)
    return pieces


def _element(node: Element, preserve: bool) -> RichText:
    if node.name == "br":
        return _LINE_BREAK
    if not node.is_inline:
        raise MarkupError(f'Tag "{node.name}" is not allowed in a line of text at byte offset {node.offset}')
    text = _simplest(_pieces(node.children, preserve))
    if plain_text(text) == "":
        return ""
    if node.name == "a":
        return _link(node, text)
    if node.name == "tg-time":
        return _time(node, text)
    if node.name == "span" and node.attributes.get("class") != "tg-spoiler":
        raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {node.offset}')
    return {"type": _STYLES[node.name], "text": text} if node.name in _STYLES else text


def _link(node: Element, text: RichText) -> RichText:
    url = link_address(node.attributes.get("href", "") or plain_text(text))
    if url is None:
        return text
    if url.startswith("mailto:"):
        return {"type": "email_address", "text": text, "email_address": url.removeprefix("mailto:")}
    if url.startswith("tel:"):
        return {"type": "phone_number", "text": text, "phone_number": url.removeprefix("tel:")}
    return {"type": "url", "text": text, "url": url}


def _time(node: Element, text: RichText) -> RichText:
    unix = node.attributes.get("unix", "")
    if not is_digits(unix.removeprefix("-")):
        raise MarkupError(f'Tag "tg-time" must have attribute "unix" at byte offset {node.offset}')
    time_format = node.attributes.get("format", "")
    return {"type": "date_time", "text": text, "unix_time": int(unix), "date_time_format": time_format}


def _trimmed(pieces: list[RichText]) -> list[RichText]:
    if pieces and isinstance(pieces[0], str):
        pieces[0] = pieces[0].lstrip(" \n")
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] = pieces[-1].rstrip(" \n")
    return [piece for piece in pieces if piece != ""]


def _simplest(pieces: list[RichText]) -> RichText:
    if not pieces:
        return ""
    return pieces[0] if len(pieces) == 1 else pieces
