"""What is asked about plans before anything is bought: what an amount costs in so many periods, and who has them."""

from __future__ import annotations

from domain.enquiries.offer_results import Comparison
from domain.understanding.slots import Slots
from handlers.buttons.questions import OpenPlans
from handlers.context import Context
from handlers.questions import plan_views as views
from handlers.ui.reply import Reply


async def compare(context: Context, slots: Slots) -> Reply:
    """Compare what there is for the amount that is said, else for what is about to be bought; else ask for the amount."""
    offers = context.services.offers
    if len(slots.amounts_fen) > 1:
        return views.which_amount(context.t, slots.amounts_fen, slots.periods)
    if slots.amount_fen is not None:
        return _compared(context, await offers.compare(slots.amount_fen, slots.periods))
    own = await offers.compare_own(context.customer.id, slots.periods)
    if own is not None:
        return _compared(context, own)
    return views.ask_amount(context.t, await offers.on_offer(), slots.periods)


async def open_plans(context: Context, action: OpenPlans) -> Reply:
    asked = (action.periods,) if action.periods else ()
    return _compared(context, await context.services.offers.compare(action.amount_fen, asked))


def _compared(context: Context, found: Comparison) -> Reply:
    return views.compared(context.t, found) if found.options else views.no_plan(context.t, found)
