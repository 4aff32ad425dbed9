"""A local Alipay on a real socket: verifies what it is asked, signs what it answers, remembers trades by our ids."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from tests.support.gateways import refuse, serving, swallow

APP_ID, SELLER_ID = "2026000000000001", "2088000000000001"
REQUIRED = ("app_id", "method", "charset", "sign_type", "timestamp", "version", "biz_content", "sign")


@dataclass
class Trade:
    amount: str
    trade_no: str
    status: str = "CODE_ONLY"  # nobody has scanned it: no trade yet
    refunds: dict[str, str] = field(default_factory=dict)


class AlipayServer:
    """`lose_next_request` and `lose_next_answer` break off so many; `forge_next_answer` signs with a stranger's key."""

    def __init__(self, app_key: RSAPrivateKey, own_key: RSAPrivateKey, stranger: RSAPrivateKey) -> None:
        self._app_key, self._own_key, self._stranger = app_key, own_key, stranger
        self.trades: dict[str, Trade] = {}
        self.cancelled: set[str] = set()
        self.asked: list[dict[str, Any]] = []
        self.lose_next_request = self.lose_next_answer = self.forge_next_answer = 0
        self.say_next: bytes | None = None  # whatever that is, instead of an answer
        self.leave_out = ""  # of what a query answers
        self.unavailable = 0  # so many refunds are made, and answered that nobody knows

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if self.lose_next_request:
            self.lose_next_request -= 1
            await refuse(send)
            return
        # The form is read in the encoding that the address names.
        assert dict(parse_qsl(scope["query_string"].decode())) == {"charset": "utf-8"}
        body = self._answer((await Request(scope, receive).body()).decode())
        if self.lose_next_answer:
            self.lose_next_answer -= 1
            await swallow({})
            await refuse(send)
            return
        headers = [(b"content-type", b"text/html;charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    # The customer

    def pay(self, out_trade_no: str) -> bool:
        """Scan the code and pay. False where it is void."""
        trade = self.trades.get(out_trade_no)
        if trade is None or out_trade_no in self.cancelled or trade.status == "TRADE_CLOSED":
            return False
        trade.status = "TRADE_SUCCESS"
        return True

    def notification(self, out_trade_no: str, **changes: str) -> bytes:
        """What Alipay posts by itself, signed after `changes`."""
        trade = self.trades[out_trade_no]
        said = {
            "app_id": APP_ID,
            "seller_id": SELLER_ID,
            "charset": "utf-8",
            "sign_type": "RSA2",
            "notify_id": "n1",
            "subject": "订单 & 一",
            "out_trade_no": out_trade_no,
            "trade_no": trade.trade_no,
            "trade_status": trade.status,
            "total_amount": trade.amount,
        } | changes
        signed = {name: value for name, value in said.items() if name != "sign_type"}
        text = "&".join(f"{name}={value}" for name, value in sorted(signed.items()))
        return urlencode(said | {"sign": self._sign(text, self._own_key)}).encode()

    # Alipay

    def _answer(self, query: str) -> bytes:
        said = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=True))
        self.asked.append(said)
        missing = [name for name in REQUIRED if name not in said]
        method = said.get("method", "unknown")
        result: dict[str, Any]
        if missing or said["app_id"] != APP_ID or not self._is_ours(dict(said)):
            result = {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-signature"}
        else:
            content = json.loads(said["biz_content"])
            result = getattr(self, "_" + method.removeprefix("alipay.trade.").replace(".", "_"))(content)
        text = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
        if self.say_next is not None:
            said_instead, self.say_next = self.say_next, None
            return said_instead
        key = self._stranger if self.forge_next_answer else self._own_key
        self.forge_next_answer = max(0, self.forge_next_answer - 1)
        name = method.replace(".", "_") + "_response"
        return f'{{"{name}":{text},"sign":"{self._sign(text, key)}"}}'.encode()

    def _is_ours(self, said: dict[str, str]) -> bool:
        sign = base64.b64decode(said.pop("sign"))
        text = "&".join(f"{name}={value}" for name, value in sorted(said.items()))
        try:
            self._app_key.public_key().verify(sign, text.encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return said["sign_type"] == "RSA2"

    def _sign(self, text: str, key: RSAPrivateKey) -> str:
        return base64.b64encode(key.sign(text.encode(), PKCS1v15(), SHA256())).decode()

    def _precreate(self, content: dict[str, str]) -> dict[str, Any]:
        number = content["out_trade_no"]
        if number in self.cancelled:
            return _failed("ACQ.TRADE_HAS_CLOSE")
        trade = self.trades.setdefault(number, Trade(content["total_amount"], f"2026{len(self.trades):024d}"))
        if trade.amount != content["total_amount"]:
            return _failed("ACQ.CONTEXT_INCONSISTENT")
        if trade.status == "TRADE_SUCCESS":
            return _failed("ACQ.TRADE_HAS_SUCCESS")
        return _done(out_trade_no=number, qr_code=f"https://qr.alipay.com/{number}")

    def _query(self, content: dict[str, str]) -> dict[str, Any]:
        trade = self.trades.get(content["out_trade_no"])
        if trade is None or trade.status == "CODE_ONLY":
            return _failed("ACQ.TRADE_NOT_EXIST")
        told = {"trade_status": trade.status, "trade_no": trade.trade_no, "total_amount": trade.amount}
        return _done(**{name: value for name, value in told.items() if name != self.leave_out})

    def _cancel(self, content: dict[str, str]) -> dict[str, Any]:
        number = content["out_trade_no"]
        self.cancelled.add(number)
        trade = self.trades.get(number)
        if trade is None:
            return _done(out_trade_no=number, retry_flag="N")
        was_paid, trade.status = trade.status == "TRADE_SUCCESS", "TRADE_CLOSED"
        return _done(out_trade_no=number, retry_flag="N", action="refund" if was_paid else "close")

    def _refund(self, content: dict[str, str]) -> dict[str, Any]:
        trade = self.trades.get(content["out_trade_no"])
        if trade is None or trade.status != "TRADE_SUCCESS":
            return _failed("ACQ.TRADE_NOT_EXIST")
        number = content["out_request_no"]
        back = sum(_fen(amount) for name, amount in trade.refunds.items() if name != number)
        if back + _fen(content["refund_amount"]) > _fen(trade.amount):
            return _failed("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
        is_new = number not in trade.refunds
        trade.refunds.setdefault(number, content["refund_amount"])
        if self.unavailable:
            self.unavailable -= 1
            return {"code": "20000", "msg": "Service Currently Unavailable", "sub_code": "aop.unknow-error"}
        return _done(trade_no=trade.trade_no, fund_change="Y" if is_new else "N")

    def _fastpay_refund_query(self, content: dict[str, str]) -> dict[str, Any]:
        trade = self.trades.get(content["out_trade_no"])
        known = trade is not None and content["out_request_no"] in trade.refunds
        return _done(refund_status="REFUND_SUCCESS") if known else _done()

    def refunded_fen(self, out_trade_no: str) -> int:
        return sum(map(_fen, self.trades[out_trade_no].refunds.values()))


def _done(**values: str) -> dict[str, Any]:
    return {"code": "10000", "msg": "Success", **values}


def _failed(sub_code: str) -> dict[str, Any]:
    return {"code": "40004", "msg": "Business Failed", "sub_code": sub_code}


def _fen(amount: str) -> int:
    return int(amount.replace(".", ""))


@asynccontextmanager
async def alipay_serving(server: AlipayServer) -> AsyncIterator[str]:
    async with serving(server) as address:
        await asyncio.sleep(0)
        yield f"{address}/gateway.do"
