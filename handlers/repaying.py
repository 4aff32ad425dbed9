"""Another amount than the whole bill: typed, read, shown again for confirmation.

    tap 换个金额 -> ENTERING_AMOUNT -> the confirmation screen (any amount typed there changes it again)

In a group of its own before the others: what is no amount, any other button and any command end the waiting and go on to
whoever they are meant for. Which loan is meant stands in the database: the one whose repayment was shown last.
"""

from __future__ import annotations

import warnings
from enum import IntEnum

from telegram import Update
from telegram.ext import (
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ConversationHandler,
    MessageHandler,
    filters,
)
from telegram.warnings import PTBUserWarning

from domain.results import PrepaymentChoice
from domain.rules.typed_amount import read_amount
from handlers.callback_data import ChangeAmount
from handlers.context import Context
from handlers.intents import guess
from handlers.orders import show_bills
from handlers.paying import confirmation
from handlers.screen import Outcome, Step, on_tap, on_words
from handlers.views import early as early_views
from handlers.views import repayment as views

GROUP = -3  # after the guards, before everything else


class State(IntEnum):
    ENTERING_AMOUNT = 1


async def change_amount(context: Context, action: ChangeAmount) -> Step:
    # Offered anew, so that this loan is the one last shown, also where the tap was on an old message.
    offer = await context.services.offers.oldest(context.customer.id, action.loan_id)
    return Step(views.ask_amount(context.t, offer.bills[0].bill), State.ENTERING_AMOUNT)


async def amount_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    amount_fen = read_amount(update.message.text or "")
    if amount_fen is None:
        return Step(views.amount_not_read(context.t), State.ENTERING_AMOUNT)
    offers, customer_id = context.services.offers, context.customer.id
    loan_id = await offers.newest_offered_loan(customer_id)
    if loan_id is None:
        return Step(await show_bills(context), ConversationHandler.END)
    shown = await offers.choices(customer_id, loan_id, amount_fen)
    if isinstance(shown, PrepaymentChoice):
        return Step(early_views.choice_screen(context.t, shown), State.ENTERING_AMOUNT)
    return Step(confirmation(context, shown), State.ENTERING_AMOUNT)


_ANSWER = on_words(amount_typed, show_bills)
_ASK = on_tap(ChangeAmount, change_amount, show_bills)


async def _words(update: Update, context: Context) -> int:
    """An amount stays here; what asks for another screen goes on to the other handlers."""
    assert update.message is not None
    words = update.message.text or ""
    if read_amount(words) is None and guess(words) is not None:
        return ConversationHandler.END
    raise ApplicationHandlerStop(await _ANSWER(update, context))


async def _tap(update: Update, context: Context) -> int:
    raise ApplicationHandlerStop(await _ASK.callback(update, context))


async def _leave(update: Update, context: Context) -> int:
    """Something else was begun: it is answered by whoever it is meant for."""
    return ConversationHandler.END


def amount_conversation() -> ConversationHandler[Context]:
    words = filters.UpdateType.MESSAGE & filters.TEXT & ~filters.COMMAND
    with warnings.catch_warnings():
        # A tap is not tied to one message on purpose: the loan's id in it is what counts.
        warnings.filterwarnings("ignore", message="If 'per_message=False'", category=PTBUserWarning)
        return ConversationHandler(
            name="amount",
            persistent=True,
            allow_reentry=True,
            entry_points=[CallbackQueryHandler(_tap, pattern=ChangeAmount.matches)],
            states={State.ENTERING_AMOUNT: [MessageHandler(words, _words)]},
            fallbacks=[
                CallbackQueryHandler(_leave),
                MessageHandler(filters.UpdateType.MESSAGE & filters.COMMAND, _leave),
            ],
        )
