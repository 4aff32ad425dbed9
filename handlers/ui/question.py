"""A question whose answer is typed, asked by a tap: one at a time, and nobody is held in it.

Each stands in a group of its own before the other handlers. The words that come next are the answer to what was asked
last; a known phrase, any other button and any command end the waiting and go on to whoever they are meant for. A
question that comes instead is answered by whoever it is meant for, too, and the words after it are the answer.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence

from telegram import Update
from telegram.ext import (
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ConversationHandler,
    MessageHandler,
    filters,
)
from telegram.warnings import PTBUserWarning

from domain.patterns import pattern
from domain.text import ascii_digits, folded
from domain.understanding.normalize import plain
from domain.understanding.not_arrived import says_nothing_came
from domain.understanding.smalltalk import is_small_talk
from handlers.context import Context
from handlers.ui.in_kind import in_kind
from handlers.ui.intent import Intent
from handlers.ui.screen import Outcome, PtbCallback, Step, on_message

_NUMBER = pattern(r"[0-9\s+()-]+x?\s*")
TYPED = filters.UpdateType.MESSAGE & filters.TEXT & ~filters.COMMAND


def asks_something(intent: Intent, words: str) -> bool:
    return intent.wanted is not None or is_small_talk(words)


def is_no_number(intent: Intent, words: str) -> bool:
    """Return whether words are understood, and none of what a number is asked for; that none came is."""
    if _NUMBER.fullmatch(ascii_digits(folded(words))) is not None or says_nothing_came(plain(words)):
        return False
    return intent.guessed is not None or is_small_talk(words)


def question(
    name: str,
    ask: CallbackQueryHandler[Context, object],
    answers: Mapping[int, PtbCallback],
    *,
    leads_away: Callable[[Intent, str], bool] = asks_something,
    goes_on: Callable[[str], bool] = lambda _: True,
    words: filters.BaseFilter = TYPED,
    others: Sequence[CallbackQueryHandler[Context, object]] = (),
    begun_by: MessageHandler[Context, object] | None = None,
) -> ConversationHandler[Context]:
    """`ask` is the button's handler (`on_button`), `answers` those of the words in each state (`on_message`); `others` are
    handlers of buttons that ask something else of the same flow.

    `leads_away`: whether words, with what they mean, ask for something else. `goes_on`: whether words may go on with
    another question (为什么, 那12期呢): not where they are an answer, whatever they sound like. `begun_by`: takes words that
    begin it by themselves, whether it is asked or not.
    """

    def answered(answer: PtbCallback) -> PtbCallback:
        return _answered(name, answer, goes_on, leads_away)

    with warnings.catch_warnings():
        # A tap is not tied to one message on purpose: there is one question only.
        warnings.filterwarnings("ignore", message="If 'per_message=False'", category=PTBUserWarning)
        return ConversationHandler(
            name=name,
            persistent=True,
            allow_reentry=True,
            entry_points=[
                *(_tapped(name, tap) for tap in (ask, *others)),
                *([_said(name, begun_by)] if begun_by is not None else []),
            ],
            states={state: [MessageHandler(words, answered(answer))] for state, answer in answers.items()},
            fallbacks=[
                CallbackQueryHandler(_leave),
                MessageHandler(filters.UpdateType.MESSAGE & filters.COMMAND, _leave),
            ],
        )


def _answered(
    name: str,
    answer: PtbCallback,
    goes_on: Callable[[str], bool],
    leads_away: Callable[[Intent, str], bool],
) -> PtbCallback:
    async def run(update: Update, context: Context) -> object:
        assert update.message is not None
        typed = update.message.text or ""
        if not context.is_asked(name):
            return ConversationHandler.END
        intent = context.classify(typed)
        if goes_on(typed) and (said := await _said_further(intent, update, context)) is not None:
            context.still_asks = True
            raise ApplicationHandlerStop(await _showing(said)(update, context))
        if leads_away(intent, typed):
            context.still_asks = intent.known is None
            return None if context.still_asks else ConversationHandler.END
        raise ApplicationHandlerStop(await answer(update, context))

    return run


def _tapped(name: str, tap: CallbackQueryHandler[Context, object]) -> CallbackQueryHandler[Context, object]:
    async def run(update: Update, context: Context) -> object:
        context.asked(name)
        raise ApplicationHandlerStop(await tap.callback(update, context))

    return CallbackQueryHandler(run, pattern=tap.pattern)


def _said(name: str, words: MessageHandler[Context, object]) -> MessageHandler[Context, object]:
    async def run(update: Update, context: Context) -> object:
        if context.still_asks:  # another conversation waits for its answer
            return None
        context.asked(name)
        raise ApplicationHandlerStop(await words.callback(update, context))

    return MessageHandler(words.filters, run)


async def _said_further(intent: Intent, update: Update, context: Context) -> Outcome:
    """Return the answer to what goes on with another question; None where the words do not."""
    assert update.message is not None
    if intent.follow_up is None:
        return None
    answering = intent.follow_up(update, context)
    return await in_kind(context, update.message.text or "", intent.reading, answering)


def _showing(outcome: Outcome) -> PtbCallback:
    """Show what was answered; the question waits on."""

    async def answered(update: Update, context: Context) -> Outcome:
        return outcome.reply if isinstance(outcome, Step) else outcome

    return on_message(answered)


async def _leave(update: Update, context: Context) -> int:
    """Something else was begun: it is answered by whoever it is meant for."""
    return ConversationHandler.END
