"""What a button says when it is pressed: one class per button, in at most 64 bytes, with a version in front.

A text that does not decode, is of an older version, or was never ours is `BadCallback`; the customer then gets a
fresh screen. Fields are ids, numbers and enumerations only, never anything personal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar, get_type_hints

VERSION = "1"
MAX_BYTES = 64
_FIELD = re.compile(r"[A-Za-z0-9_-]{1,24}")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")

A = TypeVar("A", bound="Action")


class BadCallback(Exception):
    """Callback data that no button of this version carries."""


@dataclass(frozen=True, slots=True)
class Action:
    """A button's meaning. Subclasses set `code` and have fields of type str or int."""

    code: ClassVar[str] = ""

    def pack(self) -> str:
        values = [str(getattr(self, field.name)) for field in fields(self)]
        data = ":".join([VERSION + self.code, *values])
        if len(data.encode()) > MAX_BYTES:
            raise ValueError(f"{type(self).__name__} does not fit into {MAX_BYTES} bytes")
        return data

    @classmethod
    def matches(cls, data: object) -> bool:
        return isinstance(data, str) and data.split(":", 1)[0] == VERSION + cls.code

    @classmethod
    def unpack(cls: type[A], data: str) -> A:
        head, *values = data.split(":")
        names = [field.name for field in fields(cls)]
        if head != VERSION + cls.code or len(values) != len(names):
            raise BadCallback(cls.__name__)
        hints = get_type_hints(cls)
        parsed: dict[str, Any] = {
            name: _parse(value, hints[name]) for name, value in zip(names, values, strict=True)
        }
        return cls(**parsed)


def _parse(value: str, kind: type) -> str | int:
    if kind is int:
        if not _NUMBER.fullmatch(value):
            raise BadCallback(value[:MAX_BYTES])
        return int(value)
    if not _FIELD.fullmatch(value):
        raise BadCallback(value[:MAX_BYTES])
    return value


@dataclass(frozen=True, slots=True)
class Ignore(Action):
    """A button that only shows something."""

    code = "no"
