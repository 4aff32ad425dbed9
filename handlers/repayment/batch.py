"""Several bills at once (多笔一起还): chosen by tapping, confirmed together, paid one after the other.

一起还几笔 -> choose (逾期 / 到期 / 全部, or one by one) -> confirm -> receipts
"""

from __future__ import annotations

from telegram import Update

from domain.errors import Stale
from domain.payments.results import BasketView
from domain.quotes.results import BasketChoice
from handlers.bills.handlers import show_bills
from handlers.buttons.repayment import ChooseBills, OfferBills, PayBasket, StartChoosing
from handlers.context import Context
from handlers.repayment import batch_views as views
from handlers.repayment import payment_views as paying_views
from handlers.repayment.handlers import send_code
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_tap
from handlers.ui.selection import unpack_picks


async def choosing_words(update: Update, context: Context) -> Reply:
    return await start_choosing(context)


async def open_choice(context: Context, action: StartChoosing) -> Reply:
    return await start_choosing(context)


async def start_choosing(context: Context) -> Reply:
    """With what most people want chosen: what is due, or else everything that can be paid."""
    choice = await context.services.baskets.choice(context.customer.id)
    return await _choose(context, choice, choice.due or choice.everything)


async def choose_bills(context: Context, action: ChooseBills) -> Reply:
    choice = await context.services.baskets.choice(context.customer.id)
    if action.version != choice.version:
        screen = await _choose(context, choice, choice.due or choice.everything)
        return screen.with_toast(views.changed(context.t))
    return await _choose(context, choice, unpack_picks(action.picks))


async def _choose(context: Context, choice: BasketChoice, counts: dict[int, int]) -> Reply:
    if not choice.loans:
        return (await show_bills(context)).with_toast(views.nothing_to_choose(context.t))
    return views.choose_screen(context.t, choice, _within(choice, counts))


def _within(choice: BasketChoice, counts: dict[int, int]) -> dict[int, int]:
    """A forged count chooses no more than there is."""
    return {
        place: min(counts[place], len(loan.bills))
        for place, loan in enumerate(choice.loans, 1)
        if counts.get(place)
    }


async def offer_bills(context: Context, action: OfferBills) -> Reply:
    basket = await context.services.baskets.offer(
        context.customer.id, unpack_picks(action.picks), action.version
    )
    return _confirmation(context, basket)


async def pay_basket(context: Context, action: PayBasket) -> Reply:
    """Pay. Where something changed since the screen was shown, the new figures are shown instead, to be confirmed."""
    baskets, customer_id = context.services.baskets, context.customer.id
    try:
        outcome = await baskets.pay(customer_id, action.basket_id, action.way)
    except Stale:
        return _confirmation(context, await baskets.renew(customer_id, action.basket_id))
    if not outcome.receipts and outcome.stopped is not None:
        raise outcome.stopped
    if outcome.awaited is not None:
        await send_code(context, outcome.awaited)
    screen = views.outcome_screen(context.t, action.basket_id, action.way, outcome)
    if outcome.awaited is not None and action.waited_for == views.place(outcome):
        return screen.with_toast(paying_views.still_waiting(context.t))
    return screen


def _confirmation(context: Context, basket: BasketView) -> Reply:
    ways = context.services.baskets.ways(basket)
    return views.confirm_screen(context.t, basket, ways, demo=context.conduct.demo)


TAPS: Taps = (
    on_tap(StartChoosing, open_choice, show_bills),
    on_tap(ChooseBills, choose_bills, show_bills),
    on_tap(OfferBills, offer_bills, start_choosing),
    on_tap(PayBasket, pay_basket, start_choosing),
)
PHRASES: Phrases = {
    choosing_words: (
        "一起还", "一起還", "都还了", "都還了", "一起还几笔", "一起還幾筆", "多笔一起还", "多筆一起還",
        "把逾期的都还了", "把到期的都还了",
        "全部账单一起还", "還多筆", "pay several", "pay all bills", "pay everything due",
    ),
}  # fmt: skip
