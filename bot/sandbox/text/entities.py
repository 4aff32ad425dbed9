"""`parse_mode: HTML`: markup to a text and its entities.

Source of the rules: Bot API, "HTML style" and "MessageEntity" (offsets and lengths in UTF-16 code units).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.text.links import link_address
from bot.sandbox.text.tokens import EndTag, MarkupError, StartTag, Text, Token, tokenize
from domain.text import is_digits

Entity = dict[str, Any]

_PLAIN = {
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
    "code": "code",
}
_TAGS = frozenset(_PLAIN) | {"a", "pre", "blockquote", "span", "tg-time", "tg-emoji"}


@dataclass(frozen=True, slots=True)
class FormattedText:
    """`entities` as in the Bot API, outer before inner."""

    text: str
    entities: list[Entity] = field(default_factory=list)


def parse_html(source: str) -> FormattedText:
    """Parse the markup. Raises MarkupError where Telegram refuses the markup. White space around the text is cut off."""
    builder = _Builder()
    for token in tokenize(source, _TAGS):
        builder.feed(token)
    return trim(builder.finish())


def trim(formatted: FormattedText) -> FormattedText:
    """Without white space at both ends, entities moved and cut accordingly."""
    text = formatted.text.strip()
    cut = utf16_length(formatted.text[: len(formatted.text) - len(formatted.text.lstrip())])
    end = utf16_length(text)
    entities = []
    for entity in formatted.entities:
        first = min(max(entity["offset"] - cut, 0), end)
        last = min(max(entity["offset"] + entity["length"] - cut, 0), end)
        if last > first:
            entities.append({**entity, "offset": first, "length": last - first})
    return FormattedText(text, sorted(entities, key=outer_first))


def outer_first(entity: Entity) -> tuple[int, int]:
    return entity["offset"], -entity["length"]


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class _Open:
    tag: StartTag
    start: int  # in UTF-16 units
    position: int  # in code points


class _Builder:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0  # of the text so far, in code points
        self._units = 0  # the same in UTF-16 units
        self._open: list[_Open] = []
        self._entities: list[Entity] = []
        self._code: tuple[tuple[int, int], str] | None = None  # span and class of the last <code> closed

    def feed(self, token: Token) -> None:
        if isinstance(token, Text):
            self._parts.append(token.text)
            self._length += len(token.text)
            self._units += utf16_length(token.text)
        elif isinstance(token, StartTag):
            _check_start(token)
            self._open.append(_Open(token, self._units, self._length))
        else:
            self._close(token)

    def finish(self) -> FormattedText:
        if self._open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag.name}"')
        return FormattedText("".join(self._parts), self._entities)

    def _close(self, token: EndTag) -> None:
        if not self._open:
            raise MarkupError(f"Unexpected end tag at byte offset {token.offset}")
        opened = self._open.pop()
        if token.name and token.name != opened.tag.name:
            raise MarkupError(
                f"Unmatched end tag at byte offset {token.offset}, "
                f'expected "</{opened.tag.name}>", found "</{token.name}>"'
            )
        if self._units > opened.start:
            self._add(opened)

    def _add(self, opened: _Open) -> None:
        entity = self._entity(opened)
        if entity is None:
            return
        span = (opened.start, self._units - opened.start)
        if opened.tag.name == "code":
            self._code = (span, opened.tag.attributes.get("class", ""))
        if opened.tag.name == "pre" and self._code and self._code[0] == span:
            self._name_language(entity, self._code[1])
        self._entities.append({**entity, "offset": span[0], "length": span[1]})

    def _name_language(self, pre: Entity, css_class: str) -> None:
        """<pre><code class="language-…">: the code fills the pre and only names its language."""
        if css_class.startswith("language-"):
            self._entities.pop()
            pre["language"] = css_class.removeprefix("language-")

    def _entity(self, opened: _Open) -> Entity | None:
        name, attributes = opened.tag.name, opened.tag.attributes
        if name == "a":
            return self._link(opened)
        if name == "blockquote":
            return {"type": "expandable_blockquote" if "expandable" in attributes else "blockquote"}
        if name == "tg-time":
            return _time(opened.tag)
        if name == "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")}
        return {"type": {"pre": "pre", "span": "spoiler"}.get(name) or _PLAIN[name]}

    def _link(self, opened: _Open) -> Entity | None:
        shown = "".join(self._parts)[opened.position :]
        address = opened.tag.attributes.get("href") or shown
        if address.startswith("tg://user?id=") and is_digits(digits := address[13:]):
            user = {"id": int(digits), "is_bot": False, "first_name": shown}
            return {"type": "text_mention", "user": user}
        url = link_address(address)
        return {"type": "text_link", "url": url} if url else None


def _check_start(tag: StartTag) -> None:
    if tag.name == "span" and tag.attributes.get("class") != "tg-spoiler":
        raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {tag.offset}')
    if tag.name == "tg-time" and not is_digits(tag.attributes.get("unix", "").removeprefix("-")):
        raise MarkupError(f'Tag "tg-time" must have attribute "unix" at byte offset {tag.offset}')


def _time(tag: StartTag) -> Entity:
    entity: Entity = {"type": "date_time", "unix_time": int(tag.attributes["unix"])}
    if tag.attributes.get("format"):
        entity["date_time_format"] = tag.attributes["format"]
    return entity
