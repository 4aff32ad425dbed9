"""What is left of orders after returns: only that is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time

from domain import tables as t
from domain.dates import at_beijing
from domain.delivery_terms import DeliveryTerms
from domain.returns.facts import pieces_of
from domain.returns.results import ReturnStatus
from domain.shipping.results import ParcelLine
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork
from domain.value import Value


class Left(Value):
    """`lines`: what no booked return took back; `return_asked`: a return waits for the shop."""

    lines: tuple[ParcelLine, ...]
    return_asked: bool

    @property
    def is_waiting(self) -> bool:
        """Whether there is anything to be sent, as far as returns go."""
        return bool(self.lines) and not self.return_asked

    @property
    def item_count(self) -> int:
        return sum(line.quantity for line in self.lines)


async def left_of(uow: UnitOfWork, orders: Sequence[t.Order]) -> Mapping[str, Left]:
    """Return what is left of each order, by its id."""
    ids = [order.id for order in orders]
    gone: Counter[tuple[str, int]] = Counter()
    asked: set[str] = set()
    for returned in await uow.returns.of_orders(ids):
        if returned.status == ReturnStatus.REQUESTED:
            asked.add(returned.order_id)
        elif returned.status == ReturnStatus.BOOKED:
            gone.update({(returned.order_id, no): pieces for no, pieces in pieces_of(returned).items()})
    lines: dict[str, list[ParcelLine]] = {order_id: [] for order_id in ids}
    for line in await uow.orders.lines(ids):
        quantity = line.quantity - gone[line.order_id, line.line_no]
        if quantity:
            lines[line.order_id].append(ParcelLine(LocalText(line.names), quantity))
    return {order_id: Left(tuple(left), order_id in asked) for order_id, left in lines.items()}


async def waiting_orders(
    uow: UnitOfWork, terms: DeliveryTerms, customer_id: str | None = None
) -> Sequence[tuple[t.Order, Left]]:
    """Return the orders that are to be sent, of everybody or one customer, the oldest first."""
    unsent = await uow.shipments.unsent(start_of(terms), customer_id)
    left = await left_of(uow, unsent)
    return [(order, left[order.id]) for order in unsent if left[order.id].is_waiting]


def start_of(terms: DeliveryTerms) -> datetime:
    """Return the first instant whose orders are delivered through here."""
    return at_beijing(terms.since, time(0))
