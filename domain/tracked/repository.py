"""What tracked bills ask of the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from domain import tables as t
from domain.tracked.plans import OwnDay


class Tracked(Protocol):
    async def bills(self, customer_id: str) -> Sequence[t.TrackedBill]:
        """Return all of the customer, the oldest first."""
        ...

    async def bill(self, customer_id: str, bill_id: str, *, locked: bool = False) -> t.TrackedBill | None:
        """Return the bill, where it is the customer's."""
        ...

    async def dues(self, customer_id: str, bill_id: str | None = None) -> Sequence[t.TrackedDue]:
        """Return the days of one bill or of all of the customer, in order."""
        ...

    async def dues_between(self, customer_id: str, first: date, last: date) -> Sequence[t.TrackedDue]:
        """Return the days of all bills of the customer from `first` to `last`, in order."""
        ...

    async def due_span(self, customer_id: str) -> tuple[date, date] | None:
        """Return the first and the last day of all bills of the customer; None where there is none."""
        ...

    async def due(self, customer_id: str, bill_id: str, no: int) -> t.TrackedDue | None: ...

    async def draft(self, customer_id: str, *, locked: bool = False) -> t.TrackedDraft | None: ...

    async def drop_draft(self, customer_id: str) -> None: ...

    async def add_days(
        self, bill: t.TrackedBill, days: Sequence[tuple[int, date]], amount_fen: int | None
    ) -> None:
        """Add days on which it is due; one that is there already stays as it is."""
        ...

    async def add_own_days(self, bill: t.TrackedBill, days: Sequence[OwnDay], now: datetime) -> None:
        """Add days, each as it is; one that is there already stays as it is. `now`: when it was said which are paid."""
        ...

    async def drop_open_days(self, bill_id: str, from_no: int) -> None:
        """Take out the days from this period on that were not said to be paid."""
        ...

    async def set_reminded(self, bill_id: str, *, reminded: bool) -> None:
        """Say of a bill and all its days whether the customer is reminded."""
        ...

    async def mark_paid(self, bill_id: str, no: int, paid_at: datetime | None) -> None: ...

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
        """Write what a day is."""
        ...

    async def delete(self, bill_id: str) -> None:
        """Delete the bill with all its days."""
        ...

    async def received(
        self, customer_id: str, received_id: str, *, locked: bool = False
    ) -> t.TrackedReceived | None:
        """Return what a text told of, where it is the customer's."""
        ...

    async def all_received(self, customer_id: str) -> Sequence[t.TrackedReceived]:
        """Return all of the customer, the newest first."""
        ...

    async def drop_received(self, ids: Sequence[str]) -> None: ...

    async def prune_received(self, before: datetime) -> int:
        """Delete what was received before; return how many."""
        ...

    async def oldest_received(self) -> datetime | None: ...
