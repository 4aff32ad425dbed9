"""What is done of words that were typed outside any question: what they ask is answered, or what they may mean is named.

words -> context.classify -> a known phrase's screen | the topic: from one's own data, a screen, a frequent question
"""

from __future__ import annotations

from telegram import Update

from domain.understanding.reader import Decision, Reading
from handlers.buttons.questions import OpenTopic, RateAnswer
from handlers.context import Context
from handlers.questions import answers, views
from handlers.questions.answers import button_of
from handlers.questions.faq import topic_of
from handlers.questions.places import PLACES, SCREENS
from handlers.ui.reply import Button, Reply
from handlers.ui.screen import Outcome, Phrases, Taps, WordHandler, on_button


def answering(reading: Reading) -> WordHandler:
    """Return what answers a sentence that was understood."""

    async def run(update: Update, context: Context) -> Outcome:
        assert reading.topic is not None
        return await answer(context, reading.topic, reading)

    return run


async def answer(context: Context, topic: str, reading: Reading | None = None) -> Outcome:
    """Answer a topic. Raises `Stale` where there is no such one."""
    if topic in SCREENS:
        return await SCREENS[topic][1](context)
    return await answers.show(context, topic, near=reading.near if reading is not None else ())


async def open_topic(context: Context, action: OpenTopic) -> Outcome:
    return await answer(context, topic_of(action.topic))


async def any_words(update: Update, context: Context) -> Outcome:
    """Answer what was typed outside any question."""
    assert update.message is not None
    intent = context.classify(update.message.text or "")
    if intent.guessed is not None:
        return await intent.guessed(update, context)
    return await _not_sure(context, intent.reading)


async def not_understood(update: Update, context: Context) -> Reply:
    """Answer a command that is none."""
    return await _not_sure(context, None)


async def _not_sure(context: Context, reading: Reading | None) -> Reply:
    draft = await context.services.checkout.current(context.customer.id)
    open_draft = draft.draft_id if draft else None
    if reading is not None and reading.decision is Decision.ASK:
        topics = [one.topic for one in reading.candidates if one.topic is not None]
        buttons = _distinct([button_of(context, topic) for topic in topics])
        if buttons:
            return views.guesses(context.t, buttons, open_draft=open_draft, with_agent=True)
    usual = [PLACES[name].button(context.t) for name in ("bills", "orders", "plans")]
    return views.out_of_scope(context.t, usual, open_draft=open_draft)


def _distinct(buttons: list[Button]) -> list[Button]:
    return list({button.label: button for button in buttons}.values())


TAPS: Taps = (
    on_button(OpenTopic, open_topic),
    on_button(RateAnswer, answers.rate_answer),
)
PHRASES: Phrases = {}
