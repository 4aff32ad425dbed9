"""Debit cards at the sandbox's gateway: bound by our id, kept as a hash, with a balance that a person can set.

    POST /cards {"id", "number", "holder_name", "id_number", "phone"}   the same id, the same card; answers {"token"} or
                                                    {"refused": "name_mismatch" | "declined"}
    DELETE /cards/{token}                           never to be charged again
    PUT /cards/{last four}/balance {"amount_fen"}   what lies on every card with these last digits; null: without end

No bank stands behind it: a number that ends in 13 is somebody else's, one that ends in 21 is not allowed by its bank.
"""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.adapters.outside_json import read_json

_SCHEMA = """
CREATE TABLE IF NOT EXISTS cards (
    token TEXT PRIMARY KEY, last_four TEXT NOT NULL, balance_fen INTEGER, removed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS bindings (id TEXT PRIMARY KEY, token TEXT NOT NULL REFERENCES cards (token));
"""
_REFUSED = {"13": "name_mismatch", "21": "declined"}


class CardBook:
    """In the file of the charges."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._db.executescript(_SCHEMA)

    def bind(self, binding_id: str, number: str) -> dict[str, str]:
        refused = _REFUSED.get(number[-2:])
        if refused is not None:
            return {"refused": refused}
        known = self._db.execute("SELECT token FROM bindings WHERE id = ?", (binding_id,)).fetchone()
        if known is not None:
            return {"token": known[0]}
        token = "card_" + hashlib.sha256(f"{binding_id} {number}".encode()).hexdigest()[:24]
        self._db.execute("INSERT OR IGNORE INTO cards (token, last_four) VALUES (?, ?)", (token, number[-4:]))
        self._db.execute("INSERT OR IGNORE INTO bindings VALUES (?, ?)", (binding_id, token))
        return {"token": token}

    def remove(self, token: str) -> None:
        self._db.execute("UPDATE cards SET removed = 1 WHERE token = ?", (token,))

    def set_balance(self, last_four: str, amount_fen: int | None) -> int:
        """Set the balance and return how many cards have these last digits."""
        changed = self._db.execute(
            "UPDATE cards SET balance_fen = ? WHERE last_four = ?", (amount_fen, last_four)
        )
        return changed.rowcount

    def take(self, token: str, amount_fen: int) -> tuple[str, int | None] | None:
        """Take the amount off the card. None where that worked, else why not, and what lies there."""
        row = self._db.execute("SELECT balance_fen, removed FROM cards WHERE token = ?", (token,)).fetchone()
        if row is None or row[1]:
            return "card_removed", None
        if row[0] is None:
            return None
        if row[0] < amount_fen:
            return "insufficient_funds", int(row[0])
        self._db.execute(
            "UPDATE cards SET balance_fen = balance_fen - ? WHERE token = ?", (amount_fen, token)
        )
        return None


def card_routes(book: CardBook) -> list[Route]:
    async def bind(request: Request) -> Response:
        body: Any = read_json(await request.body())
        return JSONResponse(book.bind(str(body["id"]), str(body["number"])))

    async def remove(request: Request) -> Response:
        book.remove(request.path_params["token"])
        return JSONResponse({"removed": True})

    async def balance(request: Request) -> Response:
        body: Any = read_json(await request.body())
        amount_fen = body.get("amount_fen")
        changed = book.set_balance(
            request.path_params["last_four"], None if amount_fen is None else int(amount_fen)
        )
        return JSONResponse({"cards": changed}, status_code=200 if changed else 404)

    return [
        Route("/cards", bind, methods=["POST"]),
        Route("/cards/{token}", remove, methods=["DELETE"]),
        Route("/cards/{last_four}/balance", balance, methods=["PUT"]),
    ]
