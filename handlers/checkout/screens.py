"""Which screen the step of a checkout has, and what the conversation waits for with it."""

from __future__ import annotations

from enum import IntEnum

from telegram.ext import ConversationHandler

from domain.checkout.results import CheckoutStep, CheckoutView
from domain.errors import DomainError, Stale
from handlers.catalog.handlers import product_card, show_cart
from handlers.checkout import views
from handlers.checkout.contract import contract_screen
from handlers.context import Context
from handlers.handoff import views as handoff_views
from handlers.identity import card_views
from handlers.identity import views as identity_views
from handlers.plans import views as plan_views
from handlers.ui.refusals import refusal
from handlers.ui.reply import Reply
from handlers.ui.screen import Outcome, Step

END = ConversationHandler.END


class State(IntEnum):
    """What the conversation waits for."""

    CHOOSING = 0
    ENTERING_NAME = 1
    ENTERING_ID_NUMBER = 2
    ENTERING_PHONE = 3
    SENDING_CARD = 4


TYPED_STEPS = {
    CheckoutStep.NAME: State.ENTERING_NAME,
    CheckoutStep.ID_NUMBER: State.ENTERING_ID_NUMBER,
    CheckoutStep.PHONE: State.ENTERING_PHONE,
}


# Typed words are no answers there.
_PHOTOS = dict.fromkeys((CheckoutStep.CARD_READ, CheckoutStep.CARD), State.SENDING_CARD)


def waits_for_more_than_a_tap(step: CheckoutStep) -> bool:
    """Return whether something typed or a picture is waited for."""
    return step in TYPED_STEPS or step in _PHOTOS


async def step_screen(context: Context, view: CheckoutView, notice: str | None = None) -> Step:
    """Return the screen of the step the checkout waits at, and the state that goes with it."""
    return Step(
        await _screen(context, view, notice), {**TYPED_STEPS, **_PHOTOS}.get(view.step, State.CHOOSING)
    )


async def step_before(context: Context, draft_id: str, step: str) -> Step:
    """Go one step back. Before the first one is the card the number of periods was chosen on, or the choice of it."""
    view = await context.services.checkout.back(context.customer.id, draft_id, step)
    if view.step is CheckoutStep.PERIODS and view.product_id is not None:
        try:
            return Step(await product_card(context, view.product_id), END)
        except DomainError:  # no longer sold
            return await step_screen(context, view)
    return await step_screen(context, view)


async def checked_screen(context: Context, view: CheckoutView, notice: str | None = None) -> Step:
    """Return the same after a check of who the customer is; passed, that is said in front of what comes next."""
    step = await step_screen(context, view, notice)
    return Step(identity_views.passed(context.t, step.reply), step.state) if view.identity.verified else step


async def _screen(context: Context, view: CheckoutView, notice: str | None) -> Reply:
    t, checkout, customer_id = context.t, context.services.checkout, context.customer.id
    match view.step:
        case CheckoutStep.PERIODS:
            return plan_views.choose_periods(
                t, view, await checkout.period_options(customer_id, view.draft_id)
            )
        case CheckoutStep.NAME | CheckoutStep.ID_NUMBER | CheckoutStep.PHONE:
            return identity_views.ask(
                t,
                view,
                notice=notice,
                form_url=context.conversation_settings.form_url,
                photos=context.services.card_photos.available,
            )
        case CheckoutStep.CARD_READ:
            return card_views.read(t, view, context.today, notice=notice)
        case CheckoutStep.CARD:
            return card_views.ask_card(t, view, available=context.services.card_photos.available)
        case CheckoutStep.FACE:
            return await _face(context, view)
        case CheckoutStep.REVIEWING:
            return identity_views.reviewing(t, view, notice=notice)
        case CheckoutStep.REJECTED:
            return identity_views.rejected(t, view, notice=notice)
        case CheckoutStep.EXPIRED:
            return identity_views.expired(t, view)
        case CheckoutStep.CONSENT:
            return identity_views.ask_consent(t, view)
        case CheckoutStep.LENDER:
            return plan_views.choose_lender(
                t, view, await checkout.lender_options(customer_id, view.draft_id)
            )
        case CheckoutStep.DISCLOSURE:
            shown = await context.services.agreements.disclosure(customer_id, view.draft_id)
            return await contract_screen(context.services, t, customer_id, shown)
        case CheckoutStep.HANDOFF:
            handed = await context.services.handoff.begin(customer_id, view.draft_id)
            return handoff_views.screen(t, handed, context.today)
        case CheckoutStep.CONFIRM:
            return views.confirm_screen(t, view, context.today)


async def _face(context: Context, view: CheckoutView) -> Reply:
    """Shown again, it is looked up again; once it is over the checkout goes on."""
    face_checks, customer_id = context.services.face_checks, context.customer.id
    if not await face_checks.agreed(customer_id):
        return card_views.ask_face(context.t, view)
    url = await face_checks.page(customer_id)
    view = await context.services.checkout.view(customer_id, view.draft_id)
    if view.step is CheckoutStep.FACE:
        return card_views.face_page(context.t, view, url)
    return await _screen(context, view, None)


async def fresh_step(context: Context) -> Outcome:
    """Show, in place of a stale screen, the open checkout where it stands, else the cart."""
    view = await context.services.checkout.current(context.customer.id)
    if view is None:
        return Step(await show_cart(context), END)
    try:
        return await step_screen(context, view)
    except Stale:  # what it stood on was withdrawn in this very moment
        return None
    except DomainError as error:
        return refusal(context.t, error)
