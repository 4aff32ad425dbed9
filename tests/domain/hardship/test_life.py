"""Lives of a loan in hardship: signed, paid, missed, lapsed, settled in any order, with the audit after each step."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.dates import business_day
from domain.hardship.results import PlanStatus
from domain.quotes.results import QuoteView
from tests.domain.hardship.shop import INTEREST_ONLY, LONGER, PART_NOW, end_plans, late_loan, sign
from tests.domain.rescheduling.shop import breaches
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import pay

STEPS = 14


class Life:
    """One loan, and what has to be true of it after whatever was done."""

    def __init__(
        self,
        container: Container,
        clock: MovableClock,
        customer: CustomerView,
        loan_id: str,
        chance: random.Random,
    ) -> None:
        self.container, self.clock, self.chance = container, clock, chance
        self.customer, self.loan_id = customer, loan_id
        self.waived_fen: int | None = None
        self.told: list[str] = []

    async def owed(self) -> int:
        """What is left to pay today."""
        bills = (await self.container.services.bills.open_bills(self.customer.id)).bills
        return sum(bill.owed_fen for bill in bills)

    async def status(self) -> PlanStatus | None:
        async with self.container.store.read() as uow:
            row = await uow.hardship_plans.of_loan(self.loan_id)
        return PlanStatus(row.status) if row else None

    async def signs(self) -> None:
        if self.waived_fen is not None:
            return
        place = self.chance.choice((LONGER, INTEREST_ONLY, PART_NOW))
        done = await sign(self.container, self.customer, self.loan_id, place)
        self.waived_fen = done.waived_fen
        assert await self.owed() == sum(row.payment_fen for row in done.rows)

    async def pays_what_is_next(self) -> None:
        await self._pays(await self.container.services.quotes.oldest(self.customer.id, self.loan_id))

    async def pays_some(self) -> None:
        most_fen = await self.owed()
        amount_fen = self.chance.randint(1, min(most_fen - 1, 30_000))
        await self._pays(
            await self.container.services.quotes.amount(self.customer.id, self.loan_id, amount_fen)
        )

    async def _pays(self, quote: QuoteView) -> None:
        before_fen = await self.owed()
        await pay(self.container, self.customer, quote.quote_id)
        assert await self.owed() == before_fen - quote.amount_fen

    async def waits(self) -> None:
        self.clock.move_to(
            business_day(self.clock.now()) + timedelta(days=self.chance.choice((1, 9, 30, 45)))
        )
        before_fen, status = await self.owed(), await self.status()
        ended = await end_plans(self.container, self.clock)
        back_fen = (self.waived_fen or 0) * ended["lapsed"]
        assert await self.owed() == before_fen + back_fen
        assert ended["lapsed"] == 0 or (status, await self.status()) == (PlanStatus.ACTIVE, PlanStatus.LAPSED)

    async def settles(self) -> None:
        quote = await self.container.services.quotes.settlement(self.customer.id, self.loan_id)
        assert quote.amount_fen <= await self.owed()
        await pay(self.container, self.customer, quote.quote_id)
        assert await self.owed() == 0

    async def runs(self) -> None:
        acts: list[Callable[[], Awaitable[None]]] = [
            self.signs, self.pays_what_is_next, self.pays_some, self.waits, self.waits,
        ]  # fmt: skip
        for _ in range(STEPS):
            act = self.chance.choice(acts)
            self.told.append(act.__name__)
            await act()
            assert await breaches(self.container) == [], self.told
        await self.settles()
        await end_plans(self.container, self.clock)
        assert await self.status() in (None, PlanStatus.KEPT, PlanStatus.LAPSED)
        assert await breaches(self.container) == [], self.told


@pytest.mark.parametrize("seed", range(6))
@on_sqlite
async def test_any_life_in_hardship_agrees_with_its_books(
    container: Container, clock: MovableClock, seed: int
) -> None:
    chance = random.Random(seed)
    plan_id = ("bank-12", "consumer-12")[seed % 2]
    customer, loan_id = await late_loan(container, clock, plan_id)
    await Life(container, clock, customer, loan_id, chance).runs()
