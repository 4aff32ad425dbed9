"""The lenders' own pages: their addresses, and asking them how something stands."""

from __future__ import annotations

from typing import Protocol

from domain.handoff.types import ApplicationRequest, ApplicationStatus, PaymentStatusReport


class LenderPages(Protocol):
    """The lenders' own pages, where customers are verified, sign and pay."""

    def apply_url(self, application: ApplicationRequest) -> str: ...

    def pay_url(self, payment_id: str, amount_fen: int, contract_no: str) -> str: ...

    async def look_up(self, application_id: str) -> ApplicationStatus | None:
        """Return how the application stands there; None where there was no clear answer."""
        ...

    async def look_up_payment(self, payment_id: str) -> PaymentStatusReport | None: ...
