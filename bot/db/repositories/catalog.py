"""Categories, products, lenders, plans; what lies in carts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.catalog.results import ProductChange


class CatalogRepository(Repository):
    async def categories(self, *, active_only: bool = True) -> Sequence[t.Category]:
        statement = select(t.Category).order_by(col(t.Category.position))
        return await self._all(statement.where(col(t.Category.active)) if active_only else statement)

    async def products(self, *, active_only: bool = True) -> Sequence[t.Product]:
        statement = select(t.Product).order_by(col(t.Product.position))
        return await self._all(statement.where(col(t.Product.active)) if active_only else statement)

    async def products_in(self, category_id: str, offset: int, limit: int) -> tuple[Sequence[t.Product], int]:
        shown = (
            select(t.Product)
            .where(col(t.Product.category_id) == category_id, col(t.Product.active))
            .order_by(col(t.Product.position))
        )
        return await self._all(shown.offset(offset).limit(limit)), await self._count(shown)

    async def product(self, product_id: str) -> t.Product | None:
        return await self._session.get(t.Product, product_id)

    async def products_by_id(self, product_ids: Sequence[str]) -> dict[str, t.Product]:
        rows = await self._all(select(t.Product).where(col(t.Product.id).in_(product_ids)))
        return {row.id: row for row in rows}

    async def picture(self, product_id: str) -> bytes | None:
        return await self._first(
            select(col(t.ProductPicture.content)).where(col(t.ProductPicture.product_id) == product_id)
        )

    async def has_picture(self, product_id: str) -> bool:
        statement = select(col(t.ProductPicture.product_id)).where(
            col(t.ProductPicture.product_id) == product_id
        )
        return await self._first(statement) is not None

    async def set_picture(self, product_id: str, content: bytes | None) -> None:
        await self._run(delete(t.ProductPicture).where(col(t.ProductPicture.product_id) == product_id))
        if content is not None:
            self._session.add(t.ProductPicture(product_id=product_id, content=content))

    async def institutions(self, *, active_only: bool = True) -> Sequence[t.Institution]:
        statement = select(t.Institution).order_by(col(t.Institution.id))
        return await self._all(statement.where(col(t.Institution.active)) if active_only else statement)

    async def institution(self, institution_id: str) -> t.Institution | None:
        return await self._session.get(t.Institution, institution_id)

    async def plans(self, *, active_only: bool = True) -> Sequence[t.Plan]:
        statement = select(t.Plan).order_by(col(t.Plan.id))
        return await self._all(statement.where(col(t.Plan.active)) if active_only else statement)

    async def plan(self, plan_id: str) -> tuple[t.Plan, t.Institution] | None:
        statement = (
            select(t.Plan, t.Institution)
            .join(t.Institution, col(t.Institution.id) == col(t.Plan.institution_id))
            .where(col(t.Plan.id) == plan_id)
        )
        row = (await self._session.execute(statement)).first()
        return None if row is None else (row[0], row[1])

    async def plans_with_institutions(self) -> Sequence[tuple[t.Plan, t.Institution]]:
        statement = (
            select(t.Plan, t.Institution)
            .join(t.Institution, col(t.Institution.id) == col(t.Plan.institution_id))
            .where(col(t.Plan.active), col(t.Institution.active))
            .order_by(col(t.Plan.id))
        )
        return [(plan, lender) for plan, lender in (await self._session.execute(statement)).all()]

    async def change_product(self, change: ProductChange) -> bool:
        seen, wanted = change.seen, change.wanted
        changed = await self._run(
            update(t.Product)
            .where(
                col(t.Product.id) == change.product_id,
                col(t.Product.price_fen) == seen.price_fen,
                col(t.Product.cash_price_fen).is_not_distinct_from(seen.cash_price_fen),
                col(t.Product.stock) == seen.stock,
                col(t.Product.active) == seen.on_sale,
            )
            .values(
                price_fen=wanted.price_fen,
                cash_price_fen=wanted.cash_price_fen,
                stock=wanted.stock,
                active=wanted.on_sale,
            )
        )
        return changed == 1

    async def take_stock(self, product_id: str, quantity: int) -> bool:
        taken = await self._run(
            update(t.Product)
            .where(col(t.Product.id) == product_id, col(t.Product.stock) >= quantity)
            .values(stock=col(t.Product.stock) - quantity)
        )
        return taken == 1

    async def put_back(self, product_id: str, quantity: int) -> None:
        await self._run(
            update(t.Product)
            .where(col(t.Product.id) == product_id)
            .values(stock=col(t.Product.stock) + quantity)
        )


class CartRepository(Repository):
    async def items(self, customer_id: str) -> Sequence[t.CartItem]:
        return await self._all(
            select(t.CartItem)
            .where(col(t.CartItem.customer_id) == customer_id)
            .order_by(col(t.CartItem.added_at), col(t.CartItem.product_id))
        )

    async def item(self, customer_id: str, product_id: str) -> t.CartItem | None:
        return await self._session.get(t.CartItem, (customer_id, product_id))

    async def remove(self, customer_id: str, product_ids: Sequence[str]) -> None:
        await self._run(
            delete(t.CartItem).where(
                col(t.CartItem.customer_id) == customer_id, col(t.CartItem.product_id).in_(product_ids)
            )
        )

    async def subtract(self, customer_id: str, product_id: str, quantity: int) -> None:
        line = (col(t.CartItem.customer_id) == customer_id, col(t.CartItem.product_id) == product_id)
        held = col(t.CartItem.quantity)
        await self._run(delete(t.CartItem).where(*line, held <= quantity))
        await self._run(update(t.CartItem).where(*line).values(quantity=held - quantity))
