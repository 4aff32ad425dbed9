"""Rich HTML to blocks: what stands above one another in a rich message."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from bot.sandbox.rich.inline import plain_text, rich_text
from bot.sandbox.rich.tree import Element, parse_tree
from bot.sandbox.text.tokens import MarkupError
from domain.text import is_digits

Block = dict[str, Any]
PHOTO_LINK = "tg://photo?id="
_ALIGN = frozenset({"left", "center", "right"})
_VALIGN = frozenset({"top", "middle", "bottom"})


def parse_blocks(source: str) -> list[Block]:
    """Return the blocks of a rich message's `html`. Raises MarkupError naming the tag at fault."""
    return _blocks(parse_tree(source))


def _blocks(nodes: Sequence[Element | str]) -> list[Block]:
    """Loose text between blocks becomes paragraphs."""
    blocks: list[Block] = []
    for in_line, group in groupby(nodes, key=lambda node: isinstance(node, str) or node.is_inline):
        if in_line:
            text = rich_text(group)
            blocks += [{"type": "paragraph", "text": text}] if plain_text(text).strip() else []
        else:
            blocks += [_block(node) for node in group if isinstance(node, Element)]
    return blocks


def _block(node: Element) -> Block:
    make = _MAKERS.get(node.name)
    if make is None:
        raise MarkupError(f'Tag "{node.name}" is out of place at byte offset {node.offset}')
    return make(node)


def _paragraph(node: Element) -> Block:
    return {"type": "paragraph", "text": rich_text(node.children)}


def _preformatted(node: Element) -> Block:
    children = node.children
    block: Block = {"type": "pre"}
    if len(children) == 1 and isinstance(children[0], Element) and children[0].name == "code":
        language = children[0].attributes.get("class", "").removeprefix("language-")
        block |= {"language": language} if language else {}
        children = children[0].children
    return {**block, "text": rich_text(children, preserve=True)}


def _photo(node: Element) -> Block:
    """Return the block by the id of its picture, which `message.read_rich_message` puts into its place."""
    source = node.attributes.get("src", "")
    if not source.startswith(PHOTO_LINK):
        raise MarkupError(f'Tag "img" has no picture of the message at byte offset {node.offset}')
    return {"type": "photo", "id": source.removeprefix(PHOTO_LINK)}


def _divider(_: Element) -> Block:
    return {"type": "divider"}


def _quotation(node: Element) -> Block:
    credit, rest = _taken_out(node, "cite")
    extra = {"credit": rich_text(credit.children)} if credit else {}
    if "expandable" in node.attributes:
        return {"type": "expandable_blockquote", "text": rich_text(rest), **extra}
    return {"type": "blockquote", "blocks": _blocks(rest), **extra}


def _details(node: Element) -> Block:
    summary, rest = _taken_out(node, "summary")
    if summary is None:
        raise MarkupError(f'Tag "details" must have a tag "summary" at byte offset {node.offset}')
    block: Block = {"type": "details", "summary": rich_text(summary.children), "blocks": _blocks(rest)}
    return block | ({"is_open": True} if "open" in node.attributes else {})


def _table(node: Element) -> Block:
    caption, rest = _taken_out(node, "caption")
    rows = [[_cell(cell) for cell in _only(row, "td", "th")] for row in _only(node, "tr", among=rest)]
    block: Block = {"type": "table", "cells": rows}
    block |= {f"is_{flag}": True for flag in ("bordered", "striped", "compact") if flag in node.attributes}
    return block | ({"caption": rich_text(caption.children)} if caption else {})


def _cell(node: Element) -> Block:
    align, valign = node.attributes.get("align", "left"), node.attributes.get("valign", "middle")
    if align not in _ALIGN or valign not in _VALIGN:
        raise MarkupError(f'Invalid alignment in the tag "{node.name}" at byte offset {node.offset}')
    cell: Block = {"align": align, "valign": valign, "text": rich_text(node.children)}
    cell |= {"is_header": True} if node.name == "th" else {}
    return cell | {name: span for name in ("colspan", "rowspan") if (span := _span(node, name)) > 1}


def _span(node: Element, name: str) -> int:
    text = node.attributes.get(name, "1")
    if not is_digits(text) or int(text) < 1:
        raise MarkupError(f'Invalid {name} in the tag "{node.name}" at byte offset {node.offset}')
    return int(text)


def _taken_out(node: Element, name: str) -> tuple[Element | None, list[Element | str]]:
    """Return the first child called `name`, and the other children."""
    found = next(
        (child for child in node.children if isinstance(child, Element) and child.name == name), None
    )
    return found, [child for child in node.children if child is not found]


def _only(node: Element, *names: str, among: Sequence[Element | str] | None = None) -> Iterator[Element]:
    """Yield the children, which must all be one of `names`; blanks between them are nothing."""
    for child in node.children if among is None else among:
        if isinstance(child, Element) and child.name in names:
            yield child
        elif isinstance(child, Element):
            raise MarkupError(f'Tag "{child.name}" is out of place at byte offset {child.offset}')
        elif child.strip():
            raise MarkupError(f'Text is out of place in the tag "{node.name}" at byte offset {node.offset}')


_MAKERS: dict[str, Callable[[Element], Block]] = {
    "p": _paragraph,
    "pre": _preformatted,
    "hr": _divider,
    "img": _photo,
    "blockquote": _quotation,
    "details": _details,
    "table": _table,
}
