"""What goes on with what was asked or opened a moment ago: 那下个月呢, 那空调呢, 那24期呢, 为什么.

words -> what was last (`current`) -> the same question of another time, order, amount or number of periods | why it is so
"""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic

from domain.enquiries.follow_ups import (
    asks_what_a_period_costs,
    asks_why,
    goes_on,
    is_a_bare_name,
    kept,
    names_a_time_alone,
    names_no_more_than,
    names_nothing_else,
    with_number_alone,
)
from domain.enquiries.rules import span_of
from domain.errors import DomainError
from domain.understanding.reader import Decision, Reading
from domain.understanding.slots import Slots, read_slots
from domain.understanding.topics import GRAVE
from domain.value import replace
from handlers.buttons.autopay import OpenAutopay
from handlers.buttons.bills import OpenBill, OpenBills
from handlers.buttons.breakdowns import ExplainBill, ExplainBills
from handlers.buttons.catalog import OpenProduct
from handlers.buttons.history import ExplainLateness, OpenCalendar, OpenHistory
from handlers.buttons.orders import OpenOrder, OpenOrders
from handlers.buttons.questions import OpenPlans
from handlers.buttons.repayment import OpenSettlement
from handlers.calculator import handlers as calculator
from handlers.context import Context, Talk
from handlers.questions.faq import short
from handlers.questions.own_answers import ANSWERS, OF_A_TIME
from handlers.questions.which import not_among, which_order
from handlers.questions.why_answers import why
from handlers.ui.callback_data import Action
from handlers.ui.screen import Outcome

# What a screen is about that was opened by a button or a whole phrase.
TOPIC_AT: Mapping[type[Action], str] = {
    OpenBills: "screen.amount_due",
    OpenBill: "screen.why_amount",
    ExplainBills: "screen.why_amount",
    ExplainBill: "screen.why_amount",
    OpenOrders: "screen.periods_left",
    OpenOrder: "screen.periods_left",
    OpenSettlement: "screen.settle",
    OpenHistory: "screen.last_payment",
    OpenCalendar: "screen.due_date",
    ExplainLateness: "screen.overdue_cost",
    OpenAutopay: "screen.autopay",
    OpenProduct: "screen.plans",
    OpenPlans: "screen.plans",
}
OF_ORDERS = (
    "screen.amount_due", "screen.due_date", "screen.total_owed", "screen.periods_left", "screen.why_amount",
    "screen.last_payment", "screen.overdue_cost", "screen.settle", "screen.repay", "faq.early.part",
    "faq.early.worth", "screen.own_rate", "screen.cost_paid", "screen.totals",
)  # fmt: skip
# Asked of an amount, and of which order it is for.
OF_AN_AMOUNT = ("screen.repay", "faq.early.part")
OF_PLANS = ("screen.plans", "faq.plan.periods", "faq.plan.compare", "faq.plan.minimum")


async def current(context: Context) -> Talk | None:
    """Return what was asked about last; of a screen that was opened, what that is about."""
    talk = context.talk
    if talk is None or talk.topic is not None or talk.place is None:
        return talk
    action = _action_of(talk.place)
    if action is None:
        return talk
    try:
        named = await _named_at(context, action, talk)
    except DomainError:  # it is not there any more
        named = talk
    return replace(named, topic=TOPIC_AT[type(action)])


def _action_of(place: str) -> Action | None:
    """Return what leads to a screen, where that is about something."""
    return next((kind.unpack(place) for kind in TOPIC_AT if kind.matches(place)), None)


async def _named_at(context: Context, action: Action, talk: Talk) -> Talk:
    services = context.services
    match action:
        case OpenOrder():
            order = await services.orders.order(context.customer.id, action.order_id)
            return replace(talk, order=order.summary.number)
        case OpenBill() | ExplainBill():
            return replace(talk, bill=action.installment_id)
        case OpenSettlement():  # of several it asks which
            own = await services.enquiries.own(context.customer.id, talk.slots)
            return replace(talk, asked_which=len(own.open_orders) > 1)
        case OpenPlans():
            periods = (action.periods,) if action.periods else ()
            return replace(talk, slots=Slots(amounts_fen=(action.amount_fen,), periods=periods))
        case OpenProduct():
            await services.catalog.product(action.product_id)  # raises where it is not sold any more
            return replace(talk, slots=Slots(product_id=action.product_id))
    return talk


