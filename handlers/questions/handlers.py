"""What is done of words that were typed outside any question: what they ask is answered, or what they may mean is named.

words -> context.classify -> a known phrase's screen | the topic: from one's own data, a screen, a frequent question
"""

from __future__ import annotations

from collections.abc import Mapping

from telegram import Update

from domain.errors import Stale
from domain.understanding.reader import Decision, Reading
from handlers.buttons.questions import OpenTopic
from handlers.context import Context, staff_hours
from handlers.questions import views
from handlers.questions.faq import faq
from handlers.questions.places import PLACES, SCREENS
from handlers.ui.reply import Button, Reply
from handlers.ui.screen import Outcome, Phrases, Taps, WordHandler, on_button

PREFIX = "faq."


def short(topic: str) -> str:
    """Return a topic as a button says it: `faq.bill.cutoff` is `bill-cutoff`, `screen.limit` is `screen-limit`."""
    return topic.removeprefix(PREFIX).replace(".", "-")


def topic_of(said: str) -> str:
    dotted = said.replace("-", ".")
    return dotted if dotted.startswith("screen.") else PREFIX + dotted


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
    entry = faq(context.t.locale).get(topic)
    if entry is None:
        raise Stale()
    return views.answer(context.t, entry, _facts(context), [PLACES["agent"].button(context.t)])


def _facts(context: Context) -> Mapping[str, str]:
    hours = staff_hours(context)
    return {"hours": f"{hours.start:%H:%M}–{hours.end:%H:%M}"}


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


def button_of(context: Context, topic: str) -> Button:
    """Return the button that asks by a topic."""
    if topic in SCREENS:
        return SCREENS[topic][0].button(context.t)
    return Button(faq(context.t.locale)[topic].question, OpenTopic(short(topic)))


def _distinct(buttons: list[Button]) -> list[Button]:
    return list({button.label: button for button in buttons}.values())


TAPS: Taps = (on_button(OpenTopic, open_topic),)
PHRASES: Phrases = {}
