"""Who ordered goods and gave no address: reminded once, some days later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from domain.dates import at_beijing, business_day
from domain.delivery_terms import DeliveryTerms
from domain.outbox.results import NoticeKind
from domain.shipping.parcels import start_of
from domain.unit_of_work import UnitOfWork

REMINDED_AFTER = timedelta(days=2)
REMINDED_FROM = time(10, 0)
# What nobody could be reminded of for so long is not made up for.
UNTIL = timedelta(days=9)


def reminded_at(placed_at: datetime) -> datetime:
    """Return when whoever ordered at this instant is reminded."""
    return at_beijing(business_day(placed_at) + REMINDED_AFTER, REMINDED_FROM)


async def unreminded(uow: UnitOfWork, terms: DeliveryTerms, now: datetime) -> Sequence[tuple[str, datetime]]:
    """Return customer and time of every order that waits for an address and of which no reminder spoke; whoever ordered
    again meanwhile is reminded of both at once.
    """
    since = max(start_of(terms), at_beijing(business_day(now - UNTIL), time(0)))
    found = await uow.shipments.unaddressed(NoticeKind.ADDRESS, since)
    return [
        (customer_id, placed_at)
        for customer_id, placed_at, told in found
        if told is None or told < business_day(placed_at)
    ]
