"""Who was not understood, and what they wrote last: remembered in memory, for half an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.value import Value

IN_A_ROW = timedelta(minutes=30)
REMEMBERED = 10_000  # people


class Miss(Value):
    """`times` in a row; `named`: the guesses that were on the last screen; `words`: what was not understood."""

    times: int
    named: frozenset[str]
    words: str
    message_id: int
    at: datetime


class Misses:
    """By customer, the last sentence that was not understood; forgotten with the process."""

    def __init__(self) -> None:
        self._last: dict[str, Miss] = {}

    def last(self, customer_id: str, now: datetime) -> Miss | None:
        """Return it where it is not long ago."""
        miss = self._last.get(customer_id)
        return miss if miss is not None and now - miss.at < IN_A_ROW else None

    def note(self, customer_id: str, miss: Miss) -> None:
        self._last.pop(customer_id, None)
        self._last[customer_id] = miss
        if len(self._last) > REMEMBERED:
            del self._last[next(iter(self._last))]

    def forget(self, customer_id: str) -> None:
        """Something was understood."""
        self._last.pop(customer_id, None)
