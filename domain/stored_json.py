"""Values as they are kept in JSON columns: their fields by name, decimals and dates as text."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from msgspec import convert, json, to_builtins

T = TypeVar("T")


def to_stored(value: object, *, exclude: Collection[str] = ()) -> dict[str, Any]:
    """Return the value for the database, without the fields that are excluded."""
    dumped: dict[str, Any] = to_builtins(value)
    return {name: kept for name, kept in dumped.items() if name not in exclude}


def from_stored(kind: type[T], stored: object) -> T:
    """Return the value that was kept. Raises msgspec's ValidationError where it is none of this kind."""
    return convert(stored, kind)


def stored_text(value: object) -> str:
    """Return the value as text, for what is sealed as a whole."""
    return json.encode(value).decode()


def from_stored_text(kind: type[T], stored: str) -> T:
    """Return the value that was kept as text. Raises msgspec's ValidationError where it is none of this kind."""
    return json.decode(stored, type=kind)
