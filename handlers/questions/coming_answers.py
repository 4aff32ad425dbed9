"""未来30天要还多少, 自动扣款会扣多少: what is due in the days to come, against what automatic debit takes of it."""

from __future__ import annotations

from domain.enquiries.results import Own
from domain.standing.results import DebitState
from handlers.context import Context
from handlers.questions import coming_views as views
from handlers.questions.own_payment_views import next_debit
from handlers.ui.reply import Reply

MOST_DAYS = 365


async def coming(context: Context, own: Own, days: int) -> Reply:
    services, customer_id = context.services, context.customer.id
    standing = await services.standing.of(customer_id)
    held = {pause.loan_id: pause.until for pause in standing.pauses}
    debits = standing.debit in (DebitState.ON, DebitState.PAUSED)
    found = await services.enquiries.coming(customer_id, own, min(days, MOST_DAYS), held, debits=debits)
    following = await services.enquiries.next_debit(customer_id, held) if found.taken else None
    line = None if following is None else next_debit(context.t, following)
    return views.coming(context.t, found, standing, line)
