"""Several bills at once (多笔一起还): chosen by tapping, confirmed together, paid one after the other.

一起还几笔 -> choose (逾期 / 到期 / 全部, or one by one) -> confirm -> receipts
"""

from __future__ import annotations

from telegram import Update

from domain.errors import Stale
from domain.payments.results import BatchView
from domain.quotes.results import BatchChoice
from handlers.bills.handlers import show_bills
from handlers.buttons.repayment import ChooseBills, PayBatch, QuoteBills, QuoteCycle, StartChoosing
from handlers.context import Context
from handlers.repayment import batch_views as views
from handlers.repayment import payment_views as paying_views
from handlers.repayment.handlers import send_code
from handlers.ui.refusals import confirm_again
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button
from handlers.ui.selection import unpack_picks


async def choosing_words(update: Update, context: Context) -> Reply:
    return await start_choosing(context)


async def open_choice(context: Context, action: StartChoosing) -> Reply:
    return await start_choosing(context)


async def start_choosing(context: Context) -> Reply:
    """Start with what most people want chosen: what is due, or else everything that can be paid."""
    choice = await context.services.batches.choice(context.customer.id)
    return await _choose(context, choice, choice.due or choice.everything)


async def choose_bills(context: Context, action: ChooseBills) -> Reply:
    choice = await context.services.batches.choice(context.customer.id)
    if action.version != choice.version:
        screen = await _choose(context, choice, choice.due or choice.everything)
        return screen.with_toast(views.changed(context.t))
    return await _choose(context, choice, unpack_picks(action.picks))


async def _choose(context: Context, choice: BatchChoice, counts: dict[int, int]) -> Reply:
    if not choice.loans:
        return (await show_bills(context)).with_toast(views.nothing_to_choose(context.t))
    return views.choose_screen(context.t, choice, _within(choice, counts))


def _within(choice: BatchChoice, counts: dict[int, int]) -> dict[int, int]:
    """Keep the counts within bounds: a forged count chooses no more than there is."""
    return {
        place: min(counts[place], len(loan.bills))
        for place, loan in enumerate(choice.loans, 1)
        if counts.get(place)
    }


async def quote_bills(context: Context, action: QuoteBills) -> Reply:
    batch = await context.services.batches.quote(
        context.customer.id, unpack_picks(action.picks), action.version
    )
    return _confirmation(context, batch)


async def quote_cycle(context: Context, action: QuoteCycle) -> Reply:
    """Quote all that stands on one bill of a cycle; where that is none any more, let it be chosen."""
    batches, customer_id = context.services.batches, context.customer.id
    choice = await batches.choice(customer_id)
    counts = choice.on_one_bill(action.installment_id)
    if not counts:
        screen = await _choose(context, choice, choice.due or choice.everything)
        return screen.with_toast(views.changed(context.t))
    return _confirmation(context, await batches.quote(customer_id, counts, choice.version))


async def pay_batch(context: Context, action: PayBatch) -> Reply:
    """Pay. Where something changed since the screen was shown, the new figures are shown instead, to be confirmed."""
    batches, customer_id = context.services.batches, context.customer.id
    try:
        outcome = await batches.pay(customer_id, action.batch_id, action.payment_method)
    except Stale:
        return _confirmation(context, await batches.renew(customer_id, action.batch_id))
    if not outcome.receipts and outcome.stopped is not None:
        raise outcome.stopped
    if outcome.awaited is not None:
        await send_code(context, outcome.awaited)
    screen = views.outcome_screen(context.t, action.batch_id, action.payment_method, outcome)
    if outcome.awaited is not None and action.waited_for == views.place(outcome):
        return screen.with_toast(paying_views.still_waiting(context.t))
    return screen


async def pay_batch_again(context: Context, action: PayBatch) -> Reply:
    """Let it be confirmed again."""
    renewed = await context.services.batches.renew(context.customer.id, action.batch_id)
    return _confirmation(context, renewed).with_toast(confirm_again(context.t))


def _confirmation(context: Context, batch: BatchView) -> Reply:
    payment_methods = context.services.batches.payment_methods(batch)
    return views.confirm_screen(context.t, batch, payment_methods, demo=context.conversation_settings.demo)


TAPS: Taps = (
    on_button(StartChoosing, open_choice, show_bills),
    on_button(ChooseBills, choose_bills, show_bills),
    on_button(QuoteBills, quote_bills, start_choosing),
    on_button(QuoteCycle, quote_cycle, start_choosing),
    on_button(PayBatch, pay_batch, start_choosing, pay_batch_again),
)
PHRASES: Phrases = {
    choosing_words: (
        "一起还", "一起還", "都还了", "都還了", "一起还几笔", "一起還幾筆", "多笔一起还", "多筆一起還",
        "把逾期的都还了", "把到期的都还了", "一起繳", "多期一起繳", "几期一起还",
        "全部账单一起还", "還多筆", "pay several", "pay all bills", "pay everything due",
    ),
}  # fmt: skip
