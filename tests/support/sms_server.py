"""An SMS service on a real socket: keeps what it was given to bring, and checks what is signed."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from pydantic import SecretStr

from bot.adapters.signed_messages import SIGNATURE_HEADER, TIME_HEADER, Purpose, our_key, sign
from tests.support.plain_server import Exchange, PlainServer, plain_server

SECRET = "an-sms-secret-of-the-tests"


class SmsServer:
    """`brought`: by message, phone and code; `told`: phone and word. `down`: so many times it answers 503."""

    def __init__(self, server: PlainServer) -> None:
        self._server = server
        self.brought: dict[str, tuple[str, str]] = {}
        self.told: dict[str, tuple[str, str]] = {}
        self.asked = self.refused = self.down = 0
        server.answering = self._answer

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def settings(self) -> dict[str, object]:
        """What a shop that texts through this service sets."""
        return {"sms_url": self.url, "sms_secret": SecretStr(SECRET)}

    async def code(self, within_s: float = 10.0) -> str:
        """The newest code, once there is one."""
        async with asyncio.timeout(within_s):
            while not self.brought:  # noqa: ASYNC110 - another task gets there
                await asyncio.sleep(0.01)
        return list(self.brought.values())[-1][1]

    async def _answer(self, exchange: Exchange) -> None:
        received = await exchange.receive()
        self.asked += 1
        stamp = received.headers.get(TIME_HEADER, "")
        if received.headers.get(SIGNATURE_HEADER) != sign(
            our_key(SECRET, Purpose.SMS_REQUEST), stamp, received.body
        ):
            self.refused += 1
            await exchange.answer(b"{}", "403 Forbidden")
            return
        said = json.loads(received.body)
        if self.down:
            self.down -= 1
            await exchange.answer(b"{}", "503 Service Unavailable")
            return
        if "what" in said:
            self.told[said["message_id"]] = said["phone"], said["what"]
        else:
            self.brought[said["message_id"]] = said["phone"], said["code"]
        await exchange.answer(b"{}", "200 OK")


@contextlib.asynccontextmanager
async def sms_server() -> AsyncIterator[SmsServer]:
    async with plain_server() as server:
        yield SmsServer(server)
