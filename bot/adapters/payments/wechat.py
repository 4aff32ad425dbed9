"""Native 支付 (QR code) of WeChat Pay: opened by us, scanned and paid by the customer, told by a notification or asked for.

Source: pay.weixin.qq.com/doc/v3/merchant/4012791877 (order), …/4013070356 (query), …/4012556398 (close), …/4012791890 (what
is asked often: a code is void when its order is placed again, and is taken from the camera only); the notification at
pay.weixin.qq.com/docs/merchant/products/notification/introduction.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.adapters.outside_json import read_json
from bot.adapters.payments.rsa_keys import private_key, public_key
from bot.adapters.payments.wechat_client import WechatAnswer, WechatClient, WechatKeys
from bot.settings import Settings
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

LEAST_FEN = 1
SOONEST_END = timedelta(minutes=1)  # after the order, WeChat Pay asks for
CLOCKS_AGREE = timedelta(minutes=1)
_ORDERS = "/v3/pay/transactions/out-trade-no/"
_PAID = "TRANSACTION.SUCCESS"
_STATUSES = {
    "SUCCESS": ChargeStatus.SUCCEEDED,
    "REFUND": ChargeStatus.SUCCEEDED,  # it was paid; what went back is in our books
    "NOTPAY": ChargeStatus.WAITING,
    "USERPAYING": ChargeStatus.WAITING,
    "CLOSED": ChargeStatus.DECLINED,
    "REVOKED": ChargeStatus.DECLINED,
    "PAYERROR": ChargeStatus.DECLINED,
}
_REFUNDS = {
    "SUCCESS": GatewayRefundStatus.DONE,
    "PROCESSING": GatewayRefundStatus.UNKNOWN,
    "ABNORMAL": GatewayRefundStatus.BY_HAND,  # the customer's card is gone: at the merchant's desk
    "CLOSED": GatewayRefundStatus.DECLINED,
}
_NO_ORDER = ("ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS")
# There is too little on the merchant's account today: the same refund is asked for again later.
_NOT_ENOUGH = ("NOT_ENOUGH", "NOTENOUGH")


class WechatGateway:
    """Fulfils `domain.payments.ports.PaymentGateway` and `domain.payments.ports.WebhookSource`.

    `notify_url`: where WeChat Pay reaches us; an order has to name it.
    """

    name = "wechat"
    amounts = AmountRange(LEAST_FEN)
    customer_acts = True
    acknowledgement = ""  # 200 says it

    def __init__(self, client: WechatClient, clock: Clock, *, app_id: str, notify_url: str) -> None:
        self._client = client
        self._clock = clock
        self._app_id = app_id
        self._notify_url = notify_url
        self._ahead = timedelta(0)  # their clock of the assistant's

    async def start(self, charge: Charge) -> ChargeResult:
        """Open the order. Opened again, it has a new code, and the one before is void."""
        now = self._clock.now()
        if charge.expires_at is not None and charge.expires_at < now + SOONEST_END:
            return ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED)
        answer = await self._ordered(charge.payment_id, charge.amount_fen, charge.subject, charge.expires_at)
        if answer is None:
            return ChargeResult(ChargeStatus.UNKNOWN)
        if not answer.code:
            code_url = answer.said.get("code_url")
            action = PayAction(ActionKind.QR, str(code_url)) if code_url else None
            return ChargeResult(ChargeStatus.WAITING if action else ChargeStatus.UNKNOWN, action=action)
        # Paid, closed, or with other content: refused for many reasons, and the order itself says which.
        there = await self._looked_up(charge.payment_id)
        found = _charge_result(there)
        if found.status is ChargeStatus.NOT_FOUND:
            return ChargeResult(ChargeStatus.DECLINED, reason=_reason(answer.code))
        if found.status is ChargeStatus.WAITING and _total_fen(there) not in (None, charge.amount_fen):
            raise RuntimeError("the gateway knows this id with other content")
        return found

    async def query(self, payment_id: str) -> ChargeResult:
        return _charge_result(await self._looked_up(payment_id))

    async def cancel(self, payment_id: str) -> ChargeResult:
        """Call the payment off; what is paid stays paid.

        A number that WeChat Pay has not seen could still be ordered under, by a request on its way: it is taken by an
        order of one fen that nobody sees, which is closed at once.
        """
        before = await self.query(payment_id)
        if before.status is ChargeStatus.NOT_FOUND:
            if await self._ordered(payment_id, LEAST_FEN, payment_id, None) is None:
                return ChargeResult(ChargeStatus.UNKNOWN)
        elif before.status is not ChargeStatus.WAITING:
            return before
        path, content = f"{_ORDERS}{payment_id}/close", {"mchid": self._client.merchant_id}
        answer = await self._client.ask("a close", "POST", path, content)
        if answer is not None and not answer.code and not answer.said:
            return ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED)
        after = await self.query(payment_id)
        # Refused, or nobody knows: as long as it can be paid, nothing is called off.
        if after.status in (ChargeStatus.SUCCEEDED, ChargeStatus.DECLINED):
            return after
        return ChargeResult(ChargeStatus.UNKNOWN)

    async def refund(self, request: RefundRequest) -> RefundResult:
        content = {
            "out_trade_no": request.payment_id,
            "out_refund_no": request.refund_id,
            "amount": {"refund": request.amount_fen, "total": request.paid_fen, "currency": "CNY"},
        }
        answer = await self._client.ask("a refund", "POST", "/v3/refund/domestic/refunds", content)
        made = None if answer is None else _refund_result(answer)
        if made is not None and made.status is not GatewayRefundStatus.UNKNOWN:
            return made
        # Under way, refused, or nobody knows: what WeChat Pay has under this number counts.
        path = f"/v3/refund/domestic/refunds/{request.refund_id}"
        there = await self._client.ask("a refund's state", "GET", path)
        found = None if there is None else _refund_result(there)
        if found is not None:
            return found
        is_refused = answer is not None and answer.code and answer.code not in _NOT_ENOUGH
        if is_refused and there is not None and there.code in _NO_ORDER:
            assert answer is not None
            return RefundResult(GatewayRefundStatus.DECLINED, reason=_reason(answer.code))
        return RefundResult(GatewayRefundStatus.UNKNOWN)

    async def read(self, headers: Mapping[str, str], body: bytes) -> GatewayWebhook | None:
        if not await self._client.is_wechats(headers, body):
            raise InvalidSignature
        try:
            said: Any = read_json(body)
            if said["event_type"] != _PAID:
                return None
            trade: Any = read_json(self._client.unsealed(said["resource"]))
            if (trade["mchid"], trade["appid"]) != (self._client.merchant_id, self._app_id):
                raise InvalidSignature
            return GatewayWebhook(str(trade["out_trade_no"]), _trade(trade))
        except (ValueError, KeyError, TypeError):
            raise InvalidSignature from None

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _ordered(
        self, payment_id: str, amount_fen: int, subject: str, expires_at: datetime | None
    ) -> WechatAnswer | None:
        """Place the order. Placed again it has to be the same to the letter, so its end is a moment and no time from now."""
        content = {
            "appid": self._app_id,
            "mchid": self._client.merchant_id,
            "description": subject or payment_id,
            "out_trade_no": payment_id,
            "notify_url": self._notify_url,
            "amount": {"total": amount_fen, "currency": "CNY"},
        }
        if expires_at is not None:
            content["time_expire"] = self._on_their_clock(expires_at)
        return await self._client.ask("an order", "POST", "/v3/pay/transactions/native", content)

    async def _looked_up(self, payment_id: str) -> WechatAnswer | None:
        path = f"{_ORDERS}{payment_id}?mchid={self._client.merchant_id}"
        return await self._client.ask("an order's state", "GET", path)

    def _on_their_clock(self, moment: datetime) -> str:
        """Return the moment as it is for WeChat Pay. The assistant's clock need not be the machine's; where it is, nothing
        is added, so that the same moment is always said in the same words.
        """
        ahead = datetime.now(UTC) - self._clock.now()
        if abs(ahead - self._ahead) > CLOCKS_AGREE:
            self._ahead = ahead
        return (moment + self._ahead).astimezone(SHANGHAI).isoformat(timespec="seconds")


def wechat_gateway(settings: Settings, clock: Clock) -> WechatGateway:
    """Build the gateway by the settings. Raises `SettingsError` where a key cannot be used."""
    assert settings.wechat_app_id is not None  # the settings saw to it
    assert settings.wechat_merchant_id is not None
    client = WechatClient(settings.wechat_server_url, settings.wechat_merchant_id, wechat_keys(settings))
    notify_url = f"{settings.payments_public_url}/payments/{WechatGateway.name}"
    return WechatGateway(client, clock, app_id=settings.wechat_app_id, notify_url=notify_url)


def wechat_keys(settings: Settings) -> WechatKeys:
    """Read them. Raises `SettingsError` where one cannot be used."""
    assert settings.wechat_certificate_serial is not None  # the settings saw to it
    assert settings.wechat_apiv3_key is not None
    wechats = {}
    if settings.wechat_public_key_id is not None:
        file = settings.wechat_public_key_file
        wechats[settings.wechat_public_key_id] = public_key(file, "WECHAT_PUBLIC_KEY_FILE")
    return WechatKeys(
        own=private_key(settings.wechat_private_key_file, "WECHAT_PRIVATE_KEY_FILE"),
        own_serial=settings.wechat_certificate_serial,
        shared=settings.wechat_apiv3_key.get_secret_value().encode(),
        wechats=wechats,
    )


def _charge_result(answer: WechatAnswer | None) -> ChargeResult:
    """Read what a query was answered."""
    if answer is None or (answer.code and answer.code not in _NO_ORDER):
        return ChargeResult(ChargeStatus.UNKNOWN)
    if answer.code:
        return ChargeResult(ChargeStatus.NOT_FOUND)
    try:
        return _trade(answer.said)
    except (ValueError, KeyError, TypeError):
        return ChargeResult(ChargeStatus.UNKNOWN)


def _trade(said: dict[str, Any]) -> ChargeResult:
    """Read what is said of an order. Raises `ValueError`, `KeyError`, `TypeError` for what no order says."""
    state = said["trade_state"]
    status = _STATUSES.get(state, ChargeStatus.UNKNOWN)
    if status is ChargeStatus.DECLINED:
        return ChargeResult(status, reason=_reason(state) if state == "PAYERROR" else CANCELLED)
    if status is not ChargeStatus.SUCCEEDED:
        return ChargeResult(status)
    total_fen = said["amount"]["total"]
    if type(total_fen) is not int or total_fen < 0:
        raise ValueError("no amount of money")
    return ChargeResult(status, reference=str(said["transaction_id"]), paid_fen=total_fen)


def _total_fen(answer: WechatAnswer | None) -> object:
    """Return what the order is over, as far as that is said of one that nobody has paid."""
    amount = answer.said.get("amount") if answer is not None else None
    return amount.get("total") if isinstance(amount, dict) else None


def _refund_result(answer: WechatAnswer) -> RefundResult | None:
    """Read how a refund stands; None where there is none, or it was refused."""
    if answer.code:
        return None
    status = _REFUNDS.get(str(answer.said.get("status")), GatewayRefundStatus.UNKNOWN)
    if status is GatewayRefundStatus.DONE:
        return RefundResult(status, reference=str(answer.said.get("refund_id") or ""))
    return RefundResult(status, reason=_reason(str(answer.said.get("status"))))


def _reason(code: str) -> str:
    return code.lower()[:32] or "refused"
