"""What the domain asks of the outside world. Every port has a real and a sandbox implementation, chosen by a setting.

No vendor's type crosses a port. Repositories answer rows and never commit; a unit of work commits once, in a service.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class FieldCipher(Protocol):
    """Encryption of single fields at rest."""

    def seal(self, plain: str) -> str: ...

    def open(self, token: str) -> str: ...

    def lookup_hash(self, plain: str) -> str:
        """Return a keyed hash: equal texts can be found, none can be guessed without the key."""
        ...


class InvalidSignature(Exception):
    """A notification that is not the gateway's, or not for us. What it says is not in the message."""
