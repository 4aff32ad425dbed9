"""Buying at once (一次付清): what it comes to, paying it, and a payment that waits.

    product or cart -> 一次付清 -> what is bought -> a way to pay -> (the payment waits ->) the receipt -> the order

The purchase's id stands in the buttons and is the nonce, so doubled taps, detours and restarts are harmless.
"""

from __future__ import annotations

from telegram import Update

from domain.catalog.errors import OutOfStock, SoldOut
from domain.errors import Stale
from domain.payments.results import PurchaseAwaited, PurchaseReceipt
from domain.purchases.errors import NotPayableAtOnce, PurchaseDeclined
from domain.purchases.results import PurchaseView
from domain.purchases.sale import HELD_FOR
from domain.value import replace
from handlers.buttons.catalog import OpenShop
from handlers.buttons.purchases import (
    AskCancelPurchase,
    BuyAtOnce,
    CancelPurchase,
    CheckoutCartAtOnce,
    CheckPurchase,
    OpenPurchasePayment,
    PayPurchase,
    RenewPurchase,
)
from handlers.catalog.handlers import open_shop, product_card, show_cart
from handlers.context import Context
from handlers.orders.handlers import show_orders
from handlers.purchases import views
from handlers.repayment.handlers import send_code
from handlers.repayment.payment_views import still_waiting
from handlers.repayment.purchase_receipt import purchase_receipt_screen
from handlers.ui.refusals import confirm_again, said_over
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button


async def at_once_words(update: Update, context: Context) -> Reply:
    """一次付清, in words: the cart, from where it is one tap, or the shop."""
    cart = await context.services.catalog.cart(context.customer.id)
    return await show_cart(context) if cart.lines else await open_shop(context, OpenShop())


async def buy_at_once(context: Context, action: BuyAtOnce) -> Reply:
    try:
        purchase = await context.services.purchases.start_with(context.customer.id, action.product_id)
    except SoldOut as error:
        return said_over(context.t, error, await product_card(context, action.product_id))
    return _confirmation(context, purchase)


async def checkout_cart_at_once(context: Context, action: CheckoutCartAtOnce) -> Reply:
    try:
        purchase = await context.services.purchases.start_from_cart(context.customer.id)
    except (OutOfStock, SoldOut) as error:
        return said_over(context.t, error, await show_cart(context))
    return _confirmation(context, purchase)


async def renew_purchase(context: Context, action: RenewPurchase) -> Reply:
    return _confirmation(
        context, await context.services.purchases.renew(context.customer.id, action.purchase_id)
    )


def _confirmation(context: Context, purchase: PurchaseView) -> Reply:
    payment_methods = context.services.purchase_payments.payment_methods(purchase.total_fen)
    if not payment_methods:
        raise NotPayableAtOnce(amount=purchase.total_fen)
    return views.confirm_screen(
        context.t,
        purchase,
        payment_methods,
        held_minutes=int(HELD_FOR.total_seconds() // 60),
        demo=context.conversation_settings.demo,
    )


async def pay_purchase(context: Context, action: PayPurchase) -> Reply:
    """Pay. Where it is not to be confirmed any more, the same goods are shown as they stand now."""
    customer_id = context.customer.id
    try:
        answer = await context.services.purchase_payments.pay(
            customer_id, action.purchase_id, action.payment_method
        )
    except Stale:
        screen = _confirmation(
            context, await context.services.purchases.renew(customer_id, action.purchase_id)
        )
        return replace(screen, parts=(views.changed(context.t), *screen.parts))
    return await _answered(context, answer)


async def pay_purchase_again(context: Context, action: PayPurchase) -> Reply:
    """Show what came of it where it had been begun; else it is to be confirmed again."""
    if await context.services.purchase_payments.has_begun(context.customer.id, action.purchase_id):
        return await pay_purchase(context, action)
    renewed = await context.services.purchases.renew(context.customer.id, action.purchase_id)
    return _confirmation(context, renewed).with_toast(confirm_again(context.t))


async def open_purchase_payment(context: Context, action: OpenPurchasePayment) -> Reply:
    answer = await context.services.purchase_payments.awaited(context.customer.id, action.payment_id)
    return await _answered(context, answer)


async def check_purchase(context: Context, action: CheckPurchase) -> Reply:
    answer = await context.services.purchase_payments.check(context.customer.id, action.payment_id)
    if isinstance(answer, PurchaseAwaited):
        return Reply(parts=(), toast=still_waiting(context.t))
    return await _receipt(context, answer)


async def ask_cancel(context: Context, action: AskCancelPurchase) -> Reply:
    try:
        answer = await context.services.purchase_payments.awaited(context.customer.id, action.payment_id)
    except PurchaseDeclined:
        return views.called_off(context.t)
    if isinstance(answer, PurchaseReceipt):
        return await _receipt(context, answer)
    return views.ask_cancel(context.t, answer)


async def cancel_purchase(context: Context, action: CancelPurchase) -> Reply:
    answer = await context.services.purchase_payments.cancel(context.customer.id, action.payment_id)
    return views.called_off(context.t) if answer is None else await _answered(context, answer)


async def _answered(context: Context, answer: PurchaseReceipt | PurchaseAwaited) -> Reply:
    if isinstance(answer, PurchaseReceipt):
        return await _receipt(context, answer)
    await send_code(context, answer)
    return views.awaited_screen(context.t, answer)


async def _receipt(context: Context, receipt: PurchaseReceipt) -> Reply:
    shipping = await context.services.shipping.of_order(context.customer.id, receipt.order_id)
    return purchase_receipt_screen(context.t, receipt, shipping)


TAPS: Taps = (
    on_button(BuyAtOnce, buy_at_once),
    on_button(CheckoutCartAtOnce, checkout_cart_at_once, show_cart),
    on_button(RenewPurchase, renew_purchase, show_orders),
    on_button(PayPurchase, pay_purchase, show_orders, pay_purchase_again),
    on_button(OpenPurchasePayment, open_purchase_payment, show_orders),
    on_button(CheckPurchase, check_purchase, show_orders),
    on_button(AskCancelPurchase, ask_cancel, show_orders),
    on_button(CancelPurchase, cancel_purchase, show_orders),
)
PHRASES: Phrases = {
    at_once_words: ("一次付清", "全款", "全款买", "全款買", "不分期", "pay at once", "pay in full"),
}
