"""当面付 (QR code) of Alipay: opened by us, scanned and paid by the customer, told by a signed notification or asked for.

The SDK signs requests and verifies answers (RSA2). What is not signed by Alipay counts as no answer. Nothing of a request or
an answer is logged but its method and Alipay's own code.

Source: opendocs.alipay.com/open/02ekfg (precreate, query, cancel, refund) and …/203/105286 (notifications).
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import math
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from bot.settings import Settings, SettingsError
from domain.dates import SHANGHAI
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

if TYPE_CHECKING:
    from alipay import AliPay

logger = logging.getLogger(__name__)
TIMEOUT_S = 10
LEAST_FEN, MOST_FEN = 1, 5_000_000
OK = "10000"
SIGN_TYPE = "RSA2"
_STATUSES = {
    "TRADE_SUCCESS": ChargeStatus.SUCCEEDED,
    "TRADE_FINISHED": ChargeStatus.SUCCEEDED,
    "WAIT_BUYER_PAY": ChargeStatus.WAITING,
    "TRADE_CLOSED": ChargeStatus.DECLINED,
}
UNAVAILABLE = "20000"  # the service did not come to an answer: to be asked again
_UNCLEAR = ("ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "ACQ.PAYMENT_FAIL")
_NOT_EXIST = "ACQ.TRADE_NOT_EXIST"

Answer = Mapping[str, Any]


class AlipayGateway:
    """Fulfils `domain.payments.ports.PaymentGateway` and `domain.payments.ports.WebhookSource`.

    `sdk` speaks to Alipay, a call in a thread of its own; `notify_url`: where Alipay reaches us.
    """

    name = "alipay"
    amounts = AmountRange(LEAST_FEN, MOST_FEN)
    customer_acts = True
    acknowledgement = "success"

    def __init__(
        self, sdk: AliPay, clock: Clock, *, seller_id: str | None = None, notify_url: str | None = None
    ) -> None:
        self._sdk = sdk
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
        answer = await self._ask("alipay.trade.precreate", content, notify_url=self._notify_url)
        if answer is None:
            return ChargeResult(ChargeStatus.UNKNOWN)
        if _code(answer) == "ACQ.CONTEXT_INCONSISTENT":
            raise RuntimeError("the gateway knows this id with other content")
        if answer.get("code") == OK and answer.get("qr_code"):
            return ChargeResult(ChargeStatus.WAITING, action=PayAction(ActionKind.QR, str(answer["qr_code"])))
        if _code(answer) in ("ACQ.TRADE_HAS_SUCCESS", "ACQ.TRADE_HAS_CLOSE"):
            return await self.query(charge.payment_id)
        if _is_unclear(answer):
            return ChargeResult(ChargeStatus.UNKNOWN)
        return ChargeResult(ChargeStatus.DECLINED, reason=_reason(answer))

    async def query(self, payment_id: str) -> ChargeResult:
        """Ask how the payment stands; a code that nobody has scanned is no trade yet: NOT_FOUND."""
        answer = await self._ask("alipay.trade.query", {"out_trade_no": payment_id})
        if answer is None:
            return ChargeResult(ChargeStatus.UNKNOWN)
        if _code(answer) == _NOT_EXIST:
            return ChargeResult(ChargeStatus.NOT_FOUND)
        return _trade(answer) if answer.get("code") == OK else ChargeResult(ChargeStatus.UNKNOWN)

    async def cancel(self, payment_id: str) -> ChargeResult:
        """Call the payment off; what is paid stays paid. Paid in the very moment it is called off, Alipay gives the
        money back: called off.

        A code that nobody has scanned is void from then on; should Alipay not know it, it runs out by itself
        (`timeout_express`), and money that came all the same is told by a notification.
        """
        before = await self.query(payment_id)
        if before.status not in (ChargeStatus.WAITING, ChargeStatus.NOT_FOUND):
            return before
        answer = await self._ask("alipay.trade.cancel", {"out_trade_no": payment_id})
        if answer is None or _is_unclear(answer):
            return ChargeResult(ChargeStatus.UNKNOWN)
        if answer.get("code") == OK or _code(answer) == _NOT_EXIST:
            return ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED)
        return await self.query(payment_id)

    async def refund(self, request: RefundRequest) -> RefundResult:
        content = {
            "out_trade_no": request.payment_id,
            "refund_amount": yuan(request.amount_fen),
            "out_request_no": request.refund_id,
        }
        answer = await self._ask("alipay.trade.refund", content)
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
        answer = await self._ask("alipay.trade.fastpay.refund.query", content)
        if answer is not None and answer.get("refund_status") == "REFUND_SUCCESS":
            return RefundResult(GatewayRefundStatus.DONE, reference=request.refund_id)
        return RefundResult(GatewayRefundStatus.UNKNOWN)

    def read(self, headers: Mapping[str, str], body: bytes) -> GatewayWebhook | None:
        try:
            said = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, strict_parsing=True))
            sign = said.pop("sign")
            for_us = said.get("app_id") == self._sdk.appid and said.get("sign_type") == SIGN_TYPE
            if self._seller_id is not None and said.get("seller_id") != self._seller_id:
                for_us = False
            if not for_us or not self._sdk.verify(dict(said), sign):
                raise InvalidSignature
            return GatewayWebhook(said["out_trade_no"], _trade(said))
        except (KeyError, ValueError, binascii.Error):
            raise InvalidSignature from None

    def _minutes_left(self, charge: Charge) -> int:
        """Relative, since the assistant's clock need not be Alipay's."""
        if charge.expires_at is None:
            return 15
        left_s = (charge.expires_at - self._clock.now()).total_seconds()
        return math.floor(left_s / 60)

    async def _ask(self, method: str, content: dict[str, str], **params: str | None) -> Answer | None:
        """Alipay's answer; None for anything that is not one of theirs: the money may have moved."""
        params["timestamp"] = f"{datetime.now(SHANGHAI):%Y-%m-%d %H:%M:%S}"
        given = {name: value for name, value in params.items() if value is not None}
        ask: Callable[[], Answer] = lambda: self._sdk.server_api(method, content, **given)  # noqa: E731
        try:
            answer = await asyncio.to_thread(ask)
        except Exception as error:  # the SDK's own, of the network, of what cannot be read: no answer
            logger.warning("%s was not answered: %s", method, type(error).__name__)
            return None
        if answer.get("code") != OK and _code(answer) != _NOT_EXIST:
            logger.warning("%s was answered with %s", method, _code(answer))
        return answer


