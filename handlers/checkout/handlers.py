"""The checkout conversation.

    CheckoutCart / BuyNow
        -> CHOOSING (periods) -> ENTERING_NAME -> ENTERING_ID_NUMBER -> ENTERING_PHONE      (first time only;
                                 a photo of the ID card -> SENDING_CARD, to be confirmed -> ENTERING_PHONE)
        -> CHOOSING (lender) -> SENDING_CARD, CHOOSING (face: where this lender asks for them)
        -> CHOOSING (disclosure, after its reading time) -> CHOOSING (agreement)
        -> CHOOSING (confirm) -> order placed, END
    Where the shop signs nothing: (periods) -> (lender) -> CHOOSING (over to the lender's page and back) -> END

The answers so far are the draft row; a state only says what a typed word means now. Every button carries the draft's
id and works in any state, so after a restart, a detour or a doubled tap the conversation goes on from the same message.
返回 goes one step back, /cancel leaves. What is confirmed is confirmed for the draft's version on that screen: from an
older screen nothing is read, agreed or bought. Home waits for nothing; the open checkout is offered there.
"""

from __future__ import annotations

import warnings

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, ConversationHandler, MessageHandler, filters
from telegram.warnings import PTBUserWarning

from domain.catalog.errors import OutOfStock, SoldOut
from handlers.breakdowns import handlers as explaining
from handlers.buttons.breakdowns import ExplainDraftPlan, ExplainRates
from handlers.buttons.checkout import (
    Agree,
    BuyNow,
    CancelCheckout,
    CheckoutBack,
    CheckoutCart,
    ChoosePeriods,
    ChoosePlan,
    ConfirmOrder,
    FinishReading,
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
from handlers.catalog.handlers import product_card, show_cart
from handlers.checkout import views
from handlers.checkout.card_photos import (
    agree_face,
    ask_in_person,
    confirm_card,
    discard_card,
    look_up_face,
    picture_sent,
)
from handlers.checkout.handoff import look_up_handoff
from handlers.checkout.screens import END, State, fresh_step, step_screen
from handlers.checkout.typed import (
    Leaves,
    answer_typed,
    back_words,
    cancel_words,
    leave_for_home,
    not_words,
)
from handlers.context import Context
from handlers.home import handlers as home
from handlers.identity import views as identity_views
from handlers.ui.intent import Classifier, Leaving
from handlers.ui.redaction import HOLDS_ID_NUMBER
from handlers.ui.refusals import said_over
from handlers.ui.reply import Reply
from handlers.ui.screen import Outcome, Step, on_tap, on_words


async def checkout_cart(context: Context, action: CheckoutCart) -> Outcome:
    try:
        view = await context.services.checkout.start_from_cart(context.customer.id)
    except (OutOfStock, SoldOut) as error:
        return said_over(context.t, error, await show_cart(context))
    return await step_screen(context, view)


async def buy_now(context: Context, action: BuyNow) -> Outcome:
    try:
        view = await context.services.checkout.start_with(context.customer.id, action.product_id)
    except SoldOut as error:
        return said_over(context.t, error, await product_card(context, action.product_id))
    return await step_screen(context, view)


async def resume(context: Context, action: ResumeCheckout) -> Step:
    return await step_screen(
        context, await context.services.checkout.view(context.customer.id, action.draft_id)
    )


async def choose_periods(context: Context, action: ChoosePeriods) -> Step:
    view = await context.services.checkout.choose_periods(
        context.customer.id, action.draft_id, action.periods
    )
    return await step_screen(context, view)


async def look_up_identity(context: Context, action: LookUpIdentity) -> Step:
    await context.services.identity.look_up(context.customer.id)
    return await _as_it_stands(context, action.draft_id)


async def check_again(context: Context, action: CheckAgain) -> Step:
    await context.services.identity.check_again(context.customer.id)
    return await _as_it_stands(context, action.draft_id)


async def start_over(context: Context, action: StartOver) -> Step:
    await context.services.identity.start_over(context.customer.id)
    return await _as_it_stands(context, action.draft_id)


async def declare_student(context: Context, action: DeclareStudent) -> Step:
    """The plan is to be chosen again, from lenders who may lend to students."""
    view = await context.services.checkout.view(context.customer.id, action.draft_id)
    await context.services.identity.declare_student(context.customer.id)
    step = await _as_it_stands(context, action.draft_id)
    return Step(identity_views.student(context.t, view, step.reply), step.state)


async def _as_it_stands(context: Context, draft_id: str) -> Step:
    return await step_screen(context, await context.services.checkout.view(context.customer.id, draft_id))


async def agree_identity(context: Context, action: AgreeIdentity) -> Step:
    await context.services.privacy.consent(context.customer.id)
    view = await context.services.checkout.view(context.customer.id, action.draft_id)
    return await step_screen(context, view)


async def choose_plan(context: Context, action: ChoosePlan) -> Step:
    view = await context.services.checkout.choose_plan(context.customer.id, action.draft_id, action.plan_id)
    return await step_screen(context, view)


async def finish_reading(context: Context, action: FinishReading) -> Step:
    view = await context.services.signing.finish_reading(context.customer.id, action.draft_id, action.version)
    return await step_screen(context, view)


async def agree(context: Context, action: Agree) -> Step:
    view = await context.services.signing.agree(context.customer.id, action.draft_id, action.version)
    return await step_screen(context, view)


async def confirm_order(context: Context, action: ConfirmOrder) -> Step:
    order = await context.services.ordering.confirm(context.customer.id, action.draft_id, action.version)
    debit = await context.services.auto_debit.view(context.customer.id)
    offer_debit = debit.can_bind and not debit.active
    return Step(views.order_placed(context.t, order, context.today, offer_debit=offer_debit), END)


async def go_back(context: Context, action: CheckoutBack) -> Step:
    view = await context.services.checkout.back(context.customer.id, action.draft_id, action.step)
    return await step_screen(context, view)


async def cancel_tap(context: Context, action: CancelCheckout) -> Step:
    await context.services.checkout.cancel(context.customer.id, action.draft_id)
    return Step(views.cancelled(context.t), END)


async def explain_identity(context: Context, action: ExplainIdentity) -> Reply:
    view = await context.services.checkout.view(context.customer.id, action.draft_id)
    return identity_views.explain(context.t, view)


async def open_home(context: Context, action: OpenHome) -> Step:
    return Step(await home.open_home(context, action), END)


def checkout_conversation(classify: Classifier) -> ConversationHandler[Context]:
    """Buttons are entry points too, with re-entry: they work whatever the state, even when it was lost."""
    words = filters.UpdateType.MESSAGE & filters.TEXT & ~filters.COMMAND
    command = filters.UpdateType.MESSAGE & ~HOLDS_ID_NUMBER
    other = filters.UpdateType.MESSAGE & ~filters.TEXT & ~filters.StatusUpdate.ALL
    picture = filters.UpdateType.MESSAGE & (filters.PHOTO | filters.Document.ALL)
    leaving: list[BaseHandler[Update, Context, object]] = [
        MessageHandler(words & Leaves(classify, Leaving.BACK), on_words(back_words)),
        MessageHandler(words & Leaves(classify, Leaving.HOME), on_words(leave_for_home)),
    ]
    typed: list[BaseHandler[Update, Context, object]] = [
        MessageHandler(words, on_words(answer_typed)),
        MessageHandler(picture, on_words(picture_sent, fresh_step)),
        MessageHandler(other, on_words(not_words)),
    ]
    with warnings.catch_warnings():
        # PTB warns that a tap is not tied to one message. That is meant: the draft's id in it is what counts.
        warnings.filterwarnings("ignore", message="If 'per_message=False'", category=PTBUserWarning)
        return ConversationHandler(
            name="checkout",
            persistent=True,
            allow_reentry=True,
            entry_points=[
                on_tap(CheckoutCart, checkout_cart, fresh_step),
                on_tap(BuyNow, buy_now, fresh_step),
                on_tap(ResumeCheckout, resume, fresh_step),
                on_tap(ChoosePeriods, choose_periods, fresh_step),
                on_tap(ChoosePlan, choose_plan, fresh_step),
                on_tap(FinishReading, finish_reading, fresh_step),
                on_tap(Agree, agree, fresh_step),
                on_tap(ConfirmOrder, confirm_order, fresh_step),
                on_tap(AgreeIdentity, agree_identity, fresh_step),
                on_tap(LookUpIdentity, look_up_identity, fresh_step),
                on_tap(CheckAgain, check_again, fresh_step),
                on_tap(StartOver, start_over, fresh_step),
                on_tap(DeclareStudent, declare_student, fresh_step),
                on_tap(ConfirmCard, confirm_card, fresh_step),
                on_tap(DiscardCard, discard_card, fresh_step),
                on_tap(AgreeFace, agree_face, fresh_step),
                on_tap(LookUpFace, look_up_face, fresh_step),
                on_tap(AskInPerson, ask_in_person, fresh_step),
                on_tap(LookUpHandoff, look_up_handoff, fresh_step),
                on_tap(CheckoutBack, go_back, fresh_step),
                on_tap(CancelCheckout, cancel_tap, fresh_step),
                on_tap(ExplainIdentity, explain_identity, fresh_step),
                on_tap(ExplainRates, explaining.explain_rates, fresh_step),
                on_tap(ExplainDraftPlan, explaining.explain_draft_plan, fresh_step),
            ],
            states={
                State.CHOOSING: leaving,
                State.SENDING_CARD: [*leaving, MessageHandler(picture, on_words(picture_sent, fresh_step))],
                State.ENTERING_NAME: typed,
                State.ENTERING_ID_NUMBER: typed,
                State.ENTERING_PHONE: typed,
            },
            fallbacks=[
                CommandHandler("cancel", on_words(cancel_words), command),
                CommandHandler("start", on_words(leave_for_home), command),
                on_tap(OpenHome, open_home),
            ],
        )
