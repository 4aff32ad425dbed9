"""What the buttons of a checkout do. The conversation they stand in is in `conversation`."""

from __future__ import annotations

from domain.catalog.errors import OutOfStock, SoldOut
from domain.checkout.results import CheckoutStep
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
    AgreeIdentity,
    CheckAgain,
    DeclareStudent,
    ExplainIdentity,
    LookUpIdentity,
    StartOver,
)
from handlers.catalog.handlers import product_card, show_cart
from handlers.checkout import views
from handlers.checkout.screens import END, State, checked_screen, step_before, step_screen
from handlers.context import Context
from handlers.handoff import views as handoff_views
from handlers.home import handlers as home
from handlers.identity import views as identity_views
from handlers.ui.components import name
from handlers.ui.refusals import confirm_again, said_over
from handlers.ui.reply import Reply
from handlers.ui.screen import Outcome, Step


async def checkout_cart(context: Context, action: CheckoutCart) -> Outcome:
    try:
        view = await context.services.checkout.start_from_cart(context.customer.id)
    except (OutOfStock, SoldOut) as error:
        return said_over(context.t, error, await show_cart(context))
    return await step_screen(context, view)


async def buy_in_periods(context: Context, action: BuyInPeriods) -> Outcome:
    try:
        view = await context.services.checkout.start_with(
            context.customer.id, action.product_id, action.periods
        )
    except SoldOut as error:
        return said_over(context.t, error, await product_card(context, action.product_id))
    return await step_screen(context, view)


async def resume(context: Context, action: ResumeCheckout) -> Step:
    """Go on where it stands. Of a check without an outcome it is asked again: its answer may have been lost."""
    view = await context.services.checkout.view(context.customer.id, action.draft_id)
    if view.step is not CheckoutStep.REVIEWING:
        return await step_screen(context, view)
    await context.services.identity.look_up(context.customer.id)
    return await _checked(context, action.draft_id)


async def choose_periods(context: Context, action: ChoosePeriods) -> Step:
    view = await context.services.checkout.choose_periods(
        context.customer.id, action.draft_id, action.periods
    )
    return await step_screen(context, view)


async def look_up_identity(context: Context, action: LookUpIdentity) -> Step:
    before = await context.services.checkout.view(context.customer.id, action.draft_id)
    await context.services.identity.look_up(context.customer.id)
    if before.step is not CheckoutStep.REVIEWING:
        return await _as_it_stands(context, action.draft_id)
    return await _checked(context, action.draft_id)


async def check_again(context: Context, action: CheckAgain) -> Step:
    await context.services.identity.check_again(context.customer.id)
    return await _checked(context, action.draft_id)


async def start_over(context: Context, action: StartOver) -> Step:
    await context.services.identity.start_over(context.customer.id)
    return await _as_it_stands(context, action.draft_id)


async def declare_student(context: Context, action: DeclareStudent) -> Step:
    """Note a student: the plan is to be chosen again, from lenders who may lend to students."""
    view = await context.services.checkout.view(context.customer.id, action.draft_id)
    await context.services.identity.declare_student(context.customer.id)
    step = await _as_it_stands(context, action.draft_id)
    return Step(identity_views.student(context.t, view, step.reply), step.state)


async def _as_it_stands(context: Context, draft_id: str) -> Step:
    return await step_screen(context, await context.services.checkout.view(context.customer.id, draft_id))


async def _checked(context: Context, draft_id: str) -> Step:
    return await checked_screen(context, await context.services.checkout.view(context.customer.id, draft_id))


async def agree_identity(context: Context, action: AgreeIdentity) -> Step:
    await context.services.privacy.consent(context.customer.id)
    view = await context.services.checkout.view(context.customer.id, action.draft_id)
    return await step_screen(context, view)


async def choose_plan(context: Context, action: ChoosePlan) -> Step:
    view = await context.services.checkout.choose_plan(context.customer.id, action.draft_id, action.plan_id)
    return await step_screen(context, view)


async def agree(context: Context, action: Agree) -> Step:
    view = await context.services.agreements.agree(context.customer.id, action.draft_id, action.version)
    return await step_screen(context, view)


async def confirm_order(context: Context, action: ConfirmOrder) -> Step:
    order = await context.services.confirmation.place_order(
        context.customer.id, action.draft_id, action.version
    )
    debit = await context.services.autopay.view(context.customer.id)
    offer_debit = debit.can_add_card and not debit.active
    standing = await context.services.standing.of(context.customer.id)
    shipping = await context.services.shipping.of_order(context.customer.id, order.summary.order_id)
    placed = views.order_placed(context.t, order, standing, offer_debit=offer_debit, shipping=shipping)
    return Step(placed, END)


async def look_up_handoff(context: Context, action: LookUpHandoff) -> Step:
    """Ask the lender on whose page it is signed. Told before, the order is shown again."""
    customer_id, t = context.customer.id, context.t
    order_id = await context.services.handoff.look_up(customer_id, action.draft_id)
    if order_id is not None:
        order = await context.services.orders.order(customer_id, order_id)
        shipping = await context.services.shipping.of_order(customer_id, order_id)
        return Step(handoff_views.signed(t, name(t, order.lender_name), order_id, shipping), END)
    view = await context.services.checkout.view(customer_id, action.draft_id)
    step = await step_screen(context, view)
    return (
        Step(handoff_views.not_yet(t, step.reply), step.state) if view.step is CheckoutStep.HANDOFF else step
    )


async def go_back(context: Context, action: CheckoutBack) -> Step:
    return await step_before(context, action.draft_id, action.step)


async def ask_cancel(context: Context, action: AskCancelCheckout) -> Step:
    view = await context.services.checkout.view(context.customer.id, action.draft_id)
    # What is typed under this question answers none of the steps.
    return Step(views.ask_cancel(context.t, view), State.CHOOSING)


async def cancel_tap(context: Context, action: CancelCheckout) -> Step:
    await context.services.checkout.cancel(context.customer.id, action.draft_id)
    return Step(views.cancelled(context.t), END)


async def cancel_tap_again(context: Context, action: CancelCheckout) -> Step:
    asked = await ask_cancel(context, AskCancelCheckout(action.draft_id))
    return Step(asked.reply.with_toast(confirm_again(context.t)), asked.state)


async def explain_identity(context: Context, action: ExplainIdentity) -> Reply:
    view = await context.services.checkout.view(context.customer.id, action.draft_id)
    return identity_views.explain(context.t, view)


async def open_home(context: Context, action: OpenHome) -> Step:
    return Step(await home.open_home(context, action), END)
