"""Telegram's sending limits: one message a second to a chat and 30 a second in all, with short bursts."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.errors import too_many_requests

# A person who clicks fast, or a test at full speed, stays below the burst; a loop that sends on does not.
CHAT_BURST, CHAT_PER_S = 20.0, 1.0
TOTAL_BURST, TOTAL_PER_S = 30.0, 30.0


@dataclass(slots=True)
class _Bucket:
    burst: float
    per_s: float
    level: float
    filled_s: float

    def wait_s(self, now_s: float) -> float:
        """Seconds until one more message fits."""
        self.level = min(self.burst, self.level + (now_s - self.filled_s) * self.per_s)
        self.filled_s = now_s
        return max(0.0, (1 - self.level) / self.per_s)


class SendingLimits:
    def __init__(self, *, enabled: bool, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._enabled = enabled
        self._monotonic = monotonic
        self._total = self._bucket(TOTAL_BURST, TOTAL_PER_S)
        self._chats: dict[int, _Bucket] = {}

    def count(self, chat_id: int) -> None:
        """Count one more message to the chat. Raises ApiError 429 where that is too many."""
        if not self._enabled:
            return
        now_s = self._monotonic()
        chat = self._chats.setdefault(chat_id, self._bucket(CHAT_BURST, CHAT_PER_S))
        wait_s = max(chat.wait_s(now_s), self._total.wait_s(now_s))
        if wait_s > 0:
            raise too_many_requests(math.ceil(wait_s))
        chat.level -= 1
        self._total.level -= 1

    def reset(self) -> None:
        self._total = self._bucket(TOTAL_BURST, TOTAL_PER_S)
        self._chats.clear()

    def _bucket(self, burst: float, per_s: float) -> _Bucket:
        return _Bucket(burst, per_s, burst, self._monotonic())