async def in_view_of(context: Context, topic: str, slots: Slots) -> tuple[str, Slots]:
    """Return what is asked: where plans for an amount were shown a moment ago, 分24期呢, 能分几期 and 真实年化多少 are about
    that."""
    if slots.amounts_fen or topic not in ("screen.plans", "faq.plan.periods", "screen.own_rate"):
        return topic, slots
    talk = await current(context)
    if talk is None or not _has_goods_or_an_amount(talk):
        return topic, slots
    slots = replace(slots, amounts_fen=talk.slots.amounts_fen, product_id=talk.slots.product_id)
    if topic == "screen.own_rate":
        return topic, replace(slots, periods=slots.periods or talk.slots.periods)
    return "screen.plans", slots


def _has_goods_or_an_amount(talk: Talk) -> bool:
    """Return whether plans were shown, or may be, for something that is known."""
    of = talk.slots
    return talk.topic in OF_PLANS and (of.amount_fen is not None or of.product_id is not None)


async def follow_up(context: Context, words: str, reading: Reading | None = None) -> Outcome | None:
    """Answer what goes on with what was last. None where it is not that. `reading`: how the words are read by themselves."""
    talk = await current(context)
    if talk is None and names_a_time_alone(words):
        return await _of_bills(context, Talk(None, monotonic()), words, read_slots(words), reading)
    if talk is None or talk.topic in GRAVE:
        return None
    if (worked_out := await calculator.further(context, words)) is not None:
        return worked_out
    slots = read_slots(words)
    if talk.asked_which and (chosen := await _chosen(context, talk, words, slots, reading)) is not None:
        return chosen
    if asks_why(words):
        return await why(context, talk, slots)
    if asks_what_a_period_costs(words) and _has_goods_or_an_amount(talk):
        return await _goes_on(context, "screen.plans", kept(talk.slots, slots))
    if not goes_on(words) and not names_a_time_alone(words):
        return None
    if (of_an_amount := await _of_an_amount(context, talk, words, slots)) is not None:
        return of_an_amount
    return await _of_bills(context, talk, words, slots, reading)


async def _chosen(
    context: Context, talk: Talk, words: str, slots: Slots, reading: Reading | None
) -> Outcome | None:
    """Take the name of an order for the answer to which one is meant: what was asked is answered of that."""
    if talk.topic not in OF_ORDERS:
        return None
    own = await context.services.enquiries.own(context.customer.id, slots)
    if own.named and names_no_more_than(words, own.named):
        if len(own.named) == 1:
            return await _goes_on(context, talk.topic, replace(talk.slots, order=own.named[0].number))
        return which_order(context, own.named, short(talk.topic))
    asks_nothing = reading is not None and (
        reading.topic == "screen.shop" or reading.decision is not Decision.ANSWER
    )
    if not own.named and own.open_orders and asks_nothing and is_a_bare_name(words) and not goes_on(words):
        return not_among(context, own.open_orders, short(talk.topic))
    return None


async def _of_an_amount(context: Context, talk: Talk, words: str, slots: Slots) -> Outcome | None:
    """Answer 那24期呢, 那5000呢: the other of the two is as before."""
    is_of_plans = talk.topic in OF_PLANS
    said = with_number_alone(words, slots, of_plans=is_of_plans)
    if is_of_plans and (said.amounts_fen or said.periods):
        return await _goes_on(context, "screen.plans", kept(talk.slots, said))
    if talk.topic in OF_AN_AMOUNT and said.amounts_fen:
        return await _goes_on(context, talk.topic, replace(said, order=talk.order))
    return None


async def _of_bills(
    context: Context, talk: Talk, words: str, slots: Slots, reading: Reading | None
) -> Outcome | None:
    """Answer 那下个月呢, 那空调呢, 那五天呢."""
    topic = talk.topic
    own = await context.services.enquiries.own(context.customer.id, slots)
    if not names_nothing_else(words, own.named):
        is_goods = reading is not None and reading.topic == "screen.shop"
        if is_goods and topic in OF_ORDERS and own.open_orders:
            context.talks_of(topic, replace(talk.slots, order=None))
            return not_among(context, own.open_orders, short(topic))
        return None
    if own.named:
        if topic not in OF_ORDERS:
            return None
        return await _goes_on(context, topic, kept(talk.slots, slots) if topic in OF_AN_AMOUNT else slots)
    slots = replace(slots, order=talk.order)
    if slots.days is not None:
        return await _goes_on(context, topic, slots) if topic == "screen.overdue_cost" else None
    if span_of(slots, own.bills, own.today) is None:
        return None
    return await _goes_on(context, topic if topic in OF_A_TIME else "screen.amount_due", slots)


async def _goes_on(context: Context, topic: str, slots: Slots) -> Outcome:
    context.talks_of(topic, slots)
    return await ANSWERS[topic](context, slots)
