"""What is asked about one's own bills, answered from them.

words -> slots -> which orders and bills are meant (`domain.enquiries`) -> the answer; where several may be meant, which one
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from domain.enquiries.follow_ups import asks_what_a_period_costs
from domain.enquiries.results import DueBills, Own, OwnOrder, Span
from domain.enquiries.rules import (
    AHEAD_DAYS,
    asks_of_every_month,
    asks_rate_of_own,
    asks_to_delete,
    asks_to_pay_more,
    asks_what_is_debited,
    asks_what_to_hold,
    bill_of_amounts,
    day_ahead,
    days_ahead,
    days_until,
    due_bills,
    is_of_all,
    month_of,
    near_day,
    points_at_goods,
    span_of,
)
from domain.enquiries.wordings import topic_said
from domain.loans.errors import PaymentInFlight
from domain.quotes.results import PrepaymentChoice, QuoteKind
from domain.standing.results import Standing
from domain.terms import PrepayStrategy
from domain.understanding.slots import Slots
from domain.value import replace
from handlers.bills.handlers import show_bills
from handlers.buttons.questions import RepayAmount, WeighAmount
from handlers.buttons.repayment import OpenPayment, OpenSettlement, QuoteRepayment, QuoteSettlement
from handlers.buttons.support import ANY_LOAN
from handlers.calculator import handlers as calculator
from handlers.context import Context
from handlers.questions import answers, late_views
from handlers.questions import own_payment_views as paid_views
from handlers.questions import own_views as views
from handlers.questions import plan_answers as plans
from handlers.questions import worth_answers as worth
from handlers.questions.arrival_answers import arrived
from handlers.questions.coming_answers import coming_or_bills
from handlers.questions.month_views import months_screen
from handlers.questions.own_lines import costs_until, with_line
from handlers.questions.rate_answers import IN_GENERAL, OWN_RATE, compare_rates, own_rate
from handlers.questions.total_views import totals_screen
from handlers.questions.which import not_among, which_loan, which_order
from handlers.repayment import early
from handlers.repayment import handlers as repayment
from handlers.repayment.early_views import choice_screen
from handlers.repayment.views import more_than_all
from handlers.tracked.income_views import income_screen
from handlers.ui.screen import Outcome

Answer = Callable[[Context, Slots], Awaitable[Outcome]]
NEXT = Span(turn=1)


async def _own(context: Context, slots: Slots) -> Own:
    """Return what is the customer's, and keep which order was spoken of."""
    own = await context.services.enquiries.own(context.customer.id, slots)
    if len(own.named) == 1:
        context.talks_more_closely(order=own.named[0].number)
    return own


async def _standing(context: Context, own: Own) -> Standing:
    """Return how the customer stands, with what is late of the orders that are asked about only."""
    standing = await context.services.standing.of(context.customer.id)
    return await context.services.enquiries.standing_of(own, standing)


async def _left(context: Context, own: Own) -> Outcome:
    if not own.asked:
        return await show_bills(context)
    return views.left_screen(context.t, own, await _standing(context, own))


def _keep_bill(context: Context, due: DueBills) -> None:
    """Keep which bill was answered about, where it was one: 为什么 is about that."""
    if len(due.bills) == 1:
        context.talks_more_closely(bill=due.bills[0].installment_id)


