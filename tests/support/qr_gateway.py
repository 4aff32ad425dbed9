"""A gateway where the customer pays by scanning a code: what it knows is in a file and survives whoever asked it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from domain.payments.ports import (
    CANCELLED,
    AmountRange,
    Charge,
    ChargeResult,
    ChargeStatus,
    GatewayRefundStatus,
    RefundRequest,
    RefundResult,
)
from domain.payments.results import ActionKind, PayAction

NAME = "qr"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS opened (id TEXT PRIMARY KEY, amount_fen INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS called_off (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS paid (reference TEXT PRIMARY KEY, id TEXT NOT NULL, amount_fen INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS refunded (id TEXT PRIMARY KEY, reference TEXT NOT NULL, amount_fen INTEGER NOT NULL);
"""


class QrGateway:
    """Fulfils `domain.payments.ports.PaymentGateway`.

    Like real ones it takes money also for what was called off, if it comes.

    `pays_back`: whether it can. `lose_answers`: so many refunds are made without their answer arriving.
    """

    name = NAME
    amounts = AmountRange()
    customer_acts = True

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._db = sqlite3.connect(folder / "qr.db", isolation_level=None)
        self._db.execute("PRAGMA synchronous=OFF")  # a killed process loses nothing by it
        self._db.executescript(_SCHEMA)
        self.pays_back = True
        self.lose_answers = 0

    # What the assistant asks

    async def start(self, charge: Charge) -> ChargeResult:
        self._db.execute("INSERT OR IGNORE INTO opened VALUES (?, ?)", (charge.payment_id, charge.amount_fen))
        known = self._one("SELECT amount_fen FROM opened WHERE id = ?", charge.payment_id)
        if known != charge.amount_fen:
            raise RuntimeError("the gateway knows this id with another amount")
        return await self.query(charge.payment_id)

    async def query(self, payment_id: str) -> ChargeResult:
        paid = self._db.execute(
            "SELECT reference, amount_fen FROM paid WHERE id = ? ORDER BY rowid", (payment_id,)
        ).fetchone()
        if paid is not None:
            return ChargeResult(ChargeStatus.SUCCEEDED, reference=paid[0], paid_fen=paid[1])
        if self._one("SELECT 1 FROM called_off WHERE id = ?", payment_id):
            return ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED)
        if self._one("SELECT 1 FROM opened WHERE id = ?", payment_id):
            action = PayAction(ActionKind.QR, f"https://qr.example.com/{payment_id}")
            return ChargeResult(ChargeStatus.WAITING, action=action)
        return ChargeResult(ChargeStatus.NOT_FOUND)

    async def cancel(self, payment_id: str) -> ChargeResult:
        if not self._one("SELECT 1 FROM paid WHERE id = ?", payment_id):
            self._db.execute("INSERT OR IGNORE INTO called_off VALUES (?)", (payment_id,))
        return await self.query(payment_id)

    async def refund(self, request: RefundRequest) -> RefundResult:
        if not self.pays_back:
            return RefundResult(GatewayRefundStatus.BY_HAND)
        row = (request.refund_id, request.reference, request.amount_fen)
        self._db.execute("INSERT OR IGNORE INTO refunded VALUES (?, ?, ?)", row)
        if self.refunded_fen(request.reference) > self.paid_fen(request.reference):
            self._db.execute("DELETE FROM refunded WHERE id = ?", (request.refund_id,))
            return RefundResult(GatewayRefundStatus.DECLINED, reason="more_than_was_paid")
        if self.lose_answers:
            self.lose_answers -= 1
            return RefundResult(GatewayRefundStatus.UNKNOWN)
        return RefundResult(GatewayRefundStatus.DONE, reference=f"BACK-{request.refund_id}")

    # What the customer does

    def pay(self, payment_id: str, amount_fen: int, reference: str | None = None) -> ChargeResult:
        """Scan and pay; answers what the gateway then says by itself."""
        reference = reference or f"QR-{payment_id}"
        self._db.execute("INSERT OR IGNORE INTO paid VALUES (?, ?, ?)", (reference, payment_id, amount_fen))
        return ChargeResult(ChargeStatus.SUCCEEDED, reference=reference, paid_fen=amount_fen)

    # What its books say

    def opened(self) -> list[str]:
        return [row[0] for row in self._db.execute("SELECT id FROM opened")]

    def paid(self) -> dict[str, int]:
        """What came in, by reference."""
        return dict(self._db.execute("SELECT reference, amount_fen FROM paid"))

    def paid_fen(self, reference: str) -> int:
        return self._one("SELECT amount_fen FROM paid WHERE reference = ?", reference)

    def refunded_fen(self, reference: str | None = None) -> int:
        """Of one payment, or of all."""
        return self._one(
            "SELECT SUM(amount_fen) FROM refunded WHERE reference = COALESCE(?, reference)", reference
        )

    def close(self) -> None:
        self._db.close()

    def _one(self, query: str, argument: str | None) -> int:
        row = self._db.execute(query, (argument,)).fetchone()
        return int(row[0] or 0) if row else 0
