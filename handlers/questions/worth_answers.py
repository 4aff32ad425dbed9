"""Whether repaying early is worth it, told from one's own loans: which first, and what it saves."""

from __future__ import annotations

from domain.enquiries.money_uses import money_said
from domain.enquiries.rules import asks_to_settle_all
from domain.understanding.slots import Slots
from handlers.context import Context
from handlers.questions import answers
from handlers.questions import worth_views as views
from handlers.tracked.settlement_views import dearest_first
from handlers.ui.reply import Reply

WORTH = "faq.early.worth"


async def worth(context: Context, slots: Slots) -> Reply:
    """Rank the open loans, and what the customer noted of debts elsewhere, by what a yuan paid early is worth there; where
    money at hand is named, say what that is best used for. Without either, say what it depends on.
    """
    enquiries = context.services.enquiries
    own = await enquiries.own(context.customer.id, slots)
    found = await enquiries.savings(own)
    # Where an order is asked about by its name, notes are no answer.
    noted = () if own.named else (await context.services.tracked.overview(context.customer.id)).bills
    money_fen = money_said(slots.words)
    if money_fen is not None and len(found) > 1 and not own.named and asks_to_settle_all(slots.words):
        return views.all_with(context.t, own, found, money_fen)
    if money_fen is not None and (own.open_orders or dearest_first(noted)):
        plan = await enquiries.money_plan(own, noted, money_fen)
        return views.plan_screen(context.t, own, plan, noted)
    if found:
        return views.ranked(context.t, own, found, noted)
    if dearest_first(noted):
        return views.noted_only(context.t, noted)
    return await answers.show(context, WORTH)
