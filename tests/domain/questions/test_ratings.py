"""Whether answers help is counted by topic, language and day, of nobody in particular."""

from __future__ import annotations

from datetime import timedelta

from bot.wiring import Container
from domain import tables as t
from tests.support.clock import MovableClock


async def counts(container: Container) -> list[tuple[str, str, int, int]]:
    async with container.store.read() as uow:
        rows = await uow.questions.ratings_since(container.services.today() - timedelta(days=30))
    return [(row.topic, row.locale, row.useful, row.not_useful) for row in rows]


async def test_each_answer_of_each_day_and_language_is_counted_by_itself(
    container: Container, clock: MovableClock
) -> None:
    rate = container.services.questions.rate
    await rate("faq.bill.cutoff", "zh_CN", useful=True)
    await rate("faq.bill.cutoff", "zh_CN", useful=True)
    await rate("faq.bill.cutoff", "zh_CN", useful=False)
    await rate("faq.bill.cutoff", "en", useful=True)
    clock.advance(days=1)
    await rate("faq.bill.cutoff", "zh_CN", useful=True)
    assert await counts(container) == [
        ("faq.bill.cutoff", "en", 1, 0),
        ("faq.bill.cutoff", "zh_CN", 2, 1),
        ("faq.bill.cutoff", "zh_CN", 1, 0),
    ]


def test_a_rating_says_nothing_of_who_gave_it() -> None:
    assert set(t.AnswerRating.__table__.columns.keys()) == {  # type: ignore[attr-defined]
        "topic", "locale", "day", "useful", "not_useful",
    }  # fmt: skip
