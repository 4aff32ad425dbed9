"""Values as they are kept in JSON columns: the fields of frozen dataclasses by name, decimals and dates as text."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")
_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def to_stored(value: object, **options: Any) -> dict[str, Any]:
    """Return the value for the database; `options` go to pydantic's `dump_python`."""
    dumped: dict[str, Any] = _adapter(type(value)).dump_python(value, mode="json", **options)
    return dumped


def from_stored(kind: type[T], stored: object) -> T:
    """Return the value that was kept. Raises pydantic's ValidationError where it is none of this kind."""
    return cast("T", _adapter(kind).validate_python(stored))


def stored_text(value: object) -> str:
    """Return the value as text, for what is sealed as a whole."""
    return _adapter(type(value)).dump_json(value).decode()


def from_stored_text(kind: type[T], stored: str) -> T:
    """Return the value that was kept as text. Raises pydantic's ValidationError where it is none of this kind."""
    return cast("T", _adapter(kind).validate_json(stored))


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """Make it with the first value: a start has none to read, and each takes milliseconds to make."""
    known = _adapters.get(kind)
    if known is None:
        known = _adapters[kind] = TypeAdapter(kind)
    return known
