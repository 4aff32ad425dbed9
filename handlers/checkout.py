"""The checkout conversation.

    CheckoutCart / BuyNow
        -> CHOOSING (periods) -> ENTERING_NAME -> ENTERING_ID_NUMBER -> ENTERING_PHONE      (first time only)
        -> CHOOSING (lender) -> CHOOSING (disclosure, after its reading time) -> CHOOSING (agreement)
        -> CHOOSING (confirm) -> order placed, END

The answers so far are the draft row; a state only says what a typed word means now. Every button carries the draft's
id and works in any state, so after a restart, a detour or a doubled tap the conversation goes on from the same message.
返回 goes one step back, /cancel leaves.
"""

from __future__ import annotations

import warnings
from enum import IntEnum

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import BaseHandler, CommandHandler, ConversationHandler, MessageHandler, filters
from telegram.warnings import PTBUserWarning

from domain.errors import InvalidInput
from domain.results import CheckoutStep, CheckoutView
from handlers.callback_data import (
    Agree,
    BuyNow,
    CancelCheckout,
    CheckoutBack,
    CheckoutCart,
    ChoosePeriods,
    ChoosePlan,
    ConfirmOrder,
    ExplainIdentity,
    ExplainRates,
    FinishReading,
    ResumeCheckout,
)
from handlers.context import Context
from handlers.intents import is_back, is_cancel, screen_for_words
from handlers.reply import Reply
from handlers.screen import Outcome, Step, on_tap, on_words
from handlers.shop import show_cart
from handlers.views import checkout as views
from handlers.views import identity as identity_views
from handlers.views import plans as plan_views
from handlers.views.disclosure import disclosure_screen

END = ConversationHandler.END


class State(IntEnum):
    """What the conversation waits for."""

    CHOOSING = 0
    ENTERING_NAME = 1
    ENTERING_ID_NUMBER = 2
    ENTERING_PHONE = 3


_STATES = {
    CheckoutStep.NAME: State.ENTERING_NAME,
    CheckoutStep.ID_NUMBER: State.ENTERING_ID_NUMBER,
    CheckoutStep.PHONE: State.ENTERING_PHONE,
}


# Which screen a step has


async def step_screen(context: Context, view: CheckoutView, notice: str | None = None) -> Step:
    """The screen of the step the checkout waits at, and the state that goes with it."""
    return Step(await _screen(context, view, notice), _STATES.get(view.step, State.CHOOSING))


async def _screen(context: Context, view: CheckoutView, notice: str | None) -> Reply:
    t, checkout, customer_id = context.t, context.services.checkout, context.customer.id
    match view.step:
        case CheckoutStep.PERIODS:
            return plan_views.choose_periods(
                t, view, await checkout.period_options(customer_id, view.draft_id)
            )
        case CheckoutStep.NAME | CheckoutStep.ID_NUMBER | CheckoutStep.PHONE:
            return identity_views.ask(t, view, notice=notice)
        case CheckoutStep.LENDER:
            return plan_views.choose_lender(
                t, view, await checkout.lender_options(customer_id, view.draft_id)
            )
        case CheckoutStep.DISCLOSURE:
            shown = await context.services.signing.disclosure(customer_id, view.draft_id)
            return disclosure_screen(t, shown, context.today)
        case CheckoutStep.AGREEMENT:
            return await _agreement(context, view)
        case CheckoutStep.CONFIRM:
            return views.confirm_screen(t, view, context.today)


async def _agreement(context: Context, view: CheckoutView) -> Reply:
    signing, customer_id = context.services.signing, context.customer.id
    facts = await signing.agreement_facts(customer_id, view.draft_id)
    agreement = views.agreement_text(context.t, facts)
    await signing.agreement_shown(
        customer_id,
        view.draft_id,
        version=agreement.version,
        sha256=agreement.sha256,
        locale=agreement.locale,
    )
    return views.agreement_screen(context.t, facts, agreement)


async def fresh_step(context: Context) -> Outcome:
    """In place of a stale screen: the open checkout where it stands, else the cart."""
    view = await context.services.checkout.current(context.customer.id)
    return Step(await show_cart(context), END) if view is None else await step_screen(context, view)


# Taps


async def checkout_cart(context: Context, action: CheckoutCart) -> Step:
    return await step_screen(context, await context.services.checkout.start_from_cart(context.customer.id))


async def buy_now(context: Context, action: BuyNow) -> Step:
    view = await context.services.checkout.start_with(context.customer.id, action.product_id)
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


async def choose_plan(context: Context, action: ChoosePlan) -> Step:
    view = await context.services.checkout.choose_plan(context.customer.id, action.draft_id, action.plan_id)
    return await step_screen(context, view)


async def finish_reading(context: Context, action: FinishReading) -> Step:
    view = await context.services.signing.finish_reading(context.customer.id, action.draft_id)
    return await step_screen(context, view)


