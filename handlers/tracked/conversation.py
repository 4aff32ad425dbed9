"""Telling of a bill elsewhere.

    记一笔 -> TELLING: a sentence, then what is missing one by one -> read back, kept with a tap
    记收入日 -> INCOME: days with their amounts -> kept, and what they come to

What was said and what is asked next stands in the database, sealed, so one state is enough and a restart loses nothing. A
sentence that plainly notes a bill begins it by itself, and so does a lender's text that was sent on. In a group of its own,
behind every other question: see handlers/ui/question.py.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from telegram import Message, Update
from telegram.ext import ConversationHandler, MessageHandler, filters

from domain.billtexts.results import BillEvent
from domain.calculator.codes import offer_in
from domain.calculator.errors import NotCalculable
from domain.calculator.results import Offer
from domain.dates import business_day
from domain.errors import InvalidInput, Stale
from domain.income.sentences import incomes_in, is_an_income
from domain.tracked.calculated import terms_of
from domain.tracked.results import LeftOpen, TrackedDraftView, TrackedField
from domain.tracked.sentences import is_a_note, is_somebody_elses_debt, may_answer
from domain.tracked.wordings import wants_a_change
from handlers.buttons.calculator import NoteCalculated
from handlers.buttons.income import TellIncome
from handlers.buttons.tracked import (
    ChangeReceived,
    ChangeTold,
    ChangeTracked,
    GoOnTracking,
    KeepReceived,
    LeaveTrackedOpen,
    StartTracking,
)
from handlers.context import Context
from handlers.tracked import draft_views, income, income_views
from handlers.tracked.handlers import show_tracked
from handlers.tracked.received import TELLS_OF_BILLS, kept, receive, shown
from handlers.ui.intent import Intent
from handlers.ui.question import TYPED, asks_something, question
from handlers.ui.reply import Reply
from handlers.ui.screen import Outcome, Step, on_button, on_message

CAPTIONED = filters.UpdateType.MESSAGE & filters.CAPTION
GROUP = -1  # behind every other question, before everything else


class State(IntEnum):
    TELLING = 1
    INCOME = 2


async def start(context: Context, action: StartTracking) -> Outcome:
    await context.services.tracked.drop(context.customer.id)
    return Step(draft_views.ask_for_sentence(context.t), State.TELLING)


async def go_on(context: Context, action: GoOnTracking) -> Outcome:
    draft = await context.services.tracked.draft(context.customer.id)
    if draft is None:
        raise Stale()
    return _step(context, draft)


async def change(context: Context, action: ChangeTracked) -> Outcome:
    tracked, field = context.services.tracked, _field(action.field)
    return _step(context, await tracked.begin_change(context.customer.id, action.bill_id, field))


async def leave_open(context: Context, action: LeaveTrackedOpen) -> Outcome:
    try:
        what = LeftOpen(action.what)
    except ValueError:  # no button of ours says so
        raise Stale() from None
    return _step(
        context, await context.services.tracked.leave_open(context.customer.id, action.draft_id, what)
    )


async def note_calculated(context: Context, action: NoteCalculated) -> Outcome:
    """Begin with what the calculator knows of an offer: what is asked then is its name and its day."""
    offer = offer_in(action.offer)
    if not isinstance(offer, Offer):  # no button of ours says so
        raise Stale()
    try:
        terms = terms_of(context.services.calculator.calculate(offer))
    except NotCalculable:  # nor this
        raise Stale() from None
    return _step(context, await context.services.tracked.begin_with(context.customer.id, terms))


async def told(update: Update, context: Context) -> Outcome:
    """Take a sentence that begins it, or the answer to what is missing."""
    assert update.message is not None
    typed, tracked = update.message.text or "", context.services.tracked
    if is_somebody_elses_debt(typed):
        return Step(draft_views.somebody_elses(context.t), State.TELLING)
    draft = await tracked.draft(context.customer.id)
    if draft is None or draft.asking is None:
        return await _begun(context, typed)
    try:
        return _step(context, await tracked.answer(context.customer.id, typed))
    except InvalidInput:
        return Step(draft_views.draft_screen(context.t, draft, context.today, problem=True), State.TELLING)


async def noted(update: Update, context: Context) -> Outcome:
    """Take a text of a lender, or a sentence, that nobody asked for."""
    message = update.message
    assert message is not None
    if not TELLS_OF_BILLS.check_update(update):
        typed = message.text or ""
        if is_somebody_elses_debt(typed):
            return Step(draft_views.somebody_elses(context.t), ConversationHandler.END)
        return await (_income(context, typed) if is_an_income(typed) else _begun(context, typed))
    told = await receive(context, message)
    draft = await context.services.tracked.draft(context.customer.id)
    waits = State.TELLING if draft is not None and draft.asking is not None else ConversationHandler.END
    if isinstance(told, Reply):
        return Step(told, waits)
    # What is missing is asked at once, unless something else is being asked or the bill is behind.
    is_asked = told.asking is not None and waits is not State.TELLING and told.read.kind is not BillEvent.PAID
    return await _kept(context, told.received_id) if is_asked else Step(await shown(context, told), waits)


async def keep_received(context: Context, action: KeepReceived) -> Outcome:
    return await _kept(context, action.received_id, anew=bool(action.anew))


async def _kept(context: Context, received_id: str, *, anew: bool = False) -> Outcome:
    told = await kept(context, received_id, anew=anew)
    return _step(context, told) if isinstance(told, TrackedDraftView) else Step(told, ConversationHandler.END)


async def change_received(context: Context, action: ChangeReceived) -> Outcome:
    received, field = context.services.received, _field(action.field)
    return _step(context, await received.change(context.customer.id, action.received_id, field))


async def change_told(context: Context, action: ChangeTold) -> Outcome:
    tracked, field = context.services.tracked, _field(action.field)
    return _step(context, await tracked.ask_again(context.customer.id, action.draft_id, field))


async def ask_income(context: Context, action: TellIncome) -> Outcome:
    return Step(income_views.ask_for_income(context.t), State.INCOME)


async def income_told(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    return await _income(context, update.message.text or "")


async def _income(context: Context, typed: str) -> Outcome:
    shown = await income.told(context, typed)
    if shown is None:
        return Step(income_views.not_an_income(context.t), State.INCOME)
    return Step(shown, ConversationHandler.END)


async def _begun(context: Context, typed: str) -> Outcome:
    try:
        return _step(context, await context.services.tracked.begin(context.customer.id, typed))
    except InvalidInput:
        return Step(draft_views.not_a_bill(context.t), State.TELLING)


def _step(context: Context, draft: TrackedDraftView) -> Outcome:
    shown: Reply = draft_views.draft_screen(context.t, draft, context.today)
    return Step(shown, ConversationHandler.END if draft.asking is None else State.TELLING)


def _field(said: str) -> TrackedField:
    try:
        return TrackedField(said)
    except ValueError:  # no button of ours says so
        raise Stale() from None


def _asks_something(intent: Intent, words: str) -> bool:
    """Return whether words are a question: an amount, a day or a number of periods may well be taken for one about them."""
    if wants_a_change(words):  # 删掉花呗那笔
        return True
    answers = may_answer(words) or bool(incomes_in(words))
    return asks_something(intent, words) and (intent.known is not None or not answers)


class _Unasked(filters.UpdateFilter):
    """Messages that are no answer to what is asked elsewhere."""

    def __init__(self, answers: Callable[[Update], object]) -> None:
        super().__init__()
        self._answers = answers

    def filter(self, update: Update) -> bool:
        return not self._answers(update)


class _Note(filters.MessageFilter):
    """Words that plainly note a bill, or tell of an income, or of what somebody else owes."""

    def filter(self, message: Message) -> bool:
        words = message.text or ""
        is_of_others = is_somebody_elses_debt(words)
        return is_of_others or is_an_income(words) or is_a_note(words, business_day(message.date))


def tracking_conversation(answers: Callable[[Update], object]) -> ConversationHandler[Context]:
    """`answers`: whether a message is an answer to what a checkout asks, whose handlers come later."""
    unasked = _Unasked(answers)
    return question(
        "tracked",
        on_button(StartTracking, start, show_tracked),
        {
            State.TELLING: on_message(told, show_tracked),
            State.INCOME: on_message(income_told, income.show_income),
        },
        leads_away=_asks_something,
        goes_on=lambda words: not may_answer(words),
        others=(
            on_button(GoOnTracking, go_on, show_tracked),
            on_button(ChangeTracked, change, show_tracked),
            on_button(LeaveTrackedOpen, leave_open, show_tracked),
            on_button(NoteCalculated, note_calculated, show_tracked),
            on_button(KeepReceived, keep_received, show_tracked),
            on_button(ChangeReceived, change_received, show_tracked),
            on_button(ChangeTold, change_told, show_tracked),
            on_button(TellIncome, ask_income),
        ),
        begun_by=MessageHandler(
            (TYPED | CAPTIONED) & (TELLS_OF_BILLS | _Note()) & unasked, on_message(noted, show_tracked)
        ),
    )
