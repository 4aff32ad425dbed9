"""PostgreSQL behind a connection that breaks just when it says that something is committed: done, and nobody was told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy.engine import URL, make_url

_STARTS = 196_608  # the version of the protocol, by which a client begins
_COMMIT = b"COMMIT"


@dataclass
class LostCommits:
    """`lose_next` names what the transaction must have had to do with; `lost` counts those that were broken off."""

    url: str
    lost: int = 0
    _about: bytes | None = None

    def lose_next(self, about: str) -> None:
        """Break the connection of the next transaction that has a statement with this text in it, when it is committed."""
        self._about = about.encode()

    def takes(self, statements: set[bytes]) -> bool:
        """Return whether the commit of these statements is the one."""
        if self._about is None or not any(self._about in each for each in statements):
            return False
        self._about = None
        self.lost += 1
        return True


@dataclass
class _Connection:
    """One client's: what it prepared, by name, and what it has run since the last transaction ended."""

    prepared: dict[bytes, bytes] = field(default_factory=dict)
    run: set[bytes] = field(default_factory=set)
    started: bool = False
    cut: bool = False


@asynccontextmanager
async def losing_commits(database_url: str) -> AsyncIterator[LostCommits]:
    """Yield the address by which the database is reached through such a connection."""
    url = make_url(database_url)
    socket = f"{url.query['host']}/.s.PGSQL.{url.port or 5432}"
    losing = LostCommits("")
    serving: set[asyncio.Task[object] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        server_reader, server_writer = await asyncio.open_unix_connection(socket)
        connection = _Connection()
        both = {
            asyncio.create_task(_ask(losing, connection, reader, server_writer)),
            asyncio.create_task(_answer(connection, server_reader, writer)),
        }
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            for one in (writer, server_writer):
                one.close()
            serving.discard(asyncio.current_task())

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        losing.url = _address(url, server.sockets[0].getsockname()[1])
        yield losing
        for task in serving:
            if task is not None:
                task.cancel()


def _address(url: URL, port: int) -> str:
    through = URL.create(
        url.drivername, username=url.username, host="127.0.0.1", port=port, database=url.database
    )
    return through.render_as_string(hide_password=False)


async def _ask(
    losing: LostCommits,
    connection: _Connection,
    reader: asyncio.StreamReader,
    server: asyncio.StreamWriter,
) -> None:
    """Pass on what the client asks, one message after the other."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            kind = await reader.readexactly(1) if connection.started else b""
            size = await reader.readexactly(4)
            body = await reader.readexactly(int.from_bytes(size) - 4)
            if not connection.started:
                connection.started = int.from_bytes(body[:4]) == _STARTS
            else:
                _note(losing, connection, kind, body)
            server.write(kind + size + body)
            await server.drain()


def _note(losing: LostCommits, connection: _Connection, kind: bytes, body: bytes) -> None:
    """Remember what is run: by name where it was prepared before."""
    if kind == b"P":
        name, query, *_ = body.split(b"\0")
        connection.prepared[name] = query
    elif kind == b"B":
        _, name, *_ = body.split(b"\0")
        connection.run.add(connection.prepared.get(name, b""))
    elif kind == b"Q":
        if body.startswith(_COMMIT):
            connection.cut = losing.takes(connection.run)
            connection.run.clear()
        connection.run.add(body)


async def _answer(
    connection: _Connection, reader: asyncio.StreamReader, client: asyncio.StreamWriter
) -> None:
    """Pass on what the server answers, up to the commit that is lost."""
    with contextlib.suppress(ConnectionError):
        while chunk := await reader.read(65_536):
            if connection.cut:
                return  # it is committed: this is what says so
            client.write(chunk)
            await client.drain()
