"""An order of several goods, on which goods can go back; ¥3,999.00 as in docs/rules/refunds.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import text

from bot.wiring import House, catalog_importer
from domain.audit.service import AuditService
from domain.catalog.specs import ProductSpec
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.returns.results import Picks, RefundView
from domain.terms import PenaltyTerms
from tests.support import builders
from tests.support.clock import MovableClock
from tests.support.people import arrive, choose_and_sign, confirm, repay_next

THOUSAND, REST = 1, 2  # the lines of the order
EVERYTHING = {THOUSAND: 1, REST: 1}
TEN_DAYS_IN, TEN_DAYS_LATE = date(2026, 5, 15), date(2026, 6, 15)


async def open_shop(house: House, **terms: Any) -> None:
    """Goods of ¥1,000.00 and ¥2,999.00; `consumer-12` is flat, 12 × 0.6 %, `bank-12` 等额本息 at 12 %."""
    spec = builders.catalog()
    goods = (
        ProductSpec("part", "phones", builders.text("平板 <小>"), 100_000, 5, builders.text("八寸")),
        ProductSpec("rest", "phones", builders.text("电脑"), 299_900, 5, builders.text("十四寸")),
    )
    lenders = tuple(replace(one, **({"penalty": PenaltyTerms()} | terms)) for one in spec.institutions)
    plans = (*spec.plans[:2], builders.equal_installment("bank-12", 12, "12", "demo-bank"))
    await catalog_importer(house.store).apply(
        replace(spec, products=goods, institutions=lenders, plans=plans), {}
    )


async def buy_both(
    house: House,
    customer: CustomerView,
    plan_id: str = "consumer-12",
    pieces: tuple[tuple[str, int], ...] = (("part", 1), ("rest", 1)),
) -> OrderDetail:
    for product_id, quantity in pieces:
        await house.services.shop.set_quantity(customer.id, product_id, quantity)
    draft = await house.services.checkout.start_from_cart(customer.id)
    return await confirm(house, customer, await choose_and_sign(house, customer, draft, plan_id))


async def bought(
    house: House, clock: MovableClock, plan_id: str = "consumer-12", *, paid: int = 4, received: bool = True
) -> tuple[CustomerView, OrderDetail]:
    """¥3,999.00 drawn on 2026-01-05, so many instalments paid on their due dates."""
    customer = await arrive(house)
    order = await buy_both(house, customer, plan_id)
    for bill in order.bills[:paid]:
        clock.move_to(bill.due_date)
        await repay_next(house, customer)
    if received:
        await house.services.refunds.confirm_receipt(customer.id, order.summary.order_id)
    return customer, order


async def ask(house: House, customer: CustomerView, order: OrderDetail, picks: Picks) -> RefundView:
    """Request it as it is shown now."""
    refunds, order_id = house.services.refunds, order.summary.order_id
    version = (await refunds.preview(customer.id, order_id, picks)).version
    return await refunds.request(customer.id, order_id, picks, version)


async def send_back(house: House, customer: CustomerView, order: OrderDetail, picks: Picks) -> RefundView:
    """Requested and booked; the books are clean afterwards."""
    booked = await house.services.refunds.book((await ask(house, customer, order, picks)).refund_id)
    await require_clean_books(house)
    return booked


async def require_clean_books(house: House) -> None:
    audit = AuditService(house.store)
    assert [breach async for _, found in audit.loans() for breach in found] + await audit.across() == []


async def one_number(house: House, statement: str) -> int:
    async with house.engine.connect() as connection:
        return int(await connection.scalar(text(statement)) or 0)


async def credit_used_fen(house: House) -> int:
    return await one_number(house, "SELECT sum(used_fen) FROM credit_lines")


async def stock_of(house: House, product_id: str) -> int:
    return (await house.services.shop.product(product_id)).stock
