"""Another amount than the whole bill: typed, read, shown again for confirmation.

    tap 换个金额 -> ENTERING_AMOUNT -> the confirmation screen (any amount typed there changes it again)

In a group of its own before the others: see handlers/ui/question.py. What is no amount goes on to whoever it is meant
for. Which loan is meant stands in the database: the one whose repayment was shown last.
"""

from __future__ import annotations

from enum import IntEnum

from telegram import Update
from telegram.ext import ConversationHandler

from domain.quotes.results import PrepaymentChoice, QuoteKind
from domain.quotes.typed_amount import read_amount
from domain.value import replace
from handlers.bills.handlers import show_bills
from handlers.buttons.repayment import ChangeAmount
from handlers.context import Context
from handlers.repayment import early_views, views
from handlers.repayment.handlers import confirmation
from handlers.ui.question import question
from handlers.ui.screen import Outcome, Step, on_button, on_message

GROUP = -4  # after the guards, before everything else


class State(IntEnum):
    ENTERING_AMOUNT = 1


async def change_amount(context: Context, action: ChangeAmount) -> Step:
    # From here on this loan is the one last shown, also where the tap was on an old message.
    bill = await context.services.quotes.another_amount(context.customer.id, action.loan_id)
    return Step(views.ask_amount(context.t, bill), State.ENTERING_AMOUNT)


async def amount_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    amount_fen = read_amount(update.message.text or "")
    if amount_fen is None:
        return Step(views.amount_not_read(context.t), State.ENTERING_AMOUNT)
    quotes, customer_id = context.services.quotes, context.customer.id
    loan_id = await quotes.newest_quoted_loan(customer_id)
    if loan_id is None:
        return Step(await show_bills(context), ConversationHandler.END)
    shown = await quotes.choices(customer_id, loan_id, amount_fen)
    if isinstance(shown, PrepaymentChoice):
        return Step(early_views.choice_screen(context.t, shown), State.ENTERING_AMOUNT)
    reply = confirmation(context, shown)
    if shown.kind is QuoteKind.SETTLEMENT and amount_fen > shown.amount_fen:
        reply = replace(reply, parts=(views.more_than_all(context.t, shown), *reply.parts))
    return Step(reply, State.ENTERING_AMOUNT)


def amount_conversation() -> ConversationHandler[Context]:
    """Build the conversation: an amount stays here; what asks for another screen goes on."""
    return question(
        "amount",
        on_button(ChangeAmount, change_amount, show_bills),
        {State.ENTERING_AMOUNT: on_message(amount_typed, show_bills)},
        leads_away=lambda intent, words: intent.guessed is not None and read_amount(words) is None,
        goes_on=lambda words: read_amount(words) is None,
    )
