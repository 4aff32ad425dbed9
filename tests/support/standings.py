"""Somebody who asks, in each state that an answer has to be right in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from bot.wiring import Container
from tests.support.asking import Asker
from tests.support.clock import MovableClock
from tests.support.debtors import indebted, settled
from tests.support.people import arrive, buy

LATE = date(2026, 3, 10)  # two of twelve bills are late then, the first for 33 days
Standing = Callable[[Container, MovableClock], Awaitable[Asker]]


async def bought_nothing(container: Container, clock: MovableClock) -> Asker:
    return Asker(container, await arrive(container))


async def active(container: Container, clock: MovableClock) -> Asker:
    """A phone of ¥357.24 a month from 2026-02-05 on, on 2026-01-05."""
    return Asker(container, (await indebted(container, clock)).customer)


async def two_orders(container: Container, clock: MovableClock) -> Asker:
    """And a lamp of ¥133.00 three times."""
    debtor = await indebted(container, clock)
    await buy(container, debtor.customer, product_id="lamp", plan_id="consumer-3")
    return Asker(container, debtor.customer)


async def late(container: Container, clock: MovableClock) -> Asker:
    """Of the phone two bills are late: ¥363.13 for 33 days, ¥358.13 for 5, at ¥0.36 a day."""
    asking = await active(container, clock)
    clock.move_to(LATE)
    return asking


async def all_settled(container: Container, clock: MovableClock) -> Asker:
    debtor = await indebted(container, clock)
    await settled(debtor)
    return Asker(container, debtor.customer)


EVERY: tuple[Standing, ...] = (bought_nothing, active, two_orders, late, all_settled)
