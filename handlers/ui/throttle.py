"""So many updates a minute of one person, so that nobody's script keeps the others waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum

MINUTE_S = 60.0
REMEMBERED = 10_000  # people; who was quiet for a minute is forgotten when there are more


class ThrottleVerdict(StrEnum):
    FINE = "fine"
    TOO_FAST = "too_fast"  # from now on; it is said once
    STILL = "still"


class Throttle:
    """A minute's worth may come at once; then as many as the minute gives back. On the machine's clock: a person's time."""

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._between_s = MINUTE_S / per_minute
        self._now = now
        self._busy_until: dict[int, float] = {}
        self._told: set[int] = set()

    def pace(self, user_id: int) -> ThrottleVerdict:
        now = self._now()
        until = max(self._busy_until.get(user_id, now), now) + self._between_s
        if until - now > MINUTE_S + self._between_s / 2:
            if user_id in self._told:
                return ThrottleVerdict.STILL
            self._told.add(user_id)
            return ThrottleVerdict.TOO_FAST
        self._busy_until[user_id] = until
        self._told.discard(user_id)
        if len(self._busy_until) > REMEMBERED:
            self._busy_until = {known: at for known, at in self._busy_until.items() if at > now}
        return ThrottleVerdict.FINE
