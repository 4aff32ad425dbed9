"""A local WeChat Pay on a real socket: verifies what it is asked, signs what it answers, remembers orders by our numbers."""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.support.gateways import refuse, serving

APP_ID, MERCHANT_ID, MERCHANT_SERIAL = (
    "wx2026000000000001",
    "1900000001",
    "5B7C6A00112233445566778899AABBCCDDEEFF00",
)
APIV3_KEY = "0123456789abcdefghijABCDEFGHIJ01"
PUBLIC_KEY_ID = "PUB_KEY_ID_0119000000012026"
_NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Tenpay.com sign")])
_AUTHORIZATION = re.compile(r'WECHATPAY2-SHA256-RSA2048 (?:[a-z_]+="[^"]*",?){5}')
_NUMBER = re.compile(r"[0-9A-Za-z_|*-]{1,32}")


@dataclass
class Order:
    content: dict[str, Any]
    state: str = "NOTPAY"
    transaction_id: str = ""
    refunds: dict[str, int] = field(default_factory=dict)
    refund_states: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)  # only the last is good


@dataclass
class Signer:
    """What it signs with now: `serial` names the key, by `certificate` where that is one."""

    serial: str
    key: RSAPrivateKey
    certificate: x509.Certificate | None = None


def certified(key: RSAPrivateKey, *, days: int = 365) -> Signer:
    """A certificate of the platform's, valid for so many days from yesterday on."""
    began = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder(_NAME, _NAME, key.public_key(), x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=days))
        .sign(key, SHA256())
    )
    return Signer(f"{made.serial_number:040X}", key, made)


