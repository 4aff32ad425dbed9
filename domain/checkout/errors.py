"""Why a checkout cannot go on as it was shown."""

from __future__ import annotations

from domain.errors import Refused


class AlreadyOrdered(Refused):
    code = "already_ordered"


class CheckoutCancelled(Refused):
    """The goods are not to be had as they were shown. Nothing was charged; the checkout is over."""


class PriceChanged(CheckoutCancelled):
    code = "price_changed"


class StockFell(CheckoutCancelled):
    code = "stock_fell"


class SoldOutMeanwhile(CheckoutCancelled):
    code = "sold_out_meanwhile"


class WithdrawnMeanwhile(CheckoutCancelled):
    code = "withdrawn_meanwhile"


class ReadingNotOver(Refused):
    code = "reading_not_over"
