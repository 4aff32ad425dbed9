"""What the pictures show, in the order in which it happens: one customer's way from the shop to the last bill.

The ways are those of the tests (`tests/support/persons.py`), screens are asked for by commands, and the first button is the
main one: what a button is called today is known there alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

CUSTOMER, NEIGHBOR = 1, 2
PHONE, DESKTOP = (390, 780), (1200, 760)
ARRIVES = "T09:00:00+08:00"  # in the morning, when the day's reminders have gone out


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture is taken: the window, light or dark. `to_next_due`: the clock's button is pressed before, and what the
    move set off is shown.
    """

    name: str
    size: tuple[int, int] = PHONE
    dark: bool = False
    to_next_due: bool = False


@dataclass(frozen=True, slots=True)
class Actors:
    people: SandboxClient
    customer: Person
    neighbor: Person

    async def pay(self) -> None:
        """Have the customer pay the next bill, on its day."""
        await self.people.move_to(f"{await self.people.next_due()}{ARRIVES}")
        await self.customer.say("/repay")
        await self.customer.press_first()


async def product(actors: Actors) -> None:
    await actors.people.user(CUSTOMER, first_name="小林", language_code="zh-hans")
    await actors.customer.say("/start")
    await actors.customer.open_product()


async def costs(actors: Actors) -> None:
    """The lenders, each with what it costs."""
    await actors.customer.say("/start")
    await actors.customer.reach_lenders()


async def home(actors: Actors) -> None:
    """The first screen of who bought, and has paid two bills of twelve."""
    await actors.customer.read_and_agree()
    await actors.customer.press_first()
    await actors.pay()
    await actors.pay()
    await actors.customer.say("/start")


async def settlement(actors: Actors) -> None:
    await actors.customer.say("/settle")


async def desktop(actors: Actors) -> None:
    """A month goes by, and somebody else is in the shop."""
    await actors.people.user(NEIGHBOR, first_name="雅婷", language_code="zh-hant")
    await actors.neighbor.say("/start")
    await actors.customer.say("/bills")


Scene = Callable[[Actors], Awaitable[None]]
SCENES: tuple[tuple[Scene, Look], ...] = (
    (product, Look("product")),
    (costs, Look("costs")),
    (home, Look("home")),
    (settlement, Look("settlement", dark=True)),
    (desktop, Look("desktop", size=DESKTOP, to_next_due=True)),
)
