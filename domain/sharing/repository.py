"""What shared due dates ask of the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain import tables as t


class Sharings(Protocol):
    async def of(self, customer_id: str, *, locked: bool = False) -> t.Sharing | None:
        """Return the owner's row, over or not."""
        ...

    async def by_hash(self, secret_hash: str) -> t.Sharing | None: ...

    async def by_id(self, sharing_id: str) -> t.Sharing | None: ...

    async def watched_by(self, watcher_id: str) -> Sequence[t.Sharing]:
        """Return those that the customer watches, the oldest first."""
        ...

    async def abandoned(self) -> Sequence[t.Sharing]:
        """Return those that are not over, though their owner has stopped the assistant."""
        ...

    async def first_abandoned(self) -> datetime | None:
        """Return since when there is one of these."""
        ...
