"""Rich HTML as a tree of elements. Nothing is repaired: a tag left open is an error, as at Telegram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.sandbox.text.tokens import EndTag, MarkupError, StartTag, Text, tokenize

VOID_TAGS = frozenset({"br", "hr", "img"})
INLINE_TAGS = frozenset(
    {"a", "b", "br", "cite", "code", "del", "em", "i", "ins", "s", "span", "strike", "strong"}
    | {"tg-spoiler", "tg-time", "u"}
)
BLOCK_TAGS = frozenset(
    {"blockquote", "details", "summary", "hr", "img", "p", "pre", "table", "caption", "tr", "td", "th"}
)


@dataclass(slots=True)
class Element:
    name: str
    offset: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def is_inline(self) -> bool:
        """Whether it stands in a line of text."""
        return self.name in INLINE_TAGS


def parse_tree(source: str) -> list[Element | str]:
    """Return the top of the tree. Raises MarkupError naming the tag at fault."""
    root = Element("", 0)
    stack = [root]
    for token in tokenize(source, INLINE_TAGS | BLOCK_TAGS, all_references=True):
        if isinstance(token, Text):
            stack[-1].children.append(token.text)
        elif isinstance(token, StartTag):
            _open(stack, token)
        else:
            _close(stack, token)
    if len(stack) > 1:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{stack[-1].name}"')
    return root.children


def _open(stack: list[Element], tag: StartTag) -> None:
    element = Element(tag.name, tag.offset, tag.attributes)
    stack[-1].children.append(element)
    if tag.name not in VOID_TAGS and not tag.closed:
        stack.append(element)


def _close(stack: list[Element], tag: EndTag) -> None:
    if len(stack) == 1 or tag.name in VOID_TAGS:
        raise MarkupError(f"Unexpected end tag at byte offset {tag.offset}")
    opened = stack.pop()
    if tag.name != opened.name:
        raise MarkupError(
            f"Unmatched end tag at byte offset {tag.offset}, "
            f'expected "</{opened.name}>", found "</{tag.name}>"'
        )
