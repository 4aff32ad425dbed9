"""为什么, right after an answer: why that is so."""

from __future__ import annotations

from domain.enquiries.offer_results import Limits
from domain.understanding.slots import Slots
from domain.understanding.topics import GRAVE
from domain.value import replace
from handlers.context import Context, Talk
from handlers.questions import answers, why_views
from handlers.questions import own_views as views
from handlers.questions.misses import USUAL
from handlers.questions.own_answers import why_amount
from handlers.questions.places import PLACES
from handlers.ui.screen import Outcome

MOST_NEAR = 3
OF_A_BILL = (
    "screen.amount_due",
    "screen.due_date",
    "screen.why_amount",
    "screen.last_payment",
    "screen.repay",
)
OF_ALL = ("screen.periods_left", "screen.total_owed")
# What explains the answers to these.
BY_TOPIC = {
    "screen.own_rate": "faq.plan.true_rate",
    "screen.plans": "faq.plan.rate",
    "faq.plan.periods": "faq.plan.rate",
    "faq.plan.compare": "faq.plan.rate",
    "screen.settle": "faq.early.interest",
    "faq.early.part": "faq.early.interest",
    "faq.early.worth": "faq.early.interest",
}


async def why(context: Context, talk: Talk, slots: Slots) -> Outcome | None:
    """Say why; None where nothing was said that there is a reason of."""
    topic = talk.topic
    if topic is None or topic in GRAVE:
        return None
    if topic in OF_A_BILL:
        return await _of_a_bill(context, talk, slots)
    if topic in OF_ALL:
        return await _of_all(context, talk, slots)
    if topic == "screen.overdue_cost":
        own = await context.services.enquiries.own(context.customer.id, replace(slots, order=talk.order))
        return await (
            _of_a_bill(context, talk, slots) if own.late else answers.show(context, "faq.overdue.compound")
        )
    if topic == "screen.limit":
        found = await context.services.offers.limits(context.customer.id)
        return await answers.show(context, _of_limits(found))
    if topic in BY_TOPIC:
        return await answers.show(context, BY_TOPIC[topic])
    near = [answers.button_of(context, one) for one in talk.near if answers.is_known(context, one)]
    usual = [PLACES[name].button(context.t) for name in USUAL[0]]
    return why_views.which_point(context.t, near[:MOST_NEAR] or usual)


async def _of_a_bill(context: Context, talk: Talk, slots: Slots) -> Outcome:
    if talk.bill is not None:
        bill = await context.services.bills.bill(context.customer.id, talk.bill)
        return views.why_screen(context.t, bill, context.today)
    slots = replace(slots, order=talk.order)
    context.talks_of("screen.why_amount", slots)
    return await why_amount(context, slots)


async def _of_all(context: Context, talk: Talk, slots: Slots) -> Outcome:
    slots = replace(slots, order=talk.order)
    own = await context.services.enquiries.own(context.customer.id, slots)
    if not any(one.open for one in own.asked):
        return await why_amount(context, slots)
    if talk.topic == "screen.periods_left":
        return why_views.why_left(context.t, own)
    return why_views.why_owed(context.t, own)


def _of_limits(found: Limits) -> str:
    """Return what explains a limit: that it is not known yet, that some of it is in use, or that lenders set it."""
    if not found.lenders:
        return "faq.limit.none"
    is_used = any(one.left_fen < one.limit_fen for one in found.lenders)
    return "faq.limit.lowered" if is_used else "faq.limit.raise"
