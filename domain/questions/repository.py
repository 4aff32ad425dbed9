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

    async def ratings_since(self, day: date) -> Sequence[t.AnswerRating]: ...
