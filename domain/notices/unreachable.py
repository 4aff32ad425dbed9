"""Customers who stopped the assistant while bills are open."""

from __future__ import annotations

from domain.dates import business_day
from domain.loans.bills import views_of
from domain.notices.results import UnreachableCustomer
from domain.ports import Clock
from domain.unit_of_work import Store


async def unreachable_customers(store: Store, clock: Clock) -> tuple[UnreachableCustomer, ...]:
    """Return who stopped the assistant and has bills open: to be reached in another way; the longest away first."""
    today = business_day(clock.now())
    async with store.read() as uow:
        found = []
        for row in await uow.customers.blocked_with_bills():
            bills = views_of(await uow.installments.open_facts(row.id), today)
            late_fen = sum(bill.owed_fen for bill in bills if bill.due_date < today)
            assert row.blocked_at is not None
            found.append(UnreachableCustomer(row.id, row.blocked_at, late_fen, bills[0].due_date))
    return tuple(found)
