"""A lender's pages on a real socket: answers look-ups as a test wants, and signs as agreed."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any

from bot.adapters.signed_messages import SIGNATURE_HEADER, TIME_HEADER, Purpose, our_key, sign, their_key
from tests.support.plain_server import Exchange, PlainServer, plain_server

SECRET = "a-lenders-secret-of-tests"


class LenderServer:
    """`known`: by id, what it says; anything else is 404. `forged` signs with another secret."""

    def __init__(self, server: PlainServer) -> None:
        self._server = server
        self.known: dict[str, dict[str, Any]] = {}
        self.asked: list[dict[str, Any]] = []
        self.forged = False
        server.answering = self._answer

    @property
    def url(self) -> str:
        return self._server.url

    async def _answer(self, exchange: Exchange) -> None:
        received = await exchange.receive()
        stamp = received.headers.get(TIME_HEADER, "")
        assert received.headers.get(SIGNATURE_HEADER) == sign(
            our_key(SECRET, Purpose.LOOKUP_REQUEST), stamp, received.body
        )
        asked = json.loads(received.body)
        self.asked.append(asked)
        known = self.known.get(next(iter(asked.values())))
        if known is None:
            await exchange.answer(b"{}", "404 Not Found")
            return
        body = json.dumps(asked | known).encode()
        await exchange.answer(
            body, "200 OK", *(f"{name}: {value}" for name, value in self.headers(body).items())
        )

    def headers(self, body: bytes, *, age_s: int = 0) -> dict[str, str]:
        stamp = str(int(time.time()) - age_s)
        secret = "somebody-elses-secret" if self.forged else SECRET
        return {TIME_HEADER: stamp, SIGNATURE_HEADER: sign(their_key(secret), stamp, body)}


@contextlib.asynccontextmanager
async def lender_server() -> AsyncIterator[LenderServer]:
    async with plain_server() as server:
        yield LenderServer(server)
