"""The sandbox's SMS service: what it is given to bring is shown on a page, and goes to no telephone.

POST /codes {"message_id", "phone", "code"}   signed by the assistant; the same id is brought once
POST /notices {"message_id", "phone", "what"} the same, of a word without a code
GET /                                         the newest messages, for people
GET /messages                                 the same as JSON, the oldest first: {"messages": [{"phone", "code" or "what"}]}
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, Router

from bot.adapters.outside_json import read_json
from bot.adapters.signed_messages import Purpose, our_key, require_signed
from domain.ports import InvalidSignature

_KEPT = 100


@dataclass
class _Phone:
    """What was brought, by message; forgotten with the process. `secret`: the assistant's, too."""

    secret: str = field(repr=False)
    messages: dict[str, dict[str, str]] = field(default_factory=dict)

    async def bring(self, request: Request) -> Response:
        body = await request.body()
        try:
            key = our_key(self.secret, Purpose.SMS_REQUEST)
            require_signed(key, request.headers, body, time.time())
        except InvalidSignature:
            return JSONResponse({"error": "not signed by the assistant"}, status_code=403)
        said: Any = read_json(body)
        self.messages.setdefault(
            str(said["message_id"]),
            {name: str(said[name]) for name in ("phone", "code", "what") if name in said},
        )
        while len(self.messages) > _KEPT:
            del self.messages[next(iter(self.messages))]
        return JSONResponse({"taken": True})

    async def page(self, _: Request) -> Response:
        newest = reversed(self.messages.values())
        lines = "".join(
            f"<li>{escape(one['phone'])}：验证码 <b>{escape(one['code'])}</b></li>" for one in newest
        )
        return HTMLResponse(_PAGE.format(lines=lines or "<li>还没有短信</li>"))

    async def as_json(self, _: Request) -> Response:
        return JSONResponse({"messages": [*self.messages.values()]})


# The page of a telephone that exists in the sandbox only, so its words are in no catalogue.
_PAGE = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<meta http-equiv="refresh" content="3"><title>手机短信（演示）</title><body><h1>手机短信（演示）</h1>'
    "<p>这里的短信不会发到任何手机，最新的在最上面。</p><ul>{lines}</ul></body></html>"
)


def _words(one: dict[str, str]) -> str:
    if "code" in one:
        return f"验证码 <b>{escape(one['code'])}</b>"
    return "您的手机号已经换成别的号码。不是您本人办的，请马上找客服。"


def sms_app(secret: str) -> Router:
    phone = _Phone(secret)
    return Router(
        [
            Route("/codes", phone.bring, methods=["POST"]),
            Route("/notices", phone.bring, methods=["POST"]),
            Route("/messages", phone.as_json, methods=["GET"]),
            Route("/", phone.page, methods=["GET"]),
        ]
    )
