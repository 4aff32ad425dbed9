"""Orders, bills, and repaying a bill."""

from __future__ import annotations

from telegram import Update

from handlers.callback_data import (
    ConfirmRepayment,
    OfferRepayment,
    OpenBill,
    OpenBills,
    OpenOrder,
    OpenOrders,
)
from handlers.context import Context
from handlers.reply import Reply
from handlers.views import bills as bill_views
from handlers.views import orders as views
from handlers.views import repayment as repayment_views


async def orders_words(update: Update, context: Context) -> Reply:
    return await _orders(context, 0)


async def open_orders(context: Context, action: OpenOrders) -> Reply:
    return await _orders(context, action.page)


async def _orders(context: Context, page: int) -> Reply:
    return views.orders_screen(context.t, await context.services.orders.orders(context.customer.id, page))


async def open_order(context: Context, action: OpenOrder) -> Reply:
    order = await context.services.orders.order(context.customer.id, action.order_id)
    return views.order_screen(context.t, order, context.today)


async def bills_words(update: Update, context: Context) -> Reply:
    return await show_bills(context)


async def open_bills(context: Context, action: OpenBills) -> Reply:
    return await show_bills(context)


async def show_bills(context: Context) -> Reply:
    return bill_views.bills_screen(context.t, await context.services.bills.current_bills(context.customer.id))


async def open_bill(context: Context, action: OpenBill) -> Reply:
    bill = await context.services.bills.bill(context.customer.id, action.installment_id)
    return bill_views.bill_screen(context.t, bill, context.today)


async def repay_words(update: Update, context: Context) -> Reply:
    """The bill that is to be paid next, ready to be confirmed; with several loans the customer chooses."""
    bills = await context.services.bills.current_bills(context.customer.id)
    if len({bill.loan_id for bill in bills.bills}) == 1:
        return await _offer(context, bills.bills[0].installment_id)
    return bill_views.bills_screen(context.t, bills)


async def offer_repayment(context: Context, action: OfferRepayment) -> Reply:
    return await _offer(context, action.installment_id)


async def _offer(context: Context, installment_id: str) -> Reply:
    offer = await context.services.repayment.offer(context.customer.id, installment_id)
    return repayment_views.confirm_screen(context.t, offer, context.today, demo=context.conduct.demo)


async def confirm_repayment(context: Context, action: ConfirmRepayment) -> Reply:
    receipt = await context.services.repayment.confirm(context.customer.id, action.offer_id)
    return repayment_views.receipt_screen(context.t, receipt, context.today)
