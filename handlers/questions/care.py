"""What comes before every other answer: somebody who may not want to live, who is being cheated, or who asks for a right.

Of the first two in a group of its own before the questions whose answers are typed, so that neither is taken for a name,
an amount or a card; the question goes on with the next words. What is said is read by `domain.understanding`.
"""

from __future__ import annotations

from collections.abc import Mapping

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from domain.billtexts.results import NoBill
from domain.cases.types import CaseView
from domain.errors import InvalidInput
from domain.tracked.messages import asks_for_more, without_cautions
from domain.understanding import sensitive
from domain.understanding.normalize import plain
from domain.understanding.topics import CRISIS, FRAUD, GRAVE
from domain.value import replace
from handlers.buttons.notices import OnlyRequired
from handlers.buttons.questions import OpenTopic
from handlers.context import Context, staff_hours
from handlers.questions import care_views as views
from handlers.questions.faq import faq, short
from handlers.security import handlers as security
from handlers.tracked.received import reading_of
from handlers.ui import languages
from handlers.ui.intent import Classifier
from handlers.ui.question import TYPED
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Screen, Taps, on_button, on_message

GROUP = -13  # after the guards, before every question
LETTER = "case"  # the question of handlers/support/conversation.py


class _Tells(filters.MessageFilter):
    """Messages that tell of a crisis or of a fraud."""

    def __init__(self, classify: Classifier) -> None:
        super().__init__()
        self._classify = classify

    def filter(self, message: Message) -> bool:
        topic = topic_told(self._classify, message.text or "")
        return topic is not None and not (topic == FRAUD and _is_but_a_bill(message))


def topic_told(classify: Classifier, words: str) -> str | None:
    """Return what comes before everything, where the words tell of it."""
    reading = classify(words).reading
    return reading.topic if reading is not None and reading.topic in GRAVE else None


def _is_but_a_bill(message: Message) -> bool:
    """Return whether what sounds like a fraud is a lender's text of a bill or of a code: no net catches it, and it asks for
    nothing that those do not."""
    words = without_cautions(message.text or "")
    if sensitive.FRAUD.catches(plain(words)) or asks_for_more(words):
        return False
    reading = reading_of(message)
    return reading is not None and (bool(reading.bills) or reading.refusal is NoBill.CODE)


def guard(classify: Classifier) -> MessageHandler[Context, None]:
    return MessageHandler(filters.ChatType.PRIVATE & TYPED & _Tells(classify), _before_everything)


async def _before_everything(update: Update, context: Context) -> None:
    assert update.message is not None
    words = update.message.text or ""
    languages.speak(context, words)
    topic = topic_told(context.classify, words)
    is_letter = await _is_for_a_person(update.message, context)
    if topic == FRAUD:
        raise ApplicationHandlerStop(await (_FRAUD_IN_A_LETTER if is_letter else _FRAUD)(update, context))
    raise ApplicationHandlerStop(await (_CRISIS_IN_A_LETTER if is_letter else _CRISIS)(update, context))


async def _is_for_a_person(message: Message, context: Context) -> bool:
    """Return whether it was written to the staff: where that was asked last, or as a reply to their words."""
    if context.bot_data.questions.get(context.customer.id) == LETTER:
        return True
    under = message.reply_to_message
    support = context.services.support
    return (
        under is not None
        and await support.answered_message(context.customer.id, under.message_id) is not None
    )


async def show_crisis(context: Context) -> Reply:
    """Care first: what helps now, with a person called. Nothing is said of money."""
    return await _cared_for(context, await context.services.support.care(context.customer.id))


async def _cared_for(context: Context, case: CaseView) -> Reply:
    await context.desk.to_staff()
    hotline = context.conversation_settings.crisis_hotline
    entry = faq(context.t.locale)[CRISIS]
    return views.crisis(context.t, entry, case, hotline, staff_hours(context))


async def _crisis_words(update: Update, context: Context) -> Reply:
    return await show_crisis(context)


async def _crisis_letter(update: Update, context: Context) -> Reply:
    """Bring what was written for a person to them, too."""
    assert update.message is not None
    case = await context.services.support.care(context.customer.id)
    return await _cared_for(context, await _written(update.message, context, case.case_id))


async def _written(message: Message, context: Context, case_id: str) -> CaseView:
    support, words = context.services.support, message.text or ""
    try:
        return await support.write(context.customer.id, case_id, words, message.message_id)
    except InvalidInput as error:  # too long: its beginning says enough for a person to come
        start = words[: int(str(error.values["most"]))]
        return await support.write(context.customer.id, case_id, start, message.message_id)


async def show_fraud(context: Context, written: CaseView | None = None) -> Reply:
    """`written`: the case in which a person was just told of it."""
    frozen = (await context.services.security.view(context.customer.id)).frozen_at is not None
    shown = views.fraud(context.t, faq(context.t.locale)[FRAUD], is_frozen=frozen, written=written)
    return replace(shown, led_here=OpenTopic(short(FRAUD)).pack())  # 返回 leads back to it


async def _fraud_words(update: Update, context: Context) -> Reply:
    return await show_fraud(context)


async def _fraud_letter(update: Update, context: Context) -> Reply:
    """Warn at once, since a person may read it only after the money has left; and bring it to them."""
    message, support, customer_id = update.message, context.services.support, context.customer.id
    assert message is not None
    under = message.reply_to_message
    replied = await support.answered_message(customer_id, under.message_id) if under is not None else None
    case_id = (
        replied or (await support.turned_to(customer_id) or await support.turn_to(customer_id, None)).case_id
    )
    case = await _written(message, context, case_id)
    await context.desk.to_staff()
    return await show_fraud(context, case if await context.desk.has(case.case_id) else None)


async def show_not_mine(context: Context) -> Reply:
    """Freeze and tell; where it is frozen, how things stand."""
    view = await context.services.security.view(context.customer.id)
    if view.frozen_at is not None:
        return await security.overview(context, view)
    return views.not_mine(context.t)


async def show_do_not_contact(context: Context) -> Reply:
    return views.do_not_contact(context.t)


async def only_required(context: Context, action: OnlyRequired) -> Reply:
    await context.services.preferences.only_required(context.customer.id)
    return views.only_required(context.t)


async def show_dispute(context: Context) -> Reply:
    bills = (await context.services.bills.open_bills(context.customer.id)).bills
    return views.dispute(context.t, has_bills=bool(bills))


async def show_complaint(context: Context) -> Reply:
    return views.complaint(context.t, faq(context.t.locale)["faq.human.complain"], staff_hours(context))


_CRISIS, _CRISIS_IN_A_LETTER = on_message(_crisis_words), on_message(_crisis_letter)
_FRAUD, _FRAUD_IN_A_LETTER = on_message(_fraud_words), on_message(_fraud_letter)
# What each of these topics opens.
CARE: Mapping[str, Screen] = {
    CRISIS: show_crisis,
    FRAUD: show_fraud,
    "screen.not_mine": show_not_mine,
    "screen.do_not_contact": show_do_not_contact,
    "screen.dispute": show_dispute,
    "faq.human.complain": show_complaint,
}


TAPS: Taps = (on_button(OnlyRequired, only_required),)
PHRASES: Phrases = {}
