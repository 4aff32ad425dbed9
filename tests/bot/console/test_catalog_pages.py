"""Goods and plans in the browser: seen as customers see them, changed with a reason, and nothing promised changes."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from bot.wiring import Container
from domain.desk.shop import ShopDesk
from domain.errors import InvalidInput, Stale
from domain.staff.types import LogFilter, Outcome, Role, Subject, SubjectKind, Verb
from domain.value import replace
from tests.bot.console.conftest import Browser
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy
from tests.support.staff import People


def shop_of(container: Container, people: People, ceiling_pct: int = 24) -> ShopDesk:
    return ShopDesk(container.store, container.clock, people.log, Decimal(ceiling_pct))


def seen_of(page: str) -> str:
    found = re.search(r'name="before" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@on_sqlite
async def test_price_stock_and_sale_are_changed_with_a_reason_and_what_was_stands_in_the_log(
    container: Container, browser: Browser
) -> None:
    (first, *_) = await container.services.catalog.categories()
    product = (await container.services.catalog.products(first.id, 0)).products[0]
    await browser.sign_in(await browser.people.add("Li Lei", Role.MONEY))
    path = f"/shop/products/{product.id}"
    assert path in (await browser.get("/shop")).text
    seen = seen_of((await browser.get(path)).text)
    form = {"before": seen, "price": "３８８８.50", "cash": "", "stock": "7", "sale": "on"}
    without = await browser.post(path, seen=path, **form)
    assert (without.status_code, "请写明原因" in without.text) == (409, True)
    done = await browser.post(path, seen=path, **form, reason="换季")
    assert done.headers["location"] == f"/console{path}"
    now = await container.services.catalog.product(product.id)
    assert (now.price_fen, now.cash_price_fen, now.stock) == (388_850, None, 7)
    about = LogFilter(subject=Subject(SubjectKind.PRODUCT, product.id))
    lines = [line for line in (await browser.people.log.read(about)).lines if line.reason != ""]
    begun = next(line for line in lines if line.outcome is Outcome.BEGUN)
    assert begun.reason is not None
    assert f"× {product.stock} → × 7" in begun.reason
    assert begun.reason.endswith(". 换季")
    late = await browser.post(path, seen=path, **form | {"stock": "9"}, reason="补货")
    assert (late.status_code, "刚才已经有变化" in late.text) == (409, True), "it is not as it was seen"
    assert (await container.services.catalog.product(product.id)).stock == 7


@on_sqlite
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"price": "0"}, "价格写成"),
        ({"price": "3999.999"}, "价格写成"),
        ({"price": "10000000.01"}, "价格写成"),
        ({"stock": "-1"}, "价格写成"),
        ({"stock": "1000001"}, "价格写成"),
        ({"price": "10", "cash": "10.01"}, "一次付清价不能高于分期价"),
    ],
)
async def test_what_a_catalogue_file_may_not_say_is_not_taken(
    container: Container, browser: Browser, changed: dict[str, str], said: str
) -> None:
    shop = shop_of(container, browser.people)
    before = (await shop.products())[0]
    await browser.sign_in(await browser.people.add("Li Lei", Role.MONEY))
    path = f"/shop/products/{before.id}"
    seen = seen_of((await browser.get(path)).text)
    form = {"before": seen, "price": "3999", "cash": "", "stock": "5", "sale": "on", "reason": "试"} | changed
    refused = await browser.post(path, seen=path, **form)
    assert (refused.status_code, said in refused.text) == (422, True)
    assert await shop.product(before.id) == before


@on_sqlite
async def test_who_may_only_look_sees_no_form_and_changes_nothing(
    container: Container, browser: Browser
) -> None:
    shop = shop_of(container, browser.people)
    product, plan = (await shop.products())[0], (await shop.plans())[0]
    await browser.sign_in(await browser.people.add("王丽", Role.SERVING))
    for path in (f"/shop/products/{product.id}", f"/shop/plans/{plan.id}"):
        page = await browser.get(path)
        assert (page.status_code, 'name="reason"' in page.text) == (200, False)
    off = await browser.post(f"/shop/plans/{plan.id}", sale="off", reason="试")
    assert off.status_code == 403
    assert (await shop.plan(plan.id)).on_sale
    assert (await browser.get("/shop/plans/no-such")).status_code == 404
    newest = (await browser.people.log.read()).lines[0]
    assert (newest.verb, newest.outcome) == (Verb.CHANGE_PLAN, Outcome.NO_RIGHT)


async def test_what_was_promised_stays_and_a_withdrawn_plan_is_offered_to_nobody(
    container: Container, people: People
) -> None:
    customer, shop = await arrive(container), shop_of(container, people)
    await buy(container, customer)
    bills = await container.services.bills.open_bills(customer.id)
    owner = await people.member("王丽")
    for product in await shop.products():
        wanted = replace(product.state, price_fen=product.state.price_fen + 100, on_sale=False)
        await shop.change_product(owner, product.id, product.state, wanted, "停售")
        assert not (await shop.product(product.id)).is_shown
    for plan in await shop.plans():
        acted = await shop.offer_plan(owner, plan.id, on_sale=False, reason="停办")
        assert acted.outcome is Outcome.DONE
        again = await shop.offer_plan(owner, plan.id, on_sale=False, reason="停办")
        assert again.outcome is Outcome.UNCHANGED
    assert await container.services.catalog.categories() == ()
    assert (await container.services.plans.offered(399_900, None)).options == ()
    assert await container.services.bills.open_bills(customer.id) == bills


async def test_a_piece_that_was_sold_meanwhile_is_not_made_up(container: Container, people: People) -> None:
    owner, shop = await people.member("王丽"), shop_of(container, people)
    product = next(one for one in await shop.products() if one.state.stock)
    async with container.store.write() as uow:
        assert await uow.catalog.take_stock(product.id, 1)
        await uow.commit()
    wanted = replace(product.state, price_fen=product.state.price_fen + 1)
    with pytest.raises(Stale):
        await shop.change_product(owner, product.id, product.state, wanted, "改价")
    now = await shop.product(product.id)
    assert now.state == replace(product.state, stock=product.state.stock - 1)


async def test_a_plan_above_the_ceiling_is_not_offered_again(container: Container, people: People) -> None:
    owner, shop = await people.member("王丽"), shop_of(container, people, ceiling_pct=1)
    dear = next(one for one in await shop.plans() if one.rates_pct and min(one.rates_pct) > 1)
    await shop.offer_plan(owner, dear.id, on_sale=False, reason="停办")
    with pytest.raises(InvalidInput):
        await shop.offer_plan(owner, dear.id, on_sale=True, reason="再办")
    assert not (await shop.plan(dear.id)).on_sale
    await shop_of(container, people).offer_plan(owner, dear.id, on_sale=True, reason="再办")
    assert (await shop.plan(dear.id)).is_shown
