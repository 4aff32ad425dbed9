"""Whether repaying early is worth it, told from one's own loans: which first, and what it saves."""

from __future__ import annotations

from domain.understanding.slots import Slots
from handlers.context import Context
from handlers.questions import answers
from handlers.questions import worth_views as views
from handlers.ui.reply import Reply

WORTH = "faq.early.worth"


async def worth(context: Context, slots: Slots) -> Reply:
    """Rank the open loans by what settling them today saves; without one, say what it depends on."""
    enquiries = context.services.enquiries
    own = await enquiries.own(context.customer.id, slots)
    found = await enquiries.savings(own)
    return views.ranked(context.t, own, found) if found else await answers.show(context, WORTH)
