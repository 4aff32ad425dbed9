"""真实年化多少: the annual rate of one's own plan, of what is being ordered, or of the plans for an amount; and how it comes
about."""

from __future__ import annotations

from domain.checkout.results import CheckoutView
from domain.enquiries.results import Own, OwnOrder
from domain.enquiries.rules import asks_which_is_dearer
from domain.understanding.slots import Slots
from handlers.context import NOTHING_NAMED, Context
from handlers.questions import answers
from handlers.questions import rate_views as rates
from handlers.questions.which import which_order
from handlers.ui.reply import Reply

OWN_RATE, IN_GENERAL = "screen.own_rate", "faq.plan.true_rate"
SHOWN = 6


async def own_rate(context: Context, own: Own, slots: Slots) -> Reply:
    """Of the order that is named; else of the amount that is spoken of, of what is being ordered, of the only order; of
    several it is asked which."""
    offers = context.services.offers
    if len(own.named) == 1:
        return await _of_order(context, own.named[0])
    if slots.amount_fen is not None:
        found = await offers.compare(slots.amount_fen, slots.periods)
        return rates.of_plans(context.t, found) if found.options else await _in_general(context)
    if slots.product_id is not None:
        found = await offers.compare_product(slots.product_id, slots.periods)
        return rates.of_plans(context.t, found) if found.options else await _in_general(context)
    draft = await context.services.checkout.current(context.customer.id)
    if draft is not None and draft.choice is not None:
        return await _of_draft(context, draft)
    if draft is None and own.asked:
        if len(own.asked) > 1:
            return which_order(context, own.asked, "screen-own_rate")
        return await _of_order(context, own.asked[0])
    compared = await offers.compare_own(context.customer.id, slots.periods)
    if compared is None or not compared.options:
        return await _in_general(context)
    return rates.of_plans(context.t, compared)


async def compare_rates(context: Context, own: Own, slots: Slots) -> Reply | None:
    """Compare the rates of one's own plans where the words ask which of them is dearer; None where they do not, or one has
    not got several."""
    compared = own.named if len(own.named) > 1 else own.open_orders
    if len(compared) < 2 or not asks_which_is_dearer(slots.words, names_several=len(own.named) > 1):
        return None
    orders = [
        await context.services.orders.order(context.customer.id, one.order_id) for one in compared[:SHOWN]
    ]
    return rates.of_several(context.t, orders)


async def _of_order(context: Context, one: OwnOrder) -> Reply:
    services, customer_id = context.services, context.customer.id
    order = await services.orders.order(customer_id, one.order_id)
    workings = await services.breakdowns.order(customer_id, one.order_id)
    return rates.of_order(context.t, order, workings.plan)


async def _of_draft(context: Context, draft: CheckoutView) -> Reply:
    assert draft.choice is not None
    workings = await context.services.breakdowns.plan(draft.choice)
    return rates.of_draft(context.t, draft.draft_id, draft.choice, workings)


async def _in_general(context: Context) -> Reply:
    return await answers.show(context, IN_GENERAL)


async def own_rate_line(context: Context) -> str | None:
    """Say the rates of the only plan there is, where there is one."""
    customer_id = context.customer.id
    orders = (await context.services.enquiries.own(customer_id, NOTHING_NAMED)).open_orders
    if len(orders) != 1:
        return None
    return rates.line(context.t, await context.services.orders.order(customer_id, orders[0].order_id))
