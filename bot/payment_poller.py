"""Payments that wait for the customer or the bank are asked about every few seconds, and their customers told.

Nothing is kept here: what waits stands in the database, so it goes on after a restart.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Mapping

from bot.adapters.identity import HttpVerifier
from bot.web.door import Door, Filled, HandedOff, Identified
from bot.wiring import House
from domain.handoff.types import PaymentWord, Taken
from domain.notices.delivery import NoticeService
from domain.payments.ports import ChargeStatus, Notifying
from domain.payments.service import RepaymentService
from domain.ports import Clock, Forged
from handlers.ui.throttle import Throttle

logger = logging.getLogger(__name__)
EVERY_S = 3.0


def identity_door(house: House, tell_soon: Callable[[], None]) -> Identified | None:
    """How the identity service's own word comes in; None where there is no such service."""
    verifier = house.verifier
    if not isinstance(verifier, HttpVerifier):
        return None

    async def identified(headers: Mapping[str, str], body: bytes) -> bool:
        """Raises `Forged`."""
        try:
            check_id, verdict = verifier.read(headers, body)
        except Forged:
            logger.warning("word in the name of the identity service is not from there; refused")
            raise
        services = house.services
        known = await services.identity.arrived(check_id, verdict) or await services.faces.arrived(
            check_id, verdict
        )
        if known:
            tell_soon()
        return known

    return identified


def handoff_door(house: House, tell_soon: Callable[[], None]) -> HandedOff | None:
    """How a lender's word of its pages comes in; None where nothing is handed over."""
    pages = house.pages
    if pages is None:
        return None

    async def handed_off(headers: Mapping[str, str], body: bytes) -> Taken:
        """Raises `Forged`, `Malformed`."""
        try:
            word = pages.read(headers, body)
        except Forged:
            logger.warning("word in the name of a lender is not from there; refused")
            raise
        handing_off = house.services.handing_off
        if isinstance(word, PaymentWord):
            taken = await handing_off.paid(word)
        else:
            taken = await handing_off.arrived(word)
        if taken is Taken.DONE:
            tell_soon()
        return taken

    return handed_off


def form_door(house: House, token: str, tell_soon: Callable[[], None]) -> Filled:
    """How the form for one's identity comes in."""
    from bot.web.identity_form import A_MINUTE, FormDesk  # with the web server, for those who run it

    return FormDesk(house.services, token, tell_soon, Throttle(A_MINUTE)).submit


class PaymentFollower:
    def __init__(
        self,
        repayment: RepaymentService,
        notices: NoticeService,
        clock: Clock,
        notifying: Mapping[str, Notifying],
    ) -> None:
        self._repayment = repayment
        self._notices = notices
        self._clock = clock
        self._notifying = notifying
        self._telling: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def following(self, door: Door) -> AsyncIterator[None]:
        """While the block runs, in which the door is also open for what gateways say by themselves."""
        door.notified = self.notified
        task = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            door.notified = None
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            if self._telling:
                await asyncio.wait(self._telling)

    async def notified(self, gateway: str, headers: Mapping[str, str], body: bytes) -> str | None:
        """What a gateway says by itself; the answer it expects, None where nobody by that name speaks here.

        Raises `Forged`. It is answered when it is written down.
        """
        speaker = self._notifying.get(gateway)
        if speaker is None:
            return None
        try:
            said = speaker.read(headers, body)
        except Forged:
            logger.warning("a notification in the name of %s is not from there; refused", gateway)
            raise
        if said is not None and said.result.status is not ChargeStatus.WAITING:
            await self._repayment.arrived(gateway, said.payment_id, said.result)
            self.tell_soon()
        return speaker.acknowledgement

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self._repayment.follow(self._clock.now())
                # Also what another process made known, such as the staff's command line.
                await self._notices.tell_at_once(self._clock.now())
            except Exception:  # the next round comes
                logger.exception("payments that wait could not be looked up")

    def tell_soon(self) -> None:
        """What the customer waits for has come."""
        task = asyncio.create_task(self._tell())
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _tell(self) -> None:
        try:
            await self._notices.tell_at_once(self._clock.now())
        except Exception:
            logger.exception("customers could not be told what became of a payment")
