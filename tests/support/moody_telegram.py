"""A Bot API on a real socket that fails as a test wants it to, method by method or by chance, and hands out any updates."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.support.plain_server import Exchange, plain_server

ME = {"id": 1, "is_bot": True, "first_name": "分期管家", "username": "moody_bot"}
MESSAGE = {"message_id": 1, "date": 1_767_225_600, "chat": {"id": 7, "type": "private"}}
# How long a poll waits for news: shorter than Telegram's, so that a test sees many.
POLL_S = 0.1


@dataclass(frozen=True)
class Fault:
    """An answer that is none; `status` 0 hangs up, `hangs_s` says nothing for so long first."""

    status: int
    retry_after: int | None = None
    body: bytes | None = None
    hangs_s: float = 0.0


TOO_MANY, BROKEN, BAD_GATEWAY, GATEWAY_TIMEOUT, CUT = (
    Fault(429, 1),
    Fault(500),
    Fault(502),
    Fault(504),
    Fault(0),
)
PASSING = (TOO_MANY, BROKEN, BAD_GATEWAY, GATEWAY_TIMEOUT, CUT)


@dataclass
class MoodyTelegram:
    """`faults`: the coming ones, by method. `updates`: what has not been confirmed, of any form. `webhook`: what
    getWebhookInfo tells. `results`: what other methods answer. `ahead`: its clock, by so much; None: it does not say."""

    url: str = ""
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    by_chance: Callable[[], Fault | None] = lambda: None
    updates: list[object] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)
    results: dict[str, object] = field(default_factory=dict)
    ahead: timedelta | None = None
    asked: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    sent: list[dict[str, Any]] = field(default_factory=list)

    def fail(self, method: str, *faults: Fault) -> None:
        self.faults[method].extend(faults)

    async def answer(self, exchange: Exchange) -> None:
        request = await exchange.receive()
        method = request.target.rsplit("/", 1)[-1]
        self.asked[method] += 1
        fault = self.faults[method].popleft() if self.faults[method] else self.by_chance()
        if fault is not None:
            self.refused[method] += 1
            await _fail(exchange, fault)
            return
        result = await self._result(method, json.loads(request.body or b"{}"))
        body = json.dumps({"ok": True, "result": result}).encode()
        await exchange.answer(body, "200 OK", *self._headers())

    def _headers(self) -> list[str]:
        if self.ahead is None:
            return []
        return [f"Date: {format_datetime(datetime.now(UTC) + self.ahead, usegmt=True)}"]

    async def _result(self, method: str, given: dict[str, Any]) -> object:
        match method:
            case "getMe":
                return ME
            case "getUpdates":
                return await self._news(int(given.get("offset", 0)))
            case "setWebhook":
                errors = {name: told for name, told in self.webhook.items() if name.startswith("last_error")}
                self.webhook = {**errors, "url": given["url"]}  # the last error stays there for ever
            case "deleteWebhook":
                self.webhook = {}
            case "getWebhookInfo":
                return {
                    "url": "",
                    "has_custom_certificate": False,
                    "pending_update_count": 0,
                    **self.webhook,
                }
            case "sendMessage" | "sendRichMessage":
                self.sent.append(given)
                return MESSAGE
        return self.results.get(method, True)

    async def _news(self, offset: int) -> list[object]:
        self._forget_before(offset)
        if not self.updates:
            await asyncio.sleep(POLL_S)
            self._forget_before(offset)
        return list(self.updates)

    def _forget_before(self, offset: int) -> None:
        self.updates = [one for one in self.updates if not _is_before(one, offset)]


def _is_before(one: object, offset: int) -> bool:
    """Telegram confirms by its own numbers; one without any is confirmed with those behind it."""
    number = one.get("update_id") if isinstance(one, dict) else None
    return offset > 0 and (type(number) is not int or number < offset)


async def _fail(exchange: Exchange, fault: Fault) -> None:
    await asyncio.sleep(fault.hangs_s)
    if not fault.status:
        exchange.close()
        return
    error: dict[str, Any] = {"ok": False, "error_code": fault.status, "description": "told so by the test"}
    if fault.retry_after is not None:
        error["parameters"] = {"retry_after": fault.retry_after}
    await exchange.answer(fault.body or json.dumps(error).encode(), f"{fault.status} X")


def chance_of(rate: float, seed: int) -> Callable[[], Fault | None]:
    """One request in so many fails, in one of the ways that pass."""
    chance = random.Random(seed)
    return lambda: chance.choice(PASSING) if chance.random() < rate else None


@contextlib.asynccontextmanager
async def moody_telegram() -> AsyncIterator[MoodyTelegram]:
    async with plain_server() as server:
        telegram = MoodyTelegram(url=server.url)
        server.answering = telegram.answer
        yield telegram
