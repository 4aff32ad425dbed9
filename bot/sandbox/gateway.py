"""A payment gateway that moves no money: charges by id, idempotent, in a book of its own that survives a restart.

    POST /charges {"id", "amount_fen", "subject"}   charged once per id; the same id with another amount is refused (409)
    GET  /charges/{id}                              404 where the id was never seen
    both answer {"status": "succeeded", "reference"}

Mounted at /sandbox/gateway by the sandbox; without a sandbox the assistant speaks to it in its own process.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

_SCHEMA = """
CREATE TABLE IF NOT EXISTS charges (
    id TEXT PRIMARY KEY, amount_fen INTEGER NOT NULL CHECK (amount_fen > 0), subject TEXT NOT NULL
)
"""


class ChargeBook:
    """The gateway's memory: one row per charge in a SQLite file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(_SCHEMA)

    def charge(self, charge_id: str, amount_fen: int, subject: str) -> bool:
        """Book the charge, once. False where the id is booked with another amount."""
        self._db.execute("INSERT OR IGNORE INTO charges VALUES (?, ?, ?)", (charge_id, amount_fen, subject))
        return self.amount_of(charge_id) == amount_fen

    def amount_of(self, charge_id: str) -> int | None:
        row = self._db.execute("SELECT amount_fen FROM charges WHERE id = ?", (charge_id,)).fetchone()
        return None if row is None else int(row[0])

    def close(self) -> None:
        self._db.close()


def gateway_app(book: ChargeBook) -> Starlette:
    async def start(request: Request) -> Response:
        body = await request.json()
        charge_id, amount_fen = str(body["id"]), int(body["amount_fen"])
        if not book.charge(charge_id, amount_fen, str(body.get("subject", ""))):
            return JSONResponse({"error": "this id is booked with another amount"}, status_code=409)
        return _succeeded(charge_id)

    async def query(request: Request) -> Response:
        charge_id = request.path_params["id"]
        if book.amount_of(charge_id) is None:
            return JSONResponse({"error": "unknown id"}, status_code=404)
        return _succeeded(charge_id)

    return Starlette(
        routes=[Route("/charges", start, methods=["POST"]), Route("/charges/{id}", query, methods=["GET"])]
    )


def _succeeded(charge_id: str) -> JSONResponse:
    return JSONResponse({"status": "succeeded", "reference": f"SB{charge_id.upper()}"})
