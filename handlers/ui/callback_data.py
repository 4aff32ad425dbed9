"""What a button says when it is pressed: one class per button, in at most 64 bytes, with a version in front.

A text that does not decode, is of an older version, or was never ours is `BadCallback`; the customer then gets a
fresh screen. Fields are ids, numbers and enumerations only, never anything personal.
"""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import timedelta
from typing import ClassVar, Never, Self, dataclass_transform

from domain.patterns import pattern

VERSION = "1"
MAX_BYTES = 64
# How long after its screen was shown a button confirms something: while it is being read, or of what cannot be undone.
WHILE_READ = timedelta(minutes=30)
AT_ONCE = timedelta(minutes=10)
# In front of what a button says: of one under a message that stays, that what it leads to is a message of its own; of 返回,
# that it leads to where one came from, and else to what it says.
STAYS, BACK = "k", "b"
_MARKS = STAYS + BACK
_FIELD = pattern(r"[A-Za-z0-9_-]{1,24}")
_NUMBER = pattern(r"0|[1-9][0-9]{0,8}")
# Annotations are texts under `from __future__ import annotations`.
_KINDS: dict[object, type[str | int]] = {"str": str, "int": int, str: str, int: int}


class BadCallback(Exception):
    """Callback data that no button of this version carries."""


@dataclass_transform(frozen_default=True)
class Action:
    """A button's meaning: `class OpenBill(Action, code="bi")`, with fields of type str or int and nothing else.

    For whoever uses them, subclasses are frozen dataclasses. What a dataclass writes and compiles for each class stands here
    once for all of them: there are so many buttons that compiling took a noticeable part of the start.
    """

    code: ClassVar[str]
    is_place: ClassVar[bool]  # it only shows something, so one can come back to it: `Open…`, `Explain…`
    kinds: ClassVar[dict[str, type[str | int]]]
    lasts: ClassVar[timedelta | None]

    def __init_subclass__(cls, *, code: str, lasts: timedelta | None = None) -> None:
        """`lasts`: of a button that confirms something, how long after its screen was shown it does so. It is never carried
        out from what an earlier process left undone. Raise KeyError where a field is neither str nor int."""
        cls.code, cls.lasts = code, lasts
        cls.is_place = cls.__name__.startswith(("Open", "Explain"))
        cls.kinds = {name: _KINDS[kind] for name, kind in cls.__annotations__.items()}

    def __init__(self, *values: str | int, **named: str | int) -> None:
        given = dict(zip(self.kinds, values, strict=False)) | named
        if len(values) + len(named) != len(self.kinds) or given.keys() != self.kinds.keys():
            raise TypeError(f"{type(self).__name__} takes {', '.join(self.kinds) or 'nothing'}")
        vars(self).update(given)

    def __setattr__(self, name: str, value: object) -> Never:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> Never:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.kinds)
        return f"{type(self).__qualname__}({shown})"

    def _values(self) -> tuple[str | int, ...]:
        return tuple(getattr(self, name) for name in self.kinds)

    def pack(self, *, stays: bool = False, back: bool = False) -> str:
        """Return what the button holds on the wire, under a message that `stays` or not, on the way `back` or not; raise
        ValueError where that is too long.
        """
        marks = (STAYS if stays else "") + (BACK if back and self.is_place else "")
        data = ":".join([marks + VERSION + self.code, *map(str, self._values())])
        if len(data.encode()) > MAX_BYTES:
            raise ValueError(f"{type(self).__name__} does not fit into {MAX_BYTES} bytes")
        return data

    @classmethod
    def matches(cls, data: object) -> bool:
        """Return whether the data is of this kind of button, well-formed or not."""
        return isinstance(data, str) and bare(data).split(":", 1)[0] == VERSION + cls.code

    @classmethod
    def unpack(cls, data: str) -> Self:
        """Return the button that packs to this data; raise BadCallback where none does."""
        head, *values = bare(data).split(":")
        if head != VERSION + cls.code or len(values) != len(cls.kinds):
            raise BadCallback(cls.__name__)
        return cls(*map(_parse, values, cls.kinds.values()))


def _parse(value: str, kind: type[str | int]) -> str | int:
    if kind is int:
        if not _NUMBER.fullmatch(value):
            raise BadCallback(value[:MAX_BYTES])
        return int(value)
    if not _FIELD.fullmatch(value):
        raise BadCallback(value[:MAX_BYTES])
    return value


def bare(data: str) -> str:
    """Return what a button says without the marks in front of it."""
    return data.lstrip(_MARKS)


def stands_under_what_stays(data: object) -> bool:
    """Return whether a button says so of the message that it stands under."""
    return isinstance(data, str) and STAYS in data[: len(data) - len(bare(data))]


def leads_back(data: str) -> bool:
    return BACK in data[: len(data) - len(bare(data))]


class Ignore(Action, code="no"):
    """Say nothing: the button only shows something."""
