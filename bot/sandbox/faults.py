"""Faults to come: asked for by a test, met by the bot, or by the payment gateway and the identity service beside."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.errors import ApiError, PeopleError, bad_request, forbidden, too_many_requests

# Spread by chance, but the same chance in every run.
_SEED = 20260105
_INJECTED = "injected by the sandbox"
_HOLD_S = 60.0
_SLOW_S = 2.0
_LIVENESS_S = 0.05


class Target(StrEnum):
    BOT_API = "bot_api"
    PAYMENT = "payment"
    VERIFIER = "verifier"
    LENDER = "lender"


class Kind(StrEnum):
    TOO_MANY_REQUESTS = "429"
    FORBIDDEN = "403"
    BAD_REQUEST = "400"
    SERVER_ERROR = "500"
    TIMEOUT = "timeout"  # nothing is done and no answer comes
    TIMEOUT_DELIVERED = "timeout_delivered"  # it is done, but no answer comes
    SLOW = "slow"  # it is done and answered, late
    DISCONNECT = "disconnect"  # nothing is done and the connection is cut
    DECLINE = "decline"  # of payments and identity checks: the answer is a clear no
    DELAY = "delay"  # of charges and identity checks: accepted, and done `delay_s` later
    TWICE = "twice"  # of charges and a lender's word: what became of it is said twice


OF_PAYMENTS = (Kind.DECLINE, Kind.DELAY, Kind.TWICE)
_KINDS = {
    Target.BOT_API: frozenset(Kind).difference(OF_PAYMENTS),
    Target.PAYMENT: frozenset(Kind),
    Target.VERIFIER: frozenset(Kind) - {Kind.TWICE},
    Target.LENDER: frozenset(Kind) - {Kind.DECLINE, Kind.DELAY},
}
_FIRST = {Target.BOT_API: None, Target.PAYMENT: "charge", Target.VERIFIER: "check", Target.LENDER: "tell"}


@dataclass(slots=True)
class Fault:
    """`times` requests meet it, or a `share` of all of them until the faults are cleared."""

    target: Target
    kind: Kind
    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    share: float | None = None
    retry_after: int = 1
    delay_s: float | None = None
    description: str = _INJECTED  # of a 400, the reason
    _chance: random.Random = field(default_factory=lambda: random.Random(_SEED), repr=False)  # noqa: S311

    def matches(self, target: Target, method: str | None, chat_id: int | None) -> bool:
        if self.target is not target or (self.chat_id is not None and self.chat_id != chat_id):
            return False
        if self.method is not None:
            return method is not None and self.method.lower() == method.lower()
        return method is None or method.lower() != "getupdates"  # which would eat the faults meant for others

    def strikes(self) -> bool:
        """Return whether this request meets it; counts down."""
        if self.share is not None:
            return self._chance.random() < self.share
        assert self.times is not None  # read_fault sets one of the two
        self.times -= 1
        return True


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def take(self, target: Target, method: str | None = None, chat_id: int | None = None) -> Fault | None:
        """Return the fault this request meets, the oldest first; None where it meets none."""
        for fault in self._faults:
            if fault.matches(target, method, chat_id) and fault.strikes():
                self._faults = [each for each in self._faults if each.times is None or each.times > 0]
                return fault
        return None

    def clear(self) -> None:
        self._faults.clear()


def read_fault(body: dict[str, Any]) -> Fault:
    """Return the Fault that POST /sandbox/faults asks for. Raises PeopleError."""
    try:
        share = None if body.get("share") is None else float(body["share"])
        target, kind = Target(body.get("target", "")), Kind(str(body.get("kind", "")))
        if kind not in _KINDS[target]:
            raise ValueError(f"{kind} is no fault of {target}")
        return Fault(
            target=target,
            kind=kind,
            method=body.get("method") or (_FIRST[target] if kind in OF_PAYMENTS else None),
            chat_id=None if body.get("chat_id") is None else int(body["chat_id"]),
            times=None if share is not None else int(body.get("times", 1)),
            share=share,
            retry_after=int(body.get("retry_after", 1)),
            delay_s=None if body.get("delay_s") is None else float(body["delay_s"]),
            description=str(body.get("description") or _INJECTED),
        )
    except (TypeError, ValueError) as error:
        raise PeopleError(400, f"this is not a fault the sandbox knows: {error}") from None


def refusal(fault: Fault) -> ApiError | None:
    """Return what the request is refused with, where the fault is a refusal."""
    match fault.kind:
        case Kind.TOO_MANY_REQUESTS:
            return too_many_requests(fault.retry_after)
        case Kind.FORBIDDEN:
            return forbidden("bot was blocked by the user")
        case Kind.BAD_REQUEST:
            return bad_request(fault.description)
        case Kind.SERVER_ERROR:
            return ApiError(500, "Internal Server Error")
    return None


async def without_answer(
    fault: Fault, request: Request, do: Callable[[], Awaitable[object]], over: Callable[[], bool]
) -> Response:
    """Act out a timeout or a cut connection: `do` is done where the fault says so, and the answer never comes.

    A timeout keeps the client waiting until it hangs up, until the fault's time has passed, or until `over`.
    """
    if fault.kind is Kind.TIMEOUT_DELIVERED:
        await do()
    if fault.kind is not Kind.DISCONNECT:
        delay_s = _HOLD_S if fault.delay_s is None else fault.delay_s
        until_s = time.monotonic() + delay_s
        # Nothing tells when a client hangs up, so it is looked at now and then.
        while time.monotonic() < until_s and not over() and not await request.is_disconnected():  # noqa: ASYNC110
            await asyncio.sleep(min(_LIVENESS_S, delay_s))
    return CutResponse()


async def slowly(fault: Fault, do: Callable[[], Awaitable[Response]]) -> Response:
    """Done and answered, late."""
    await asyncio.sleep(_SLOW_S if fault.delay_s is None else fault.delay_s)
    return await do()


class CutResponse(Response):
    """Ends the connection in the middle of an answer: the server hangs up on one that stays incomplete."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"1"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 502, "headers": headers})
