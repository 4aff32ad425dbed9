"""What somebody's own orders and bills answer to a question in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain import tables as t
from domain.dates import business_day
from domain.enquiries.results import Own, OwnOrder
from domain.enquiries.rules import orders_meant
from domain.loans.bills import views_of
from domain.loans.rescheduling import is_nothing
from domain.loans.results import BillView
from domain.loans.snapshots import BillFacts
from domain.ports import Clock
from domain.text import LocalText
from domain.understanding.slots import Slots
from domain.unit_of_work import Store, UnitOfWork


class EnquiryService:
    """Everything is of the customer's own; `order_id`: what was spoken of before, where the words name no order."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def own(self, customer_id: str, slots: Slots, order_id: str | None = None) -> Own:
        """Return the customer's orders with a loan, and which of them are meant."""
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            facts = await uow.installments.all_facts(customer_id)
            orders = await _orders(uow, customer_id, [one for one in facts if not is_nothing(one)], today)
        open_orders = tuple(one for one in orders if one.open)
        # What is settled is meant where nothing that is open fits as well.
        named = orders_meant(open_orders, slots) or orders_meant(orders, slots)
        if not named and order_id is not None:
            named = tuple(one for one in orders if one.order_id == order_id)
        return Own(today, orders, named)


async def _orders(
    uow: UnitOfWork, customer_id: str, facts: Sequence[BillFacts], today: date
) -> tuple[OwnOrder, ...]:
    bills: dict[str, list[BillView]] = {}
    for bill in views_of(facts, today):
        bills.setdefault(bill.order_id, []).append(bill)
    _, count = await uow.orders.of(customer_id, 0, 1)
    rows, _ = await uow.orders.of(customer_id, 0, count)
    names: dict[str, list[LocalText]] = {row.id: [] for row in rows}
    for line in await uow.orders.lines([row.id for row in rows if row.id in bills]):
        names[line.order_id].append(LocalText(line.names))
    return tuple(_order(row, bills[row.id], names[row.id]) for row in rows if row.id in bills)


def _order(row: t.Order, bills: Sequence[BillView], names: Sequence[LocalText]) -> OwnOrder:
    first = bills[0]
    return OwnOrder(
        order_id=row.id,
        loan_id=first.loan_id,
        number=row.number,
        title=first.title,
        item_count=first.item_count,
        names=tuple(names),
        bills=tuple(bills),
    )