async def amount_due(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    days = days_ahead(slots, own.today) or (AHEAD_DAYS if asks_what_is_debited(slots) else None)
    if days is not None:
        return await coming_or_bills(context, own, days)
    if not own.asked:
        return await show_bills(context)
    if asks_of_every_month(slots):
        return months_screen(context.t, own, await _standing(context, own))
    if own.late and day_ahead(slots, own.today) is not None:  # 下周三发钱，到那天一共多少
        return await overdue_cost(context, slots)
    said = span_of(slots, own.bills, own.today)
    if own.late and (said is None or said.day == own.today):  # what is to be paid now is what is late
        return await show_bills(context)
    due = due_bills(own, said or month_of(own.today))
    if said is None and not due.every and asks_what_to_hold(slots.words):  # for the next one
        due = due_bills(own, NEXT)
    _keep_bill(context, due)
    return views.due_screen(context.t, own, due, await _standing(context, own))


async def due_date(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    if not own.asked:
        return await show_bills(context)
    due = due_bills(own, span_of(slots, own.bills, own.today) or NEXT)
    if due.span.is_behind and not due.bills:  # 上期哪天还的: what is paid has a day it was paid on
        return await last_payment(context, slots)
    _keep_bill(context, due)
    return views.date_screen(context.t, own, due, await _standing(context, own))


async def total_owed(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    if (days := days_until(slots, own.today)) is not None:  # 到年底一共还要还多少
        return await coming_or_bills(context, own, days)
    if (day := day_ahead(slots, own.today)) is not None:  # 下周三发钱，到那天一共要还多少
        if own.late:
            return await overdue_cost(context, slots)
        return await coming_or_bills(context, own, (day - own.today).days)
    if not any(one.open for one in own.asked):
        return await _left(context, own)
    return views.owed_screen(context.t, own, await _standing(context, own))


async def periods_left(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    return await _left(context, own)


async def income(context: Context, slots: Slots) -> Outcome:
    """Set the income days against what is due; who told of none sees what is due in the days to come, and can tell."""
    plan = await context.services.income.plan(context.customer.id)
    own = await _own(context, slots)
    noted = await context.services.tracked.overview(context.customer.id)
    if plan.incomes or not (own.open_orders or noted.bills):
        return income_screen(context.t, plan)
    return await coming_or_bills(context, own, AHEAD_DAYS)


async def why_amount(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    if not own.asked:
        return await show_bills(context)
    bill = bill_of_amounts(own, slots.amounts_fen)
    if bill is None and len(own.asked) > 1:
        return which_order(context, own.asked, "screen-why_amount")
    span = span_of(slots, own.bills, own.today)
    found = due_bills(own, span).every if span is not None else ()
    bill = bill or next(iter(found or own.late or own.next), own.bills[-1])
    return views.why_screen(context.t, bill, own.today)


async def last_payment(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    payments = (await context.services.history.payments(context.customer.id, 0)).payments
    if not payments and not own.orders:
        return await show_bills(context)
    asked = near_day(slots, own.today, is_over=True)
    span = span_of(slots, own.bills, own.today) if asked is None else None
    due = due_bills(own, span) if span is not None else None
    return paid_views.last_payments(context.t, own, payments, due, asked)


async def cost_paid(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    if not own.orders:
        return await show_bills(context)
    return paid_views.cost_paid(context.t, own.named or own.orders)


async def totals(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    if not own.orders:
        return await show_bills(context)
    found = await context.services.enquiries.totals(context.customer.id, own)
    return totals_screen(context.t, own, found, await _standing(context, own))


async def not_arrived(topic: str, context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    if (
        near_day(slots, own.today) is None and span_of(slots, own.bills, own.today) is not None
    ):  # 上个月的还了怎么还显示
        return await last_payment(context, slots)
    return await arrived(context, own, slots, topic)


async def overdue_cost(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    costs, days = await costs_until(context, own, slots)
    if own.late:
        return late_views.late_screen(context.t, own, await _standing(context, own), costs, days)
    of_now = days is None
    return (
        paid_views.late_costs(context.t, costs, own.today, asked_of_now=of_now)
        if costs
        else paid_views.no_late_cost(context.t)
    )


async def settle(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    if len(own.named) == 1 and own.named[0].open:
        return await early.quote_settlement(context, QuoteSettlement(own.named[0].loan_id))
    if own.named and not any(one.open for one in own.named):
        return await _left(context, own)
    if len(own.open_orders) > 1 and not own.named and is_of_all(slots.words):
        return await worth.worth(context, slots)
    if len(own.open_orders) > 1:  # its screen asks which
        context.asks_which()
    return await early.open_settlement(context, OpenSettlement())


async def again(context: Context, slots: Slots) -> Outcome:
    """Whether one can buy again: of whoever is late, first what is late."""
    own = await _own(context, slots)
    topic = "faq.overdue.again" if own.late else "faq.account.again"
    return await with_line(context, topic, slots, await answers.show(context, topic))


async def repay(context: Context, slots: Slots) -> Outcome:
    """Show the confirmation of what is asked for; nothing is paid before it is confirmed."""
    own = await _own(context, slots)
    orders = [one for one in own.asked if one.open]
    if not orders:
        return await _left(context, own)
    amounts = slots.amounts_fen
    loan_id = orders[0].loan_id if len(orders) == 1 else ANY_LOAN
    if len(amounts) > 1:
        return paid_views.which_amount(context.t, amounts, loan_id)
    if amounts:
        return await _amount_of(context, orders, amounts[0])
    if len(orders) == 1 and not slots.names_a_number:
        quoted = repayment.quote_repayment(context, QuoteRepayment(orders[0].open[0].installment_id))
        return await _or_what_is_paid(context, loan_id, quoted)
    return await show_bills(context)


async def _or_what_is_paid(context: Context, loan_id: str, showing: Awaitable[Outcome]) -> Outcome:
    """Show what is to be confirmed; while a payment of the loan has no outcome, how that one stands."""
    try:
        return await showing
    except PaymentInFlight:
        return await repayment.open_payment(context, OpenPayment(loan_id))


async def _amount_of(context: Context, orders: Sequence[OwnOrder], amount_fen: int) -> Outcome:
    if len(orders) > 1:
        # Of what less is owed on, so much would be refused.
        enough = [one for one in orders if one.owed_fen >= amount_fen]
        return which_loan(context, enough or orders, amount_fen)
    loan_id = orders[0].loan_id
    return await _or_what_is_paid(context, loan_id, _confirmation(context, loan_id, amount_fen))


async def _confirmation(context: Context, loan_id: str, amount_fen: int) -> Outcome:
    """Show exactly so much, to be confirmed; where it could be used otherwise, with the way to that."""
    quotes, customer_id, t = context.services.quotes, context.customer.id, context.t
    shown = await quotes.choices(customer_id, loan_id, amount_fen)
    if not isinstance(shown, PrepaymentChoice):
        screen = repayment.confirmation(context, shown)
        is_less = shown.kind is QuoteKind.SETTLEMENT and amount_fen > shown.amount_fen
        return replace(screen, parts=(more_than_all(t, shown), *screen.parts)) if is_less else screen
    if not any(view.strategy is PrepayStrategy.NEXT for view, _ in shown.options):
        return choice_screen(t, shown)
    screen = repayment.confirmation(context, await quotes.amount(customer_id, loan_id, amount_fen))
    return paid_views.with_other_uses(t, screen, WeighAmount(loan_id, amount_fen))


async def pay_more(context: Context, slots: Slots) -> Outcome:
    """Show what each use of an amount beyond what is due saves; without one amount, how it is done."""
    own = await _own(context, slots)
    orders = [one for one in own.asked if one.open]
    if slots.amount_fen is None or not orders:
        return await answers.show(context, "faq.early.part")
    if len(orders) > 1:
        return which_loan(context, orders, slots.amount_fen, WeighAmount)
    return await weigh_amount(context, WeighAmount(orders[0].loan_id, slots.amount_fen))


async def repay_amount(context: Context, action: RepayAmount) -> Outcome:
    if action.loan_id != ANY_LOAN:
        shown = _confirmation(context, action.loan_id, action.amount_fen)
        return await _or_what_is_paid(context, action.loan_id, shown)
    own = await context.services.enquiries.own(context.customer.id, Slots())
    return (
        await _amount_of(context, own.open_orders, action.amount_fen)
        if own.open_orders
        else await show_bills(context)
    )


async def weigh_amount(context: Context, action: WeighAmount) -> Outcome:
    return await _or_what_is_paid(context, action.loan_id, _weighed(context, action))


async def _weighed(context: Context, action: WeighAmount) -> Outcome:
    shown = await context.services.quotes.choices(context.customer.id, action.loan_id, action.amount_fen)
    if isinstance(shown, PrepaymentChoice):
        return choice_screen(context.t, shown)
    return repayment.confirmation(context, shown)


async def compare(context: Context, slots: Slots) -> Outcome:
    """Compare one's own plans where they are named; else say how plans are compared."""
    own = await _own(context, slots)
    if (compared := await compare_rates(context, own, slots)) is not None:
        return compared
    topic = "faq.plan.compare"
    return await with_line(context, topic, slots, await answers.show(context, topic))


async def rate(context: Context, slots: Slots) -> Outcome:
    return await own_rate(context, await _own(context, slots), slots)


async def _of_own_goods(topic: str, answer: Answer, context: Context, slots: Slots) -> Outcome:
    """Answer of all, or of what is named; where that is none of theirs, say so."""
    if points_at_goods(slots.words):
        own = await _own(context, slots)
        if not own.named and own.open_orders:
            return not_among(context, own.open_orders, topic)
    return await answer(context, slots)


def meant(topic: str, slots: Slots) -> str:
    """Return what is asked where the sentence says so by itself, or names an amount, periods or what is debited."""
    if (said := topic_said(slots.words)) is not None:
        return said
    if topic in OF_PERSONAL_DATA and asks_to_delete(slots.words):
        return "faq.account.close"
    if topic == "faq.date.change" and slots.day is None and slots.in_days is not None:  # 改成明天还行不行
        return "faq.date.later"
    if topic in OF_MORE and asks_to_pay_more(slots):
        return "faq.early.part"
    if topic in OF_RATES and asks_rate_of_own(slots, of_true_rate=topic == IN_GENERAL):
        return OWN_RATE
    if slots.amounts_fen and topic in WITH_AN_AMOUNT:
        return WITH_AN_AMOUNT[topic]
    if topic in WITH_PERIODS and (slots.periods or asks_what_a_period_costs(slots.words)):
        return "screen.plans"
    return "screen.amount_due" if topic in OF_DEBITS and asks_what_is_debited(slots) else topic


# Questions that are answered as another one where an amount is named: 先还六百行不.
WITH_AN_AMOUNT = {"faq.repay.part": "screen.repay", "faq.plan.compare": "screen.plans"}
OF_PERSONAL_DATA = ("faq.privacy", "faq.identity.why")
OF_MORE = ("faq.repay.part", "faq.repay.limit", "faq.repay.twice", "faq.early.interest", "faq.early.worth")
WITH_PERIODS = ("faq.plan.periods", "faq.plan.compare")
OF_DEBITS = (
    "faq.autopay.extra",
    "faq.autopay.order",
    "faq.autopay.time",
    "faq.autopay.how_off",
    "screen.autopay",
)
OF_RATES = (IN_GENERAL, "faq.plan.rate")
NOT_ARRIVED = ("faq.bill.paid_still_shown", "faq.repay.not_arrived")
OF_A_TIME = ("screen.amount_due", "screen.due_date", "screen.why_amount", "screen.last_payment", *NOT_ARRIVED)
ANSWERS: Mapping[str, Answer] = {
    "screen.amount_due": partial(_of_own_goods, "screen-amount_due", amount_due),
    "screen.due_date": partial(_of_own_goods, "screen-due_date", due_date),
    "screen.total_owed": partial(_of_own_goods, "screen-total_owed", total_owed),
    "screen.periods_left": partial(_of_own_goods, "screen-periods_left", periods_left),
    "screen.why_amount": why_amount,
    "screen.income": income,
    "screen.last_payment": last_payment,
    "screen.cost_paid": cost_paid,
    "screen.totals": partial(_of_own_goods, "screen-totals", totals),
    **{topic: partial(not_arrived, topic) for topic in NOT_ARRIVED},
    "screen.overdue_cost": overdue_cost,
    "screen.settle": settle,
    "screen.repay": repay,
    "faq.account.again": again,
    "faq.plan.compare": compare,
    "faq.early.worth": worth.worth,
    calculator.TOPIC: calculator.answer,
    "faq.early.part": pay_more,
    OWN_RATE: rate,
    "screen.plans": plans.compare,
    "screen.limit": plans.limits,
    "screen.deferred": plans.deferred,
}
