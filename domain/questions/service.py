"""What answers to frequent questions name, and whether they help: counted by topic, language and day, of nobody."""

from __future__ import annotations

from domain.dates import business_day
from domain.ports import Clock
from domain.questions.facts import offer_facts, penalty_range
from domain.questions.results import OfferFacts, PenaltyRange
from domain.unit_of_work import Store


class QuestionService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

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
