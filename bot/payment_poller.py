"""Payments that wait for the customer or the bank are asked about every few seconds, and their customers told.

Nothing is kept here: what waits stands in the database, so it goes on after a restart.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from domain.notices.delivery import DeliveryService
from domain.payments.service import PaymentService
from domain.ports import Clock

logger = logging.getLogger(__name__)
EVERY_S = 3.0


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
    async def polling(self) -> AsyncIterator[None]:
        """Ask about the payments while the block runs; what is being sent at its end is sent."""
        task = asyncio.create_task(self._poll())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            if self._sends:
                await asyncio.wait(self._sends)

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self._payments.follow(self._clock.now())
                # Also what another process made known, such as the staff's command line.
                await self._notices.send_transactional(self._clock.now())
            except Exception:  # the next round comes
                logger.exception("payments that wait could not be looked up")

    def send_soon(self) -> None:
        """Send what the customer waits for, now that it has come, without keeping the caller waiting."""
        task = asyncio.create_task(self._send())
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)

    async def _send(self) -> None:
        try:
            await self._notices.send_transactional(self._clock.now())
        except Exception:
            logger.exception("customers could not be told what became of a payment")
