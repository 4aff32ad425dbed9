"""A payment gateway that moves no money: charges by id, idempotent, in a book of its own that survives a restart.

    POST /charges {"id", "amount_fen", "subject"}   charged once per id; the same id with another amount is refused (409)
    GET  /charges/{id}                              404 where the id was never seen
    both answer {"status": "succeeded", "reference"} or {"status": "declined", "reason"}

Mounted at /sandbox/gateway by the sandbox, where it meets the faults of the target "payment", named `charge` and
`query`; without a sandbox the assistant speaks to it in its own process.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from bot.sandbox.faults import Fault, Kind, Target, refusal, slowly, without_answer

if TYPE_CHECKING:  # the whole sandbox, which an assistant without one never loads
    from bot.sandbox.backend import Backend

_SCHEMA = """
CREATE TABLE IF NOT EXISTS charges (
    id TEXT PRIMARY KEY, amount_fen INTEGER NOT NULL CHECK (amount_fen > 0), subject TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS declined (
    id TEXT PRIMARY KEY REFERENCES charges (id), reason TEXT NOT NULL
);
"""
DECLINED_BECAUSE = "insufficient_funds"


class ChargeBook:
    """The gateway's memory: one row per charge in a SQLite file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.executescript(_SCHEMA)

    def charge(self, charge_id: str, amount_fen: int, subject: str) -> bool:
        """Book the charge, once. False where the id is booked with another amount."""
        self._db.execute("INSERT OR IGNORE INTO charges VALUES (?, ?, ?)", (charge_id, amount_fen, subject))
        return self.amount_of(charge_id) == amount_fen

    def amount_of(self, charge_id: str) -> int | None:
        row = self._db.execute("SELECT amount_fen FROM charges WHERE id = ?", (charge_id,)).fetchone()
        return None if row is None else int(row[0])

    def decline(self, charge_id: str) -> None:
        """The answer to this charge, now and whenever it is asked about again, is no."""
        self._db.execute("INSERT OR IGNORE INTO declined VALUES (?, ?)", (charge_id, DECLINED_BECAUSE))

    def reason_declined(self, charge_id: str) -> str | None:
        row = self._db.execute("SELECT reason FROM declined WHERE id = ?", (charge_id,)).fetchone()
        return None if row is None else str(row[0])

    def close(self) -> None:
        self._db.close()


def gateway_app(book: ChargeBook) -> Router:
    """A router and no application of its own: mounted, it stays part of the sandbox's and shares its faults."""
    gateway = _Gateway(book)
    return Router(
        [
            Route("/charges", gateway.charge, methods=["POST"]),
            Route("/charges/{id}", gateway.query, methods=["GET"]),
        ]
    )


class _Gateway:
    def __init__(self, book: ChargeBook) -> None:
        self._book = book

    async def charge(self, request: Request) -> Response:
        fault = _fault_for(request, "charge")
        decline = fault is not None and fault.kind is Kind.DECLINE
        return await _serve(request, fault, lambda: self._charge(request, decline=decline))

    async def query(self, request: Request) -> Response:
        return await _serve(request, _fault_for(request, "query"), lambda: self._query(request))

    async def _charge(self, request: Request, *, decline: bool) -> Response:
        body = await request.json()
        charge_id, amount_fen = str(body["id"]), int(body["amount_fen"])
        is_new = self._book.amount_of(charge_id) is None
        if not self._book.charge(charge_id, amount_fen, str(body.get("subject", ""))):
            return JSONResponse({"error": "this id is booked with another amount"}, status_code=409)
        if decline and is_new:
            self._book.decline(charge_id)
        return self._outcome(charge_id)

    async def _query(self, request: Request) -> Response:
        charge_id = request.path_params["id"]
        if self._book.amount_of(charge_id) is None:
            return JSONResponse({"error": "unknown id"}, status_code=404)
        return self._outcome(charge_id)

    def _outcome(self, charge_id: str) -> Response:
        reason = self._book.reason_declined(charge_id)
        if reason is not None:
            return JSONResponse({"status": "declined", "reason": reason})
        return JSONResponse({"status": "succeeded", "reference": f"SB{charge_id.upper()}"})


def _fault_for(request: Request, method: str) -> Fault | None:
    """The fault this request meets; none where there is no sandbox around."""
    backend = _backend(request)
    return None if backend is None else backend.faults.take(Target.PAYMENT, method)


def _backend(request: Request) -> Backend | None:
    app = request.scope.get("app")
    return None if app is None else app.state.backend


async def _serve(request: Request, fault: Fault | None, do: Callable[[], Awaitable[Response]]) -> Response:
    if fault is None or fault.kind is Kind.DECLINE:
        return await do()
    if fault.kind is Kind.SLOW:
        return await slowly(fault, do)
    if (error := refusal(fault)) is not None:
        return JSONResponse({"error": "injected by the sandbox"}, status_code=error.code)
    backend = _backend(request)
    assert backend is not None  # the fault came from it
    return await without_answer(fault, request, do, lambda: backend.hub.closing)
