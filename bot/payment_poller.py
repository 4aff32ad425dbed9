"""Payments that wait for the customer or the bank are asked about every few seconds, and their customers told.

Nothing is kept here: what waits stands in the database, so it goes on after a restart.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bot.supervision.failure import say_if_it_fails
from bot.supervision.supervisor import Supervisor
from domain.notices.delivery import DeliveryService
from domain.payments.service import PaymentService
from domain.ports import Clock

EVERY_S = 3.0
# A round asks about a few hundred payments, one after the other.
LONGEST_S = 1800.0


class PaymentPoller:
    def __init__(
        self,
        payments: PaymentService,
        notices: DeliveryService,
        clock: Clock,
    ) -> None:
        self._payments = payments
        self._notices = notices
        self._clock = clock
        self._sends: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def polling(self, supervisor: Supervisor) -> AsyncIterator[None]:
        """Ask about the payments while the block runs; what is being sent at its end is sent."""
        async with supervisor.repeating("payments", self._ask, every_s=EVERY_S, limit_s=LONGEST_S):
            try:
                yield
            finally:
                if self._sends:
                    await asyncio.wait(self._sends)

    async def _ask(self) -> None:
        await self._payments.follow(self._clock.now())
        # Also what another process made known, such as the staff's command line.
        await self._notices.send_transactional(self._clock.now())

    def send_soon(self) -> None:
        """Send what the customer waits for, now that it has come, without keeping the caller waiting."""
        task = asyncio.create_task(self._send(), name="telling customers of payments")
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)
        task.add_done_callback(say_if_it_fails)

    async def _send(self) -> None:
        await self._notices.send_transactional(self._clock.now())
