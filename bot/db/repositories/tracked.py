"""What customers track themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.tracked.plans import OwnDay

_BILL, _DUE, _RECEIVED = t.TrackedBill, t.TrackedDue, t.TrackedReceived


class TrackedRepository(Repository):
    async def bills(self, customer_id: str) -> Sequence[t.TrackedBill]:
        return await self._all(
            select(_BILL)
            .where(col(_BILL.customer_id) == customer_id)
            .order_by(col(_BILL.created_at), col(_BILL.id))
        )

    async def bill(self, customer_id: str, bill_id: str, *, locked: bool = False) -> t.TrackedBill | None:
        row = await self._transaction.row(_BILL, bill_id, locked=locked)
        return row if row is not None and row.customer_id == customer_id else None

    async def dues(self, customer_id: str, bill_id: str | None = None) -> Sequence[t.TrackedDue]:
        wanted = select(_DUE).where(col(_DUE.customer_id) == customer_id)
        if bill_id is not None:
            wanted = wanted.where(col(_DUE.bill_id) == bill_id)
        return await self._all(wanted.order_by(col(_DUE.due_date), col(_DUE.bill_id), col(_DUE.no)))

    async def dues_between(self, customer_id: str, first: date, last: date) -> Sequence[t.TrackedDue]:
        wanted = select(_DUE).where(
            col(_DUE.customer_id) == customer_id, col(_DUE.due_date) >= first, col(_DUE.due_date) <= last
        )
        return await self._all(wanted.order_by(col(_DUE.due_date), col(_DUE.bill_id), col(_DUE.no)))

    async def due_span(self, customer_id: str) -> tuple[date, date] | None:
        days = select(func.min(col(_DUE.due_date)), func.max(col(_DUE.due_date)))
        first, last = (await self._session.execute(days.where(col(_DUE.customer_id) == customer_id))).one()
        return None if first is None or last is None else (first, last)

    async def due(self, customer_id: str, bill_id: str, no: int) -> t.TrackedDue | None:
        wanted = select(_DUE).where(col(_DUE.bill_id) == bill_id, col(_DUE.no) == no)
        return await self._first(wanted.where(col(_DUE.customer_id) == customer_id))

    async def draft(self, customer_id: str, *, locked: bool = False) -> t.TrackedDraft | None:
        return await self._transaction.row(t.TrackedDraft, customer_id, locked=locked)

    async def drop_draft(self, customer_id: str) -> None:
        await self._run(delete(t.TrackedDraft).where(col(t.TrackedDraft.customer_id) == customer_id))

    async def add_days(
        self, bill: t.TrackedBill, days: Sequence[tuple[int, date]], amount_fen: int | None
    ) -> None:
        await self._add(bill, [{"no": no, "due_date": day, "amount_fen": amount_fen} for no, day in days])

    async def add_own_days(self, bill: t.TrackedBill, days: Sequence[OwnDay], now: datetime) -> None:
        await self._add(
            bill,
            [
                {
                    "no": day.no,
                    "due_date": day.due_on,
                    "amount_fen": day.amount_fen,
                    "minimum_fen": day.minimum_fen,
                    "paid_at": now if day.paid else None,
                }
                for day in days
            ],
        )

    async def _add(self, bill: t.TrackedBill, days: Sequence[dict[str, Any]]) -> None:
        if days:
            await self._transaction.flush()  # the bill stands before its days
            of_bill = {"bill_id": bill.id, "customer_id": bill.customer_id, "reminded": bill.reminded}
            rows = [day | of_bill for day in days]
            await self._transaction.change(self._insert(_DUE).on_conflict_do_nothing(), rows)

    async def drop_open_days(self, bill_id: str, from_no: int) -> None:
        still_open = (col(_DUE.bill_id) == bill_id, col(_DUE.no) >= from_no, col(_DUE.paid_at).is_(None))
        await self._run(delete(_DUE).where(*still_open))

    async def set_reminded(self, bill_id: str, *, reminded: bool) -> None:
        await self._run(update(_BILL).where(col(_BILL.id) == bill_id).values(reminded=reminded))
        await self._run(update(_DUE).where(col(_DUE.bill_id) == bill_id).values(reminded=reminded))

    async def mark_paid(self, bill_id: str, no: int, paid_at: datetime | None) -> None:
        await self._run(
            update(_DUE).where(col(_DUE.bill_id) == bill_id, col(_DUE.no) == no).values(paid_at=paid_at)
        )

    async def set_due(
        self,
        bill_id: str,
        no: int,
        due_date: date,
        *,
        amount_fen: int | None,
        minimum_fen: int | None,
        paid_at: datetime | None,
    ) -> None:
        values = {
            "due_date": due_date,
            "amount_fen": amount_fen,
            "minimum_fen": minimum_fen,
            "paid_at": paid_at,
        }
        await self._run(update(_DUE).where(col(_DUE.bill_id) == bill_id, col(_DUE.no) == no).values(**values))

    async def delete(self, bill_id: str) -> None:
        await self._run(delete(_DUE).where(col(_DUE.bill_id) == bill_id))
        await self._run(delete(_BILL).where(col(_BILL.id) == bill_id))

    async def received(
        self, customer_id: str, received_id: str, *, locked: bool = False
    ) -> t.TrackedReceived | None:
        row = await self._transaction.row(_RECEIVED, received_id, locked=locked)
        return row if row is not None and row.customer_id == customer_id else None

    async def all_received(self, customer_id: str) -> Sequence[t.TrackedReceived]:
        return await self._all(
            select(_RECEIVED)
            .where(col(_RECEIVED.customer_id) == customer_id)
            .order_by(col(_RECEIVED.created_at).desc(), col(_RECEIVED.id))
        )

    async def drop_received(self, ids: Sequence[str]) -> None:
        await self._run(delete(_RECEIVED).where(col(_RECEIVED.id).in_(ids)))

    async def prune_received(self, before: datetime) -> int:
        return await self._run(delete(_RECEIVED).where(col(_RECEIVED.created_at) < before))

    async def oldest_received(self) -> datetime | None:
        oldest: datetime | None = await self._value(select(func.min(col(_RECEIVED.created_at))))
        return oldest
