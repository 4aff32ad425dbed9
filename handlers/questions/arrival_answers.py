"""我昨天还了怎么还显示没还, 钱扣了账单没变: what became of the customer's own last payment."""

from __future__ import annotations

from domain.cases.types import CaseKind
from domain.enquiries.results import Own
from domain.enquiries.rules import day_paid
from domain.understanding.slots import Slots
from handlers.context import Context
from handlers.questions import answers
from handlers.questions import arrival_views as views
from handlers.ui.reply import Reply


async def arrived(context: Context, own: Own, slots: Slots, topic: str) -> Reply:
    """`topic`: the frequent question that is answered to who never bought anything."""
    services, customer_id = context.services, context.customer.id
    payments = (await services.history.payments(customer_id, 0)).payments
    if not payments and not own.orders:
        return await answers.show(context, topic)
    if own.named:
        asked_about = {one.loan_id for one in own.named}
        payments = tuple(one for one in payments if one.loan_id in asked_about)
    waiting = (await services.standing.of(customer_id)).waiting
    reported = next((case for case in waiting if case.kind is CaseKind.PAID_ELSEWHERE), None)
    return views.arrived(context.t, own, payments, day_paid(slots, own.today), reported)
