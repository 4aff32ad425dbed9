"""What the domain asks of the outside world. Every port has a real and a sandbox implementation, chosen by a setting.

No vendor's type crosses a port. Repositories answer rows and never commit; a unit of work commits once, in a service.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Protocol

from domain.value import Value


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class Place(Value):
    """Where a sealed field stands: `key` is its row's primary key, and whose the row is (`domain.columns.place_of`)."""

    table: str
    column: str
    key: tuple[str, ...]

    def as_bytes(self) -> bytes:
        """Return the place as what a token is bound to; no two places are the same."""
        return json.dumps([self.table, self.column, *self.key], ensure_ascii=False).encode()


class FieldCipher(Protocol):
    """Encryption of single fields at rest. What was sealed for one place opens in no other."""

    def seal(self, plain: str, place: Place) -> str: ...

    def open(self, token: str, place: Place) -> str:
        """Return what was sealed. Raises `SealBroken` where it was not sealed for this place, or was altered."""
        ...

    def confirm(self, token: str | None, place: Place, plain: str) -> None:
        """Raise `SealBroken` unless it is `plain` that was sealed for this place; nothing at all was not."""
        ...

    def lookup_hash(self, plain: str) -> str:
        """Return a keyed hash: equal texts can be found, none can be guessed without the key."""
        ...


class InvalidSignature(Exception):
    """A notification that is not the gateway's, or not for us. What it says is not in the message."""
