"""What answers to frequent questions name, and whether they help: counted by topic, language and day, of nobody."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from domain import tables as t
from domain.columns import place_of
from domain.dates import at_beijing, business_day
from domain.ids import new_id
from domain.ports import Clock, FieldCipher
from domain.questions.facts import offer_facts, penalty_range
from domain.questions.results import OfferFacts, PenaltyRange
from domain.questions.rules import masked
from domain.unit_of_work import Store

KEPT_DAYS = 90
MOST_A_DAY = 500


class QuestionService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def offer(self) -> OfferFacts | None:
        """Return what can be had now; None where there is no plan."""
        async with self._store.read() as uow:
            return await offer_facts(uow)

    async def penalty(self, customer_id: str) -> PenaltyRange | None:
        """Return what being late costs a day; None where there is neither a contract of theirs nor a plan."""
        async with self._store.read() as uow:
            return await penalty_range(uow, customer_id, business_day(self._clock.now()))

    async def rate(self, topic: str, locale: str, *, useful: bool) -> None:
        async with self._store.write() as uow:
            await uow.questions.count_rating(topic, locale, business_day(self._clock.now()), useful=useful)
            await uow.commit()

    async def keep_missed(self, words: str, locale: str, decision: str) -> None:
        """Keep a sentence that was not understood, masked and sealed; beyond so many a day none is kept."""
        line, today = masked(words), business_day(self._clock.now())
        if line is None:
            return
        async with self._store.write() as uow:
            if await uow.questions.missed_on(today) >= MOST_A_DAY:
                return
            row = t.MissedQuestion(id=new_id(), day=today, locale=locale, decision=decision)
            row.words_token = self._cipher.seal(line, place_of(row, "words_token"))
            uow.add(row)
            await uow.commit()

    async def prune(self, now: datetime) -> int:
        """Drop what is older than it is kept; return how many sentences."""
        async with self._store.write() as uow:
            dropped = await uow.questions.drop_missed_before(business_day(now) - timedelta(days=KEPT_DAYS))
            await uow.commit()
            return dropped

    async def prune_due(self) -> datetime | None:
        """Return from when on there is something to drop."""
        async with self._store.read() as uow:
            first = await uow.questions.first_missed_day()
        return None if first is None else at_beijing(first + timedelta(days=KEPT_DAYS + 1), time())
