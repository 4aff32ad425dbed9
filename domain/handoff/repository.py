"""What is asked of the database about applications at lenders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain import tables as t


class Applications(Protocol):
    async def get(self, application_id: str) -> t.Application | None: ...

    async def open_of(self, draft_id: str, plan_id: str) -> t.Application | None: ...

    async def of_draft(self, draft_id: str) -> Sequence[t.Application]:
        """Return the open applications of the draft."""
        ...

    async def lock(self, application_id: str) -> t.Application | None: ...

    async def any_open(self, since: datetime) -> bool:
        """Return whether `all_open` has any."""
        ...

    async def all_open(self, since: datetime, limit: int) -> Sequence[t.Application]:
        """Return the open applications, the oldest first."""
        ...
