"""What every repository works on: the transaction of its unit of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable, Select, Table, bindparam, func, inspect, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.sql.selectable import ForUpdateArg

from bot.db.sealed_rows import ROW_CIPHER, RowCipher, is_whole
from domain.columns import Row

R = TypeVar("R")
S = TypeVar("S", bound=Row)
# A row that is locked is read anew, even if the session knows it already.
AS_IT_IS_NOW = {"populate_existing": True}
# As FOR UPDATE, but PostgreSQL lets others write rows that refer to the locked one. With the stronger lock two
# transactions that each wrote such a row would wait for each other for ever.
LOCKED = ForUpdateArg(key_share=True)


@cache
def _by_key(entity: type[Any], locked: bool) -> Executable:
    """Made once: building a statement costs more than running it."""
    (key,) = inspect(entity).primary_key
    statement = select(entity).where(key == bindparam("key"))
    if not locked:
        return statement
    return statement.with_for_update(key_share=True).execution_options(**AS_IT_IS_NOW)


@cache
def update_by_key(table: Table, names: tuple[str, ...]) -> Executable:
    """Build an UPDATE of these columns of the row whose id is `key`."""
    return (
        update(table).where(table.c.id == bindparam("key")).values({name: bindparam(name) for name in names})
    )


def values_of(state: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(state, name) for name in names}


class Transaction:
    """One connection in one transaction, and a session on it from the moment rows are wanted as objects.

    A session costs as much as a small query; what only looks up plain columns does without.
    """

    def __init__(self, connection: AsyncConnection, row_cipher: RowCipher) -> None:
        self._connection = connection
        self._row_cipher = row_cipher
        self._session: AsyncSession | None = None
        self._held: dict[tuple[type, Any], Any] = {}
        self._locked: set[tuple[type, Any]] = set()

    @property
    def session(self) -> AsyncSession:
        if self._session is None:
            # Rows stay readable after the commit: a service builds its result from them, without a second query.
            self._session = AsyncSession(
                self._connection,
                expire_on_commit=False,
                join_transaction_mode="control_fully",
                info={ROW_CIPHER: self._row_cipher},
            )
        return self._session

    @property
    def connection(self) -> AsyncConnection:
        """The connection itself, for rows by the million."""
        return self._connection

    def is_whole(self, row: Row) -> bool:
        """Return whether the row, of a table whose rows are sealed whole, is as it was sealed."""
        return is_whole(row, self._row_cipher())

    async def row(self, entity: type[R], key: Any, *, locked: bool = False) -> R | None:
        """Return the row of this key, read once; once more where it is to be locked. The session alone forgets what
        nobody holds.

        A row that is locked already is not read again: nobody else can have changed it.
        """
        place: tuple[Any, Any] = (entity, key)
        if place in self._held and (not locked or place in self._locked):
            held: R = self._held[place]
            return held
        found: R | None = await self.session.scalar(_by_key(place[0], locked), {"key": key})
        if found is not None:
            self._held[place] = found
            if locked:
                self._locked.add(place)
        return found

    async def columns(self, statement: Executable, given: Mapping[str, Any]) -> Sequence[Any]:
        """Plain rows, without the session; what it has not written yet is written first."""
        await self.flush()
        return (await self._connection.execute(statement, given)).all()

    async def change(
        self, statement: Executable, given: Mapping[str, Any] | Sequence[Mapping[str, Any]]
    ) -> None:
        """Run an INSERT or UPDATE of plain rows, of many at once where many are given; after what the session has to
        write.
        """
        await self.flush()
        await self._connection.execute(statement, given)

    async def flush(self) -> None:
        if self._session is not None and (self._session.new or self._session.dirty or self._session.deleted):
            await self._session.flush()

    async def commit(self) -> None:
        if self._session is not None:
            await self._session.commit()
        await self._connection.commit()
        self._held.clear()
        self._locked.clear()

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

    async def _whole(self, statement: Select[S]) -> Sequence[S]:
        """Return the rows that are as they were sealed."""
        return [row for row in await self._all(statement) if self._transaction.is_whole(row)]

    async def _first_whole(self, statement: Select[S]) -> S | None:
        found = await self._first(statement)
        return found if found is not None and self._transaction.is_whole(found) else None

    async def _value(self, statement: Executable, given: Mapping[str, Any] | None = None) -> Any:
        """Return the first column of the first row, without the session; None where there is no row."""
        rows = await self._transaction.columns(statement, given or {})
        return rows[0][0] if rows else None

    async def _count(self, statement: Select[Any]) -> int:
        counted = select(func.count()).select_from(statement.order_by(None).subquery())
        return await self._session.scalar(counted) or 0

    def _insert(self, table: type[Any]) -> Any:
        """INSERT … ON CONFLICT, which each database has in its own dialect only; the other's is not loaded."""
        dialect = self._session.get_bind().dialect.name
        return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)

    async def _run(self, statement: Executable) -> int:
        """Execute an UPDATE, INSERT or DELETE; answers how many rows it touched.

        Rows that are loaded already stay as they were: bringing them up to date costs more than the statement.
        """
        result = await self._session.execute(statement, execution_options={"synchronize_session": False})
        assert isinstance(result, CursorResult)
        return result.rowcount
