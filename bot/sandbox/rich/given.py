"""Rich messages given as `blocks`: checked and completed to what Telegram sends back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.rich.blocks import Block
from bot.sandbox.rich.render import STYLE_TAGS

_REQUIRED = {
    "paragraph": ("text",),
    "heading": ("text", "size"),
    "pre": ("text",),
    "footer": ("text",),
    "divider": (),
    "anchor": ("name",),
    "list": ("items",),
    "blockquote": ("blocks",),
    "expandable_blockquote": ("text",),
    "pullquote": ("text",),
    "table": ("cells",),
    "details": ("summary", "blocks"),
}
_STYLED = frozenset({*STYLE_TAGS, "url", "email_address", "phone_number", "anchor_link", "date_time"})


class BlockError(ValueError):
    """A given block is not of its form."""


def complete_blocks(given: Any) -> list[Block]:
    """The blocks as a received message has them. Raises BlockError naming the block at fault."""
    return [_block(block) for block in _list_of(given, "blocks")]


def _block(given: Any) -> Block:
    if not isinstance(given, dict) or given.get("type") not in _REQUIRED:
        kind = given.get("type") if isinstance(given, dict) else given
        raise BlockError(f"block of type {kind!r} isn't supported by the sandbox")
    missing = [name for name in _REQUIRED[given["type"]] if name not in given]
    if missing:
        raise BlockError(f'field "{missing[0]}" of the block "{given["type"]}" is required')
    return {name: _PARTS.get(name, _as_is)(value) for name, value in given.items()}


def _as_is(value: Any) -> Any:
    return value


def _text(text: Any) -> Any:
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return [_text(piece) for piece in text]
    if isinstance(text, dict) and text.get("type") in _STYLED and "text" in text:
        return {**text, "text": _text(text["text"])}
    raise BlockError("rich text of this type isn't supported by the sandbox")


def _items(given: Any) -> list[Block]:
    items = []
    for item in _list_of(given, "items"):
        if not isinstance(item, dict) or "blocks" not in item:
            raise BlockError("a list item needs blocks")
        label = f"{item['value']}." if "value" in item else "•"
        items.append({"label": label, **item, "blocks": complete_blocks(item["blocks"])})
    return items


def _cells(given: Any) -> list[list[Block]]:
    return [[_cell(cell) for cell in _list_of(row, "row")] for row in _list_of(given, "cells")]


def _cell(given: Any) -> Block:
    if not isinstance(given, dict):
        raise BlockError("a table cell must be an object")
    cell = {"align": "left", "valign": "middle", **given}
    return {**cell, "text": _text(cell["text"])} if "text" in cell else cell


def _list_of(given: Any, name: str) -> list[Any]:
    if not isinstance(given, list):
        raise BlockError(f"{name} must be a list")
    return given


_PARTS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "summary": _text,
    "caption": _text,
    "credit": _text,
    "blocks": complete_blocks,
    "items": _items,
    "cells": _cells,
}
