"""What is bought at once (一次付清): shown as it stands, kept under an id that is the nonce of its payment and order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain import tables as t
from domain.catalog.errors import CartEmpty
from domain.catalog.goods import at_once_fen, wanted_lines
from domain.catalog.service import read_cart
from domain.customers.service import require_not_frozen
from domain.errors import NotFound
from domain.ids import new_id
from domain.ports import Clock
from domain.purchases.results import PurchaseLine, PurchaseView
from domain.purchases.sale import let_go
from domain.text import LocalText
from domain.unit_of_work import Store, UnitOfWork


class PurchaseService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def start_with(self, customer_id: str, product_id: str) -> PurchaseView:
        """Show what one piece of one product comes to, whatever lies in the cart. Raises `AccountFrozen`, `NotFound`,
        `ProductWithdrawn`, `SoldOut`.
        """
        async with self._store.write() as uow:
            return await self._start(uow, customer_id, [(product_id, 1)], from_cart=False)

    async def start_from_cart(self, customer_id: str) -> PurchaseView:
        """Show what the whole cart comes to. Raises `CartEmpty`, and what `start_with` raises."""
        async with self._store.write() as uow:
            cart = await read_cart(uow, customer_id)
            if not cart.lines:
                raise CartEmpty()
            wanted = [(line.product.id, line.quantity) for line in cart.lines]
            return await self._start(uow, customer_id, wanted, from_cart=True)

    async def renew(self, customer_id: str, purchase_id: str) -> PurchaseView:
        """Show the same goods as they stand now, to be confirmed anew."""
        async with self._store.write() as uow:
            purchase = await own_purchase(uow, customer_id, purchase_id)
            wanted = [(line["product_id"], line["quantity"]) for line in purchase.lines]
            return await self._start(uow, customer_id, wanted, from_cart=purchase.from_cart)

    async def release(self, now: datetime) -> dict[str, int]:
        """Put back the pieces of every purchase that was not paid while they were held (the sweep)."""
        async with self._store.read() as uow:
            lapsed = await uow.purchases.held_past(now)
        released = 0
        for purchase_id in lapsed:
            async with self._store.write() as uow:
                purchase = await uow.purchases.lock(purchase_id)
                if purchase is not None and purchase.held_until is not None and purchase.held_until <= now:
                    await let_go(uow, purchase)
                    await uow.commit()
                    released += 1
        return {"released": released}

    async def release_due(self, _: datetime) -> datetime | None:
        """Return from when on `release` has something to do."""
        async with self._store.read() as uow:
            return await uow.purchases.earliest_hold()

    async def _start(
        self, uow: UnitOfWork, customer_id: str, wanted: Sequence[tuple[str, int]], *, from_cart: bool
    ) -> PurchaseView:
        await require_not_frozen(uow, customer_id)
        lines = await wanted_lines(uow, wanted, _priced)
        newest = await uow.purchases.newest_unpaid(customer_id)
        if newest is not None and newest.lines == lines and newest.from_cart == from_cart:
            return view_of(newest)
        purchase = t.Purchase(
            id=new_id(),
            customer_id=customer_id,
            status=t.PurchaseStatus.OPEN,
            lines=lines,
            from_cart=from_cart,
            total_fen=sum(line["unit_price_fen"] * line["quantity"] for line in lines),
            created_at=self._clock.now(),
        )
        uow.add(purchase)
        await uow.commit()
        return view_of(purchase)


async def own_purchase(uow: UnitOfWork, customer_id: str, purchase_id: str) -> t.Purchase:
    """Return the customer's own purchase, locked. Raises `NotFound`."""
    purchase = await uow.purchases.lock(purchase_id)
    if purchase is None or purchase.customer_id != customer_id:
        raise NotFound()
    return purchase


def view_of(purchase: t.Purchase) -> PurchaseView:
    lines = (
        PurchaseLine(one["product_id"], LocalText(one["names"]), one["unit_price_fen"], one["quantity"])
        for one in purchase.lines
    )
    return PurchaseView(purchase.id, tuple(lines), purchase.total_fen, purchase.from_cart)


def _priced(product: t.Product) -> dict[str, int | None]:
    return {"unit_price_fen": at_once_fen(product)}
