"""What is asked about one's own bills, answered from them.

words -> slots -> which orders and bills are meant (`domain.enquiries`) -> the answer; where several may be meant, which one
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from domain.enquiries.follow_ups import asks_what_a_period_costs
from domain.enquiries.results import DueBills, Own, OwnOrder, Span
from domain.enquiries.rules import (
    AHEAD_DAYS,
    asks_rate_of_own,
    asks_to_pay_more,
    asks_what_is_debited,
    bill_of_amounts,
    days_ahead,
    due_bills,
    is_of_all,
    month_of,
    span_of,
)
from domain.enquiries.wordings import topic_said
from domain.loans.errors import PaymentInFlight
from domain.quotes.results import PrepaymentChoice, QuoteKind
from domain.standing.results import DebitState, Standing
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
from handlers.questions.card_answers import OF_CARDS, Beside, own_cards
from handlers.questions.coming_answers import coming_or_bills
from handlers.questions.lender_answers import OF_LENDERS, own_lenders
from handlers.questions.rate_answers import IN_GENERAL, OWN_RATE, own_rate, own_rate_line
from handlers.questions.which import which_loan, which_order
from handlers.repayment import early
from handlers.repayment import handlers as repayment
from handlers.repayment.early_views import choice_screen
from handlers.repayment.views import more_than_all
from handlers.ui.screen import Outcome
from handlers.ui.status_lines import debit_line

Answer = Callable[[Context, Slots], Awaitable[Outcome]]
NEXT = Span(turn=1)
MOST_DAYS = 365  # late


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
    days = days_ahead(slots) or (AHEAD_DAYS if asks_what_is_debited(slots) else None)
    if days is not None:
        return await coming_or_bills(context, own, days)
    if not own.asked:
        return await show_bills(context)
    said = span_of(slots, own.bills, own.today)
    if own.late and (said is None or said.day == own.today):  # what is to be paid now is what is late
        return await show_bills(context)
    due = due_bills(own, said or month_of(own.today))
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
    if not any(one.open for one in own.asked):
        return await _left(context, own)
    return views.owed_screen(context.t, own, await _standing(context, own))


async def periods_left(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    return await _left(context, own)


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
    asked = None if slots.in_days is None else own.today + timedelta(days=slots.in_days)
    span = span_of(slots, own.bills, own.today) if slots.in_days is None else None
    due = due_bills(own, span) if span is not None else None
    return paid_views.last_payments(context.t, own, payments, due, asked)


async def cost_paid(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    if not own.orders:
        return await show_bills(context)
    return paid_views.cost_paid(context.t, own.named or own.orders)


async def not_arrived(topic: str, context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    if slots.in_days is None and span_of(slots, own.bills, own.today) is not None:  # 上个月的还了怎么还显示
        return await last_payment(context, slots)
    return await arrived(context, own, slots, topic)


async def overdue_cost(context: Context, slots: Slots) -> Outcome:
    own = await _own(context, slots)
    costs = await context.services.enquiries.late_costs(own, min(slots.days or 1, MOST_DAYS))
    if own.late:
        return late_views.late_screen(context.t, own, await _standing(context, own), costs, slots.days)
    of_now = slots.days is None
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
    return await answers.show(context, "faq.overdue.again" if own.late else "faq.account.again")


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


async def rate(context: Context, slots: Slots) -> Outcome:
    return await own_rate(context, await _own(context, slots), slots)


async def next_debit_line(context: Context) -> str | None:
    """Say what automatic debit takes next, where it is on."""
    standing = await context.services.standing.of(context.customer.id)
    if standing.debit is not DebitState.ON:
        return debit_line(context.t, standing)
    held = {pause.loan_id: pause.until for pause in standing.pauses}
    found = await context.services.enquiries.next_debit(context.customer.id, held)
    return paid_views.next_debit(context.t, found) if found is not None else None


async def _beside(said: Callable[[Context], Awaitable[str | None]], context: Context) -> Beside | None:
    line = await said(context)
    return None if line is None else Beside(line)


def meant(topic: str, slots: Slots) -> str:
    """Return what is asked where the sentence says so by itself, or names an amount, periods or what is debited."""
    if (said := topic_said(slots.words)) is not None:
        return said
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
OF_MORE = ("faq.repay.part", "faq.repay.limit", "faq.repay.twice", "faq.early.interest", "faq.early.worth")
WITH_PERIODS = ("faq.plan.periods", "faq.plan.compare")
OF_DEBITS = ("faq.autopay.order", "faq.autopay.time", "faq.autopay.how_off", "screen.autopay")
OF_NEXT_DEBIT = tuple(
    f"faq.autopay.{name}" for name in ("time", "not_taken", "failed", "balance", "or_manual", "order")
)
OF_RATES = (IN_GENERAL, "faq.plan.rate")
ENRICHED: Mapping[str, Callable[[Context], Awaitable[Beside | None]]] = {
    **dict.fromkeys(OF_NEXT_DEBIT, partial(_beside, next_debit_line)),
    **dict.fromkeys(OF_RATES, partial(_beside, own_rate_line)),
    **dict.fromkeys(OF_CARDS, own_cards),
    **dict.fromkeys(OF_LENDERS, partial(_beside, own_lenders)),
}
NOT_ARRIVED = ("faq.bill.paid_still_shown", "faq.repay.not_arrived")
OF_A_TIME = ("screen.amount_due", "screen.due_date", "screen.why_amount", "screen.last_payment", *NOT_ARRIVED)
ANSWERS: Mapping[str, Answer] = {
    "screen.amount_due": amount_due,
    "screen.due_date": due_date,
    "screen.total_owed": total_owed,
    "screen.periods_left": periods_left,
    "screen.why_amount": why_amount,
    "screen.last_payment": last_payment,
    "screen.cost_paid": cost_paid,
    **{topic: partial(not_arrived, topic) for topic in NOT_ARRIVED},
    "screen.overdue_cost": overdue_cost,
    "screen.settle": settle,
    "screen.repay": repay,
    "faq.account.again": again,
    "faq.early.worth": worth.worth,
    calculator.TOPIC: calculator.answer,
    "faq.early.part": pay_more,
    OWN_RATE: rate,
    "screen.plans": plans.compare,
    "screen.limit": plans.limits,
}
