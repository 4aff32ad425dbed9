"""What one's own data say beside the answer to a frequent question: what is late or due next and what waiting costs, what
settling today saves, how much can still be used; to who has nothing yet, what there is to be had.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from domain.enquiries.results import LateCost, Own
from domain.enquiries.rules import day_ahead
from domain.history.results import PaymentOutcome
from domain.standing.results import DebitState
from domain.understanding.slots import Slots
from domain.value import replace
from handlers.bills.views import late_line
from handlers.context import Context
from handlers.questions import limit_views, own_views, plan_views, worth_views
from handlers.questions import own_payment_views as paid_views
from handlers.questions.card_answers import OF_CARDS, Beside, own_cards
from handlers.questions.lender_answers import OF_LENDERS, own_lenders
from handlers.questions.rate_answers import IN_GENERAL, own_rate_line
from handlers.ui.reply import Reply
from handlers.ui.status_lines import debit_line, report_line

Line = Callable[[Context, Slots], Awaitable[str | None]]
MOST_DAYS = 365  # late
SHOWN = 3


async def costs_until(context: Context, own: Own, slots: Slots) -> tuple[Sequence[LateCost], int | None]:
    """Return what being late costs until the day that is named, or for so many days; and how many, None where none are."""
    late_costs = context.services.enquiries.late_costs
    until = day_ahead(slots, own.today)
    if slots.days is not None or until is None:
        return await late_costs(own, min(slots.days or 1, MOST_DAYS)), slots.days
    costs = await late_costs(own, 1, min(until, own.today + timedelta(days=MOST_DAYS)))
    return costs, max((cost.days for cost in costs), default=0)


async def due(context: Context, slots: Slots) -> str | None:
    """Say what is late, else what is due next."""
    own = await context.services.enquiries.own(context.customer.id, slots)
    standing = await context.services.standing.of(context.customer.id)
    return late_line(context.t, standing) if standing.past_due else own_views.next_line(context.t, own)


async def waiting(context: Context, slots: Slots) -> str | None:
    """Say the same, and what waiting for the day that is named costs."""
    own = await context.services.enquiries.own(context.customer.id, slots)
    return _lines(await due(context, slots), *await _waiting(context, own, slots))


async def lateness(context: Context, slots: Slots) -> str | None:
    """Say what is late and when that is reported; where nothing is, that, and what is due next."""
    own = await context.services.enquiries.own(context.customer.id, slots)
    standing, t = await context.services.standing.of(context.customer.id), context.t
    if standing.past_due:
        return _lines(late_line(t, standing), report_line(t, standing), *await _waiting(context, own, slots))
    if not own.asked:
        return None
    nothing = t("您现在没有过了还款日的账单。")
    return _lines(nothing, own_views.next_line(t, own), *await _waiting(context, own, slots))


async def _waiting(context: Context, own: Own, slots: Slots) -> list[str]:
    costs, days = await costs_until(context, own, slots)
    if days is None:
        return []
    return [paid_views.late_cost(context.t, cost, own.today) for cost in costs[:SHOWN]]


async def early(context: Context, slots: Slots) -> str | None:
    """Say what settling today takes and saves, with the fee for it."""
    own = await context.services.enquiries.own(context.customer.id, slots)
    found = await context.services.enquiries.savings(own)
    return _lines(*(worth_views.settled_today(context.t, one) for one in found[:SHOWN]))


async def limit(context: Context, slots: Slots) -> str | None:
    """Say what is left of the credit lines of the lenders that one has bought with."""
    own = await context.services.enquiries.own(context.customer.id, slots)
    found = await context.services.offers.limits(context.customer.id)
    return limit_views.of_own(context.t, found, {one.bills[0].lender_name for one in own.orders})


async def offered(context: Context, slots: Slots) -> str | None:
    """Say what the cheapest plan for an amount as an example costs, and between which rates the plans are."""
    offers = context.services.offers
    offer = await offers.on_offer()
    if not offer.ranges:
        return None
    amount_fen, periods = offer.example(slots.periods)
    found = await offers.compare(slots.amount_fen or amount_fen, (periods,))
    return plan_views.cheapest_line(context.t, found) if found.options else None


async def offered_to_the_new(context: Context, slots: Slots) -> str | None:
    """Say the same to who has nothing open: whoever has, has rates of their own."""
    own = await context.services.enquiries.own(context.customer.id, Slots())
    return None if own.open_orders else await offered(context, slots)


async def free(context: Context, slots: Slots) -> str | None:
    """Say for which numbers of periods an amount as an example costs nothing."""
    offers = context.services.offers
    offer = await offers.on_offer()
    if not offer.ranges:
        return None
    found = await offers.compare(slots.amount_fen or offer.example(())[0])
    return plan_views.free_line(context.t, found) if found.options else None


async def next_debit_line(context: Context) -> str | None:
    """Say what automatic debit takes next, where it is on."""
    standing = await context.services.standing.of(context.customer.id)
    if standing.debit is not DebitState.ON:
        return debit_line(context.t, standing)
    held = {pause.loan_id: pause.until for pause in standing.pauses}
    found = await context.services.enquiries.next_debit(context.customer.id, held)
    return paid_views.next_debit(context.t, found) if found is not None else None


async def _debit(context: Context, slots: Slots) -> str | None:
    return await next_debit_line(context)


async def _short_of_money(context: Context, slots: Slots) -> str | None:
    """Say also whether less than all is taken, where a debit is to come."""
    t, said = context.t, await next_debit_line(context)
    view = await context.services.autopay.view(context.customer.id)
    if said is None or not view.active:
        return said
    if view.partial:
        return _lines(said, t("余额不够时会先扣卡里有的部分，剩下的请当天 24:00 前还上。"))
    return _lines(said, t("余额不够时不会只扣一部分，这次就扣不成。"))


async def _refused(context: Context, slots: Slots) -> str | None:
    """Say of the last debit that was refused why, as its bank said; and what is debited next, or why nothing is."""
    payments = (await context.services.history.payments(context.customer.id, 0)).payments
    refused = (one for one in payments if one.is_debit and one.outcome is PaymentOutcome.NOT_TAKEN)
    last = next(refused, None)
    said = paid_views.refused_debit(context.t, last, context.today) if last is not None else None
    return _lines(said, await next_debit_line(context)) or await due(context, slots)


async def first_to_pay(context: Context, slots: Slots) -> str | None:
    """Name the bills to pay before others: what is late, the longest first; else what is due next."""
    own = await context.services.enquiries.own(context.customer.id, Slots())
    standing, t = await context.services.standing.of(context.customer.id), context.t
    if not own.late:
        return own_views.next_line(t, own)
    named = (own_views.bill_line(t, bill, own.today) for bill in own.late[:SHOWN])
    return _lines(late_line(t, standing), *named, report_line(t, standing))


async def first_periods(context: Context, slots: Slots) -> str | None:
    """Say what the first, the second and the last period of each open order come to, paid or not."""
    own, t = await context.services.enquiries.own(context.customer.id, slots), context.t
    lines = (own_views.first_periods(t, one) for one in own.asked[:SHOWN])
    return _lines(*lines)


async def _lenders(context: Context, slots: Slots) -> str | None:
    return await own_lenders(context)


async def _rate(context: Context, slots: Slots) -> str | None:
    return await own_rate_line(context) or await offered_to_the_new(context, slots)


def _lines(*said: str | None) -> str | None:
    return "\n".join(line for line in said if line) or None


_LINES: Mapping[Line, tuple[str, ...]] = {
    due: (
        "faq.bill.cutoff", "faq.bill.first_due", "faq.bill.issue_day", "faq.bill.where",
        "faq.repay.entry", "faq.repay.part", "faq.repay.minimum",
        "faq.repay.interest_only", "faq.repay.limit", "faq.repay.holiday", "faq.autopay.stop_once",
        "faq.date.change", "faq.date.negotiate", "faq.refund.still_pay",
    ),
    waiting: ("faq.date.later", "faq.date.payday", "faq.date.together"),
    lateness: (
        "faq.overdue.consequence", "faq.overdue.grace", "faq.overdue.forgot", "faq.overdue.wrong",
        "faq.overdue.small", "faq.overdue.long", "faq.overdue.again", "faq.overdue.compound", "faq.credit.overdue",
        "faq.overdue.law", "faq.overdue.goods", "faq.overdue.family", "faq.overdue.life",
        "faq.credit.remove", "faq.credit.mortgage",
    ),
    early: ("faq.credit.settled", "faq.early.can", "faq.early.fee", "faq.early.interest", "faq.early.free_periods"),
    limit: (
        "faq.limit.not_back", "faq.limit.lowered", "faq.limit.not_enough", "faq.limit.most", "faq.limit.raise",
        "faq.early.limit_back", "faq.account.again",
    ),
    offered: ("faq.plan.compare", "faq.plan.vs_card"),
    offered_to_the_new: ("faq.plan.fee", "faq.plan.rate_differs"),
    free: ("faq.plan.interest_free",),
    _debit: tuple(
        f"faq.autopay.{name}" for name in ("time", "or_manual", "order", "extra", "one_loan")
    ),
    _refused: ("faq.autopay.failed", "faq.autopay.not_taken"),
    first_periods: ("faq.bill.first_differs",),
    first_to_pay: ("faq.credit.first",),
    _short_of_money: ("faq.autopay.balance", "faq.autopay.part"),
    _rate: (IN_GENERAL, "faq.plan.rate"),
    _lenders: OF_LENDERS,
}  # fmt: skip
_LINE_OF = {topic: line for line, topics in _LINES.items() for topic in topics}


async def beside(context: Context, topic: str, slots: Slots) -> Beside | None:
    """Return what one's own data say beside the answer to this question; None where they say nothing of it."""
    if topic in OF_CARDS:
        return await own_cards(context)
    line = await _LINE_OF[topic](context, slots) if topic in _LINE_OF else None
    return None if line is None else Beside(line)


async def with_line(context: Context, topic: str, slots: Slots, shown: Reply) -> Reply:
    """Add after the question what one's own data say, and before the other buttons what does it at once."""
    own = await beside(context, topic, slots)
    if own is None:
        return shown
    labels = {button.label for row in shown.keyboard for button in row}
    row = [] if own.button is None or own.button.label in labels else [(own.button,)]
    return replace(
        shown, parts=(shown.parts[0], own.line, *shown.parts[1:]), keyboard=(*row, *shown.keyboard)
    )
