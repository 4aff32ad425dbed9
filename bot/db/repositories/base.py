"""What every repository holds: the session of its unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

Row = TypeVar("Row")


class Repository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def _all(self, statement: Select[Row]) -> Sequence[Row]:
        return (await self._session.scalars(statement)).all()

    async def _first(self, statement: Select[Row]) -> Row | None:
        return (await self._session.scalars(statement.limit(1))).first()

    async def _count(self, statement: Select[Any]) -> int:
        counted = select(func.count()).select_from(statement.order_by(None).subquery())
        return await self._session.scalar(counted) or 0

    async def _run(self, statement: Executable) -> int:
        """Execute an UPDATE, INSERT or DELETE; answers how many rows it touched."""
        result = await self._session.execute(statement)
        assert isinstance(result, CursorResult)
        return result.rowcount
