"""What is asked of the database about plain questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain import tables as t


class Questions(Protocol):
    async def count_rating(self, topic: str, locale: str, day: date, *, useful: bool) -> None:
        """Count one more of the day."""
        ...

    async def missed_on(self, day: date) -> int:
        """Return how many sentences are kept of the day."""
        ...

    async def missed_since(self, day: date) -> Sequence[t.MissedQuestion]: ...

    async def first_missed_day(self) -> date | None: ...

    async def drop_missed_before(self, day: date) -> int:
        """Return how many were dropped."""
        ...

    async def ratings_since(self, day: date) -> Sequence[t.AnswerRating]: ...
