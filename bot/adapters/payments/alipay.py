"""当面付 (QR code) of Alipay: opened by us, scanned and paid by the customer, told by a signed notification or asked for.

Source: opendocs.alipay.com/open/02ekfg (precreate, query, cancel, refund) and …/203/105286 (notifications).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl

from bot.adapters.payments.alipay_client import (
    OK,
    SIGN_TYPE,
    TRADE_NOT_EXIST,
    AlipayClient,
    AlipayKeys,
    Answer,
    code,
)
from bot.adapters.payments.rsa_keys import private_key, public_key
from bot.settings import Settings
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
from domain.payments.results import ActionKind, PayAction
from domain.ports import Clock, InvalidSignature

LEAST_FEN, MOST_FEN = 1, 5_000_000
_STATUSES = {
    "TRADE_SUCCESS": ChargeStatus.SUCCEEDED,
    "TRADE_FINISHED": ChargeStatus.SUCCEEDED,
    "WAIT_BUYER_PAY": ChargeStatus.WAITING,
    "TRADE_CLOSED": ChargeStatus.DECLINED,
}
UNAVAILABLE = "20000"  # the service did not come to an answer: to be asked again
_UNCLEAR = ("ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "ACQ.PAYMENT_FAIL")


class AlipayGateway:
    """Fulfils `domain.payments.ports.PaymentGateway` and `domain.payments.ports.WebhookSource`.

    `seller_id`: whom a notification has to name; `notify_url`: where Alipay reaches us.
    """

    name = "alipay"
    amounts = AmountRange(LEAST_FEN, MOST_FEN)
    customer_acts = True
    acknowledgement = "success"

    def __init__(
        self,
        client: AlipayClient,
        clock: Clock,
        *,
        seller_id: str | None = None,
        notify_url: str | None = None,
    ) -> None:
        self._client = client
        self._clock = clock
        self._seller_id = seller_id
        self._notify_url = notify_url

    async def start(self, charge: Charge) -> ChargeResult:
        minutes = self._minutes_left(charge)
        if minutes < 1:
            return ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED)
        content = {
            "out_trade_no": charge.payment_id,
            "total_amount": yuan(charge.amount_fen),
            "subject": charge.subject,
            # The code's time, and that of the trade which scanning it makes.
            "qr_code_timeout_express": f"{minutes}m",
            "timeout_express": f"{minutes}m",
        }
        answer = await self._client.ask("alipay.trade.precreate", content, self._notify_url)
        if answer is None:
            return ChargeResult(ChargeStatus.UNKNOWN)
        if code(answer) == "ACQ.CONTEXT_INCONSISTENT":
            raise RuntimeError("the gateway knows this id with other content")
        if answer.get("code") == OK and answer.get("qr_code"):
            return ChargeResult(ChargeStatus.WAITING, action=PayAction(ActionKind.QR, str(answer["qr_code"])))
        if code(answer) in ("ACQ.TRADE_HAS_SUCCESS", "ACQ.TRADE_HAS_CLOSE"):
            return await self.query(charge.payment_id)
        if _is_unclear(answer):
            return ChargeResult(ChargeStatus.UNKNOWN)
        return ChargeResult(ChargeStatus.DECLINED, reason=_reason(answer))

    async def query(self, payment_id: str) -> ChargeResult:
        """Ask how the payment stands; a code that nobody has scanned is no trade yet: NOT_FOUND."""
        answer = await self._client.ask("alipay.trade.query", {"out_trade_no": payment_id})
        if answer is None:
            return ChargeResult(ChargeStatus.UNKNOWN)
        if code(answer) == TRADE_NOT_EXIST:
            return ChargeResult(ChargeStatus.NOT_FOUND)
        try:
            return _trade(answer) if answer.get("code") == OK else ChargeResult(ChargeStatus.UNKNOWN)
        except (KeyError, ValueError):
            return ChargeResult(ChargeStatus.UNKNOWN)

    async def cancel(self, payment_id: str) -> ChargeResult:
        """Call the payment off; what is paid stays paid. Paid in the very moment it is called off, Alipay gives the
        money back: called off.

        A code that nobody has scanned is void from then on; should Alipay not know it, it runs out by itself
        (`timeout_express`), and money that came all the same is told by a notification.
        """
        before = await self.query(payment_id)
        if before.status not in (ChargeStatus.WAITING, ChargeStatus.NOT_FOUND):
            return before
        answer = await self._client.ask("alipay.trade.cancel", {"out_trade_no": payment_id})
        if answer is None or _is_unclear(answer):
            return ChargeResult(ChargeStatus.UNKNOWN)
        if answer.get("code") == OK or code(answer) == TRADE_NOT_EXIST:
            return ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED)
        return await self.query(payment_id)

    async def refund(self, request: RefundRequest) -> RefundResult:
        content = {
            "out_trade_no": request.payment_id,
            "refund_amount": yuan(request.amount_fen),
            "out_request_no": request.refund_id,
        }
        answer = await self._client.ask("alipay.trade.refund", content)
        if answer is None or _is_unclear(answer):
            return await self._refund_looked_up(request)
        if answer.get("code") == OK:
            if answer.get("fund_change") != "Y":  # made before, or not made yet
                return await self._refund_looked_up(request)
            return RefundResult(GatewayRefundStatus.DONE, reference=request.refund_id)
        return RefundResult(GatewayRefundStatus.DECLINED, reason=_reason(answer))

    async def _refund_looked_up(self, request: RefundRequest) -> RefundResult:
        content = {
            "out_trade_no": request.payment_id,
            "out_request_no": request.refund_id,
        }
        answer = await self._client.ask("alipay.trade.fastpay.refund.query", content)
        if answer is not None and answer.get("refund_status") == "REFUND_SUCCESS":
            return RefundResult(GatewayRefundStatus.DONE, reference=request.refund_id)
        return RefundResult(GatewayRefundStatus.UNKNOWN)

    async def read(self, headers: Mapping[str, str], body: bytes) -> GatewayWebhook | None:
        try:
            said = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, strict_parsing=True))
            sign = said.pop("sign")
            for_us = said.get("app_id") == self._client.app_id and said.get("sign_type") == SIGN_TYPE
            if self._seller_id is not None and said.get("seller_id") != self._seller_id:
                for_us = False
            if not for_us or not self._client.is_alipays(said, sign):
                raise InvalidSignature
            return GatewayWebhook(said["out_trade_no"], _trade(said))
        except (KeyError, ValueError):
            raise InvalidSignature from None

    async def aclose(self) -> None:
        await self._client.aclose()

    def _minutes_left(self, charge: Charge) -> int:
        """Relative, since the assistant's clock need not be Alipay's."""
        if charge.expires_at is None:
            return 15
        left_s = (charge.expires_at - self._clock.now()).total_seconds()
        return math.floor(left_s / 60)


def alipay_gateway(settings: Settings, clock: Clock) -> AlipayGateway:
    """Build the gateway by the settings. Raises `SettingsError` where a key cannot be used."""
    assert settings.alipay_app_id is not None  # the settings saw to it
    client = AlipayClient(settings.alipay_server_url, settings.alipay_app_id, alipay_keys(settings))
    public = settings.payments_public_url
    return AlipayGateway(
        client,
        clock,
        seller_id=settings.alipay_seller_id,
        notify_url=f"{public}/payments/{AlipayGateway.name}" if public else None,
    )


def alipay_keys(settings: Settings) -> AlipayKeys:
    """Read them. Raises `SettingsError` where one cannot be used."""
    return AlipayKeys(
        private_key(settings.alipay_private_key_file, "ALIPAY_PRIVATE_KEY_FILE"),
        public_key(settings.alipay_public_key_file, "ALIPAY_PUBLIC_KEY_FILE"),
    )


def yuan(amount_fen: int) -> str:
    return f"{amount_fen // 100}.{amount_fen % 100:02d}"


def _trade(said: Answer) -> ChargeResult:
    """Read what is said of a trade. Raises `ValueError` for what no trade says."""
    status = _STATUSES.get(str(said.get("trade_status")))
    if status is None:
        return ChargeResult(ChargeStatus.UNKNOWN)
    if status is ChargeStatus.DECLINED:
        return ChargeResult(status, reason=CANCELLED)
    if status is ChargeStatus.WAITING:
        return ChargeResult(status)
    return ChargeResult(status, reference=str(said["trade_no"]), paid_fen=_fen(str(said["total_amount"])))


def _fen(amount: str) -> int:
    try:
        fen = Decimal(amount) * 100
        if fen != fen.to_integral_value() or fen < 0:
            raise ValueError("no amount of money")
        return int(fen)
    except InvalidOperation:
        raise ValueError("no amount of money") from None


def _is_unclear(answer: Answer) -> bool:
    """Return whether Alipay itself does not know yet what became of it."""
    return answer.get("code") == UNAVAILABLE or code(answer) in _UNCLEAR


def _reason(answer: Answer) -> str:
    return code(answer).removeprefix("ACQ.").lower()[:32] or "refused"
