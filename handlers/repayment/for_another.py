"""Somebody else pays (代付): the link that the customer hands on, and what whoever opens it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from domain.payments.results import ActionKind, Receipt
from handlers.bills.handlers import show_bills
from handlers.buttons.repayment import AskAnother
from handlers.context import Context
from handlers.repayment import for_another_views, payment_views, views
from handlers.repayment.handlers import send_code
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button

START = "pay_"  # in front of the payment, in what a link hands to /start


async def ask_another(context: Context, action: AskAnother) -> Reply:
    answer = await context.services.payments.awaited(context.customer.id, action.payment_id)
    if isinstance(answer, Receipt):
        return views.receipt_screen(context.t, answer, context.today)
    if answer.action is None or answer.action.kind is not ActionKind.QR:
        return payment_views.awaited_screen(context.t, answer)
    link = f"https://t.me/{context.bot.username}?start={START}{answer.payment_id}"
    return for_another_views.link_screen(context.t, answer, link)


async def asked(context: Context, args: Sequence[str] | None) -> Reply | None:
    """Return what a link shows by which somebody else pays; None where /start brought none along."""
    if not args or not args[0].startswith(START):
        return None
    code = await context.services.payments.for_another(args[0].removeprefix(START))
    if code is None:
        return for_another_views.nothing_to_pay(context.t)
    await send_code(context, code)
    return for_another_views.asked_screen(context.t, code)


TAPS: Taps = (on_button(AskAnother, ask_another, show_bills),)
PHRASES: Phrases = {}
