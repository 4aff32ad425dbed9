"""The sandbox's payment gateway, spoken to over HTTP with our payment id as idempotency key."""

from __future__ import annotations

import logging

import httpx

from domain.ports import Charge, ChargeResult, ChargeStatus

logger = logging.getLogger(__name__)
TIMEOUT_S = 10.0
NOT_FOUND = 404
CONFLICT = 409


class SandboxGateway:
    """Moves no money. Fulfils `domain.ports.PaymentGateway`."""

    name = "sandbox"

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(base_url=base_url, timeout=TIMEOUT_S, transport=transport)

    async def start(self, charge: Charge) -> ChargeResult:
        body = {"id": charge.payment_id, "amount_fen": charge.amount_fen, "subject": charge.subject}
        return await self._ask("POST", "/charges", json=body)

    async def query(self, payment_id: str) -> ChargeResult:
        return await self._ask("GET", f"/charges/{payment_id}")

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _ask(self, method: str, path: str, json: object = None) -> ChargeResult:
        """Anything but a clear answer is UNKNOWN: the money may have moved."""
        try:
            response = await self._http.request(method, path, json=json)
        except httpx.HTTPError as error:
            logger.warning("the payment gateway did not answer: %s", type(error).__name__)
            return ChargeResult(ChargeStatus.UNKNOWN)
        if response.status_code == NOT_FOUND:
            return ChargeResult(ChargeStatus.NOT_FOUND)
        if response.status_code == CONFLICT:
            raise RuntimeError("the gateway knows this payment id with another amount")
        if not response.is_success:
            return ChargeResult(ChargeStatus.UNKNOWN)
        answer = response.json()
        return ChargeResult(ChargeStatus(answer["status"]), answer.get("reference"), answer.get("reason"))
