"""The shop window and the cart: categories, products, quantities."""

from __future__ import annotations

from domain import tables as t
from domain.catalog.errors import CartFull, OutOfStock, ProductWithdrawn, QuantityCapped, SoldOut
from domain.catalog.results import (
    MAX_QUANTITY,
    CartLineView,
    CartView,
    CategoryView,
    ProductPage,
    ProductView,
)
from domain.errors import NotFound, Stale
from domain.ports import Clock
from domain.text import LocalText
from domain.unit_of_work import Store, UnitOfWork

PAGE_SIZE = 6
MAX_CART_LINES = 20


class CatalogService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def categories(self) -> tuple[CategoryView, ...]:
        """Return the categories that have something to show, in the operator's order."""
        async with self._store.read() as uow:
            counts: dict[str, int] = {}
            for product in await uow.catalog.products():
                counts[product.category_id] = counts.get(product.category_id, 0) + 1
            return tuple(
                _category_view(row, counts[row.id])
                for row in await uow.catalog.categories()
                if row.id in counts
            )

    async def products(self, category_id: str, page: int) -> ProductPage:
        """Return one page of a category; a page that no longer exists becomes the nearest that does."""
        async with self._store.read() as uow:
            category = next((c for c in await uow.catalog.categories() if c.id == category_id), None)
            if category is None:
                raise NotFound()
            _, count = await uow.catalog.products_in(category_id, 0, 1)
            pages = max(1, -(-count // PAGE_SIZE))
            page = min(max(page, 0), pages - 1)
            rows, _ = await uow.catalog.products_in(category_id, page * PAGE_SIZE, PAGE_SIZE)
            return ProductPage(
                _category_view(category, count), tuple(product_view(r) for r in rows), page, pages
            )

    async def product(self, product_id: str) -> ProductView:
        async with self._store.read() as uow:
            row = await _sellable(uow, product_id)
            return product_view(row, has_picture=await uow.catalog.has_picture(product_id))

    async def picture(self, product_id: str) -> tuple[ProductView, bytes]:
        async with self._store.read() as uow:
            row = await _sellable(uow, product_id)
            content = await uow.catalog.picture(product_id)
            if content is None:
                raise NotFound()
            return product_view(row, has_picture=True), content

    async def cart(self, customer_id: str) -> CartView:
        """Return what lies in the cart and can still be sold."""
        async with self._store.read() as uow:
            return await read_cart(uow, customer_id)

    async def quantity_in_cart(self, customer_id: str, product_id: str) -> int:
        async with self._store.read() as uow:
            item = await uow.carts.item(customer_id, product_id)
            return item.quantity if item else 0

    async def set_quantity(self, customer_id: str, product_id: str, quantity: int) -> CartView:
        """Make the quantity in the cart `quantity` (0 takes it out). The target, not a step: doubled taps do no harm."""
        async with self._store.write() as uow:
            if quantity <= 0:
                await uow.carts.remove(customer_id, [product_id])
            else:
                await self._put(uow, customer_id, product_id, quantity)
            await uow.flush()
            view = await read_cart(uow, customer_id)
            await uow.commit()
            return view

    async def add_to_cart(self, customer_id: str, product_id: str, quantity: int) -> int:
        """See to it that at least `quantity` lie in the cart; answers how many do. An old card never lowers it."""
        async with self._store.write() as uow:
            item = await uow.carts.item(customer_id, product_id)
            if item is not None and item.quantity >= quantity:
                return item.quantity
            await self._put(uow, customer_id, product_id, quantity)
            await uow.commit()
            return quantity

    async def clear_cart(self, customer_id: str) -> CartView:
        async with self._store.write() as uow:
            items = await uow.carts.items(customer_id)
            await uow.carts.remove(customer_id, [item.product_id for item in items])
            await uow.commit()
            return CartView(())

    async def _put(self, uow: UnitOfWork, customer_id: str, product_id: str, quantity: int) -> None:
        product = await _sellable(uow, product_id)
        item = await uow.carts.item(customer_id, product_id)
        if item is not None and quantity <= item.quantity:
            item.quantity = quantity  # fewer is always possible, also where the stock is even less
            return
        require_pieces(product, quantity)
        if item is not None:
            item.quantity = quantity
            return
        if len(await uow.carts.items(customer_id)) >= MAX_CART_LINES:
            raise CartFull(most=MAX_CART_LINES)
        uow.add(
            t.CartItem(
                customer_id=customer_id,
                product_id=product_id,
                quantity=quantity,
                added_at=self._clock.now(),
            )
        )


async def read_cart(uow: UnitOfWork, customer_id: str) -> CartView:
    items = await uow.carts.items(customer_id)
    products = await uow.catalog.products_by_id([item.product_id for item in items])
    return CartView(
        tuple(
            CartLineView(product_view(products[item.product_id]), item.quantity)
            for item in items
            if products[item.product_id].active
        )
    )


async def _sellable(uow: UnitOfWork, product_id: str) -> t.Product:
    row = await uow.catalog.product(product_id)
    if row is None:
        raise NotFound()
    require_sold(row)
    return row


def require_sold(product: t.Product) -> None:
    if not product.active:
        raise ProductWithdrawn(product=LocalText(product.names))


def require_pieces(product: t.Product, quantity: int) -> None:
    """Require that so many pieces are there, and are sold to one customer at a time. Raises `Stale` for none at all: no
    button of ours asks for that.
    """
    if quantity < 1:
        raise Stale()
    if product.stock == 0:
        raise SoldOut(product=LocalText(product.names))
    if quantity > product.stock:
        raise OutOfStock(product=LocalText(product.names), left=product.stock)
    if quantity > MAX_QUANTITY:
        raise QuantityCapped(most=MAX_QUANTITY)


def product_view(row: t.Product, *, has_picture: bool = False) -> ProductView:
    return ProductView(
        id=row.id,
        category_id=row.category_id,
        name=LocalText(row.names),
        description=LocalText(row.descriptions),
        price_fen=row.price_fen,
        cash_price_fen=row.cash_price_fen,
        stock=row.stock,
        has_picture=has_picture,
    )


def _category_view(row: t.Category, count: int) -> CategoryView:
    return CategoryView(row.id, LocalText(row.names), count)
