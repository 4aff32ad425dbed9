"""What the shop answers: categories, products, the cart; frozen, amounts in fen."""

from __future__ import annotations

from domain.text import LocalText
from domain.value import Value

MAX_QUANTITY = 99  # pieces of one product that one customer buys at a time


class CategoryView(Value):
    id: str
    name: LocalText
    product_count: int


class ProductView(Value):
    id: str
    category_id: str
    name: LocalText
    description: LocalText
    price_fen: int
    stock: int
    has_picture: bool = False
    cash_price_fen: int | None = None  # of one piece paid at once; None where it costs no less

    @property
    def most(self) -> int:
        """How many pieces can lie in a cart."""
        return min(self.stock, MAX_QUANTITY)

    @property
    def at_once_fen(self) -> int:
        """What a piece costs that is paid at once (一次付清价)."""
        return self.price_fen if self.cash_price_fen is None else min(self.cash_price_fen, self.price_fen)


class ProductState(Value):
    """What of a product changes from day to day. `stock`: without the pieces that are held while they are paid for."""

    price_fen: int
    cash_price_fen: int | None
    stock: int
    on_sale: bool


class ProductChange(Value):
    product_id: str
    seen: ProductState
    wanted: ProductState


class ProductPage(Value):
    category: CategoryView
    products: tuple[ProductView, ...]
    page: int  # from 0
    pages: int


class CartLineView(Value):
    product: ProductView
    quantity: int

    @property
    def total_fen(self) -> int:
        return self.product.price_fen * self.quantity


class CartView(Value):
    lines: tuple[CartLineView, ...]

    @property
    def total_fen(self) -> int:
        return sum(line.total_fen for line in self.lines)

    @property
    def is_short(self) -> bool:
        """Whether more pieces of something lie in it than can be had."""
        return any(line.quantity > line.product.most for line in self.lines)

    @property
    def at_once_fen(self) -> int:
        """What all of it costs that is paid at once."""
        return sum(line.product.at_once_fen * line.quantity for line in self.lines)
