"""The sandbox's identity service: everybody is who they say, unless a fault has it otherwise (docs/identity.md).

POST /checks {"check_id", …}   the same answer for the same id; a check that takes its time is ready after `delay_s`
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from bot.adapters.identity import SIGNATURE_HEADER, TIME_HEADER, sign
from bot.sandbox.faults import Kind, Target
from bot.sandbox.gateway import backend_of, serve_with

VERIFIER_SECRET = "sandbox-identity-service"  # noqa: S105 - known to both sides of the sandbox, worth nothing
_DELAY_S = 5.0


@dataclass
class _Verifier:
    """What is known of the checks that a fault has met; forgotten with the process."""

    rejected: set[str] = field(default_factory=set)
    ready_at_s: dict[str, float] = field(default_factory=dict)

    async def check(self, request: Request) -> Response:
        body = await request.body()
        stamp = request.headers.get(TIME_HEADER, "")
        if request.headers.get(SIGNATURE_HEADER) != sign(VERIFIER_SECRET, stamp, body):
            return JSONResponse({"error": "not signed by the assistant"}, status_code=403)
        check_id = str(json.loads(body)["check_id"])
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
        body = json.dumps(verdict).encode()
        stamp = str(int(time.time()))
        headers = {TIME_HEADER: stamp, SIGNATURE_HEADER: sign(VERIFIER_SECRET, stamp, body)}
        return Response(body, media_type="application/json", headers=headers)


def verifier_app() -> Router:
    """A router and no application of its own: mounted, it stays part of the sandbox's and shares its faults."""
    return Router([Route("/checks", _Verifier().check, methods=["POST"])])
