"""To whom the web app hands updates and webhooks, as long as an assistant takes them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.payments.results import ReportOutcome

Receive = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]
# The gateway's name, the headers with names in lower case, the body; what the gateway expects as an answer.
Notified = Callable[[str, Mapping[str, str], bytes], Awaitable[str | None]]


# The headers, the body; whether it was of something we wait for.
Identified = Callable[[Mapping[str, str], bytes], Awaitable[bool]]


# The headers, the body; what became of the word. Raises `InvalidSignature`, `Malformed`.
HandedOff = Callable[[Mapping[str, str], bytes], Awaitable[ReportOutcome]]


# What was filled in and by whom it was opened; the answer for the page.
Filled = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


@dataclass
class WebhookHandlers:
    """None where nothing takes it; without `receive` the process starts, stands by or stops."""

    receive: Receive | None = None
    notified: Notified | None = None
    identified: Identified | None = None
    handed_off: HandedOff | None = None
    form: Filled | None = None
