"""Telegram Payments: the question before a charge, answered within its ten seconds, and the word that it is done."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import TelegramError

from domain.errors import DomainError
from domain.loans.errors import PaymentInFlight
from domain.payments.ports import ChargeResult, ChargeStatus
from domain.payments.results import PurchaseReceipt
from domain.purchases.errors import PurchaseDeclined, PurchaseInFlight
from handlers.context import Context
from handlers.repayment import payment_views as views
from handlers.repayment import views as repayment_views
from handlers.repayment.purchase_receipt import purchase_receipt_screen
from handlers.ui.reply import Reply
from handlers.ui.sending import patiently

logger = logging.getLogger(__name__)
GATEWAY = "telegram"
CURRENCY = "CNY"


async def asked_to_charge(update: Update, context: Context) -> None:
    """Answer whether what the invoice says is still what is to be paid, now."""
    query = update.pre_checkout_query
    assert query is not None
    refused: str | None = None
    try:
        amount_fen = query.total_amount if query.currency == CURRENCY else -1
        await context.services.payments.approve(context.customer.id, query.invoice_payload, amount_fen)
    except (PaymentInFlight, PurchaseInFlight):
        refused = views.being_paid(context.t)
    except PurchaseDeclined:
        refused = views.purchase_lapsed(context.t)
    except DomainError:
        refused = views.refused_at_checkout(context.t)
    try:
        await patiently(lambda: query.answer(ok=refused is None, error_message=refused), repeatable=True)
    except TelegramError as error:  # unanswered, nothing is charged
        logger.warning("a question before a charge could not be answered: %s", error.message)


class NotBooked(Exception):
    """Telegram charged it, and the books do not have it."""


async def charged(update: Update, context: Context) -> Reply | None:
    """Take the charge of an invoice: only now is it paid. Raises `NotBooked`, or what else went wrong."""
    assert update.message is not None
    paid = update.message.successful_payment
    assert paid is not None
    result = ChargeResult(
        ChargeStatus.SUCCEEDED,
        reference=paid.telegram_payment_charge_id,
        paid_fen=paid.total_amount if paid.currency == CURRENCY else 0,
    )
    try:
        receipt = await context.services.payments.handle_charge(GATEWAY, paid.invoice_payload, result)
    except DomainError as error:  # no refusal: the money is there
        raise NotBooked from error
    context.booked = True
    if receipt is None:
        return None  # money beside a bill: the notice says so
    if isinstance(receipt, PurchaseReceipt):
        shipping = await context.services.shipping.of_order(context.customer.id, receipt.order_id)
        return purchase_receipt_screen(context.t, receipt, shipping)
    return repayment_views.receipt_screen(context.t, receipt, context.today)
