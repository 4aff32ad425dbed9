"""The days of a bill that goes on: some are always written down ahead, so that there is something to remind of."""

from __future__ import annotations

from datetime import date

from domain import tables as t
from domain.tracked.rules import AHEAD, further_days
from domain.unit_of_work import UnitOfWork


async def write_ahead(uow: UnitOfWork, bill: t.TrackedBill, today: date) -> None:
    """Write down further days of a bill that goes on, where less than half of those ahead are left; of one that ends,
    none.
    """
    if bill.monthly_day is None:
        return
    dues = await uow.tracked.dues(bill.customer_id, bill.id)
    if dues and sum(due.due_date >= today for due in dues) < AHEAD // 2:
        last = max(dues, key=lambda due: due.no)
        days = further_days(last.no, last.due_date, bill.monthly_day)
        await uow.tracked.add_days(bill, days, last.amount_fen)
