"""What calendars to subscribe to ask of the database."""

from __future__ import annotations

from typing import Protocol

from domain import tables as t


class Feeds(Protocol):
    async def of(self, customer_id: str, *, locked: bool = False) -> t.CalendarFeed | None: ...

    async def by_hash(self, secret_hash: str) -> t.CalendarFeed | None: ...

    async def delete(self, customer_id: str) -> None: ...
