"""What is said where a sentence was not understood, and what a person is then sent."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import cast

import pytest
from telegram import Update

from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.errors import Stale
from domain.understanding.reader import Candidate, Decision, Reading
from domain.understanding.slots import read_slots
from domain.understanding.smalltalk import is_small_talk
from domain.understanding.topics import Intent
from handlers.buttons.questions import SendLastWords
from handlers.buttons.support import OpenAgent
from handlers.questions import misses, several, views
from handlers.questions.handlers import answer
from handlers.questions.places import PLACES
from handlers.ui.i18n import texts_for
from handlers.ui.misses import IN_A_ROW
from tests.support.asking import asking, buttons, labels, words
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy

WORDS = "那个什么来着"


@pytest.fixture
async def customer(container: Container) -> CustomerView:
    return await arrive(container)


def wrote(text: str = WORDS, message_id: int = 7) -> Update:
    return cast(Update, SimpleNamespace(message=SimpleNamespace(text=text, message_id=message_id)))


def reading(decision: Decision, *topics: str | None, near: Iterable[str] = ()) -> Reading:
    candidates = tuple(Candidate(Intent.OTHER, 0.4, topic) for topic in topics)
    return Reading(candidates, decision, read_slots(WORDS), near=tuple(near))


UNSURE = reading(
    Decision.ASK, "faq.bill.cutoff", "faq.repay.ways", near=("faq.bill.where", "faq.bill.first_due")
)
OUT = reading(Decision.DECLINE, None)


async def test_guesses_are_named_with_a_person_below(container: Container, customer: CustomerView) -> None:
    shown = await misses.not_sure(wrote(), asking(container, customer), UNSURE)
    assert labels(shown) == ["还款截止到几点？", "可以用哪些方式还？", "账单和明细在哪里看？", "找客服"]


async def test_the_second_time_a_person_comes_first_and_the_guesses_are_others(
    container: Container, customer: CustomerView
) -> None:
    context = asking(container, customer)
    first = await misses.not_sure(wrote(), context, UNSURE)
    second = await misses.not_sure(wrote("<b>那个</b>", 8), context, UNSURE)
    assert buttons(second)[0].action == SendLastWords(8)
    assert not set(labels(first)[:-1]) & set(labels(second))
    assert "&lt;b&gt;那个&lt;/b&gt;" in words(second)


async def test_the_same_menu_never_comes_twice_in_a_row(container: Container, customer: CustomerView) -> None:
    context, last = asking(container, customer), None
    for _ in range(5):
        shown = set(labels(await misses.not_sure(wrote(), context, UNSURE))) - {"转给客服"}
        assert shown != last
        last = shown


async def test_what_is_no_affair_of_ours_is_said_with_what_is_and_a_person(
    container: Container, customer: CustomerView
) -> None:
    shown = await misses.not_sure(wrote(), asking(container, customer), OUT)
    assert "这个我帮不上忙" in words(shown)
    assert len(buttons(shown)) == 4
    assert buttons(shown)[-1].action == OpenAgent()


async def test_after_half_an_hour_it_is_the_first_time_again(
    container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    context = asking(container, customer)
    await misses.not_sure(wrote(), context, UNSURE)
    clock.advance(seconds=IN_A_ROW.total_seconds())
    assert "转给客服" not in labels(await misses.not_sure(wrote(), context, UNSURE))


async def test_nothing_goes_to_a_person_before_it_is_confirmed_and_then_the_last_words(
    container: Container, customer: CustomerView
) -> None:
    context = asking(container, customer)
    await misses.not_sure(wrote("第一句", 7), context, UNSURE)
    await misses.not_sure(wrote("第二句", 8), context, UNSURE)
    assert await container.services.support.current(customer.id) is None
    taken = await misses.send_last_words(context, SendLastWords(8))
    case = await container.services.support.current(customer.id)
    assert case is not None
    assert case.number in words(taken)
    with pytest.raises(Stale):
        await misses.send_last_words(context, SendLastWords(8))


async def test_a_button_of_words_that_are_forgotten_sends_nothing(
    container: Container, customer: CustomerView
) -> None:
    context = asking(container, customer)
    await misses.not_sure(wrote("第一句", 7), context, UNSURE)
    with pytest.raises(Stale):
        await misses.send_last_words(context, SendLastWords(6))
    assert await container.services.support.current(customer.id) is None


@pytest.mark.parametrize(
    "text", ["你好呀", "您好！", "在吗？", "早上好", "谢谢", "好的，谢谢", "谢谢您", "Hello!", "thanks"]
)
def test_a_greeting_is_small_talk(text: str) -> None:
    assert is_small_talk(text)


@pytest.mark.parametrize("text", ["你好，我要还款", "在吗，账单多少", "好的分期", "", "谢谢，再帮我看看额度"])
def test_a_greeting_before_a_question_is_a_question(text: str) -> None:
    assert not is_small_talk(text)


async def test_two_questions_get_two_short_answers_in_order(
    container: Container, customer: CustomerView
) -> None:
    await buy(container, customer)
    parts = (reading(Decision.ANSWER, "faq.bill.cutoff"), reading(Decision.ANSWER, "screen.amount_due"))
    both = Reading(parts[0].candidates, Decision.ANSWER, read_slots("截止几点，要还多少"), parts=parts)
    shown = await several.answer(asking(container, customer), both, answer)
    said = words(shown)
    assert said.index("还款截止到几点") < said.index("要还多少")
    assert "还款日当天 24:00" in said
    assert "合同有宽限期" not in said
    assert labels(shown) == ["我的账单", "返回"]


def test_a_person_who_is_guessed_at_is_offered_once() -> None:
    t = texts_for("zh_CN")
    person = PLACES["agent"].button(t)
    assert labels(views.guesses(t, [person], open_draft=None)) == [person.label]
