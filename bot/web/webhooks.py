"""Webhooks of payment gateways, the identity service and lenders, and the forms: each handed to its service."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping

from bot.adapters.identity import HttpVerifier
from bot.web import calendars, identity_form, move_form
from bot.web.forms import A_MINUTE, FormDesk
from bot.web.webhook_handlers import WebhookHandlers
from bot.wiring import Container
from domain.handoff.types import PaymentStatusReport
from domain.payments.ports import ChargeStatus
from domain.payments.results import ReportOutcome
from domain.ports import InvalidSignature
from handlers.ui.throttle import Throttle

logger = logging.getLogger(__name__)


class Webhooks:
    """Hands each webhook to the service that waits for it. It is answered when it is written down.

    `token`: the bot's, with which Telegram signs who opened a form. `send_soon`: customers are to hear of something.
    """

    def __init__(self, container: Container, token: str, send_soon: Callable[[], None]) -> None:
        self._container = container
        self._token = token
        self._send_soon = send_soon

    @contextlib.contextmanager
    def attached_to(self, webhook_handlers: WebhookHandlers) -> Iterator[None]:
        """Take webhooks only while the block runs; what this assistant expects from nobody has no handler."""
        webhook_handlers.on_payment = self.on_payment
        if isinstance(self._container.outside.verifier, HttpVerifier):
            webhook_handlers.on_identity = self.on_identity
        self._attach_calendars(webhook_handlers)
        if self._container.outside.pages is not None:
            webhook_handlers.on_handoff = self.on_handoff
        else:  # there who somebody is concerns the lender only
            self._attach_forms(webhook_handlers)
        try:
            yield
        finally:
            webhook_handlers.detach()

    def _attach_calendars(self, webhook_handlers: WebhookHandlers) -> None:
        """Let calendars be read where they have an address."""
        address = self._container.conversation_settings.calendar_url
        if address is not None:
            webhook_handlers.calendars = calendars.CalendarDesk(
                self._container.services.feeds, address, Throttle(calendars.A_MINUTE)
            )

    def _attach_forms(self, webhook_handlers: WebhookHandlers) -> None:
        """Take what is filled in on our pages; all of them have one pace."""
        services, throttle = self._container.services, Throttle(A_MINUTE)
        webhook_handlers.on_form = FormDesk(
            services, self._token, self._send_soon, throttle, identity_form.take
        ).submit
        if services.move_codes.offered:
            webhook_handlers.on_move_form = FormDesk(
                services, self._token, self._send_soon, throttle, move_form.take
            ).submit

    async def on_payment(self, gateway: str, headers: Mapping[str, str], body: bytes) -> str | None:
        """Return the answer that the gateway expects, None where none of that name sends webhooks. Raises
        `InvalidSignature`, `PaymentUncertain`.
        """
        speaker = self._container.outside.payment_methods.webhook_sources.get(gateway)
        if speaker is None:
            return None
        with _refused(f"a gateway ({gateway})"):
            said = await speaker.read(headers, body)
        if said is not None and said.result.status is not ChargeStatus.WAITING:
            await self._container.services.payments.handle_webhook(gateway, said.payment_id, said.result)
            self._send_soon()
        return speaker.acknowledgement

    async def on_identity(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Take in a verdict and return whether its check is known. Raises `InvalidSignature`."""
        verifier, services = self._container.outside.verifier, self._container.services
        assert isinstance(verifier, HttpVerifier)  # else there is no handler
        with _refused("the identity service"):
            check_id, verdict = verifier.read(headers, body)
        known = await services.identity.handle_verdict(
            check_id, verdict
        ) or await services.face_checks.handle_verdict(check_id, verdict)
        if known:
            self._send_soon()
        return known

    async def on_handoff(self, headers: Mapping[str, str], body: bytes) -> ReportOutcome:
        """Take in what a lender reports. Raises `InvalidSignature`, `Malformed`."""
        pages, handoff = self._container.outside.pages, self._container.services.handoff
        assert pages is not None  # else there is no handler
        with _refused("a lender"):
            report = pages.read(headers, body)
        if isinstance(report, PaymentStatusReport):
            taken = await handoff.handle_payment_status(report)
        else:
            taken = await handoff.handle_application_status(report)
        if taken in {ReportOutcome.APPLIED, ReportOutcome.CREDITED}:
            self._send_soon()
        return taken


@contextlib.contextmanager
def _refused(whose: str) -> Iterator[None]:
    """Log what is forged while reading it, and raise it on."""
    try:
        yield
    except InvalidSignature:
        logger.warning("word in the name of %s is not from there; refused", whose)
        raise
