"""猜你想问: under a bill, and where nothing in particular was asked, what somebody in this state probably asks next."""

from __future__ import annotations

from domain.identity.types import IdentityState
from domain.loans.results import BillState
from domain.questions.likely import likely_topics
from domain.value import replace
from handlers.bills import handlers as bills
from handlers.buttons.bills import OpenBill
from handlers.context import Context
from handlers.questions.answers import button_of, is_known
from handlers.ui.reply import Reply
from handlers.ui.screen import Outcome, Step


async def open_bill(context: Context, action: OpenBill) -> Reply:
    screen = await bills.open_bill(context, action)
    bill = await context.services.bills.bill(context.customer.id, action.installment_id)
    return await with_likely(context, screen, paid=bill.state is BillState.PAID)


async def under(context: Context, outcome: Outcome) -> Outcome:
    """Return the screen with likely questions under it."""
    if outcome is None or isinstance(outcome, Step):
        return outcome
    return await with_likely(context, outcome)


async def with_likely(context: Context, screen: Reply, *, paid: bool = False) -> Reply:
    stands = await context.services.standing.of(context.customer.id)
    identity = await context.services.identity.view(context.customer.id)
    returned = await context.services.returns.has_just_returned(context.customer.id)
    is_reviewed = identity.state is IdentityState.REVIEWING
    topics = likely_topics(stands, paid=paid, reviewed=is_reviewed, returned=returned)
    rows = tuple((button_of(context, topic),) for topic in topics if is_known(context, topic))
    return replace(screen, keyboard=(*screen.keyboard[:-1], *rows, *screen.keyboard[-1:]))
