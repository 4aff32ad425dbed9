"""What others say by themselves: payment gateways, the identity service, lenders, and whoever fills in the form."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping

from bot.adapters.identity import HttpVerifier
from bot.web.door import Door
from bot.web.identity_form import A_MINUTE, FormDesk
from bot.wiring import House
from domain.handoff.types import PaymentWord, Taken
from domain.payments.ports import ChargeStatus
from domain.ports import Forged
from handlers.ui.throttle import Throttle

logger = logging.getLogger(__name__)


class Webhooks:
    """Hands what is said to the services that wait for it. It is answered when it is written down.

    `token`: the bot's, with which Telegram signs who opened the form. `tell_soon`: customers are to hear of something.
    """

    def __init__(self, house: House, token: str, tell_soon: Callable[[], None]) -> None:
        self._house = house
        self._token = token
        self._tell_soon = tell_soon

    @contextlib.contextmanager
    def behind(self, door: Door) -> Iterator[None]:
        """While the block runs; what this assistant waits for from nobody stays shut."""
        door.notified = self.notified
        if isinstance(self._house.outside.verifier, HttpVerifier):
            door.identified = self.identified
        if self._house.outside.pages is not None:
            door.handed_off = self.handed_off
        else:  # there who somebody is concerns the lender only
            door.form = FormDesk(
                self._house.services, self._token, self._tell_soon, Throttle(A_MINUTE)
            ).submit
        try:
            yield
        finally:
            door.notified = None

    async def notified(self, gateway: str, headers: Mapping[str, str], body: bytes) -> str | None:
        """The answer that the gateway expects, None where nobody by that name speaks here. Raises `Forged`."""
        speaker = self._house.outside.ways.notifying.get(gateway)
        if speaker is None:
            return None
        with _refused(f"a gateway ({gateway})"):
            said = speaker.read(headers, body)
        if said is not None and said.result.status is not ChargeStatus.WAITING:
            await self._house.services.repayment.arrived(gateway, said.payment_id, said.result)
            self._tell_soon()
        return speaker.acknowledgement

    async def identified(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Raises `Forged`."""
        verifier, services = self._house.outside.verifier, self._house.services
        assert isinstance(verifier, HttpVerifier)  # else nobody is let in here
        with _refused("the identity service"):
            check_id, verdict = verifier.read(headers, body)
        known = await services.identity.arrived(check_id, verdict) or await services.faces.arrived(
            check_id, verdict
        )
        if known:
            self._tell_soon()
        return known

    async def handed_off(self, headers: Mapping[str, str], body: bytes) -> Taken:
        """Raises `Forged`, `Malformed`."""
        pages, handing_off = self._house.outside.pages, self._house.services.handing_off
        assert pages is not None  # else nobody is let in here
        with _refused("a lender"):
            word = pages.read(headers, body)
        if isinstance(word, PaymentWord):
            taken = await handing_off.paid(word)
        else:
            taken = await handing_off.arrived(word)
        if taken is Taken.DONE:
            self._tell_soon()
        return taken


@contextlib.contextmanager
def _refused(whose: str) -> Iterator[None]:
    """Reading it. What is forged is logged, and raised on."""
    try:
        yield
    except Forged:
        logger.warning("word in the name of %s is not from there; refused", whose)
        raise
