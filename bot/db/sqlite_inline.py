"""SQLite for asyncio without a thread for every statement.

The usual driver sends each step of each statement to a thread and back, which costs a bill look-up ten times the CPU
it needs. SQLite under WAL answers reads from memory in microseconds and never lets them wait, so statements run where
they are called. Only what can wait goes to a thread: taking the write lock, committing to the disk, and statements
marked with the execution option `slow`. Writers of one process take turns without polling the file's lock.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Generator
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL, Engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool
from sqlalchemy.util.concurrency import await_

from bot.db.writer_turn import WriterTurn

T = TypeVar("T")
DRIVER = "inline"
CONNECTIONS = 64
_STATEMENTS = 512  # kept compiled per connection
_turns: WeakKeyDictionary[Engine, WriterTurn] = WeakKeyDictionary()


class _Nothing:
    """What takes no time: SQLAlchemy wants to see that a statement of an async driver awaits something."""

    def __await__(self) -> Generator[None, None, None]:
        return
        yield


_NOTHING = _Nothing()


class InlineCursor(sqlite3.Cursor):
    server_side = False

    async def _async_soft_close(self) -> None:
        """SQLAlchemy's asyncio layer asks for it; the rows are all here, nothing is open elsewhere."""


class InlineConnection(sqlite3.Connection):
    """A connection that may hold its process's turn to write."""

    turn: WriterTurn | None = None

    def cursor(self, factory: Any = InlineCursor) -> Any:
        return super().cursor(factory)

    def give_back(self) -> None:
        turn, self.turn = self.turn, None
        if turn is not None:
            turn.give_back()


class InlineDialect(SQLiteDialect_pysqlite):
    driver = DRIVER
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        _run(lambda: cursor.execute(statement, parameters), context)

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        _run(lambda: cursor.executemany(statement, parameters), context)

    def do_commit(self, dbapi_connection: Any) -> None:
        connection = cast(InlineConnection, dbapi_connection)
        if connection.turn is None:
            connection.commit()
            return
        try:
            _in_thread(connection.commit)
        except BaseException:
            # For SQLAlchemy a transaction is over when it was to be committed, whatever came of it: it need not roll back.
            with contextlib.suppress(sqlite3.Error):
                connection.rollback()
            raise
        finally:
            connection.give_back()

    def do_rollback(self, dbapi_connection: Any) -> None:
        connection = cast(InlineConnection, dbapi_connection)
        try:
            connection.rollback()
        finally:
            connection.give_back()

    def do_close(self, dbapi_connection: Any) -> None:
        connection = cast(InlineConnection, dbapi_connection)
        try:
            connection.close()
        finally:
            connection.give_back()


def create_inline_engine(url: URL, busy_s: float) -> AsyncEngine:
    """Make an engine for `sqlite+…:///FILE`. `busy_s`: how long a writer waits for another process, or for one transaction
    of this one."""
    registry.register(f"sqlite.{DRIVER}", __name__, InlineDialect.__name__)
    engine = create_async_engine(
        url.set(drivername=f"sqlite+{DRIVER}"),
        pool_size=CONNECTIONS,
        max_overflow=0,  # opening one costs more than most of what is done with it
        connect_args={
            "timeout": busy_s,
            "check_same_thread": False,
            "isolation_level": None,
            "cached_statements": _STATEMENTS,
            "factory": InlineConnection,
        },
    )
    turn = WriterTurn(busy_s)

    _turns[engine.sync_engine] = turn

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: InlineConnection, _record: object) -> None:
        _in_thread(lambda: _prepare(connection))

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        raw = connection.connection.dbapi_connection
        if not connection.get_execution_options().get("writes", False):
            raw.execute("BEGIN")
            return
        # At once: a lock taken later could find that another writer was first.
        await_(turn.take())
        raw.turn = turn
        if not _lock_is_free(raw, busy_s):
            # Waited for in a thread; SQLAlchemy turns a lock that stays taken into its own error.
            connection.exec_driver_sql("BEGIN IMMEDIATE", execution_options={"slow": True})

    return engine


def times_stuck(engine: AsyncEngine) -> int:
    """Return how often a transaction kept the turn to write for longer than others would wait; 0 for other databases."""
    turn = _turns.get(engine.sync_engine)
    return turn.times_stuck if turn is not None else 0


def _lock_is_free(connection: sqlite3.Connection, busy_s: float) -> bool:
    """Take the write lock where nobody has it, which is nearly always: then there is nothing to wait for."""
    connection.execute("PRAGMA busy_timeout=0")
    try:
        connection.execute("BEGIN IMMEDIATE")
        return True
    except sqlite3.OperationalError:
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout={busy_s * 1000:.0f}")


def _prepare(connection: sqlite3.Connection) -> None:
    """WAL so that readers do not wait, FULL because it is money."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _run(statement: Callable[[], object], context: Any) -> None:
    if context is not None and context.execution_options.get("slow"):
        _in_thread(statement)
    else:
        await_(_NOTHING)
        statement()


def _in_thread(call: Callable[[], T]) -> T:
    return await_(_to_its_end(call))


async def _to_its_end(call: Callable[[], T]) -> T:
    """Run the call in a thread. Cancelled meanwhile, it still waits: nobody may touch a connection that a thread is
    working on.
    """
    work = asyncio.get_running_loop().run_in_executor(None, call)
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        work.exception()  # seen, or it would be reported as forgotten
        raise
