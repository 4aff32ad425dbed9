"""What is done of words that were typed outside any question: what they ask is answered, or what they may mean is named.

words -> context.classify -> a known phrase's screen | the topic: from one's own data, a screen, a frequent question
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from telegram import Update

from domain.enquiries.rules import has_an_empty_card
from domain.errors import Stale
from domain.understanding.normalize import plain
from domain.understanding.reader import Reading
from domain.understanding.refusals import refuses_to_pay
from domain.understanding.slots import Slots
from domain.understanding.smalltalk import greets, is_small_talk
from domain.understanding.topics import GRAVE
from domain.value import replace
from handlers.bills.handlers import show_bills
from handlers.buttons.bills import OpenBill
from handlers.buttons.questions import (
    AskOfOrder,
    OpenPlans,
    OpenTopic,
    RateAnswer,
    RepayAmount,
    SendLastWords,
    WeighAmount,
)
from handlers.checkout.typed import typed_again
from handlers.context import Context
from handlers.questions import (
    answers,
    arrival_views,
    feelings,
    likely,
    misses,
    plan_answers,
    several,
    views,
)
from handlers.questions.care import CARE
from handlers.questions.faq import PREFIX, short, topic_of
from handlers.questions.follow_ups import follow_up, in_view_of
from handlers.questions.own_answers import (
    ANSWERS,
    meant,
    repay_amount,
    weigh_amount,
)
from handlers.questions.own_lines import with_line
from handlers.questions.places import PLACES, SCREENS
from handlers.support.handlers import show_agent
from handlers.tracked.by_words import of_a_note
from handlers.ui.in_kind import in_kind
from handlers.ui.intent import Intent
from handlers.ui.reply import Button, Reply
from handlers.ui.screen import Outcome, Phrases, Taps, WordHandler, on_button

HARDSHIP = "screen.hardship"
# What leads to paying at once, or says how.
TO_PAY = ("screen.repay", "screen.settle", "screen.amount_due", "screen.total_owed", "screen.due_date")
OF_PAYING = ("faq.repay.", "faq.early.", "faq.autopay.not_taken", "faq.autopay.failed")
# Whether less than all of it can be paid: that is a question, also of who cannot pay all.
OF_LESS = ("faq.repay.part", "faq.repay.minimum", "faq.repay.limit")
# What else it can be paid with: that is one, of whose card has nothing.
OF_WAYS = ("faq.repay.ways", "faq.repay.other_card")
# Screens of who wants nothing in particular.
ASKED_NOTHING = ("screen.home", "screen.help")


def answering(reading: Reading, *, refuses: bool = False) -> WordHandler:
    """Return what answers a sentence that was understood. `refuses`: to pay, so that nothing to pay with is shown."""

    async def run(update: Update, context: Context) -> Outcome:
        assert reading.topic is not None
        instead = partial(_instead, refuses=refuses)
        if len(reading.parts) > 1:
            shown = await several.answer(context, reading, answer, instead)
            return _with_help(context, shown) if refuses else shown
        is_of_ways = reading.topic in OF_WAYS and has_an_empty_card(reading.slots.words)
        if refuses and (reading.topic in OF_LESS or is_of_ways):
            shown = await _from_faq(context, reading.topic, reading.slots, reading.near)
            return _with_help(context, shown)
        answered = await answer(context, instead(reading.topic), reading)
        return _without_paying(context, answered) if refuses and isinstance(answered, Reply) else answered

    return run


def _without_paying(context: Context, shown: Reply) -> Reply:
    """Offer help instead, where what is shown leads to paying: an answer to whoever says 不还了."""
    pay = PLACES["repay"].button(context.t)
    rows = tuple(tuple(button for button in row if button.action != pay.action) for row in shown.keyboard)
    if rows == shown.keyboard:
        return shown
    return _with_help(context, replace(shown, keyboard=tuple(row for row in rows if row)))


def _with_help(context: Context, shown: Reply) -> Reply:
    """Offer, before all that is under the answer, to talk about it: for whoever cannot or will not pay."""
    button = PLACES["hardship"].button(context.t)
    others = tuple(row for row in shown.keyboard if button not in row)
    return replace(shown, keyboard=((button,), *others))


def going_on(reading: Reading) -> WordHandler:
    """Return what answers a sentence that goes on with a question; it returns nothing where it goes on with none."""

    async def run(update: Update, context: Context) -> Outcome:
        assert update.message is not None
        if context.talk is None or context.talk.topic is None:  # nothing was asked in words
            return None
        return await follow_up(context, update.message.text or "", reading)

    return run


def _instead(topic: str, *, refuses: bool) -> str:
    """Return the topic, or what is shown to whoever refuses to pay instead of what leads to paying."""
    is_of_paying = topic in TO_PAY or (topic.startswith(OF_PAYING) and topic not in OF_LESS)
    return HARDSHIP if refuses and is_of_paying else topic


async def answer(context: Context, topic: str, reading: Reading | None = None) -> Outcome:
    """Answer a topic. Raises `Stale` where there is no such one."""
    slots = reading.slots if reading is not None else Slots()
    near = reading.near if reading is not None else ()
    topic, slots = await in_view_of(context, meant(topic, slots), slots)
    context.talks_of(topic, slots, near)
    if topic in CARE:
        return await CARE[topic](context)
    if topic in ANSWERS:
        own = await ANSWERS[topic](context, slots)
        if isinstance(own, Reply) and topic.startswith(PREFIX) and slots == Slots():
            return replace(own, led_here=OpenTopic(short(topic)).pack())
        return own
    if topic in SCREENS:
        shown = await SCREENS[topic](context)
        return await likely.under(context, shown) if topic in ASKED_NOTHING else shown
    return await _from_faq(context, topic, slots, near)


async def _from_faq(context: Context, topic: str, slots: Slots, near: Sequence[str]) -> Reply:
    """Answer a frequent question, with what the customer's own data say of it in front."""
    shown = replace(
        await answers.show(context, topic, near=near), led_here=OpenTopic(short(topic)).pack()
    )  # 返回 leads back to it from what comes next
    return await with_line(context, topic, slots, shown)


