"""What is asked before anything is bought: what an amount costs in so many periods and who has them; and how much one may
borrow.
"""

from __future__ import annotations

from domain.enquiries.offer_results import Comparison, Offer
from domain.understanding.slots import Slots
from handlers.buttons.questions import OpenPlans
from handlers.context import Context
from handlers.questions import limit_views
from handlers.questions import plan_views as views
from handlers.questions.answers import button_of
from handlers.ui.reply import Reply


async def compare(context: Context, slots: Slots) -> Reply:
    """Compare what there is for the amount that is said, else for the goods that are meant by their price or named or were
    looked at, else for what is about to be bought; else ask for the amount.
    """
    offers = context.services.offers
    if len(slots.amounts_fen) > 1:
        return views.which_amount(context.t, slots.amounts_fen, slots.periods)
    if slots.amount_fen is not None:
        return _compared(context, await offers.compare(slots.amount_fen, slots.periods))
    if (priced := await offers.compare_by_price(slots.words, slots.periods)) is not None:
        return _compared(context, priced)
    if (named := await offers.compare_named(slots.words, slots.periods)) is not None:
        return _compared(context, named)
    if slots.product_id is not None and not slots.amounts_fen:
        return _compared(context, await offers.compare_product(slots.product_id, slots.periods))
    own = await offers.compare_own(context.customer.id, slots.periods)
    if own is not None:
        return _compared(context, own)
    offer = await offers.on_offer()
    is_offered = any(offer.of(periods) is not None for periods in slots.periods)
    example = await offers.compare(*_example(offer, slots)) if is_offered else None
    return views.ask_amount(context.t, offer, slots.periods, example)


def _example(offer: Offer, slots: Slots) -> tuple[int, tuple[int, ...]]:
    amount_fen, periods = offer.example(slots.periods)
    return amount_fen, (periods,)


async def deferred(context: Context, slots: Slots) -> Reply:
    """Say which plans begin to be paid later (先用后付), from the shop's own; or that there is none."""
    return views.deferred(context.t, await context.services.offers.deferred(slots.amount_fen))


async def open_plans(context: Context, action: OpenPlans) -> Reply:
    asked = (action.periods,) if action.periods else ()
    return _compared(context, await context.services.offers.compare(action.amount_fen, asked))


async def limits(context: Context, slots: Slots) -> Reply:
    """Say what is left of each lender's credit line; where that is not known, what it takes."""
    services, customer_id = context.services, context.customer.id
    found = await services.offers.limits(customer_id)
    draft = await services.checkout.current(customer_id)
    draft_id = None if draft is None else draft.draft_id
    standing = await services.standing.of(customer_id)
    related = "faq.limit.raise" if found.back_on is None else "faq.limit.not_back"
    return limit_views.limits(context.t, found, standing, draft_id, button_of(context, related))


def _compared(context: Context, found: Comparison) -> Reply:
    return views.compared(context.t, found) if found.options else views.no_plan(context.t, found)