class WechatServer:
    """`lose_next_request` and `lose_next_answer` break off so many; `signers` are known to be its own, `signer` signs."""

    def __init__(self, merchant_key: RSAPrivateKey, signer: Signer) -> None:
        self._merchant_key = merchant_key
        self.signer = signer
        self.signers = [signer]
        self.orders: dict[str, Order] = {}
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.asked_for_certificates = 0
        self.lose_next_request = self.lose_next_answer = 0
        self.say_next: Callable[[Response], Response] | None = None  # what becomes of the next answer
        self.refund_state = "SUCCESS"  # what becomes of a refund once it was taken
        self.refuse_refunds: str | None = None
        self.age_s = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if self.lose_next_request:
            self.lose_next_request -= 1
            await refuse(send)
            return
        response = await self._answer(Request(scope, receive))
        if self.lose_next_answer:
            self.lose_next_answer -= 1
            await refuse(send)
            return
        if self.say_next is not None:
            change, self.say_next = self.say_next, None
            response = change(response)
        await response(scope, receive, send)

    # The customer

    def pay(self, out_trade_no: str) -> bool:
        """Scan the code and pay. False where it is void."""
        order = self.orders.get(out_trade_no)
        if order is None or order.state != "NOTPAY":
            return False
        order.state, order.transaction_id = "SUCCESS", f"4200{len(self.orders):024d}"
        return True

    def refunded_fen(self, out_trade_no: str) -> int:
        return sum(self.orders[out_trade_no].refunds.values())

    # What it says by itself

    def notification(
        self, out_trade_no: str, *, event: str = "TRANSACTION.SUCCESS", key: str = APIV3_KEY, **changes: Any
    ) -> tuple[dict[str, str], bytes]:
        """Headers and body of what it posts, signed after `changes`."""
        said = self._said(out_trade_no) | changes
        body = {
            "id": "EV-1",
            "create_time": "2026-01-05T10:00:00+08:00",
            "event_type": event,
            "resource_type": "encrypt-resource",
            "summary": "支付成功",
            "resource": {"original_type": "transaction"} | _sealed(json.dumps(said), "transaction", key),
        }
        written = json.dumps(body, ensure_ascii=False).encode()
        return self.headers(written), written

    def headers(self, body: bytes) -> dict[str, str]:
        moment, nonce = str(int(time.time()) - self.age_s), secrets.token_hex(16)
        signed = self.signer.key.sign(f"{moment}\n{nonce}\n".encode() + body + b"\n", PKCS1v15(), SHA256())
        return {
            "wechatpay-serial": self.signer.serial,
            "wechatpay-timestamp": moment,
            "wechatpay-nonce": nonce,
            "wechatpay-signature": base64.b64encode(signed).decode(),
        }

    # WeChat Pay

    async def _answer(self, request: Request) -> Response:
        body = await request.body()
        path = request.url.path
        if not self._is_merchants(request, body):
            error = {"code": "SIGN_ERROR", "message": "错误的签名，验签失败"}
            return Response(json.dumps(error), 401)  # which is not signed
        content = json.loads(body) if body else {}
        self.asked.append((request.method, path, content))
        status, said = self._said_of(request, path, content)
        written = b"" if said is None else json.dumps(said, ensure_ascii=False).encode()
        return Response(written, status, self.headers(written), "application/json" if written else None)

    def _is_merchants(self, request: Request, body: bytes) -> bool:
        given = request.headers.get("authorization", "")
        if not _AUTHORIZATION.fullmatch(given):
            return False
        named = dict(re.findall(r'([a-z_]+)="([^"]*)"', given))
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        text = (
            f"{request.method}\n{target}\n{named['timestamp']}\n{named['nonce_str']}\n".encode()
            + body
            + b"\n"
        )
        try:
            signature = base64.b64decode(named["signature"])
            self._merchant_key.public_key().verify(signature, text, PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return (named["mchid"], named["serial_no"]) == (MERCHANT_ID, MERCHANT_SERIAL)

    def _said_of(
        self, request: Request, path: str, content: dict[str, Any]
    ) -> tuple[int, dict[str, Any] | None]:
        if path == "/v3/certificates":
            return self._certificates()
        if path == "/v3/pay/transactions/native":
            return self._order(content)
        if path == "/v3/refund/domestic/refunds":
            return self._refund(content)
        if path.startswith("/v3/refund/domestic/refunds/"):
            return self._refund_state(path.rpartition("/")[2])
        number = path.removeprefix("/v3/pay/transactions/out-trade-no/")
        if number.endswith("/close"):
            assert content == {"mchid": MERCHANT_ID}
            return self._close(number.removesuffix("/close"))
        assert request.query_params["mchid"] == MERCHANT_ID
        return self._query(number)

    def _certificates(self) -> tuple[int, dict[str, Any]]:
        self.asked_for_certificates += 1
        listed = [
            {
                "serial_no": signer.serial,
                "effective_time": signer.certificate.not_valid_before_utc.isoformat(),
                "expire_time": signer.certificate.not_valid_after_utc.isoformat(),
                "encrypt_certificate": _sealed(
                    signer.certificate.public_bytes(Encoding.PEM).decode(), "certificate", APIV3_KEY
                ),
            }
            for signer in self.signers
            if signer.certificate is not None
        ]
        return (200, {"data": listed}) if listed else _failed(404, "RESOURCE_NOT_EXISTS")

    def _order(self, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        number = content["out_trade_no"]
        if not _NUMBER.fullmatch(number) or (content["appid"], content["mchid"]) != (APP_ID, MERCHANT_ID):
            return _failed(400, "PARAM_ERROR")
        if not content["notify_url"].startswith("https://") or content["amount"]["currency"] != "CNY":
            return _failed(400, "PARAM_ERROR")
        order = self.orders.setdefault(number, Order(content))
        if order.state == "SUCCESS":
            return _failed(400, "ORDERPAID")
        if order.state == "CLOSED":
            return _failed(400, "ORDER_CLOSED")
        if order.content != content:
            return _failed(400, "INVALID_REQUEST")  # 订单重入时，要求参数值与原请求一致
        order.codes.append(f"weixin://wxpay/bizpayurl?pr={number}{len(order.codes)}")
        return 200, {"code_url": order.codes[-1]}

    def _query(self, number: str) -> tuple[int, dict[str, Any]]:
        return (200, self._said(number)) if number in self.orders else _failed(404, "ORDER_NOT_EXIST")

    def _said(self, number: str) -> dict[str, Any]:
        order = self.orders[number]
        total = order.content["amount"]["total"]
        said = {
            "appid": APP_ID,
            "mchid": MERCHANT_ID,
            "out_trade_no": number,
            "trade_state": "REFUND" if order.refunds else order.state,
            "amount": {"total": total, "payer_currency": "CNY"},
        }
        return said | ({"transaction_id": order.transaction_id} if order.transaction_id else {})

    def _close(self, number: str) -> tuple[int, dict[str, Any] | None]:
        order = self.orders.get(number)
        if order is None:
            return _failed(404, "ORDER_NOT_EXIST")
        if order.state == "SUCCESS":
            return _failed(400, "ORDERPAID")
        order.state = "CLOSED"
        return 204, None

    def _refund(self, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        order = self.orders.get(content["out_trade_no"])
        if order is None or order.state != "SUCCESS":
            return _failed(404, "RESOURCE_NOT_EXISTS")
        if self.refuse_refunds is not None:
            return _failed(403, self.refuse_refunds)
        number, amount = content["out_refund_no"], content["amount"]
        total = order.content["amount"]["total"]
        back = sum(fen for name, fen in order.refunds.items() if name != number)
        if amount["total"] != total or back + amount["refund"] > total:
            return _failed(400, "INVALID_REQUEST")
        if number not in order.refunds:
            order.refunds[number], order.refund_states[number] = amount["refund"], "PROCESSING"
        said = self._refund_said(order, number)
        if order.refund_states[number] == "PROCESSING":
            order.refund_states[number] = self.refund_state  # a moment later
        return 200, said

    def _refund_state(self, number: str) -> tuple[int, dict[str, Any]]:
        order = next((one for one in self.orders.values() if number in one.refunds), None)
        return (200, self._refund_said(order, number)) if order else _failed(404, "RESOURCE_NOT_EXISTS")

    def _refund_said(self, order: Order, number: str) -> dict[str, Any]:
        return {"refund_id": f"5030{number}", "out_refund_no": number, "status": order.refund_states[number]}


def _sealed(text: str, what: str, key: str) -> dict[str, str]:
    nonce = secrets.token_hex(6)
    sealed = AESGCM(key.encode()).encrypt(nonce.encode(), text.encode(), what.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(sealed).decode(),
        "nonce": nonce,
        "associated_data": what,
    }


def _failed(status: int, code: str) -> tuple[int, dict[str, Any]]:
    return status, {"code": code, "message": "说明"}


@asynccontextmanager
async def wechat_serving(server: WechatServer) -> AsyncIterator[str]:
    async with serving(server) as address:
        yield address
