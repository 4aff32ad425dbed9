"""To whom the web app hands updates and webhooks, as long as an assistant takes them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.types import ASGIApp

from bot.watch import Failing
from domain.payments.results import ReportOutcome

Receive = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]
# What came and cannot be read, and why: written down when this returns.
PutAside = Callable[[bytes, str], Awaitable[None]]
# The gateway's name, the headers with names in lower case, the body; what the gateway expects as an answer.
PaymentHandler = Callable[[str, Mapping[str, str], bytes], Awaitable[str | None]]


# The headers, the body; whether it was of something we wait for.
IdentityHandler = Callable[[Mapping[str, str], bytes], Awaitable[bool]]


# The headers, the body; what became of the report. Raises `InvalidSignature`, `NotJson`, `Malformed`.
HandoffHandler = Callable[[Mapping[str, str], bytes], Awaitable[ReportOutcome]]


# What was filled in and by whom it was opened; the answer for the page.
FormHandler = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


class Calendars(Protocol):
    """What is read under the secret of a calendar (bot/web/calendars.py); None where it is nobody's."""

    async def file(self, secret: str) -> bytes | None: ...

    async def page(self, secret: str) -> str | None: ...


@dataclass
class WebhookHandlers:
    """None where nothing takes it; without `receive` the process starts, stands by or stops."""

    receive: Receive | None = None
    put_aside: PutAside | None = None
    failing: Failing | None = None
    on_payment: PaymentHandler | None = None
    on_identity: IdentityHandler | None = None
    on_handoff: HandoffHandler | None = None
    on_form: FormHandler | None = None
    on_move_form: FormHandler | None = None
    calendars: Calendars | None = None
    console: Callable[[], ASGIApp] | None = None  # made when somebody first asks for it

    @property
    def attached(self) -> bool:
        """Return whether an assistant takes webhooks now: those of which it expects none have no handler."""
        return self.on_payment is not None

    async def not_ready(self) -> list[str]:
        """Return what is not well, by name; nothing where the assistant takes updates and all is well."""
        if self.receive is None:
            return ["receiving"]
        return [] if self.failing is None else await self.failing()

    def detach(self) -> None:
        """Take no webhook any more: the assistant that answers them is gone."""
        self.on_payment = self.on_identity = self.on_handoff = None
        self.on_form = self.on_move_form = self.calendars = None
        self.console = None
