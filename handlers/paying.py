"""Paying what is offered: the confirmation of any offer, and the receipt."""

from __future__ import annotations

from telegram import Update

from domain.errors import Stale
from domain.results import OfferKind, OfferView
from handlers.callback_data import ConfirmRepayment, OfferRepayment
from handlers.context import Context
from handlers.reply import Reply
from handlers.views import bills as bill_views
from handlers.views import early as early_views
from handlers.views import repayment as views


async def repay_words(update: Update, context: Context) -> Reply:
    """The bill that is to be paid next, ready to be confirmed; with several loans the customer chooses."""
    bills = await context.services.bills.current_bills(context.customer.id)
    if len({bill.loan_id for bill in bills.bills}) == 1:
        return await _offer(context, bills.bills[0].installment_id)
    return bill_views.bills_screen(context.t, bills)


async def offer_repayment(context: Context, action: OfferRepayment) -> Reply:
    return await _offer(context, action.installment_id)


async def _offer(context: Context, installment_id: str) -> Reply:
    return confirmation(context, await context.services.offers.bill(context.customer.id, installment_id))


def confirmation(context: Context, offer: OfferView) -> Reply:
    """The confirmation screen of any offer."""
    t, demo = context.t, context.conduct.demo
    match offer.kind:
        case OfferKind.BILLS:
            return views.confirm_screen(t, offer, context.today, demo=demo)
        case OfferKind.SETTLEMENT:
            return early_views.confirm_settlement(t, offer, demo=demo)
        case OfferKind.PREPAYMENT:
            return early_views.confirm_prepayment(t, offer, context.today, demo=demo)


async def confirm_repayment(context: Context, action: ConfirmRepayment) -> Reply:
    """Pay. Where something changed since the screen was shown, the new figure is shown instead, to be confirmed."""
    customer_id = context.customer.id
    try:
        receipt = await context.services.repayment.confirm(customer_id, action.offer_id)
    except Stale:
        return confirmation(context, await context.services.offers.renew(customer_id, action.offer_id))
    return views.receipt_screen(context.t, receipt, context.today)
