"""What was not understood, for the staff: equal sentences as one, with how often they were written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from domain import tables as t
from domain.columns import place_of
from domain.dates import business_day
from domain.ports import Clock, FieldCipher
from domain.questions.results import MissedGroup, Rated
from domain.questions.rules import alike
from domain.unit_of_work import Store


class MissedService:
    """What the command line reads: it takes the keys, for the sentences are sealed."""

    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def groups(self, days: int) -> tuple[MissedGroup, ...]:
        """Return what was not understood in the last so many days, what was written most first."""
        async with self._store.read() as uow:
            rows = await uow.questions.missed_since(self._first(days))
        opened = [
            (row, self._cipher.open(row.words_token, place_of(row, "words_token")))
            for row in rows
            if row.words_token
        ]
        return _grouped(opened)

    async def ratings(self, days: int) -> tuple[Rated, ...]:
        """Return how answers were rated in the last so many days, those of no use most first."""
        async with self._store.read() as uow:
            rows = await uow.questions.ratings_since(self._first(days))
        useful: Counter[str] = Counter()
        not_useful: Counter[str] = Counter()
        for row in rows:
            useful[row.topic] += row.useful
            not_useful[row.topic] += row.not_useful
        rated = (Rated(topic, useful[topic], not_useful[topic]) for topic in useful)
        return tuple(sorted(rated, key=lambda one: (-one.not_useful, -one.useful, one.topic)))

    def _first(self, days: int) -> date:
        return business_day(self._clock.now()) - timedelta(days=days - 1)


def _grouped(opened: Iterable[tuple[t.MissedQuestion, str]]) -> tuple[MissedGroup, ...]:
    together: defaultdict[str, list[tuple[t.MissedQuestion, str]]] = defaultdict(list)
    for row, words in opened:
        together[alike(words)].append((row, words))
    groups = [
        MissedGroup(
            words=_usual(words for _, words in same),
            count=len(same),
            locale=_usual(row.locale for row, _ in same),
            decision=_usual(row.decision for row, _ in same),
        )
        for same in together.values()
    ]
    return tuple(sorted(groups, key=lambda one: (-one.count, one.words)))


def _usual(texts: Iterable[str]) -> str:
    """Return the one that is there most often; of several the first by its letters."""
    return min(Counter(texts).items(), key=lambda item: (-item[1], item[0]))[0]
