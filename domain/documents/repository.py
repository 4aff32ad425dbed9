"""What is asked of the database about documents."""

from __future__ import annotations

from typing import Protocol

from domain import tables as t


class Documents(Protocol):
    async def by_sameness(self, sameness: str) -> t.Document | None: ...

    async def by_code_hash(self, code_hash: str) -> t.Document | None: ...
