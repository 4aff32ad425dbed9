"""What was withdrawn or changed in the catalogue meanwhile is not contracted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.wiring import Container, catalog_importer
from domain.catalog.errors import (
    CheckoutCancelled,
    PriceChanged,
    SoldOutMeanwhile,
    StockFell,
    WithdrawnMeanwhile,
)
from domain.catalog.specs import CatalogSpec
from domain.checkout.results import CheckoutStep
from domain.errors import DomainError, Stale
from domain.value import replace
from tests.support.builders import catalog, lender
from tests.support.databases import on_sqlite
from tests.support.people import arrive, choose_and_sign, confirm, reach_confirmation


def without_the_plan(spec: CatalogSpec) -> CatalogSpec:
    return replace(spec, plans=tuple(p for p in spec.plans if p.id != "consumer-12"))


def without_the_lender(spec: CatalogSpec) -> CatalogSpec:
    rest = tuple(i for i in spec.institutions if i.id != "demo-consumer")
    return replace(spec, institutions=rest)


def with_a_lower_ceiling(spec: CatalogSpec) -> CatalogSpec:
    return replace(
        spec,
        plans=tuple(replace(p, max_amount_fen=399_899) if p.id == "consumer-12" else p for p in spec.plans),
    )


def with_a_higher_floor(spec: CatalogSpec) -> CatalogSpec:
    return replace(
        spec,
        plans=tuple(replace(p, min_amount_fen=399_901) if p.id == "consumer-12" else p for p in spec.plans),
    )


WITHDRAWN = pytest.mark.parametrize(
    "change", [without_the_plan, without_the_lender, with_a_lower_ceiling, with_a_higher_floor]
)


@WITHDRAWN
async def test_a_plan_that_is_not_offered_any_more_is_not_contracted(
    container: Container, change: Callable[[CatalogSpec], CatalogSpec]
) -> None:
    customer = await arrive(container)
    shown = await reach_confirmation(container, customer)
    await catalog_importer(container.store).apply(change(catalog()), {})
    with pytest.raises(Stale):
        await confirm(container, customer, shown)
    assert (await container.services.orders.orders(customer.id, 0)).orders == ()
    now = await container.services.checkout.view(customer.id, shown.draft_id)
    assert (now.step, now.choice) == (CheckoutStep.LENDER, None)
    options = await container.services.checkout.lender_options(customer.id, shown.draft_id)
    assert [option.plan_id for option in options] == ["bank-12"]


@WITHDRAWN
async def test_nor_is_it_disclosed_or_agreed_to(
    container: Container, change: Callable[[CatalogSpec], CatalogSpec]
) -> None:
    customer = await arrive(container)
    checkout, agreements = container.services.checkout, container.services.agreements
    shown = await reach_confirmation(container, customer)
    version = (await checkout.back(customer.id, shown.draft_id, CheckoutStep.CONFIRM)).version
    await catalog_importer(container.store).apply(change(catalog()), {})
    assert (await checkout.view(customer.id, shown.draft_id)).step is CheckoutStep.LENDER
    with pytest.raises(Stale):
        await agreements.agree(customer.id, shown.draft_id, version)
    with pytest.raises(DomainError):
        await agreements.disclosure(customer.id, shown.draft_id)
    with pytest.raises(Stale):
        await checkout.choose_plan(customer.id, shown.draft_id, "consumer-12")


@on_sqlite
async def test_where_no_lender_is_left_for_the_periods_they_are_chosen_again(container: Container) -> None:
    customer = await arrive(container)
    shown = await reach_confirmation(container, customer)
    spec = catalog()
    await catalog_importer(container.store).apply(replace(spec, plans=spec.plans[:1]), {})
    assert (await container.services.checkout.view(customer.id, shown.draft_id)).step is CheckoutStep.PERIODS


@pytest.mark.parametrize(
    ("product", "refusal", "left"),
    [
        ({"price_fen": 400_000}, PriceChanged, None),
        ({"stock": 1}, StockFell, 1),
        ({"stock": 0}, SoldOutMeanwhile, None),
        (None, WithdrawnMeanwhile, None),
    ],
)
async def test_goods_that_cannot_be_had_as_shown_close_the_checkout_and_take_nothing(
    container: Container, product: dict[str, Any] | None, refusal: type[CheckoutCancelled], left: int | None
) -> None:
    customer = await arrive(container)
    await container.services.catalog.set_quantity(customer.id, "case", 1)
    await container.services.catalog.set_quantity(customer.id, "xiaomi-15", 2)
    shown = await choose_and_sign(
        container, customer, await container.services.checkout.start_from_cart(customer.id)
    )
    spec = catalog()
    phone, *rest = spec.products
    goods = rest if product is None else [replace(phone, **product), *rest]
    await catalog_importer(container.store).apply(replace(spec, products=tuple(goods)), {})
    with pytest.raises(refusal) as refused:
        await confirm(container, customer, shown)
    assert refused.value.values.get("left") == left
    assert refused.value.values["product_id"] == "xiaomi-15"
    assert await container.services.checkout.current(customer.id) is None
    assert (await container.services.catalog.product("case")).stock == 100
    assert (await container.services.orders.orders(customer.id, 0)).orders == ()


@on_sqlite
async def test_a_raised_credit_line_counts_where_it_is_offered_and_where_it_is_taken(
    container: Container,
) -> None:
    await _grant(container, 400_000)
    customer = await arrive(container)
    await confirm(container, customer, await reach_confirmation(container, customer))
    await _grant(container, 1_000_000)
    draft = await container.services.checkout.start_with(customer.id, "xiaomi-15")
    await container.services.checkout.choose_periods(customer.id, draft.draft_id, 12)
    options = await container.services.checkout.lender_options(customer.id, draft.draft_id)
    assert {o.plan_id: o.credit_left_fen for o in options}["consumer-12"] == 1_000_000 - 399_900
    order = await confirm(container, customer, await choose_and_sign(container, customer, draft))
    assert order.summary.total_fen == 399_900


@on_sqlite
async def test_a_credit_line_lowered_below_what_is_used_leaves_nothing(container: Container) -> None:
    customer = await arrive(container)
    await confirm(container, customer, await reach_confirmation(container, customer))
    shown = await reach_confirmation(container, customer)
    await _grant(container, 100_000)
    options = await container.services.checkout.lender_options(customer.id, shown.draft_id)
    assert {o.plan_id: o.credit_left_fen for o in options}["consumer-12"] == 0
    with pytest.raises(DomainError) as refused:
        await confirm(container, customer, shown)
    assert (refused.value.code, refused.value.values["left"]) == ("credit_line_too_small", 0)


async def _grant(container: Container, credit_line_fen: int) -> None:
    spec = catalog()
    lenders = (lender(credit_line_fen=credit_line_fen), *spec.institutions[1:])
    await catalog_importer(container.store).apply(replace(spec, institutions=lenders), {})
