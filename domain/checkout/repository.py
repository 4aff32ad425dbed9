"""What is asked of the database about drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain import tables as t


class Drafts(Protocol):
    async def open_of(self, customer_id: str) -> t.CheckoutDraft | None: ...

    async def get(self, draft_id: str) -> t.CheckoutDraft | None:
        """Return the draft, locked until the transaction ends."""
        ...

    async def oldest_open(self) -> datetime | None:
        """Return when the oldest open draft was begun."""
        ...

    async def cancel_open_from_before(self, instant: datetime) -> int:
        """Cancel every open draft begun before `instant`; answers how many."""
        ...

    async def being_read(self) -> Sequence[tuple[t.CheckoutDraft, t.Customer]]:
        """Open drafts whose disclosure is on the screen and whose reading time is not over."""
        ...
