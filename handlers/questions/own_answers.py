"""What is asked about one's own bills, answered from them.

words -> slots -> which orders and bills are meant (`domain.enquiries`) -> the answer; where several may be meant, which one
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from domain.enquiries.results import Own, Span
from domain.enquiries.rules import bill_of_amounts, due_bills, month_of, span_of
from domain.understanding.slots import Slots
from handlers.bills.handlers import show_bills
from handlers.context import Context
from handlers.questions import own_views as views
from handlers.ui.screen import Outcome

Answer = Callable[[Context, Slots], Awaitable[Outcome]]
NEXT = Span(turn=1)


async def _own(context: Context, slots: Slots) -> Own:
    """Return what is the customer's, and keep which order was spoken of."""
    own = await context.services.enquiries.own(context.customer.id, slots)
    if len(own.named) == 1 and context.talk is not None:
        context.talks_of(context.talk.topic, own.named[0].number)
    return own


async def amount_due(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    if not own.asked:
        return await show_bills(context)
    span = span_of(slots, own.bills, own.today) or month_of(own.today)
    standing = await context.services.standing.of(context.customer.id)
    return views.due_screen(context.t, own, due_bills(own, span), standing)


async def due_date(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    if not own.asked:
        return await show_bills(context)
    span = span_of(slots, own.bills, own.today) or NEXT
    standing = await context.services.standing.of(context.customer.id)
    return views.date_screen(context.t, own, due_bills(own, span), standing)


async def total_owed(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    if not any(one.open for one in own.asked):
        return views.left_screen(context.t, own) if own.named else await show_bills(context)
    standing = await context.services.standing.of(context.customer.id)
    return views.owed_screen(context.t, own, standing)


async def periods_left(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    return views.left_screen(context.t, own) if own.asked else await show_bills(context)


async def why_amount(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    if not own.asked:
        return await show_bills(context)
    bill = bill_of_amounts(own, slots.amounts_fen)
    if bill is None and len(own.asked) > 1:
        return views.which_order(context.t, own.asked, "screen-why_amount")
    span = span_of(slots, own.bills, own.today)
    found = due_bills(own, span).every if span is not None else ()
    bill = bill or next(iter(found or own.late or own.next), own.bills[-1])
    return views.why_screen(context.t, bill, own.today)


ANSWERS: Mapping[str, Answer] = {
    "screen.amount_due": amount_due,
    "screen.due_date": due_date,
    "screen.total_owed": total_owed,
    "screen.periods_left": periods_left,
    "screen.why_amount": why_amount,
}
