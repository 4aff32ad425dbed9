"""The cart holds what the customer put there, whatever old screens and orders do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.wiring import House, catalog_importer
from domain.catalog.errors import OutOfStock, QuantityCapped, SoldOut
from domain.customers.results import CustomerView
from tests.support.builders import catalog
from tests.support.people import arrive, choose_and_sign, confirm


async def quantities(house: House, customer: CustomerView) -> dict[str, int]:
    return {line.product.id: line.quantity for line in (await house.services.shop.cart(customer.id)).lines}


async def stock(house: House, product_id: str, pieces: int) -> None:
    spec = catalog()
    goods = tuple(replace(p, stock=pieces) if p.id == product_id else p for p in spec.products)
    await catalog_importer(house.store).apply(replace(spec, products=goods), {})


@pytest.mark.parametrize(("meanwhile", "left"), [(5, 3), (2, None), (1, None)])
async def test_an_order_takes_out_the_pieces_that_were_bought_and_no_more(
    house: House, meanwhile: int, left: int | None
) -> None:
    customer = await arrive(house)
    shop = house.services.shop
    await shop.set_quantity(customer.id, "case", 1)
    await shop.set_quantity(customer.id, "xiaomi-15", 2)
    shown = await choose_and_sign(house, customer, await house.services.checkout.start_from_cart(customer.id))
    await shop.set_quantity(customer.id, "xiaomi-15", meanwhile)
    await shop.set_quantity(customer.id, "lamp", 1)
    await confirm(house, customer, shown)
    assert (await quantities(house, customer)).get("xiaomi-15") == left
    assert (await quantities(house, customer))["lamp"] == 1


async def test_an_old_product_card_never_lowers_the_cart(house: House) -> None:
    customer = await arrive(house)
    shop = house.services.shop
    await shop.set_quantity(customer.id, "case", 5)
    assert await shop.add_to_cart(customer.id, "case", 2) == 5
    assert await quantities(house, customer) == {"case": 5}
    assert await shop.add_to_cart(customer.id, "case", 6) == 6
    assert await shop.add_to_cart(customer.id, "case", 6) == 6
    assert await quantities(house, customer) == {"case": 6}


async def test_the_most_that_is_sold_at_a_time_is_not_called_the_stock(house: House) -> None:
    await stock(house, "case", 300)
    customer = await arrive(house)
    with pytest.raises(QuantityCapped) as refused:
        await house.services.shop.add_to_cart(customer.id, "case", 100)
    assert refused.value.values == {"most": 99}
    assert await house.services.shop.add_to_cart(customer.id, "case", 99) == 99


async def test_fewer_than_asked_for_and_none_at_all_are_told_apart(house: House) -> None:
    customer = await arrive(house)
    with pytest.raises(OutOfStock) as refused:
        await house.services.shop.set_quantity(customer.id, "xiaomi-15", 6)
    assert refused.value.values["left"] == 5
    await stock(house, "xiaomi-15", 0)
    with pytest.raises(SoldOut):
        await house.services.shop.add_to_cart(customer.id, "xiaomi-15", 1)
    with pytest.raises(SoldOut):
        await house.services.checkout.start_with(customer.id, "xiaomi-15")


async def test_fewer_is_always_possible_even_where_the_stock_is_less_still(house: House) -> None:
    customer = await arrive(house)
    shop = house.services.shop
    await shop.set_quantity(customer.id, "xiaomi-15", 5)
    await stock(house, "xiaomi-15", 0)
    await shop.set_quantity(customer.id, "xiaomi-15", 4)
    assert await quantities(house, customer) == {"xiaomi-15": 4}
    await shop.set_quantity(customer.id, "xiaomi-15", 0)
    assert await quantities(house, customer) == {}
