"""The sandbox gateway's memory: charges and refunds in a SQLite file."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.private_files import private_database
from bot.sandbox.cards import CardBook

_SCHEMA = """
CREATE TABLE IF NOT EXISTS charges (
    id TEXT PRIMARY KEY, amount_fen INTEGER NOT NULL CHECK (amount_fen > 0), subject TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS declined (
    id TEXT PRIMARY KEY, reason TEXT NOT NULL, available_fen INTEGER
);
CREATE TABLE IF NOT EXISTS delayed (
    id TEXT PRIMARY KEY REFERENCES charges (id), until_s REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS refunds (
    id TEXT PRIMARY KEY, charge_id TEXT NOT NULL REFERENCES charges (id), amount_fen INTEGER NOT NULL CHECK (amount_fen > 0)
);
"""
DECLINED_BECAUSE = "insufficient_funds"
CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What became of a refund that was asked for."""

    DONE = "done"
    OTHER_CONTENT = "other_content"
    TOO_MUCH = "too_much"


class ChargeBook:
    """One row per charge. `now_s`: real time, in which a delayed charge takes its time."""

    def __init__(self, path: Path, now_s: Callable[[], float] = time.time) -> None:
        private_database(path)
        self._now_s = now_s
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA secure_delete=ON")
        self._db.executescript(_SCHEMA)
        self.cards = CardBook(self._db)

    def charge(self, charge_id: str, amount_fen: int, subject: str, card_token: str | None = None) -> bool:
        """Book the charge, once, from the card where one is named. False where the id is booked with another amount."""
        if self._declined(charge_id) is not None and self.amount_of(charge_id) is None:
            return True  # called off before it came
        self._db.execute("BEGIN IMMEDIATE")  # the card and the charge together, or neither
        try:
            new = self._db.execute(
                "INSERT OR IGNORE INTO charges VALUES (?, ?, ?)", (charge_id, amount_fen, subject)
            )
            refused = self.cards.take(card_token, amount_fen) if new.rowcount and card_token else None
            if refused is not None:
                self.decline(charge_id, *refused)
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        return self.amount_of(charge_id) == amount_fen

    def amount_of(self, charge_id: str) -> int | None:
        row = self._db.execute("SELECT amount_fen FROM charges WHERE id = ?", (charge_id,)).fetchone()
        return None if row is None else int(row[0])

    def decline(
        self, charge_id: str, reason: str = DECLINED_BECAUSE, available_fen: int | None = None
    ) -> None:
        """Answer no to this charge, now and whenever it is asked about again. What lies on the card may be said."""
        self._db.execute(
            "INSERT OR IGNORE INTO declined VALUES (?, ?, ?)", (charge_id, reason, available_fen)
        )

    def delay(self, charge_id: str, seconds: float) -> None:
        """Let the charge succeed, but only so many seconds from now."""
        self._db.execute("INSERT OR IGNORE INTO delayed VALUES (?, ?)", (charge_id, self._now_s() + seconds))

    def cancel(self, charge_id: str) -> None:
        """Call it off, also before it was seen; one that succeeded stays as it is."""
        if self.amount_of(charge_id) is None or self._is_delayed(charge_id):
            self.decline(charge_id, CANCELLED)

    def outcome(self, charge_id: str) -> dict[str, Any] | None:
        """Return what is answered about the charge; None where it was never seen."""
        declined, amount_fen = self._declined(charge_id), self.amount_of(charge_id)
        if declined is not None:
            return declined
        if amount_fen is None:
            return None
        if self._is_delayed(charge_id):
            return {"status": "waiting"}
        return {
            "status": "succeeded",
            "reference": f"SB{charge_id.upper()}",
            "amount_fen": amount_fen,
        }

    def refund(self, refund_id: str, charge_id: str, amount_fen: int) -> Outcome:
        """Book the refund, once, within what was charged."""
        known = self._db.execute(
            "SELECT charge_id, amount_fen FROM refunds WHERE id = ?", (refund_id,)
        ).fetchone()
        if known is not None:
            return Outcome.DONE if tuple(known) == (charge_id, amount_fen) else Outcome.OTHER_CONTENT
        charged = self.outcome(charge_id)
        charged_fen = charged["amount_fen"] if charged and charged["status"] == "succeeded" else 0
        if self.refunded_fen(charge_id) + amount_fen > charged_fen:
            return Outcome.TOO_MUCH
        self._db.execute("INSERT INTO refunds VALUES (?, ?, ?)", (refund_id, charge_id, amount_fen))
        return Outcome.DONE

    def refunded_fen(self, charge_id: str) -> int:
        row = self._db.execute(
            "SELECT COALESCE(SUM(amount_fen), 0) FROM refunds WHERE charge_id = ?", (charge_id,)
        ).fetchone()
        return int(row[0])

    def close(self) -> None:
        self._db.close()

    def _is_delayed(self, charge_id: str) -> bool:
        row = self._db.execute("SELECT until_s FROM delayed WHERE id = ?", (charge_id,)).fetchone()
        return row is not None and self._now_s() < float(row[0])

    def _declined(self, charge_id: str) -> dict[str, Any] | None:
        row = self._db.execute(
            "SELECT reason, available_fen FROM declined WHERE id = ?", (charge_id,)
        ).fetchone()
        if row is None:
            return None
        available = {} if row[1] is None else {"available_fen": int(row[1])}
        return {"status": "declined", "reason": str(row[0]), **available}
