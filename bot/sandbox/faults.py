"""Faults to come: asked for by a test, met by the bot (or by the gateway and the verifier mounted beside)."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.sandbox.errors import PeopleError

# Spread by chance, but the same chance in every run.
_SEED = 20260105


class Target(StrEnum):
    BOT_API = "bot_api"
    PAYMENT = "payment"
    VERIFIER = "verifier"


class Kind(StrEnum):
    TOO_MANY_REQUESTS = "429"
    FORBIDDEN = "403"
    BAD_REQUEST = "400"
    SERVER_ERROR = "500"
    TIMEOUT = "timeout"  # nothing is done and no answer comes
    TIMEOUT_DELIVERED = "timeout_delivered"  # it is done, but no answer comes
    SLOW = "slow"  # it is done and answered, late
    DISCONNECT = "disconnect"  # nothing is done and the connection is cut


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
    _chance: random.Random = field(default_factory=lambda: random.Random(_SEED), repr=False)  # noqa: S311

    def matches(self, target: Target, method: str | None, chat_id: int | None) -> bool:
        if self.target is not target or (self.chat_id is not None and self.chat_id != chat_id):
            return False
        if self.method is not None:
            return method is not None and self.method.lower() == method.lower()
        return method is None or method.lower() != "getupdates"  # which would eat the faults meant for others

    def strikes(self) -> bool:
        """Whether this request meets it; counts down."""
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
        """The fault this request meets, the oldest first; None where it meets none."""
        for fault in self._faults:
            if fault.matches(target, method, chat_id) and fault.strikes():
                self._faults = [each for each in self._faults if each.times is None or each.times > 0]
                return fault
        return None

    def clear(self) -> None:
        self._faults.clear()


def read_fault(body: dict[str, Any]) -> Fault:
    """The Fault that POST /sandbox/faults asks for. Raises PeopleError."""
    try:
        share = None if body.get("share") is None else float(body["share"])
        return Fault(
            target=Target(body.get("target", "")),
            kind=Kind(str(body.get("kind", ""))),
            method=body.get("method"),
            chat_id=None if body.get("chat_id") is None else int(body["chat_id"]),
            times=None if share is not None else int(body.get("times", 1)),
            share=share,
            retry_after=int(body.get("retry_after", 1)),
            delay_s=None if body.get("delay_s") is None else float(body["delay_s"]),
        )
    except (TypeError, ValueError) as error:
        raise PeopleError(400, f"this is not a fault the sandbox knows: {error}") from None
