"""The sandbox's payment gateway, spoken to over HTTP with our ids as idempotency keys."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Mapping
from typing import Any

import httpx

from bot.adapters.outside_json import NotJson, read_json
from bot.adapters.service_client import service_client
from domain.payments.ports import (
    CANCELLED,
    AmountRange,
    Charge,
    ChargeResult,
    ChargeStatus,
    GatewayRefundStatus,
    GatewayWebhook,
    RefundRequest,
    RefundResult,
)
from domain.ports import InvalidSignature

logger = logging.getLogger(__name__)
TIMEOUT_S = 10.0
NOT_FOUND = 404
CONFLICT = 409
SIGNATURE_HEADER = "x-sandbox-signature"
ACKNOWLEDGEMENT = "ok"


class SandboxGateway:
    """Moves no money. Fulfils `domain.payments.ports.PaymentGateway` and `domain.payments.ports.WebhookSource`.

    `notify_url`: where it may say by itself what became of a charge, signed with `key`, which it is told with the charge.
    Without a key no word of it is taken.
    """

    name = "sandbox"
    amounts = AmountRange()
    customer_acts = False
    acknowledgement = ACKNOWLEDGEMENT

    def __init__(
        self,
        base_url: str,
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        notify_url: str | None = None,
        key: str | None = None,
    ) -> None:
        self._http = service_client(base_url, TIMEOUT_S, transport)
        self._notify_url = notify_url
        self._key = key

    async def start(self, charge: Charge) -> ChargeResult:
        body: dict[str, Any] = {
            "id": charge.payment_id,
            "amount_fen": charge.amount_fen,
            "subject": charge.subject,
        }
        if charge.card_token is not None:
            body["card_token"] = charge.card_token
        if self._notify_url is not None and self._key is not None:
            body |= {"notify_url": self._notify_url, "notify_key": self._key}
        return _charge_result(await self._ask("POST", "/charges", body))

    async def query(self, payment_id: str) -> ChargeResult:
        return _charge_result(await self._ask("GET", f"/charges/{payment_id}"))

    async def cancel(self, payment_id: str) -> ChargeResult:
        result = _charge_result(await self._ask("POST", f"/charges/{payment_id}/cancel"))
        if result.status is ChargeStatus.NOT_FOUND:
            return ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED)
        return result

    async def refund(self, request: RefundRequest) -> RefundResult:
        body = {
            "id": request.refund_id,
            "charge_id": request.payment_id,
            "amount_fen": request.amount_fen,
        }
        answer = await self._ask("POST", "/refunds", body)
        if answer is None:
            return RefundResult(GatewayRefundStatus.UNKNOWN)
        if answer.get("status") != "done":
            return RefundResult(GatewayRefundStatus.DECLINED, reason=answer.get("reason", "refused"))
        return RefundResult(GatewayRefundStatus.DONE, reference=answer["reference"])

    async def read(self, headers: Mapping[str, str], body: bytes) -> GatewayWebhook | None:
        given = headers.get(SIGNATURE_HEADER, "")
        if self._key is None or not hmac.compare_digest(given.encode(), sign(self._key, body).encode()):
            raise InvalidSignature
        said: Any = read_json(body)
        try:
            return GatewayWebhook(str(said["id"]), _charge_result(said))
        except (ValueError, KeyError, TypeError):
            raise InvalidSignature from None

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _ask(self, method: str, path: str, body: object = None) -> dict[str, Any] | None:
        """Return the answer; None for anything but a clear one: the money may have moved."""
        try:
            response = await self._http.request(method, path, json=body)
        except httpx.HTTPError as error:
            logger.warning("the payment gateway did not answer: %s", type(error).__name__)
            return None
        if response.status_code == NOT_FOUND:
            return {"status": ChargeStatus.NOT_FOUND}
        if response.status_code == CONFLICT:
            raise RuntimeError("the gateway knows this id with other content")
        if not response.is_success:
            return None
        try:
            answer = read_json(response.content)
        except NotJson:
            return None
        return answer if isinstance(answer, dict) else None


def sign(key: str, body: bytes) -> str:
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def _charge_result(answer: dict[str, Any] | None) -> ChargeResult:
    if answer is None:
        return ChargeResult(ChargeStatus.UNKNOWN)
    return ChargeResult(
        ChargeStatus(answer["status"]),
        reference=answer.get("reference"),
        reason=answer.get("reason"),
        paid_fen=answer.get("amount_fen"),
        available_fen=answer.get("available_fen"),
    )
