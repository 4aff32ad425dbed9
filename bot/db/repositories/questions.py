"""Plain questions: whether answers helped, and what was not understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, func, select
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t

_MISSED = t.MissedQuestion


class QuestionRepository(Repository):
    async def count_rating(self, topic: str, locale: str, day: date, *, useful: bool) -> None:
        counted = {"useful": int(useful), "not_useful": int(not useful)}
        row = self._insert(t.AnswerRating).values(topic=topic, locale=locale, day=day, **counted)
        more = {name: col(getattr(t.AnswerRating, name)) + count for name, count in counted.items()}
        await self._run(row.on_conflict_do_update(index_elements=["topic", "locale", "day"], set_=more))

    async def ratings_since(self, day: date) -> Sequence[t.AnswerRating]:
        rated = t.AnswerRating
        return await self._all(
            select(rated)
            .where(col(rated.day) >= day)
            .order_by(col(rated.topic), col(rated.locale), col(rated.day))
        )

    async def missed_on(self, day: date) -> int:
        return await self._count(select(col(_MISSED.id)).where(col(_MISSED.day) == day))

    async def missed_since(self, day: date) -> Sequence[t.MissedQuestion]:
        return await self._all(select(_MISSED).where(col(_MISSED.day) >= day).order_by(col(_MISSED.id)))

    async def first_missed_day(self) -> date | None:
        day: date | None = await self._session.scalar(select(func.min(col(_MISSED.day))))
        return day

    async def drop_missed_before(self, day: date) -> int:
        return await self._run(delete(_MISSED).where(col(_MISSED.day) < day))
