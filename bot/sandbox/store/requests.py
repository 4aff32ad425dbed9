"""The log of the bot's requests, newest `KEPT` of them."""

from __future__ import annotations

import json
from typing import Any

from bot.sandbox.store.database import Database

KEPT = 200_000
_TRIM_EVERY = 1_000


class RequestLog:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, *, at: str, method: str, chat_id: int | None, payload: dict[str, Any], status: int) -> None:
        """`status` is the HTTP status answered, 0 where the connection was cut instead."""
        cursor = self._database.execute(
            "INSERT INTO requests (at, method, chat_id, payload, status) VALUES (?, ?, ?, ?, ?)",
            at,
            method,
            chat_id,
            json.dumps(payload, ensure_ascii=False),
            status,
        )
        n = cursor.lastrowid or 0
        if n % _TRIM_EVERY == 0:
            self._database.execute("DELETE FROM requests WHERE n <= ?", n - KEPT)

    def since(self, n: int, method: str | None) -> list[dict[str, Any]]:
        """Return requests numbered above `n`, of one method or all."""
        rows = self._database.rows(
            "SELECT * FROM requests WHERE n > ? AND (?2 IS NULL OR method = ?2 COLLATE NOCASE) ORDER BY n",
            n,
            method,
        )
        return [{**dict(row), "payload": json.loads(row["payload"])} for row in rows]