def alipay_gateway(settings: Settings, clock: Clock) -> AlipayGateway:
    """Build the gateway by the settings. Raises `SettingsError` where a key cannot be used."""
    from alipay import AliPay  # loaded only by those who use it
    from alipay.utils import AliPayConfig

    sdk = AliPay(
        appid=settings.alipay_app_id,
        app_private_key_string=_key(
            settings.alipay_private_key_file, "ALIPAY_PRIVATE_KEY_FILE", private=True
        ),
        alipay_public_key_string=_key(
            settings.alipay_public_key_file, "ALIPAY_PUBLIC_KEY_FILE", private=False
        ),
        sign_type=SIGN_TYPE,
        config=AliPayConfig(timeout=TIMEOUT_S),
    )
    sdk._gateway = settings.alipay_server_url  # the SDK knows its own two addresses only
    public = settings.payments_public_url
    return AlipayGateway(
        sdk,
        clock,
        seller_id=settings.alipay_seller_id,
        notify_url=f"{public}/payments/{AlipayGateway.name}" if public else None,
    )


def _key(file: Path | None, setting: str, *, private: bool) -> bytes:
    """Return the key as DER. Alipay's own tool writes keys without the lines around them; both are taken."""
    from Cryptodome.PublicKey import RSA

    assert file is not None  # the settings saw to it
    try:
        text = file.read_text(encoding="ascii").strip()
        key = RSA.import_key(text if text.startswith("-----") else base64.b64decode(text, validate=True))
    except OSError as error:
        raise SettingsError(f"{setting} cannot be read: {error.strerror}.") from None
    except (ValueError, IndexError, TypeError):
        raise SettingsError(f"{setting} holds no RSA key.") from None
    if key.has_private() is not private:
        wanted, held = ("private", "public") if private else ("public", "private")
        raise SettingsError(f"{setting} must hold a {wanted} key, not a {held} one.")
    return key.export_key("DER")


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


def _code(answer: Answer) -> str:
    return str(answer.get("sub_code") or answer.get("code") or "")


def _is_unclear(answer: Answer) -> bool:
    """Return whether Alipay itself does not know yet what became of it."""
    return answer.get("code") == UNAVAILABLE or _code(answer) in _UNCLEAR


def _reason(answer: Answer) -> str:
    return _code(answer).removeprefix("ACQ.").lower()[:32] or "refused"
