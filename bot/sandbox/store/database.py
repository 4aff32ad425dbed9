"""The connection, and the counters everything shares."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.private_files import private_database
from bot.sandbox.store.schema import SCHEMA


class Database:
    """One SQLite file. WAL without waiting for the disk: a killed process loses nothing, a power cut may."""

    def __init__(self, path: Path) -> None:
        private_database(path)
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA secure_delete=ON")  # what is deleted is not in the file either
        self._connection.execute("PRAGMA synchronous=OFF")
        self._connection.executescript(SCHEMA)

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        return self._connection.execute(sql, values)

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block as all or nothing. Must not be held across an `await`; the connection is shared."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


class StoredSettings:
    """Named JSON values: the revision, the clock's position, the webhook, commands and descriptions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str, default: Any = None) -> Any:
        row = self._database.one("SELECT value FROM settings WHERE name = ?", name)
        return json.loads(row["value"]) if row else default

    def put(self, name: str, value: Any) -> None:
        text = json.dumps(value, ensure_ascii=False)
        self._database.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, text)

    def add(self, name: str, step: int = 1) -> int:
        """Count up and answer the new value."""
        row = self._database.one(
            "INSERT INTO settings VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = value + ? RETURNING value",
            name,
            step,
            step,
        )
        assert row is not None  # RETURNING always gives the row
        return int(row["value"])
