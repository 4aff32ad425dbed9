"""What is asked of the database about changes of phone numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain import tables as t


class PhoneChanges(Protocol):
    """Rows whose seal does not agree are none of those that are handed out."""

    async def get(self, change_id: str) -> t.PhoneChange | None: ...

    async def lock_open(self, customer_id: str) -> t.PhoneChange | None:
        """Return the change of this customer that is not over, locked until the transaction ends."""
        ...

    async def put_aside_altered(self, customer_id: str) -> None:
        """Stop what is open of this customer and whose seal does not agree, so that it is in nobody's way."""
        ...

    async def of_case(self, case_id: str) -> t.PhoneChange | None: ...

    async def asked_since(self, customer_id: str, since: datetime) -> int: ...

    async def untold(self) -> Sequence[t.PhoneChange]:
        """Return the changes of which the old number has not been told."""
        ...
