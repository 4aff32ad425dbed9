"""Goods on their way out of the shop: still sold as they were shown, taken from the stock, put back.

`lines` are what a draft or a purchase keeps of what is bought: product, names, the price of a piece and how many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain import tables as t
from domain.catalog.errors import PriceChanged, SoldOutMeanwhile, StockFell, WithdrawnMeanwhile
from domain.catalog.service import require_pieces, require_sold
from domain.errors import NotFound
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork

Line = Mapping[str, Any]


def price_fen(product: t.Product) -> int:
    """Return what a piece costs in instalments."""
    return product.price_fen


def at_once_fen(product: t.Product) -> int:
    """Return what a piece costs that is paid at once (一次付清价)."""
    cash_fen = product.cash_price_fen
    return product.price_fen if cash_fen is None else min(cash_fen, product.price_fen)


async def wanted_lines(
    uow: UnitOfWork,
    wanted: Sequence[tuple[str, int]],
    priced: Callable[[t.Product], Mapping[str, int | None]],
) -> list[dict[str, Any]]:
    """Return the lines of so many pieces of each product; `priced`: what a line keeps of a product's price.

    Raises `NotFound`, `ProductWithdrawn`, `SoldOut`, `OutOfStock`, `QuantityCapped`.
    """
    products = await uow.catalog.products_by_id([product_id for product_id, _ in wanted])
    lines: list[dict[str, Any]] = []
    for product_id, quantity in wanted:
        product = products.get(product_id)
        if product is None:
            raise NotFound()
        require_sold(product)
        require_pieces(product, quantity)
        lines.append(
            {"product_id": product_id, "names": product.names, **priced(product), "quantity": quantity}
        )
    return lines


async def require_as_shown(
    uow: UnitOfWork,
    lines: Sequence[Line],
    *,
    from_cart: bool,
    price: Callable[[t.Product], int] = price_fen,
) -> None:
    """Require that what is bought is still sold, and at the price that was shown. Raises `WithdrawnMeanwhile`,
    `PriceChanged`.
    """
    products = await uow.catalog.products_by_id([line["product_id"] for line in lines])
    for line in lines:
        product = products[line["product_id"]]
        if not product.active:
            raise WithdrawnMeanwhile(**_refused(line, from_cart))
        if price(product) != line["unit_price_fen"]:
            raise PriceChanged(**_refused(line, from_cart))


async def take_goods(uow: UnitOfWork, lines: Sequence[Line], *, from_cart: bool) -> None:
    """Take the pieces out of the stock. Raises `SoldOutMeanwhile`, `StockFell`; nothing may be committed then."""
    for line in _in_order(lines):
        if not await uow.catalog.take_stock(line["product_id"], line["quantity"]):
            product = await uow.catalog.product(line["product_id"])
            if product is None or product.stock == 0:
                raise SoldOutMeanwhile(**_refused(line, from_cart))
            raise StockFell(left=product.stock, **_refused(line, from_cart))


async def take_goods_if_there(uow: UnitOfWork, lines: Sequence[Line]) -> bool:
    """Take the pieces out of the stock where all of them are there and still sold; whether they were."""
    products = await uow.catalog.products_by_id([line["product_id"] for line in lines])
    if not all(products[line["product_id"]].active for line in lines):
        return False
    taken: list[Line] = []
    for line in _in_order(lines):
        if not await uow.catalog.take_stock(line["product_id"], line["quantity"]):
            await put_goods_back(uow, taken)
            return False
        taken.append(line)
    return True


async def put_goods_back(uow: UnitOfWork, lines: Sequence[Line]) -> None:
    """Pieces that nobody gets after all are for sale again."""
    for line in _in_order(lines):
        await uow.catalog.put_back(line["product_id"], line["quantity"])


async def take_from_cart(uow: UnitOfWork, customer_id: str, lines: Sequence[Line]) -> None:
    """Take out of the cart the pieces that were bought, not the lines: more of them may lie in the cart by now."""
    for line in lines:
        await uow.carts.subtract(customer_id, line["product_id"], line["quantity"])


def _in_order(lines: Sequence[Line]) -> list[Line]:
    """Return them in one order for every buyer, so that two transactions never wait for each other's rows."""
    return sorted(lines, key=lambda each: str(each["product_id"]))


def _refused(line: Line, from_cart: bool) -> dict[str, Any]:
    """Return which goods a refusal speaks of."""
    return {"product": LocalText(line["names"]), "product_id": line["product_id"], "from_cart": from_cart}
