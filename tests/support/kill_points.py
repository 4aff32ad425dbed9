"""Points at which a process can die: every statement and commit, every gateway call and Bot API request, both sides of it.

Nobody lists them: they are counted as they are passed, and at a chosen number the process kills itself.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable
from typing import TypeVar

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram.request import BaseRequest

from domain.identity.ports import CodeSender
from domain.payments.ports import (
    AmountRange,
    Charge,
    ChargeResult,
    PaymentGateway,
    RefundRequest,
    RefundResult,
)

T = TypeVar("T")


class Points:
    """Counts from the moment it is armed. `die_at`: SIGKILL at that point, the first is 1; None only counts."""

    def __init__(self, die_at: int | None = None) -> None:
        self.die_at = die_at
        self.passed: list[str] = []
        self.armed = False

    def tick(self, name: str) -> None:
        if not self.armed:
            return
        self.passed.append(name)
        if len(self.passed) == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    async def around(self, name: str, call: Awaitable[T]) -> T:
        self.tick(f"before {name}")
        answer = await call
        self.tick(f"after {name}")
        return answer

    def watch(self, engine: AsyncEngine) -> None:
        """Every transaction, statement and commit of the engine, whoever makes it."""

        @event.listens_for(engine.sync_engine, "begin")
        def began(_connection: object) -> None:
            self.tick("begin")

        @event.listens_for(engine.sync_engine, "before_cursor_execute")
        def executes(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            self.tick(" ".join(statement.split())[:60])

        @event.listens_for(engine.sync_engine, "commit")
        def commits(_connection: object) -> None:
            self.tick("commit")


class PointedGateway:
    """Another gateway, with a point before and after each call. Fulfils `domain.payments.ports.PaymentGateway`."""

    def __init__(self, inner: PaymentGateway, points: Points) -> None:
        self._inner = inner
        self._points = points

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def amounts(self) -> AmountRange:
        return self._inner.amounts

    @property
    def customer_acts(self) -> bool:
        return self._inner.customer_acts

    async def start(self, charge: Charge) -> ChargeResult:
        return await self._points.around("gateway.start", self._inner.start(charge))

    async def query(self, payment_id: str) -> ChargeResult:
        return await self._points.around("gateway.query", self._inner.query(payment_id))

    async def cancel(self, payment_id: str) -> ChargeResult:
        return await self._points.around("gateway.cancel", self._inner.cancel(payment_id))

    async def refund(self, request: RefundRequest) -> RefundResult:
        return await self._points.around("gateway.refund", self._inner.refund(request))


class PointedCodes:
    """Another SMS service, with a point before and after each message. Fulfils `domain.identity.ports.CodeSender`."""

    def __init__(self, inner: CodeSender, points: Points) -> None:
        self._inner = inner
        self._points = points

    def send_soon(self, message_id: str, phone: str, code: str) -> None:
        self._points.tick("before sms.send")
        self._inner.send_soon(message_id, phone, code)
        self._points.tick("after sms.send")

    async def tell(self, message_id: str, phone: str, what: str) -> bool:
        return await self._points.around("sms.tell", self._inner.tell(message_id, phone, what))

    async def aclose(self) -> None: ...


class PointedRequest(BaseRequest):
    """Another way to Telegram, with a point before and after each request."""

    def __init__(self, inner: BaseRequest, points: Points) -> None:
        self._inner = inner
        self._points = points

    @property
    def read_timeout(self) -> float | None:
        return self._inner.read_timeout

    async def initialize(self) -> None:
        await self._inner.initialize()

    async def shutdown(self) -> None:
        await self._inner.shutdown()

    async def do_request(self, url: str, *arguments: object, **options: object) -> tuple[int, bytes]:
        name = f"bot.{url.rsplit('/', 1)[-1]}"
        return await self._points.around(name, self._inner.do_request(url, *arguments, **options))  # type: ignore[arg-type]
