"""Where anger or worry is all that was said, it is answered with what may mend it; see handlers/ui/in_kind.py."""

from __future__ import annotations

from domain.cases.types import CaseKind
from domain.understanding.feelings import Feeling
from domain.understanding.reader import Decision, Reading
from domain.understanding.topics import GRAVE
from domain.value import replace
from handlers.bills.handlers import show_bills
from handlers.context import NOTHING_NAMED, Context
from handlers.questions import why_views
from handlers.questions.care import show_complaint, show_do_not_contact
from handlers.questions.places import SCREENS
from handlers.support.views import kind_button
from handlers.ui.in_kind import to_a_person
from handlers.ui.screen import Outcome

# Read as these, words of anger ask nothing: 垃圾平台 is no wish to shop.
NO_QUESTIONS = (
    "screen.shop",
    "screen.home",
    "screen.help",
    "faq.scam",
    "faq.app.trouble",
    "faq.human.callback",
)


async def instead(context: Context, reading: Reading) -> Outcome | None:
    """Answer words that are full of anger and ask nothing; None where they ask something, or are not."""
    if reading.feeling is None or reading.topic in GRAVE:
        return None
    if reading.decision is Decision.ANSWER and reading.topic not in NO_QUESTIONS:
        return None
    match reading.feeling:
        case Feeling.PRESSED:
            context.talks_of("screen.do_not_contact")
            return await show_do_not_contact(context)
        case Feeling.FLEECED:
            return await _costs(context)
        case Feeling.ANGRY | Feeling.CHARGED:
            context.talks_of("faq.human.complain")
            return await show_complaint(context)
        case Feeling.WORRIED:
            return await _how_it_stands(context)


async def _how_it_stands(context: Context) -> Outcome:
    """Show what there is to pay and until when, from which one can ask for help; where that is nothing, a person."""
    own = await context.services.enquiries.own(context.customer.id, NOTHING_NAMED)
    topic = "screen.amount_due" if own.open_orders else "screen.agent"
    context.talks_of(topic)
    return await (show_bills(context) if own.open_orders else SCREENS[topic](context))


async def _costs(context: Context) -> Outcome:
    """Show what all that is owed is made of, with the ways to object; of who owes nothing, the way to complain."""
    own = await context.services.enquiries.own(context.customer.id, NOTHING_NAMED)
    if not own.open_orders:
        context.talks_of("faq.human.complain")
        return await show_complaint(context)
    context.talks_of("screen.total_owed")
    screen = why_views.why_owed(context.t, own)
    rows = ((kind_button(context.t, CaseKind.WRONG_AMOUNT),), (to_a_person(context),))
    return replace(screen, keyboard=(*screen.keyboard[:-1], *rows, *screen.keyboard[-1:]))
