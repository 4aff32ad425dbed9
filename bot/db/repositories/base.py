"""What every repository works on: the transaction of its unit of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.sql.selectable import ForUpdateArg

R = TypeVar("R")
# As FOR UPDATE, but PostgreSQL lets others write rows that refer to the locked one. With the stronger lock two
# transactions that each wrote such a row would wait for each other for ever.
LOCKED = ForUpdateArg(key_share=True)


class Transaction:
    """One connection in one transaction, and a session on it from the moment rows are wanted as objects.

    A session costs as much as a small query; what only looks up plain columns does without.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._session: AsyncSession | None = None
        self._held: dict[tuple[type, Any], Any] = {}
        self._locked: set[tuple[type, Any]] = set()

    @property
    def session(self) -> AsyncSession:
        if self._session is None:
            # Rows stay readable after the commit: a service builds its result from them, without a second query.
            self._session = AsyncSession(
                self._connection, expire_on_commit=False, join_transaction_mode="control_fully"
            )
        return self._session

    async def row(self, entity: type[R], key: Any, *, locked: bool = False) -> R | None:
        """The row of this key, read once; once more where it is to be locked. The session alone forgets what nobody holds.

        A row that is locked already is not read again: nobody else can have changed it.
        """
        place = (entity, key)
        if place in self._held and (not locked or place in self._locked):
            held: R = self._held[place]
            return held
        found = await self.session.get(entity, key, with_for_update=LOCKED if locked else None)
        if found is not None:
            self._held[place] = found
            if locked:
                self._locked.add(place)
        return found

    async def columns(self, statement: Executable, given: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        """Plain rows, without the session; what it has not written yet is written first."""
        await self.flush()
        return [tuple(row) for row in await self._connection.execute(statement, given)]

    async def flush(self) -> None:
        if self._session is not None:
            await self._session.flush()

    async def commit(self) -> None:
        if self._session is not None:
            await self._session.commit()
        await self._connection.commit()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


class Repository:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @property
    def _session(self) -> AsyncSession:
        return self._transaction.session

    async def _all(self, statement: Select[R]) -> Sequence[R]:
        return (await self._session.scalars(statement)).all()

    async def _first(self, statement: Select[R]) -> R | None:
        return (await self._session.scalars(statement.limit(1))).first()

    async def _count(self, statement: Select[Any]) -> int:
        counted = select(func.count()).select_from(statement.order_by(None).subquery())
        return await self._session.scalar(counted) or 0

    async def _run(self, statement: Executable) -> int:
        """Execute an UPDATE, INSERT or DELETE; answers how many rows it touched.

        Rows that are loaded already stay as they were: bringing them up to date costs more than the statement.
        """
        result = await self._session.execute(statement, execution_options={"synchronize_session": False})
        assert isinstance(result, CursorResult)
        return result.rowcount
