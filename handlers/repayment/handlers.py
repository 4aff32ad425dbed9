"""Paying what is quoted: the confirmation of any quote, the payment that waits for the customer, and the receipt."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatAction, ParseMode

from domain.errors import Stale
from domain.loans.results import BillState
from domain.payments.errors import PaymentDeclined
from domain.payments.results import ActionKind, PaymentAwaited, Receipt
from domain.quotes.errors import EarlierBillOpen
from domain.quotes.results import QuoteKind, QuoteView
from domain.value import replace
from handlers.bills.handlers import show_bills
from handlers.buttons.repayment import (
    AskCancelPayment,
    CancelPayment,
    CheckPayment,
    ConfirmRepayment,
    OpenPayment,
    PayBy,
    QuoteRepayment,
    ReportPayment,
)
from handlers.context import Context
from handlers.repayment import early_views, views
from handlers.repayment import payment_views as paying_views
from handlers.ui.qr import qr_png
from handlers.ui.refusals import confirm_again
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button
from handlers.ui.sending import patiently


async def repay_words(update: Update, context: Context) -> Reply:
    """Show the bill that is to be paid next, ready to be confirmed; with several loans the customer chooses."""
    bills = await context.services.bills.current_bills(context.customer.id)
    if len({bill.loan_id for bill in bills.bills}) == 1:
        return await _quote(context, bills.bills[0].installment_id)
    return await show_bills(context)


async def quote_repayment(context: Context, action: QuoteRepayment) -> Reply:
    """Show the quote; of a bill that is paid by now, as under a reminder of before, say that, and of one that comes after
    another which is open, the other's.
    """
    try:
        return await _quote(context, action.installment_id)
    except EarlierBillOpen as error:
        earlier = await context.services.bills.bill(context.customer.id, str(error.values["installment_id"]))
        shown = await _quote(context, earlier.installment_id)
        return replace(shown, parts=(views.earlier_first(context.t, earlier), *shown.parts))
    except Stale:
        bill = await context.services.bills.bill(context.customer.id, action.installment_id)
        if bill.state is not BillState.PAID:
            raise
        shown = await show_bills(context)
        return replace(shown, parts=(views.paid_already(context.t, bill), *shown.parts))


async def _quote(context: Context, installment_id: str) -> Reply:
    return confirmation(context, await context.services.quotes.bill(context.customer.id, installment_id))


def confirmation(context: Context, quote: QuoteView) -> Reply:
    """Return the confirmation screen of any quote."""
    t, demo = context.t, context.conversation_settings.demo
    payment_methods = context.services.payments.payment_methods(quote.amount_fen)
    match quote.kind:
        case QuoteKind.BILLS:
            return views.confirm_screen(t, quote, context.today, payment_methods, demo=demo)
        case QuoteKind.SETTLEMENT:
            return early_views.confirm_settlement(t, quote, payment_methods, demo=demo)
        case QuoteKind.PREPAYMENT:
            return early_views.confirm_prepayment(t, quote, context.today, payment_methods, demo=demo)


async def confirm_repayment(context: Context, action: ConfirmRepayment) -> Reply:
    return await _pay(context, action.quote_id, None)


async def pay_by(context: Context, action: PayBy) -> Reply:
    return await _pay(context, action.quote_id, action.payment_method)


async def _pay(context: Context, quote_id: str, payment_method: str | None) -> Reply:
    """Pay. Where something changed since the screen was shown, the new figure is shown instead, to be confirmed."""
    customer_id = context.customer.id
    try:
        answer = await context.services.payments.confirm_quote(customer_id, quote_id, payment_method)
    except Stale:
        return confirmation(context, await context.services.quotes.renew(customer_id, quote_id))
    return await _answered(context, answer)


async def confirm_repayment_again(context: Context, action: ConfirmRepayment | PayBy) -> Reply:
    """Show what came of it where it had been begun; else it is to be confirmed again."""
    customer_id = context.customer.id
    if await context.services.payments.has_begun(customer_id, action.quote_id):
        return await _pay(context, action.quote_id, None)
    renewed = await context.services.quotes.renew(customer_id, action.quote_id)
    return confirmation(context, renewed).with_toast(confirm_again(context.t))


async def open_payment(context: Context, action: OpenPayment) -> Reply:
    awaited = await context.services.payments.in_flight(context.customer.id, action.loan_id)
    if awaited is None:
        raise Stale()
    return await _answered(context, awaited)


async def check_payment(context: Context, action: CheckPayment) -> Reply:
    answer = await context.services.payments.check_payment(context.customer.id, action.payment_id)
    if isinstance(answer, PaymentAwaited) and answer.reported_at is None:
        return Reply(parts=(), toast=paying_views.still_waiting(context.t))
    return await _answered(context, answer)


async def report_payment(context: Context, action: ReportPayment) -> Reply:
    answer = await context.services.payments.report(context.customer.id, action.payment_id)
    return await _answered(context, answer)


async def ask_cancel(context: Context, action: AskCancelPayment) -> Reply:
    try:
        answer = await context.services.payments.awaited(context.customer.id, action.payment_id)
    except PaymentDeclined:
        return paying_views.called_off(context.t)
    if isinstance(answer, Receipt):
        return views.receipt_screen(context.t, answer, context.today)
    return paying_views.ask_cancel(context.t, answer)


async def cancel_payment(context: Context, action: CancelPayment) -> Reply:
    answer = await context.services.payments.cancel(context.customer.id, action.payment_id)
    return paying_views.called_off(context.t) if answer is None else await _answered(context, answer)


async def _answered(context: Context, answer: Receipt | PaymentAwaited) -> Reply:
    if isinstance(answer, Receipt):
        return views.receipt_screen(context.t, answer, context.today)
    await send_code(context, answer)
    return paying_views.awaited_screen(context.t, answer)


async def send_code(context: Context, awaited: paying_views.Awaited) -> None:
    """Send the picture to scan, of a payment that has one; once, however often the button is tapped in a row."""
    if awaited.action is None or awaited.action.kind is not ActionKind.QR:
        return
    if isinstance(awaited, PaymentAwaited) and awaited.reported_at is not None:
        return
    chat_id, key = context.customer.telegram_id, f"qr:{awaited.payment_id}"
    if context.deliveries.just_sent(chat_id, key):
        return
    context.doing = ChatAction.UPLOAD_PHOTO
    picture = qr_png(awaited.action.content)
    caption = paying_views.qr_caption(context.t, awaited)
    await patiently(
        lambda: context.bot.send_photo(chat_id, picture, caption=caption, parse_mode=ParseMode.HTML)
    )
    context.deliveries.note(chat_id, key)


TAPS: Taps = (
    on_button(QuoteRepayment, quote_repayment, show_bills),
    on_button(ConfirmRepayment, confirm_repayment, show_bills, confirm_repayment_again),
    on_button(PayBy, pay_by, show_bills, confirm_repayment_again),
    on_button(OpenPayment, open_payment, show_bills),
    on_button(CheckPayment, check_payment, show_bills),
    on_button(ReportPayment, report_payment, show_bills),
    on_button(AskCancelPayment, ask_cancel, show_bills),
    on_button(CancelPayment, cancel_payment, show_bills),
)
PHRASES: Phrases = {
    repay_words: (
        "还款", "還款", "我要还款", "我要還款", "还钱", "還錢", "repay", "pay", "现在还", "现在还款",
        "繳款", "我要繳款", "現在繳款",
    ),
}  # fmt: skip
