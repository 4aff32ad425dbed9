"""The cart holds what the customer put there, whatever old screens and orders do."""

from __future__ import annotations

import pytest

from bot.wiring import Container, catalog_importer
from domain.catalog.errors import OutOfStock, QuantityCapped, SoldOut
from domain.customers.results import CustomerView
from domain.value import replace
from tests.support.builders import catalog
from tests.support.databases import on_sqlite
from tests.support.people import arrive, choose_and_sign, confirm


async def quantities(container: Container, customer: CustomerView) -> dict[str, int]:
    return {
        line.product.id: line.quantity for line in (await container.services.catalog.cart(customer.id)).lines
    }


async def stock(container: Container, product_id: str, pieces: int) -> None:
    spec = catalog()
    goods = tuple(replace(p, stock=pieces) if p.id == product_id else p for p in spec.products)
    await catalog_importer(container.store).apply(replace(spec, products=goods), {})


@on_sqlite
@pytest.mark.parametrize(("meanwhile", "left"), [(5, 3), (2, None), (1, None)])
async def test_an_order_takes_out_the_pieces_that_were_bought_and_no_more(
    container: Container, meanwhile: int, left: int | None
) -> None:
    customer = await arrive(container)
    shop = container.services.catalog
    await shop.set_quantity(customer.id, "case", 1)
    await shop.set_quantity(customer.id, "xiaomi-15", 2)
    shown = await choose_and_sign(
        container, customer, await container.services.checkout.start_from_cart(customer.id)
    )
    await shop.set_quantity(customer.id, "xiaomi-15", meanwhile)
    await shop.set_quantity(customer.id, "lamp", 1)
    await confirm(container, customer, shown)
    assert (await quantities(container, customer)).get("xiaomi-15") == left
    assert (await quantities(container, customer))["lamp"] == 1


async def test_an_old_product_card_never_lowers_the_cart(container: Container) -> None:
    customer = await arrive(container)
    shop = container.services.catalog
    await shop.set_quantity(customer.id, "case", 5)
    assert await shop.add_to_cart(customer.id, "case", 2) == 5
    assert await quantities(container, customer) == {"case": 5}
    assert await shop.add_to_cart(customer.id, "case", 6) == 6
    assert await shop.add_to_cart(customer.id, "case", 6) == 6
    assert await quantities(container, customer) == {"case": 6}


@on_sqlite
async def test_the_most_that_is_sold_at_a_time_is_not_called_the_stock(container: Container) -> None:
    await stock(container, "case", 300)
    customer = await arrive(container)
    with pytest.raises(QuantityCapped) as refused:
        await container.services.catalog.add_to_cart(customer.id, "case", 100)
    assert refused.value.values == {"most": 99}
    assert await container.services.catalog.add_to_cart(customer.id, "case", 99) == 99


@on_sqlite
async def test_fewer_than_asked_for_and_none_at_all_are_told_apart(container: Container) -> None:
    customer = await arrive(container)
    with pytest.raises(OutOfStock) as refused:
        await container.services.catalog.set_quantity(customer.id, "xiaomi-15", 6)
    assert refused.value.values["left"] == 5
    await stock(container, "xiaomi-15", 0)
    with pytest.raises(SoldOut):
        await container.services.catalog.add_to_cart(customer.id, "xiaomi-15", 1)
    with pytest.raises(SoldOut):
        await container.services.checkout.start_with(customer.id, "xiaomi-15")


async def test_fewer_is_always_possible_even_where_the_stock_is_less_still(container: Container) -> None:
    customer = await arrive(container)
    shop = container.services.catalog
    await shop.set_quantity(customer.id, "xiaomi-15", 5)
    await stock(container, "xiaomi-15", 0)
    await shop.set_quantity(customer.id, "xiaomi-15", 4)
    assert await quantities(container, customer) == {"xiaomi-15": 4}
    await shop.set_quantity(customer.id, "xiaomi-15", 0)
    assert await quantities(container, customer) == {}