async def agree(context: Context, action: Agree) -> Step:
    return await step_screen(
        context, await context.services.signing.agree(context.customer.id, action.draft_id)
    )


async def confirm_order(context: Context, action: ConfirmOrder) -> Step:
    order = await context.services.ordering.confirm(context.customer.id, action.draft_id)
    return Step(views.order_placed(context.t, order, context.today), END)


async def go_back(context: Context, action: CheckoutBack) -> Step:
    view = await context.services.checkout.back(context.customer.id, action.draft_id, action.step)
    return await step_screen(context, view)


async def cancel_tap(context: Context, action: CancelCheckout) -> Step:
    await context.services.checkout.cancel(context.customer.id)
    return Step(views.cancelled(context.t), END)


async def explain_identity(context: Context, action: ExplainIdentity) -> Reply:
    view = await context.services.checkout.view(context.customer.id, action.draft_id)
    return identity_views.explain(context.t, view)


async def explain_rates(context: Context, action: ExplainRates) -> Reply:
    checkout, customer_id = context.services.checkout, context.customer.id
    view = await checkout.view(customer_id, action.draft_id)
    at_lenders = view.step is CheckoutStep.LENDER
    options = await (checkout.lender_options if at_lenders else checkout.period_options)(
        customer_id, action.draft_id
    )
    return plan_views.explain_rates(context.t, view, options)


# Typed answers


async def answer_typed(update: Update, context: Context) -> Outcome:
    """A typed answer to whatever the draft waits for."""
    assert update.message is not None
    typed = update.message.text or ""
    view = await context.services.checkout.current(context.customer.id)
    if view is None:
        return Step(views.timed_out(context.t), END)
    if view.step not in _STATES:
        return await fresh_step(context)
    if is_cancel(typed):
        return await cancel_words(update, context)
    if is_back(typed):
        return await go_back(context, CheckoutBack(view.draft_id, view.step))
    elsewhere = await screen_for_words(update, context, typed)
    if elsewhere is not None:
        return views.still_open(context.t, view.draft_id, elsewhere)
    notice = await _delete_number(update, context) if view.step is CheckoutStep.ID_NUMBER else None
    try:
        await _submit(context, view.step, typed, update.update_id)
    except InvalidInput as error:
        if error.reason == "already_verified":
            return await fresh_step(context)
        return identity_views.problem(context.t, view, error)
    view = await context.services.checkout.view(context.customer.id, view.draft_id)
    return await step_screen(context, view, notice)


async def _submit(context: Context, step: CheckoutStep, typed: str, answer_id: int) -> None:
    identity, customer_id = context.services.identity, context.customer.id
    if step is CheckoutStep.NAME:
        await identity.submit_name(customer_id, typed, answer_id)
    elif step is CheckoutStep.ID_NUMBER:
        await identity.submit_id_number(customer_id, typed, answer_id)
    else:
        await identity.submit_phone(customer_id, typed, answer_id)


async def _delete_number(update: Update, context: Context) -> str:
    """Take the message with the number out of the chat, right or wrong number; says whether that worked."""
    assert update.message is not None
    try:
        deleted = await update.message.delete()
    except TelegramError:
        deleted = False
    return identity_views.number_kept(context.t, deleted=deleted)


async def not_words(update: Update, context: Context) -> Outcome:
    view = await context.services.checkout.current(context.customer.id)
    if view is None:
        return Step(views.timed_out(context.t), END)
    if view.step not in _STATES:
        return await fresh_step(context)
    return identity_views.words_only(context.t, view)


async def cancel_words(update: Update, context: Context) -> Step:
    await context.services.checkout.cancel(context.customer.id)
    return Step(views.cancelled(context.t), END)


def checkout_conversation() -> ConversationHandler[Context]:
    """Buttons are entry points too, with re-entry: they work whatever the state, even when it was lost."""
    words = filters.UpdateType.MESSAGE & filters.TEXT & ~filters.COMMAND
    other = filters.UpdateType.MESSAGE & ~filters.TEXT & ~filters.StatusUpdate.ALL
    typed: list[BaseHandler[Update, Context, object]] = [
        MessageHandler(words, on_words(answer_typed)),
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
                on_tap(CheckoutBack, go_back, fresh_step),
                on_tap(CancelCheckout, cancel_tap, fresh_step),
                on_tap(ExplainIdentity, explain_identity, fresh_step),
                on_tap(ExplainRates, explain_rates, fresh_step),
            ],
            states={
                State.CHOOSING: [],
                State.ENTERING_NAME: typed,
                State.ENTERING_ID_NUMBER: typed,
                State.ENTERING_PHONE: typed,
            },
            fallbacks=[CommandHandler("cancel", on_words(cancel_words), filters.UpdateType.MESSAGE)],
        )
