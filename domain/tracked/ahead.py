"""The days of a bill that goes on: some are always written down ahead, so that there is something to remind of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain import tables as t
from domain.tracked.rules import AHEAD, further_days
from domain.unit_of_work import UnitOfWork

DAYS_OF_A_MONTH = 30.4


def runs_out(bill: t.TrackedBill, dues: Sequence[t.TrackedDue], today: date) -> bool:
    """Return whether a bill that goes on has less than half of the days ahead left; one that ends never has."""
    ahead = sum(due.due_date >= today for due in dues)
    return bill.monthly_day is not None and bool(dues) and ahead < AHEAD // 2


async def write_ahead(uow: UnitOfWork, bill: t.TrackedBill, today: date) -> None:
    """Write down further days of a bill that runs out of them, however long nobody looked at it."""
    dues = await uow.tracked.dues(bill.customer_id, bill.id)
    if bill.monthly_day is None or not runs_out(bill, dues, today):
        return
    last = max(dues, key=lambda due: due.no)
    days = further_days(last.no, last.due_date, bill.monthly_day, today, _apart(dues))
    await uow.tracked.add_days(bill, days, last.amount_fen)


def _apart(dues: Sequence[t.TrackedDue]) -> int:
    """Return how many months lie between two days of what goes on, as the last two that are written down say: the bill's own
    words are sealed, and nobody who plans has the keys."""
    last = sorted(dues, key=lambda due: due.no)[-2:]
    if len(last) < 2:
        return 1
    return max(1, round((last[1].due_date - last[0].due_date).days / DAYS_OF_A_MONTH))
