"""HTML as Telegram reads it: start tags, end tags and text. Stricter than a browser: nothing is repaired."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Set

from domain.patterns import pattern
from domain.value import Value, field

_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = pattern(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));?")
_TAG_NAME = pattern(r"[^\s>/]*")
_ATTRIBUTE_NAME = pattern(r"[^\s=>/\"']+")
_BARE_VALUE = pattern(r"[A-Za-z0-9.:_/#%-]+")
_SPACE = pattern(r"\s*")
_LAST_CODE_POINT = 0x10FFFF


class MarkupError(ValueError):
    """The markup is broken. The message is what Telegram puts behind "can't parse entities: "."""


class StartTag(Value):
    name: str
    offset: int  # in UTF-8 bytes, as Telegram reports places
    attributes: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False  # <br/>


class EndTag(Value):
    name: str
    offset: int


class Text(Value):
    text: str


Token = StartTag | EndTag | Text


def tokenize(source: str, tags: Set[str], *, all_references: bool = False) -> Iterator[Token]:
    """Yield the tokens of `source`; only `tags` may start. `all_references`: every HTML entity is known, not just
    four.

    Raises MarkupError on the way.
    """
    decode = html.unescape if all_references else _decode
    at = 0
    while at < len(source):
        tag = source.find("<", at)
        if tag != at:
            yield Text(decode(source[at : tag if tag >= 0 else len(source)]))
        if tag < 0:
            return
        token, at = _end_tag(source, tag) if source.startswith("</", tag) else _start_tag(source, tag, tags)
        yield token


def _decode(text: str) -> str:
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    hexadecimal, decimal, name = reference.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code <= _LAST_CODE_POINT else reference.group()


def _byte_offset(source: str, at: int) -> int:
    return len(source[:at].encode())


def _end_tag(source: str, at: int) -> tuple[EndTag, int]:
    close = source.find(">", at)
    if close < 0:
        raise MarkupError(f"Unclosed end tag at byte offset {_byte_offset(source, at)}")
    return EndTag(source[at + 2 : close].strip().lower(), _byte_offset(source, at)), close + 1


def _start_tag(source: str, start: int, tags: Set[str]) -> tuple[StartTag, int]:
    offset = _byte_offset(source, start)
    name_match = _TAG_NAME.match(source, start + 1)
    assert name_match is not None  # the pattern matches the empty string
    name, at = name_match.group().lower(), name_match.end()
    if at >= len(source):
        raise MarkupError(f"Unclosed start tag at byte offset {offset}")
    if name not in tags:
        raise MarkupError(f'Unsupported start tag "{name}" at byte offset {offset}')
    attributes: dict[str, str] = {}
    closed = False
    while True:
        at = _skip_space(source, at)
        if at >= len(source):
            raise MarkupError(f'Unclosed start tag "{name}" at byte offset {offset}')
        if source[at] == ">":
            return StartTag(name, offset, attributes, closed), at + 1
        if source[at] == "/":
            closed, at = True, at + 1
            continue
        key, value, at = _attribute(source, at, name, offset)
        attributes[key] = value


def _attribute(source: str, at: int, tag: str, offset: int) -> tuple[str, str, int]:
    key = _ATTRIBUTE_NAME.match(source, at)
    if key is None:
        raise MarkupError(f'Empty attribute name in the tag "{tag}" at byte offset {offset}')
    at = _skip_space(source, key.end())
    if not source.startswith("=", at):
        return key.group().lower(), "", at
    at = _skip_space(source, at + 1)
    if source[at : at + 1] in ('"', "'"):
        close = source.find(source[at], at + 1)
        if close < 0:
            raise MarkupError(f'Unclosed start tag "{tag}" at byte offset {offset}')
        return key.group().lower(), _decode(source[at + 1 : close]), close + 1
    value = _BARE_VALUE.match(source, at)
    if value is None:
        raise MarkupError(f"Unexpected end of name token at byte offset {_byte_offset(source, at)}")
    return key.group().lower(), value.group(), value.end()


def _skip_space(source: str, at: int) -> int:
    match = _SPACE.match(source, at)
    assert match is not None  # the pattern matches the empty string
    return match.end()
