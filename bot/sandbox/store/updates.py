"""Updates the bot has not confirmed, and the queries it may answer."""

from __future__ import annotations

import json
import time
from typing import Any

from bot.sandbox.store.database import Database, StoredSettings
from domain.value import Value

# Ids of a fresh file start at the seconds since this moment (September 2020), so a bot that remembers ids
# from an earlier file never takes new updates for repeated ones.
_IDS_SINCE_S = 1_600_000_000


class Query(Value):
    id: str
    kind: str
    asked_s: float  # time.monotonic()
    answer: dict[str, Any] | None


class Updates:
    def __init__(self, database: Database, settings: StoredSettings) -> None:
        self._database = database
        self._settings = settings
        if settings.get("update_id") is None:
            settings.put("update_id", int(time.time()) - _IDS_SINCE_S)

    def next_id(self) -> int:
        return self._settings.add("update_id")

    def add(self, update: dict[str, Any]) -> None:
        """Queue an Update that has its `update_id`. One confirmed before is handed out once more."""
        update_id = update["update_id"]
        if update_id > self._settings.get("update_id"):
            self._settings.put("update_id", update_id)
        self._database.execute(
            "INSERT INTO updates (update_id, body, replayed) VALUES (?, ?, ?)",
            update_id,
            json.dumps(update, ensure_ascii=False),
            int(update_id < self._confirmed_below),
        )

    def confirm_below(self, update_id: int) -> bool:
        """Forget updates with lower ids; answers whether there were any."""
        cursor = self._database.execute(
            "DELETE FROM updates WHERE CASE replayed WHEN 0 THEN update_id < ? ELSE handed_out END", update_id
        )
        if update_id > self._confirmed_below:
            self._settings.put("confirmed_below", update_id)
        return cursor.rowcount > 0

    def keep_newest(self, count: int) -> None:
        """Forget all but the newest `count`, which is what a negative offset asks for."""
        self._database.execute(
            "DELETE FROM updates WHERE seq NOT IN (SELECT seq FROM updates ORDER BY update_id DESC LIMIT ?)",
            count,
        )

    def pending(self, limit: int) -> list[dict[str, Any]]:
        rows = self._database.rows("SELECT seq, body FROM updates ORDER BY update_id, seq LIMIT ?", limit)
        self._database.execute(
            "UPDATE updates SET handed_out = 1 WHERE replayed = 1 AND seq IN "
            "(SELECT seq FROM updates ORDER BY update_id, seq LIMIT ?)",
            limit,
        )
        return [json.loads(row["body"]) for row in rows]

    def first(self) -> tuple[int, dict[str, Any]] | None:
        """Return the oldest update with its number in the queue (for the webhook)."""
        row = self._database.one("SELECT seq, body FROM updates ORDER BY update_id, seq LIMIT 1")
        return (row["seq"], json.loads(row["body"])) if row else None

    def drop(self, seq: int) -> None:
        self._database.execute("DELETE FROM updates WHERE seq = ?", seq)

    def drop_all(self) -> None:
        self._database.execute("DELETE FROM updates")

    def count(self) -> int:
        row = self._database.one("SELECT count(*) AS n FROM updates")
        return int(row["n"]) if row else 0

    @property
    def _confirmed_below(self) -> int:
        return int(self._settings.get("confirmed_below", 0))


class Queries:
    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, query_id: str, kind: str) -> None:
        self._database.execute("INSERT INTO queries VALUES (?, ?, ?, NULL)", query_id, kind, time.monotonic())

    def get(self, query_id: str, kind: str) -> Query | None:
        row = self._database.one("SELECT * FROM queries WHERE id = ? AND kind = ?", query_id, kind)
        if row is None:
            return None
        answer = json.loads(row["answer"]) if row["answer"] else None
        return Query(row["id"], row["kind"], row["asked_s"], answer)

    def answer(self, query_id: str, answer: dict[str, Any]) -> None:
        text = json.dumps(answer, ensure_ascii=False)
        self._database.execute("UPDATE queries SET answer = ? WHERE id = ?", text, query_id)
