"""What is asked of the database about verified persons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain import tables as t


class Identities(Protocol):
    async def get(self, customer_id: str) -> t.Identity | None: ...

    async def of_check(self, check_id: str) -> t.Identity | None:
        """Whose check runs under this id; locked."""
        ...

    async def any_reviewing(self) -> bool: ...

    async def any_face_open(self) -> bool: ...

    async def reviewing(self, limit: int) -> Sequence[t.Identity]:
        """Return the identities whose check runs."""
        ...

    async def of_face_check(self, check_id: str) -> t.Identity | None:
        """Whose face is looked at under this id; locked."""
        ...

    async def faces_open(self, limit: int) -> Sequence[t.Identity]:
        """Return the identities whose face is looked at."""
        ...
