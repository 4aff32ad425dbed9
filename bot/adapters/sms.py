"""Codes and words by SMS, through a service of the operator's or a vendor's, in JSON over HTTPS; docs/identity.md."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping

import httpx

from bot.adapters.service_client import service_client
from bot.adapters.signed_messages import Purpose, our_key, signed_headers
from bot.supervision.failure import say_if_it_fails

logger = logging.getLogger(__name__)
TIMEOUT_S = 10.0
CLOSING_S = 0.5
PAUSES_S = (0.2, 1.0)  # before it is asked again under the same id


class HttpCodeSender:
    """Fulfils `domain.identity.ports.CodeSender`. `now`: seconds of the machine's clock, which signatures are dated by."""

    def __init__(
        self,
        base_url: str,
        secret: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._http = service_client(base_url, TIMEOUT_S, transport)
        self._key = our_key(secret, Purpose.SMS_REQUEST)
        self._now = now
        self._on_the_way: set[asyncio.Task[bool]] = set()

    def send_soon(self, message_id: str, phone: str, code: str) -> None:
        task = asyncio.create_task(self.send(message_id, phone, code), name="a code by SMS")
        self._on_the_way.add(task)
        task.add_done_callback(self._on_the_way.discard)
        task.add_done_callback(say_if_it_fails)

    async def send(self, message_id: str, phone: str, code: str) -> bool:
        """Return whether it was taken."""
        return await self._brought("/codes", {"message_id": message_id, "phone": phone, "code": code})

    async def tell(self, message_id: str, phone: str, what: str) -> bool:
        return await self._brought("/notices", {"message_id": message_id, "phone": phone, "what": what})

    async def _brought(self, path: str, said: Mapping[str, str]) -> bool:
        body = json.dumps(said).encode()
        for pause_s in (*PAUSES_S, None):
            if await self._posted(path, body):
                return True
            if pause_s is not None:
                await asyncio.sleep(pause_s)
        return False

    async def _posted(self, path: str, body: bytes) -> bool:
        """Return whether the service took it. Neither the number nor the code is logged."""
        headers = signed_headers(self._key, body, self._now())
        try:
            response = await self._http.post(path, content=body, headers=headers)
        except httpx.HTTPError as error:
            logger.warning("the SMS service did not answer: %s", type(error).__name__)
            return False
        if not response.is_success:
            logger.warning("the SMS service answered %s", response.status_code)
        return response.is_success

    async def aclose(self) -> None:
        """Close it. What is on its way gets a moment; whoever waits for a code asks for another."""
        if self._on_the_way:
            _, late = await asyncio.wait(self._on_the_way, timeout=CLOSING_S)
            for task in late:
                task.cancel()
        await self._http.aclose()
