"""The sandbox's identity service: everybody is who they say, unless a fault has it otherwise (docs/identity.md).

POST /checks {"check_id", …}   the same answer for the same id; a check that takes its time is ready after `delay_s`
POST /faces {"check_id", …}    where the face is looked at: {"check_id", "status", "url"}
GET, POST /face/{check_id}     that page: nobody's camera is asked for, one says what came out
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, Router

from bot.adapters.outside_json import read_json
from bot.adapters.signed_messages import Purpose, our_key, require_signed, signed_headers, their_key
from bot.sandbox.faults import Kind, Target
from bot.sandbox.gateway import backend_of, serve_with
from domain.ports import InvalidSignature

_DELAY_S = 5.0


@dataclass
class _Verifier:
    """What is known of the checks that a fault has met; forgotten with the process. `secret`: the assistant's, too."""

    secret: str = field(repr=False)
    rejected: set[str] = field(default_factory=set)
    ready_at_s: dict[str, float] = field(default_factory=dict)
    face_checks: dict[str, str] = field(default_factory=dict)  # by check, how it stands

    async def check(self, request: Request) -> Response:
        check_id = await self._asked(request, Purpose.CHECK_REQUEST)
        if check_id is None:
            return _unsigned()
        backend = backend_of(request)
        fault = None if backend is None else backend.faults.take(Target.VERIFIER, "check")
        if fault is not None and fault.kind is Kind.DECLINE:
            self.rejected.add(check_id)
        if fault is not None and fault.kind is Kind.DELAY:
            delay_s = _DELAY_S if fault.delay_s is None else fault.delay_s
            self.ready_at_s.setdefault(check_id, time.monotonic() + delay_s)

        async def answer() -> Response:
            return self._answer(check_id)

        return await serve_with(request, fault, answer)

    def _answer(self, check_id: str) -> Response:
        verdict: dict[str, str] = {"check_id": check_id, "status": "verified"}
        if self.ready_at_s.get(check_id, 0.0) > time.monotonic():
            verdict["status"] = "reviewing"
        elif check_id in self.rejected:
            verdict |= {"status": "rejected", "reason": "mismatch"}
        return self._signed(verdict)

    async def face(self, request: Request) -> Response:
        check_id = await self._asked(request, Purpose.FACE_REQUEST)
        if check_id is None:
            return _unsigned()
        status = self.face_checks.setdefault(check_id, "reviewing")
        page = str(request.url.replace(path=request.url.path.removesuffix("/faces") + f"/face/{check_id}"))
        reason = {"reason": "mismatch"} if status == "rejected" else {}
        return self._signed({"check_id": check_id, "status": status, "url": page, **reason})

    async def page(self, request: Request) -> Response:
        check_id = request.path_params["check_id"]
        if check_id not in self.face_checks:
            return Response(status_code=404)
        if request.method == "POST":
            said = (await request.form()).get("said")
            self.face_checks[check_id] = "verified" if said == "yes" else "rejected"
            return HTMLResponse(_PAGE.format(body="<p>好了。请回到聊天里，点「看看结果」。</p>"))
        return HTMLResponse(_PAGE.format(body=_FORM))

    async def _asked(self, request: Request, purpose: Purpose) -> str | None:
        """Return which check is asked about; None where the assistant did not sign it for this purpose."""
        body = await request.body()
        try:
            require_signed(our_key(self.secret, purpose), request.headers, body, time.time())
        except InvalidSignature:
            return None
        said: Any = read_json(body)
        return str(said["check_id"])

    def _signed(self, said: dict[str, str]) -> Response:
        body = json.dumps(said).encode()
        return Response(body, headers=signed_headers(their_key(self.secret), body, time.time()))


def _unsigned() -> Response:
    return JSONResponse({"error": "not signed by the assistant"}, status_code=403)


# The page of a lender that exists in the sandbox only, so its words are in no catalogue.
_PAGE = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>人脸核验（演示）</title><body><h1>人脸核验（演示）</h1>{body}</body></html>"
)
_FORM = (
    "<p>这是本地演示页面，不会打开摄像头。请选一个结果：</p>"
    '<form method="post"><button name="said" value="yes">通过</button>　'
    '<button name="said" value="no">不通过</button></form>'
)


def verifier_app(secret: str) -> Router:
    """Build a router and no application of its own: mounted, it stays part of the sandbox's and shares its faults."""
    verifier = _Verifier(secret)
    return Router(
        [
            Route("/checks", verifier.check, methods=["POST"]),
            Route("/faces", verifier.face, methods=["POST"]),
            Route("/face/{check_id}", verifier.page, methods=["GET", "POST"]),
        ]
    )
