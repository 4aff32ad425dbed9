"""Browsing and the cart."""

from __future__ import annotations

from telegram import Update

from domain.catalog.errors import OutOfStock, ProductWithdrawn, QuantityCapped, SoldOut
from domain.catalog.results import CartView
from handlers.buttons.catalog import (
    AddToCart,
    AskClearCart,
    ClearCart,
    OpenCart,
    OpenCategory,
    OpenPicture,
    OpenProduct,
    OpenShop,
    SetQuantity,
)
from handlers.catalog import cart_views, views
from handlers.context import Context
from handlers.ui.refusals import confirm_again, said_over
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows

NOT_SO_MANY = (OutOfStock, SoldOut, QuantityCapped)


@shows(OpenShop())
async def shop_words(update: Update, context: Context) -> Reply:
    return views.categories(context.t, await context.services.catalog.categories())


async def open_shop(context: Context, action: OpenShop) -> Reply:
    return views.categories(context.t, await context.services.catalog.categories())


async def open_category(context: Context, action: OpenCategory) -> Reply:
    page = await context.services.catalog.products(action.category_id, action.page)
    return views.products(context.t, page)


async def open_product(context: Context, action: OpenProduct) -> Reply:
    return await product_card(context, action.product_id)


async def product_card(context: Context, product_id: str) -> Reply:
    services, customer_id = context.services, context.customer.id
    product = await services.catalog.product(product_id)
    offered = await services.plans.offered(product.price_fen, product.cash_price_fen)
    in_cart = await services.catalog.quantity_in_cart(customer_id, product_id)
    standing = await services.standing.of(customer_id)
    at_once = is_payable_at_once(context, product.at_once_fen)
    card = views.product_card(context.t, product, offered, in_cart, standing, at_once=at_once)
    if not product.has_picture:
        return card
    _, content = await services.catalog.picture(product_id)
    return views.with_picture(context.t, card, product, content)


def is_payable_at_once(context: Context, amount_fen: int) -> bool:
    """Return whether so much can be paid for goods at once (一次付清)."""
    return bool(context.services.purchase_payments.payment_methods(amount_fen))


async def open_picture(context: Context, action: OpenPicture) -> None:
    product, content = await context.services.catalog.picture(action.product_id)
    caption = views.picture_caption(context.t, product)
    await context.sender.send_picture(context.customer.telegram_id, content, caption)


async def add_to_cart(context: Context, action: AddToCart) -> Reply:
    shop, customer_id = context.services.catalog, context.customer.id
    place = OpenProduct(action.product_id)
    try:
        in_cart = await shop.add_to_cart(customer_id, action.product_id, action.quantity)
    except NOT_SO_MANY as error:
        return said_over(context.t, error, await open_product(context, place)).drawn_anew(place)
    card = (await open_product(context, place)).drawn_anew(place)
    if in_cart > action.quantity:
        return card.with_toast(context.t("购物车里已有 %(count)d 件，没有改动", count=in_cart))
    return card.with_toast(context.t("已加入购物车，共 %(count)d 件", count=in_cart))


@shows(OpenCart())
async def cart_words(update: Update, context: Context) -> Reply:
    return await show_cart(context)


async def open_cart(context: Context, action: OpenCart) -> Reply:
    return await show_cart(context)


async def show_cart(context: Context) -> Reply:
    return await _cart_screen(context, await context.services.catalog.cart(context.customer.id))


async def _cart_screen(context: Context, cart: CartView) -> Reply:
    offered = await context.services.plans.offered(cart.total_fen, None)
    standing = await context.services.standing.of(context.customer.id)
    at_once = is_payable_at_once(context, cart.at_once_fen)
    return cart_views.cart_screen(context.t, cart, offered, standing, at_once=at_once)


async def set_quantity(context: Context, action: SetQuantity) -> Reply:
    shop, customer_id = context.services.catalog, context.customer.id
    try:
        cart = await shop.set_quantity(customer_id, action.product_id, action.quantity)
    except (*NOT_SO_MANY, ProductWithdrawn) as error:
        return said_over(context.t, error, await show_cart(context)).drawn_anew(OpenCart())
    return (await _cart_screen(context, cart)).drawn_anew(OpenCart())


async def ask_clear(context: Context, action: AskClearCart) -> Reply:
    cart = await context.services.catalog.cart(context.customer.id)
    return cart_views.ask_clear(context.t, cart) if cart.lines else await _cart_screen(context, cart)


async def clear_cart(context: Context, action: ClearCart) -> Reply:
    await context.services.catalog.clear_cart(context.customer.id)
    return cart_views.cart_cleared(context.t)


async def clear_cart_again(context: Context, action: ClearCart) -> Reply:
    return (await ask_clear(context, AskClearCart())).with_toast(confirm_again(context.t))


TAPS: Taps = (
    on_button(OpenShop, open_shop),
    on_button(OpenCategory, open_category),
    on_button(OpenProduct, open_product),
    on_button(OpenPicture, open_picture),
    on_button(OpenCart, open_cart),
    on_button(SetQuantity, set_quantity, show_cart),
    on_button(AddToCart, add_to_cart),
    on_button(AskClearCart, ask_clear),
    on_button(ClearCart, clear_cart, show_cart, clear_cart_again),
)
PHRASES: Phrases = {
    shop_words: ("逛逛", "去逛逛", "商品", "买东西", "買東西", "shop", "browse", "products"),
    cart_words: ("购物车", "購物車", "cart", "结算", "結帳", "checkout"),
}  # fmt: skip
