"""Typing a debit card's number (绑卡), which is deleted from the chat before anything else.

    tap 开通自动扣款 / 加一张卡 -> ENTERING_CARD -> bound; after a failing check digit the same number again is taken

In a group of its own before the others: see handlers/ui/question.py.
"""

from __future__ import annotations

from enum import IntEnum

from telegram import Update
from telegram.ext import ConversationHandler

from domain.errors import InvalidInput
from domain.value import replace
from handlers.autopay import views
from handlers.autopay.handlers import mandate_screen, overview, show_autopay
from handlers.buttons.autopay import AddCard
from handlers.context import Context
from handlers.ui.question import is_no_number, question
from handlers.ui.redaction import delete_typed
from handlers.ui.screen import Outcome, Step, on_button, on_message

GROUP = -5  # after the guards, before everything else


class State(IntEnum):
    ENTERING_CARD = 1


async def add_card(context: Context, action: AddCard) -> Outcome:
    view = await context.services.autopay.view(context.customer.id)
    standing = await context.services.standing.of(context.customer.id)
    if not view.can_add_card or not view.verified or standing.frozen_on is not None:
        return await overview(context, view)
    return Step(views.ask_card(context.t, view), State.ENTERING_CARD)


async def card_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    typed = update.message.text or ""
    deleted = context.number_deleted
    if deleted is None:  # too short or too long to be taken for one by the guard
        deleted = await delete_typed(update.message)
    service, customer_id = context.services.autopay, context.customer.id
    sure = context.doubted_cards.pop(customer_id, None) == service.fingerprint(typed)
    try:
        card = await service.add_card(customer_id, typed, update.message.message_id, sure=sure)
    except InvalidInput as error:
        if error.reason == "check_digit":
            context.doubted_cards[customer_id] = service.fingerprint(typed)
        return Step(views.card_problem(context.t, error.reason, deleted=deleted), State.ENTERING_CARD)
    view = await service.view(customer_id)
    notice = views.bound(context.t, card)
    if not deleted:
        notice = f"{notice}\n{views.not_deleted(context.t)}"
    if view.active:
        shown = await overview(context, view)
        return Step(replace(shown, parts=(notice, *shown.parts)), ConversationHandler.END)
    return Step(mandate_screen(context, view, notice), ConversationHandler.END)


def card_conversation() -> ConversationHandler[Context]:
    """Build the conversation: a number stays here; what asks for another screen goes on."""
    return question(
        "card",
        on_button(AddCard, add_card, show_autopay),
        {State.ENTERING_CARD: on_message(card_typed, show_autopay)},
        leads_away=is_no_number,
    )
