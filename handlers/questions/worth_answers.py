"""Whether repaying early is worth it, told from one's own loans: which first, and what it saves."""

from __future__ import annotations

from domain.understanding.slots import Slots
from handlers.context import Context
from handlers.questions import answers
from handlers.questions import worth_views as views
from handlers.tracked.settlement_views import dearest_first
from handlers.ui.reply import Reply

WORTH = "faq.early.worth"


async def worth(context: Context, slots: Slots) -> Reply:
    """Rank the open loans by what settling them today saves, and beside them what the customer noted of debts elsewhere;
    without either, say what it depends on.
    """
    enquiries = context.services.enquiries
    own = await enquiries.own(context.customer.id, slots)
    found = await enquiries.savings(own)
    # Where an order is asked about by its name, notes are no answer.
    noted = () if own.named else (await context.services.tracked.overview(context.customer.id)).bills
    if found:
        return views.ranked(context.t, own, found, noted)
    if dearest_first(noted):
        return views.noted_only(context.t, noted)
    return await answers.show(context, WORTH)
