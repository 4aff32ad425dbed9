"""The checkout conversation.

    CheckoutCart / BuyInPeriods (which chooses the periods, too)
        -> CHOOSING (periods) -> ENTERING_NAME -> ENTERING_ID_NUMBER -> ENTERING_PHONE      (first time only;
                                 a photo of the ID card -> SENDING_CARD, to be confirmed -> ENTERING_PHONE)
        -> CHOOSING (lender) -> SENDING_CARD, CHOOSING (face: where this lender asks for them)
        -> CHOOSING (disclosure and agreement, after the reading time) -> CHOOSING (confirm) -> order placed, END
    Where the shop signs nothing: (periods) -> (lender) -> CHOOSING (over to the lender's page and back) -> END

The answers so far are the draft row; a state only says what a typed word means now. Every button carries the draft's
id and works in any state, so after a restart, a detour or a doubled tap the conversation goes on from the same message.
返回 goes one step back, before the first one to the product or the cart, and gives nothing up; 取消 asks, /cancel
leaves. What is confirmed is confirmed for the draft's version on that screen: from an
older screen nothing is read, agreed or bought. Home waits for nothing; the open checkout is offered there.
"""

from __future__ import annotations

import warnings

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, ConversationHandler, MessageHandler, filters
from telegram.warnings import PTBUserWarning

from handlers.breakdowns import handlers as breakdowns
from handlers.buttons.breakdowns import ExplainDraftPlan, ExplainRates
from handlers.buttons.checkout import (
    Agree,
    AskCancelCheckout,
    BuyInPeriods,
    CancelCheckout,
    CheckoutBack,
    CheckoutCart,
    ChoosePeriods,
    ChoosePlan,
    ConfirmOrder,
    LookUpHandoff,
    ResumeCheckout,
)
from handlers.buttons.home import OpenHome
from handlers.buttons.identity import (
    AgreeFace,
    AgreeIdentity,
    AskInPerson,
    CheckAgain,
    ConfirmCard,
    DeclareStudent,
    DiscardCard,
    ExplainIdentity,
    LookUpFace,
    LookUpIdentity,
    StartOver,
)
from handlers.checkout import handlers as checkout
from handlers.checkout.card_photos import (
    agree_face,
    ask_in_person,
    confirm_card,
    discard_card,
    look_up_face,
    picture_sent,
)
from handlers.checkout.screens import State, fresh_step
from handlers.checkout.typed import (
    Leaves,
    answer_typed,
    back_words,
    cancel_words,
    leave_for_home,
    not_words,
)
from handlers.context import Context
from handlers.ui.intent import Classifier, Leaving
from handlers.ui.redaction import HOLDS_ID_NUMBER
from handlers.ui.screen import on_button, on_message

PtbHandler = BaseHandler[Update, Context, object]

# Buttons are entry points, and the conversation can be entered again: they work whatever the state, even when it was lost.
_ENTRIES: list[PtbHandler] = [
    on_button(CheckoutCart, checkout.checkout_cart, fresh_step),
    on_button(BuyInPeriods, checkout.buy_in_periods, fresh_step),
    on_button(ResumeCheckout, checkout.resume, fresh_step),
    on_button(ChoosePeriods, checkout.choose_periods, fresh_step),
    on_button(ChoosePlan, checkout.choose_plan, fresh_step),
    on_button(Agree, checkout.agree, fresh_step),
    on_button(ConfirmOrder, checkout.confirm_order, fresh_step),
    on_button(AgreeIdentity, checkout.agree_identity, fresh_step),
    on_button(LookUpIdentity, checkout.look_up_identity, fresh_step),
    on_button(CheckAgain, checkout.check_again, fresh_step),
    on_button(StartOver, checkout.start_over, fresh_step),
    on_button(DeclareStudent, checkout.declare_student, fresh_step),
    on_button(ConfirmCard, confirm_card, fresh_step),
    on_button(DiscardCard, discard_card, fresh_step),
    on_button(AgreeFace, agree_face, fresh_step),
    on_button(LookUpFace, look_up_face, fresh_step),
    on_button(AskInPerson, ask_in_person, fresh_step),
    on_button(LookUpHandoff, checkout.look_up_handoff, fresh_step),
    on_button(CheckoutBack, checkout.go_back, fresh_step),
    on_button(AskCancelCheckout, checkout.ask_cancel, fresh_step),
    on_button(CancelCheckout, checkout.cancel_tap, fresh_step, checkout.cancel_tap_again),
    on_button(ExplainIdentity, checkout.explain_identity, fresh_step),
    on_button(ExplainRates, breakdowns.explain_rates, fresh_step),
    on_button(ExplainDraftPlan, breakdowns.explain_draft_plan, fresh_step),
]


def checkout_conversation(classify: Classifier) -> ConversationHandler[Context]:
    with warnings.catch_warnings():
        # PTB warns that a tap is not tied to one message. That is meant: the draft's id in it is what counts.
        warnings.filterwarnings("ignore", message="If 'per_message=False'", category=PTBUserWarning)
        return ConversationHandler(
            name="checkout",
            persistent=True,
            allow_reentry=True,
            entry_points=_ENTRIES,
            states=_states(classify),
            fallbacks=_ways_out(),
        )


def _states(classify: Classifier) -> dict[object, list[PtbHandler]]:
    """Return who takes words and pictures in each state."""
    words = filters.UpdateType.MESSAGE & filters.TEXT & ~filters.COMMAND
    other = filters.UpdateType.MESSAGE & ~filters.TEXT & ~filters.StatusUpdate.ALL
    pictures = MessageHandler(
        filters.UpdateType.MESSAGE & (filters.PHOTO | filters.Document.ALL),
        on_message(picture_sent, fresh_step),
    )
    leaving: list[PtbHandler] = [
        MessageHandler(words & Leaves(classify, Leaving.BACK), on_message(back_words)),
        MessageHandler(words & Leaves(classify, Leaving.HOME), on_message(leave_for_home)),
    ]
    typed: list[PtbHandler] = [
        MessageHandler(words, on_message(answer_typed)),
        pictures,
        MessageHandler(other, on_message(not_words)),
    ]
    return {
        State.CHOOSING: leaving,
        State.SENDING_CARD: [*leaving, pictures],
        State.ENTERING_NAME: typed,
        State.ENTERING_ID_NUMBER: typed,
        State.ENTERING_PHONE: typed,
    }


def _ways_out() -> list[PtbHandler]:
    command = filters.UpdateType.MESSAGE & ~HOLDS_ID_NUMBER
    return [
        CommandHandler("cancel", on_message(cancel_words), command),
        CommandHandler("start", on_message(leave_for_home), command),
        on_button(OpenHome, checkout.open_home),
    ]
