"""The sandbox's lender: plain pages on which one signs or does not, pays or does not (docs/handoff.md).

GET, POST /apply?…   the application of a signed link
GET, POST /pay?…     a payment of a signed link
POST /lookups        how it stands, signed
What was chosen is also sent to `/handoff` of the server that serves these pages, where an assistant stands behind it.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, Router

from bot.adapters.lenders import link_signature
from bot.adapters.outside_json import read_json
from bot.adapters.signed_messages import (
    SIGNATURE_HEADER,
    TIME_HEADER,
    Purpose,
    our_key,
    require_signed,
    signed_headers,
    their_key,
)
from bot.sandbox.faults import Kind, Target
from bot.sandbox.gateway import backend_of, serve_with
from domain.dates import business_day
from domain.ports import InvalidSignature
from domain.terms import AgreedRow

# The plan, the amount in fen and the day -> the instalments of the contract.
Scheduling = Callable[[str, int, date], Sequence[AgreedRow]]

# Pages of a lender that exists in the sandbox only, so their words are in no catalogue.
_PAGE = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title><body><h1>{title}</h1>{body}</body></html>"
)
_ASKED = (
    "<p>这是本地演示页面，不需要任何个人信息。</p><p>{what}</p>"
    '<form method="post"><button name="said" value="yes">{yes}</button>　'
    '<button name="said" value="no">{no}</button></form>'
)
_DONE = "<p>好了。请回到聊天里。</p>"


@dataclass
class _Lender:
    """What was chosen so far; forgotten with the process. `secret`: the assistant's, too."""

    scheduling: Scheduling
    secret: str = field(repr=False)
    said: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def apply(self, request: Request) -> Response:
        return await self._page(request, "apply", "application_id", "分期申请（演示）", ("签约", "拒绝"))

    async def pay(self, request: Request) -> Response:
        return await self._page(request, "pay", "payment_id", "还款（演示）", ("付款", "不付了"))

    async def look_up(self, request: Request) -> Response:
        body = await request.body()
        try:
            require_signed(our_key(self.secret, Purpose.LOOKUP_REQUEST), request.headers, body, time.time())
        except InvalidSignature:
            return Response(status_code=403)
        backend = backend_of(request)
        fault = None if backend is None else backend.faults.take(Target.LENDER, "lookup")

        async def answer() -> Response:
            asked: Any = read_json(body)
            known = self.said.get(next(iter(asked.values())))
            return Response(status_code=404) if known is None else self._signed(known)

        return await serve_with(request, fault, answer)

    async def _page(
        self, request: Request, page: str, subject: str, title: str, choices: tuple[str, str]
    ) -> Response:
        query, _, signature = request.url.query.rpartition("&signature=")
        if not secrets.compare_digest(signature, link_signature(self.secret, page, query)):
            return Response(status_code=403)
        asked = dict(request.query_params)
        if request.method == "POST" and asked[subject] not in self.said:
            chosen = (await request.form()).get("said") == "yes"
            backend = backend_of(request)
            assert backend is not None  # these pages exist in the sandbox only
            today = business_day(backend.position.now())
            self.said[asked[subject]] = self._word(asked, subject, today, chosen=chosen)
            await self._tell(request, asked[subject])
        if asked[subject] in self.said:
            return HTMLResponse(_PAGE.format(title=title, body=_DONE))
        what = f"金额 ¥{int(asked['amount_fen']) / 100:,.2f}"
        form = _ASKED.format(what=escape(what), yes=choices[0], no=choices[1])
        return HTMLResponse(_PAGE.format(title=title, body=form))

    def _word(self, asked: dict[str, str], subject: str, today: date, *, chosen: bool) -> dict[str, Any]:
        word: dict[str, Any] = {subject: asked[subject]}
        amount_fen = int(asked["amount_fen"])
        if subject == "payment_id":
            paid = {"status": "paid", "amount_fen": amount_fen, "reference": f"S{secrets.token_hex(6)}"}
            return word | (paid if chosen else {"status": "not_paid"})
        if not chosen:
            return word | {"status": "declined"}
        rows = self.scheduling(asked["plan"], amount_fen, today)
        return word | {
            "status": "signed",
            "contract_no": f"DEMO-{asked[subject][:8].upper()}",
            "signed_on": today.isoformat(),
            "installments": [_told(row) for row in rows],
        }

    async def _tell(self, request: Request, subject: str) -> None:
        """Twice, or not at all, where a fault says so; nobody listens where only this server runs."""
        backend = backend_of(request)
        fault = None if backend is None else backend.faults.take(Target.LENDER, "tell")
        if fault is not None and fault.kind is not Kind.TWICE:
            return  # it is lost on the way
        answer = self._signed(self.said[subject])
        headers = {name: answer.headers[name] for name in (TIME_HEADER, SIGNATURE_HEADER)}
        async with httpx.AsyncClient(trust_env=False) as client:
            for _ in range(1 if fault is None else 2):
                await client.post(
                    str(request.url.replace(path="/handoff", query="")),
                    content=bytes(answer.body),
                    headers=headers,
                )

    def _signed(self, said: dict[str, Any]) -> Response:
        body = json.dumps(said).encode()
        return Response(body, headers=signed_headers(their_key(self.secret), body, time.time()))


def lender_app(scheduling: Scheduling, secret: str) -> Router:
    """Build a router and no application of its own: mounted, it stays part of the sandbox's and shares its faults."""
    lender = _Lender(scheduling, secret)
    return Router(
        [
            Route("/apply", lender.apply, methods=["GET", "POST"]),
            Route("/pay", lender.pay, methods=["GET", "POST"]),
            Route("/lookups", lender.look_up, methods=["POST"]),
        ]
    )


def _told(row: AgreedRow) -> dict[str, Any]:
    """Return an instalment as a lender tells it, without guarantee and service fees where it has none."""
    said = row._asdict() | {"due_date": row.due_date.isoformat()}
    return {key: value for key, value in said.items() if value or key not in ("guarantee_fen", "service_fen")}
