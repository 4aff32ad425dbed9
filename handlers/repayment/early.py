"""Repaying early (提前还款): a quote for settling, the strategies of a part, and their confirmation.

/settle or 提前结清 -> quote -> 今天结清 -> confirm -> receipt
                         |-> 只多还一点 -> an amount (handlers/repayment/conversation.py) -> strategies -> confirm -> receipt
"""

from __future__ import annotations

from telegram import Update

from domain.errors import Stale
from domain.loans.results import BillState
from domain.quotes.errors import SettleInstead
from domain.terms import PrepayStrategy
from handlers.bills.handlers import show_bills
from handlers.buttons.repayment import ChoosePrepayment, OpenSettlement, QuoteSettlement, SettleToday
from handlers.context import Context
from handlers.repayment import early_views as views
from handlers.repayment.handlers import confirmation
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


@shows(OpenSettlement())
async def settle_words(update: Update, context: Context) -> Reply:
    return await _settlement(context)


async def open_settlement(context: Context, action: OpenSettlement) -> Reply:
    return await _settlement(context)


async def _settlement(context: Context) -> Reply:
    """Show the quote of the one loan; with several the customer chooses, with none there are the bills."""
    open_bills = await context.services.bills.open_bills(context.customer.id)
    # One with a payment on its way is not settled before its outcome.
    paying = {bill.loan_id for bill in open_bills.bills if bill.state is BillState.PAYING}
    loans = {bill.loan_id: bill for bill in reversed(open_bills.bills) if bill.loan_id not in paying}
    if not loans:
        return await show_bills(context)
    if len(loans) == 1:
        return await _quote(context, next(iter(loans)))
    return views.choose_loan(context.t, list(reversed(loans.values())))


async def quote_settlement(context: Context, action: QuoteSettlement) -> Reply:
    return await _quote(context, action.loan_id)


async def _quote(context: Context, loan_id: str) -> Reply:
    return views.quote_screen(
        context.t, await context.services.quotes.settlement(context.customer.id, loan_id)
    )


async def settle_today(context: Context, action: SettleToday) -> Reply:
    quote = await context.services.quotes.settlement(context.customer.id, action.loan_id)
    return confirmation(context, quote)


async def choose_prepayment(context: Context, action: ChoosePrepayment) -> Reply:
    strategy = _strategy(action.strategy)
    quotes, customer_id = context.services.quotes, context.customer.id
    try:
        if strategy is PrepayStrategy.NEXT:
            quote = await quotes.amount(customer_id, action.loan_id, action.asked_fen)
        else:
            quote = await quotes.prepayment(customer_id, action.loan_id, action.asked_fen, strategy)
    except SettleInstead:
        return await _quote(context, action.loan_id)
    return confirmation(context, quote)


def _strategy(text: str) -> PrepayStrategy:
    try:
        return PrepayStrategy(text)
    except ValueError:
        raise Stale() from None


TAPS: Taps = (
    on_button(OpenSettlement, open_settlement, show_bills),
    on_button(QuoteSettlement, quote_settlement, show_bills),
    on_button(SettleToday, settle_today, show_bills),
    on_button(ChoosePrepayment, choose_prepayment, show_bills),
)
PHRASES: Phrases = {
    settle_words: (
        "提前还款", "提前還款", "提前还清", "提前還清", "提前结清", "提前結清", "提前清償",
        "我要提前还款", "我要提前還款", "提前结清要多少", "一次还清", "一次還清",
        "pay off early", "settle early", "early repayment", "prepay",
    ),
}  # fmt: skip