async def open_topic(context: Context, action: OpenTopic) -> Outcome:
    context.misses.forget(context.customer.id)
    outcome = await answer(context, topic_of(action.topic))
    if action == arrival_views.AGAIN and isinstance(outcome, Reply):
        return replace(outcome, toast=context.t("这是最新的情况。"))
    return outcome


async def any_words(update: Update, context: Context) -> Outcome:
    """Answer what was typed outside any question."""
    assert update.message is not None
    words = update.message.text or ""
    intent = context.classify(words)
    return await in_kind(context, words, intent.reading, _answered(update, context, words, intent))


async def _answered(update: Update, context: Context, words: str, intent: Intent) -> Outcome:
    if is_small_talk(words) and intent.known is None:
        return await small_talk(update, context)
    if intent.known is not None:
        context.misses.forget(context.customer.id)
        return await intent.known(update, context)
    if (stands := await typed_again(context, words)) is not None:
        return stands
    assert intent.reading is not None  # what is no known phrase was read
    if intent.reading.topic not in GRAVE and (noted := await of_a_note(context, words)) is not None:
        context.misses.forget(context.customer.id)
        return noted
    said = await follow_up(context, words, intent.reading)
    said = said or await feelings.instead(context, intent.reading)
    if said is None and intent.guessed is None:
        refuses = refuses_to_pay(plain(words))
        if refuses and intent.reading.topic in (None, HARDSHIP):  # 我被裁了: a reason to be helped
            return await answer(context, HARDSHIP)
        return await misses.not_sure(
            update, context, intent.reading, lambda topic: _instead(topic, refuses=refuses)
        )
    context.misses.forget(context.customer.id)
    return said or (await intent.guessed(update, context) if intent.guessed is not None else None)


async def not_understood(update: Update, context: Context) -> Reply:
    """Answer a command that is none."""
    draft = await context.services.checkout.current(context.customer.id)
    return views.out_of_scope(context.t, _usual(context), open_draft=draft.draft_id if draft else None)


async def small_talk(update: Update, context: Context) -> Reply:
    """Answer a greeting or thanks in kind."""
    assert update.message is not None
    return views.small_talk(context.t, _usual(context), greeted=greets(update.message.text or ""))


def _usual(context: Context) -> list[Button]:
    return [PLACES[name].button(context.t) for name in misses.USUAL[0]]


async def ask_of_order(context: Context, action: AskOfOrder) -> Outcome:
    order = await context.services.orders.order(context.customer.id, action.order_id)
    topic = topic_of(action.topic)
    if topic not in ANSWERS:
        raise Stale()
    slots = Slots(order=order.summary.number)
    context.talks_of(topic, slots)
    return await ANSWERS[topic](context, slots)


TAPS: Taps = (
    on_button(OpenTopic, open_topic),
    on_button(AskOfOrder, ask_of_order),
    on_button(RepayAmount, repay_amount, show_bills),
    on_button(WeighAmount, weigh_amount, show_bills),
    on_button(OpenPlans, plan_answers.open_plans),
    on_button(OpenBill, likely.open_bill),
    on_button(RateAnswer, answers.rate_answer),
    on_button(SendLastWords, misses.send_last_words, show_agent),
)
PHRASES: Phrases = {}
