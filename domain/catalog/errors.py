"""Why something cannot be put into the cart or bought."""

from __future__ import annotations

from domain.errors import Refused


class CartEmpty(Refused):
    code = "cart_empty"


class CartFull(Refused):
    code = "cart_full"


class OutOfStock(Refused):
    code = "out_of_stock"


class SoldOut(Refused):
    code = "sold_out"


class QuantityCapped(Refused):
    code = "quantity_capped"


class ProductWithdrawn(Refused):
    code = "product_withdrawn"


class CheckoutCancelled(Refused):
    """The goods are not to be had as they were shown. Nothing was charged; the checkout, or the purchase, is over."""


class PriceChanged(CheckoutCancelled):
    code = "price_changed"


class StockFell(CheckoutCancelled):
    code = "stock_fell"


class SoldOutMeanwhile(CheckoutCancelled):
    code = "sold_out_meanwhile"


class WithdrawnMeanwhile(CheckoutCancelled):
    code = "withdrawn_meanwhile"
