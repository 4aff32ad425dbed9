"""Documents that were issued."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t


class DocumentRepository(Repository):
    async def by_sameness(self, sameness: str) -> t.Document | None:
        return await self._first(select(t.Document).where(col(t.Document.sameness) == sameness))

    async def by_code_hash(self, code_hash: str) -> t.Document | None:
        return await self._first(select(t.Document).where(col(t.Document.code_hash) == code_hash))
