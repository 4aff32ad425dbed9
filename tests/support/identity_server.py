"""A lender's identity service on a real socket: answers as a test wants, checks what is signed, and can call back."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx

from bot.adapters.signed_messages import SIGNATURE_HEADER, TIME_HEADER, Purpose, our_key, sign, their_key
from tests.support.plain_server import Exchange, PlainServer, plain_server

SECRET = "an-identity-secret-of-tests"


class IdentityServer:
    """`verdict` is what it says of everybody, `face` of their faces; `down` answers 503; `forged` signs otherwise."""

    def __init__(self, server: PlainServer) -> None:
        self._server = server
        self.verdict: dict[str, Any] = {"status": "verified"}
        self.face: dict[str, Any] = {"status": "reviewing"}
        self.asked: list[dict[str, Any]] = []
        self.face_checks: list[dict[str, Any]] = []
        self.refused = 0
        self.down = 0  # so many times
        self.forged = False
        server.answering = self._answer

    @property
    def url(self) -> str:
        return self._server.url

    async def _answer(self, exchange: Exchange) -> None:
        received = await exchange.receive()
        stamp = received.headers.get(TIME_HEADER, "")
        is_face = received.target.endswith("/faces")
        key = our_key(SECRET, Purpose.FACE_REQUEST if is_face else Purpose.CHECK_REQUEST)
        if received.headers.get(SIGNATURE_HEADER) != sign(key, stamp, received.body):
            self.refused += 1
            await exchange.answer(b"{}", "403 Forbidden")
            return
        said = json.loads(received.body)
        (self.face_checks if is_face else self.asked).append(said)
        if self.down:
            self.down -= 1
            await exchange.answer(b"{}", "503 Service Unavailable")
            return
        body = json.dumps({"check_id": said["check_id"], **(self.face if is_face else self.verdict)}).encode()
        await exchange.answer(body, "200 OK", *self.headers(body))

    def headers(self, body: bytes) -> list[str]:
        stamp = str(int(time.time()))
        secret = "somebody-else" if self.forged else SECRET
        return [f"{TIME_HEADER}: {stamp}", f"{SIGNATURE_HEADER}: {sign(their_key(secret), stamp, body)}"]

    async def call_back(self, address: str, check_id: str, verdict: dict[str, Any], *, age_s: int = 0) -> int:
        """Says by itself what came out; the status of the answer."""
        body = json.dumps({"check_id": check_id, **verdict}).encode()
        stamp = str(int(time.time()) - age_s)
        secret = "somebody-else" if self.forged else SECRET
        headers = {TIME_HEADER: stamp, SIGNATURE_HEADER: sign(their_key(secret), stamp, body)}
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.post(f"{address}/identity", content=body, headers=headers)).status_code


@contextlib.asynccontextmanager
async def identity_server() -> AsyncIterator[IdentityServer]:
    async with plain_server() as server:
        yield IdentityServer(server)
