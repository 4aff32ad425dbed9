"""Over to the lender's own page and back, where the shop itself signs nothing."""

from __future__ import annotations

from domain.checkout.results import CheckoutStep
from handlers.buttons.checkout import LookUpHandoff
from handlers.checkout.screens import END, step_screen
from handlers.context import Context
from handlers.handoff import views
from handlers.ui.components import name
from handlers.ui.screen import Step


async def look_up_handoff(context: Context, action: LookUpHandoff) -> Step:
    """The lender is asked. Told before, the order is shown again."""
    customer_id, t = context.customer.id, context.t
    order_id = await context.services.handing_off.look_up(customer_id, action.draft_id)
    if order_id is not None:
        order = await context.services.orders.order(customer_id, order_id)
        return Step(views.signed(t, name(t, order.lender_name), order_id), END)
    view = await context.services.checkout.view(customer_id, action.draft_id)
    step = await step_screen(context, view)
    return Step(views.not_yet(t, step.reply), step.state) if view.step is CheckoutStep.HANDOFF else step
