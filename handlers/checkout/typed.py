"""What is typed while a checkout is open: answers, words that are none, and numbers that nobody asked for."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import filters

from domain.checkout.results import CheckoutStep, CheckoutView
from domain.errors import InvalidInput
from domain.value import replace
from handlers.autopay import views as debit_views
from handlers.catalog.handlers import show_cart
from handlers.checkout import views
from handlers.checkout.screens import (
    END,
    TYPED_STEPS,
    checked_screen,
    fresh_step,
    step_before,
    step_screen,
    waits_for_more_than_a_tap,
)
from handlers.context import Context
from handlers.home import handlers as home
from handlers.home import views as home_views
from handlers.identity import views as identity_views
from handlers.ui.in_kind import in_kind
from handlers.ui.intent import Classifier, Intent, Leaving
from handlers.ui.redaction import take_out
from handlers.ui.reply import Reply
from handlers.ui.screen import Outcome, Step


class Leaves(filters.MessageFilter):
    """Messages whose words leave what is asked in one way."""

    def __init__(self, classify: Classifier, leaving: Leaving) -> None:
        super().__init__()
        self._classify, self._leaving = classify, leaving

    def filter(self, message: Message) -> bool:
        return self._classify(message.text or "").leaving is self._leaving


async def answer_typed(update: Update, context: Context) -> Outcome:
    """Take a typed answer to whatever the draft waits for."""
    assert update.message is not None
    typed = update.message.text or ""
    view = await context.services.checkout.current(context.customer.id)
    if view is None or view.step not in TYPED_STEPS:
        return await _not_asked(context, view)
    if context.number_deleted is None:
        aside = await _aside(update, context, view, typed)
        if aside is not None:
            return aside
    elif view.step is not CheckoutStep.ID_NUMBER:
        return identity_views.ask(
            context.t,
            view,
            notice=_out_of_place(context),
            form_url=context.conversation_settings.form_url,
            photos=context.services.card_photos.available,
        )
    if view.step is CheckoutStep.ID_NUMBER and context.number_deleted is None:
        await take_out(update, context)  # a number mistyped beyond recognition goes, too
    return await _answer(update, context, view, typed)


async def _answer(update: Update, context: Context, view: CheckoutView, typed: str) -> Outcome:
    t, deleted = context.t, context.number_deleted
    try:
        await _submit(context, view.step, typed, update.update_id)
    except InvalidInput as error:
        if error.reason == "already_verified":
            return await fresh_step(context)
        if await context.services.identity.has_taken(context.customer.id, typed):  # of the question before
            return await step_screen(context, view)
        notice = None if deleted is None else identity_views.number_refused(t, deleted=deleted)
        return identity_views.problem(t, view, error, notice=notice)
    is_last = view.step is CheckoutStep.PHONE
    view = await context.services.checkout.view(context.customer.id, view.draft_id)
    shown = checked_screen if is_last else step_screen
    return await shown(
        context, view, None if deleted is None else identity_views.number_kept(t, deleted=deleted)
    )


async def _submit(context: Context, step: CheckoutStep, typed: str, answer_id: int) -> None:
    identity, customer_id = context.services.identity, context.customer.id
    if step is CheckoutStep.NAME:
        await identity.submit_name(customer_id, typed, answer_id)
    elif step is CheckoutStep.ID_NUMBER:
        await identity.submit_id_number(customer_id, typed, answer_id)
    else:
        await identity.submit_phone(customer_id, typed, answer_id)


async def _aside(update: Update, context: Context, view: CheckoutView, typed: str) -> Outcome:
    """Answer words that are plainly no answer: leaving, a step back, a question, a wish. None: an answer."""
    intent = context.classify(typed)
    match intent.leaving:
        case Leaving.CANCEL:
            return await cancel_words(update, context)
        case Leaving.BACK:
            return await _back_from(context, view)
        case Leaving.HOME:
            return await leave_for_home(update, context)
    return await in_kind(context, typed, intent.reading, _elsewhere(update, context, view, intent))


async def _elsewhere(update: Update, context: Context, view: CheckoutView, intent: Intent) -> Outcome:
    """Answer what is asked instead, with a way back to the checkout."""
    shown = None if intent.follow_up is None else await intent.follow_up(update, context)
    wanted = intent.wanted if view.step is CheckoutStep.NAME else intent.guessed
    if shown is None and wanted is not None:
        shown = await wanted(update, context)
    if isinstance(shown, Reply):
        return views.still_open(context.t, view.draft_id, shown)
    return identity_views.not_an_answer(context.t, view) if intent.request else None


async def typed_again(context: Context, typed: str) -> Outcome:
    """Show where an open checkout stands to who types once more what it has taken. None: it is nothing of that."""
    view = await context.services.checkout.current(context.customer.id)
    if view is None or waits_for_more_than_a_tap(view.step):
        return None  # its conversation may be over: 继续下单 leads back to it
    if not await context.services.identity.has_taken(context.customer.id, typed):
        return None
    return await fresh_step(context)


def _out_of_place(context: Context) -> str:
    return identity_views.number_out_of_place(context.t, deleted=bool(context.number_deleted))


async def _not_asked(context: Context, view: CheckoutView | None) -> Outcome:
    """Reply where the conversation waits for an answer, the checkout does not: closed, or another message was
    quicker.
    """
    outcome = Step(views.timed_out(context.t), END) if view is None else await fresh_step(context)
    return outcome if context.number_deleted is None else with_number_out_of_place(context, outcome)


def with_number_out_of_place(context: Context, outcome: Outcome) -> Outcome:
    """Say in front of the answer what became of the number that came along."""
    shown = outcome.reply if isinstance(outcome, Step) else outcome
    if shown is None:
        return None
    shown = replace(shown, parts=(_out_of_place(context), *shown.parts))
    return Step(shown, outcome.state) if isinstance(outcome, Step) else shown


async def not_words(update: Update, context: Context) -> Outcome:
    view = await context.services.checkout.current(context.customer.id)
    if view is None or view.step not in TYPED_STEPS:
        return await _not_asked(context, view)
    notice = None if context.number_deleted is None else _out_of_place(context)
    return identity_views.words_only(context.t, view, notice=notice)


async def back_words(update: Update, context: Context) -> Outcome:
    """返回, typed where a button was expected."""
    view = await context.services.checkout.current(context.customer.id)
    return await leave_for_home(update, context) if view is None else await _back_from(context, view)


async def _back_from(context: Context, view: CheckoutView) -> Step:
    """Do what the 返回 of the step's screen does."""
    if view.step is CheckoutStep.PERIODS and view.product_id is None:
        return Step(await show_cart(context), END)
    return await step_before(context, view.draft_id, view.step)


async def leave_for_home(update: Update, context: Context) -> Step:
    """Home waits for nothing: words typed there are no answers. The checkout stays open and is offered again."""
    invited = await home.asked_by_link(context)
    return Step(await home.greet(context) if invited is None else invited, END)


async def cancel_words(update: Update, context: Context) -> Step:
    return Step(await nothing_to_cancel(update, context), END)


async def nothing_to_cancel(update: Update, context: Context) -> Reply:
    """/cancel outside a conversation: an open checkout is given up all the same."""
    if await context.services.checkout.cancel_current(context.customer.id):
        return views.cancelled(context.t)
    return home_views.nothing_to_cancel(context.t)


async def say_removed(update: Update, context: Context) -> Reply:
    """Answer an ID number that nobody asked for."""
    view = await context.services.checkout.current(context.customer.id)
    return identity_views.number_removed(
        context.t, deleted=bool(context.number_deleted), open_draft=view.draft_id if view else None
    )


async def say_card_removed(update: Update, context: Context) -> Reply:
    """Answer a card number that nobody asked for."""
    return debit_views.card_removed(context.t, deleted=bool(context.number_deleted))
