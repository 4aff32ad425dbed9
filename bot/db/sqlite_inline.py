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
from collections.abc import AsyncIterator, Callable, Generator
from pathlib import Path
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool
from sqlalchemy.util.concurrency import await_

from bot.db.writer_turn import WriterTurn
from bot.private_files import private_database

T = TypeVar("T")
DRIVER = "inline"
CONNECTIONS = 64
_STATEMENTS = 512  # kept compiled per connection
_READERS_S = 0.2  # how long writers may be held up by those who still read what stands in the log
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


def create_inline_engine(url: URL, busy_s: float, *, read_only: bool = False) -> AsyncEngine:
    """Make an engine for `sqlite+…:///FILE`. `busy_s`: how long a writer waits for another process, or for one transaction
    of this one. `read_only`: nothing can be written with it, and no file is made or changed."""
    registry.register(f"sqlite.{DRIVER}", __name__, InlineDialect.__name__)
    engine = create_async_engine(
        url.set(drivername=f"sqlite+{DRIVER}"),
        pool_size=CONNECTIONS,
        max_overflow=0,  # opening one costs more than most of what is done with it
        hide_parameters=True,  # as on PostgreSQL: they stand in tracebacks otherwise
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

    if read_only:
        return engine

    @event.listens_for(engine.sync_engine, "do_connect")
    def keep_private(_dialect: object, _record: object, arguments: list[Any], _options: object) -> None:
        if arguments[0] not in ("", ":memory:"):
            private_database(Path(arguments[0]))

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


async def empty_log(engine: AsyncEngine) -> bool:
    """Move all that stands in the write-ahead log into the database file, and cut the log to nothing. Return whether that
    could be done, which those who read hold up. Raises `DBAPIError`.

    Most is moved while others write; only what came meanwhile is, and the log is cut, in a turn of its own.
    """
    async with _raw(engine) as raw:
        await _to_its_end(lambda: raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone())
        async with _turn_to_write(engine):
            return await _to_its_end(lambda: _cut_log(raw))


def _cut_log(connection: sqlite3.Connection) -> bool:
    (usual_ms,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute(f"PRAGMA busy_timeout={_READERS_S * 1000:.0f}")
    try:
        (held_up, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout={usual_ms}")
    return not held_up


async def rewrite(engine: AsyncEngine, version: int) -> None:
    """Write the whole file anew, without what deleted rows left in it, and set its `user_version`; writers wait meanwhile.
    Raises `DBAPIError`, also where there is no room.
    """

    def run(connection: sqlite3.Connection) -> None:
        connection.execute("VACUUM")
        connection.execute(f"PRAGMA user_version={version}")

    async with _raw(engine) as raw, _turn_to_write(engine):
        await _to_its_end(lambda: run(raw))


@contextlib.asynccontextmanager
async def _raw(engine: AsyncEngine) -> AsyncIterator[InlineConnection]:
    """Yield a connection outside any transaction; what SQLite raises comes as SQLAlchemy's."""
    async with engine.connect() as connection:
        try:
            yield cast(InlineConnection, (await connection.get_raw_connection()).driver_connection)
        except sqlite3.OperationalError as error:
            raise OperationalError(None, None, error) from error
        except sqlite3.DatabaseError as error:
            raise DatabaseError(None, None, error) from error


@contextlib.asynccontextmanager
async def _turn_to_write(engine: AsyncEngine) -> AsyncIterator[None]:
    turn = _turns[engine.sync_engine]
    await turn.take()
    try:
        yield
    finally:
        turn.give_back()


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
    """WAL so that readers do not wait, FULL because it is money; what is deleted is overwritten, whatever this SQLite was
    built to do."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
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
