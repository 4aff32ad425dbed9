"""An order of several goods, on which goods can go back; ¥3,999.00 as in docs/rules/returns.md."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from bot.wiring import Container, catalog_importer
from domain.audit.service import AuditService
from domain.catalog.specs import ProductSpec
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.returns.results import Picks, ReturnView
from domain.terms import PenaltyTerms
from domain.value import replace
from tests.support import builders
from tests.support.clock import MovableClock
from tests.support.people import arrive, choose_and_sign, confirm, repay_next
from tests.support.remembered_purchases import remembered

THOUSAND, REST = 1, 2  # the lines of the order
EVERYTHING = {THOUSAND: 1, REST: 1}
TEN_DAYS_IN, TEN_DAYS_LATE = date(2026, 5, 15), date(2026, 6, 15)


async def open_shop(container: Container, **terms: Any) -> None:
    """Goods of ¥1,000.00 and ¥2,999.00; `consumer-12` is flat, 12 × 0.6 %, `bank-12` 等额本息 at 12 %."""
    spec = builders.catalog()
    goods = (
        ProductSpec("part", "phones", builders.text("平板 <小>"), 100_000, 5, builders.text("八寸")),
        ProductSpec("rest", "phones", builders.text("电脑"), 299_900, 5, builders.text("十四寸")),
    )
    lenders = tuple(replace(one, **({"penalty": PenaltyTerms()} | terms)) for one in spec.institutions)
    plans = (*spec.plans[:2], builders.equal_installment("bank-12", 12, "12", "demo-bank"))
    await catalog_importer(container.store).apply(
        replace(spec, products=goods, institutions=lenders, plans=plans), {}
    )


async def buy_both(
    container: Container,
    customer: CustomerView,
    plan_id: str = "consumer-12",
    pieces: tuple[tuple[str, int], ...] = (("part", 1), ("rest", 1)),
) -> OrderDetail:
    async def both() -> OrderDetail:
        for product_id, quantity in pieces:
            await container.services.catalog.set_quantity(customer.id, product_id, quantity)
        draft = await container.services.checkout.start_from_cart(customer.id)
        return await confirm(container, customer, await choose_and_sign(container, customer, draft, plan_id))

    return await remembered(container, customer, {"plan_id": plan_id, "pieces": repr(pieces)}, both)


async def bought(
    container: Container,
    clock: MovableClock,
    plan_id: str = "consumer-12",
    *,
    paid: int = 4,
    received: bool = True,
) -> tuple[CustomerView, OrderDetail]:
    """¥3,999.00 drawn on 2026-01-05, so many instalments paid on their due dates."""
    customer = await arrive(container)
    order = await buy_both(container, customer, plan_id)
    for bill in order.bills[:paid]:
        clock.move_to(bill.due_date)
        await repay_next(container, customer)
    if received:
        await container.services.returns.confirm_receipt(customer.id, order.summary.order_id)
    return customer, order


async def ask(container: Container, customer: CustomerView, order: OrderDetail, picks: Picks) -> ReturnView:
    """Request it as it is shown now."""
    returns, order_id = container.services.returns, order.summary.order_id
    version = (await returns.preview(customer.id, order_id, picks)).version
    return await returns.request(customer.id, order_id, picks, version)


async def send_back(
    container: Container, customer: CustomerView, order: OrderDetail, picks: Picks
) -> ReturnView:
    """Requested and booked; the books are clean afterwards."""
    booked = await container.services.returns.book((await ask(container, customer, order, picks)).return_id)
    await require_clean_books(container)
    return booked


async def require_clean_books(container: Container) -> None:
    audit = AuditService(container.store)
    loans = [violation async for _, found in audit.loans() for violation in found]
    purchases = [violation async for _, found in audit.purchases() for violation in found]
    assert loans + purchases + await audit.across() == []


async def one_number(container: Container, statement: str) -> int:
    async with container.engine.connect() as connection:
        return int(await connection.scalar(text(statement)) or 0)


async def credit_used_fen(container: Container) -> int:
    return await one_number(container, "SELECT sum(used_fen) FROM credit_lines")


async def stock_of(container: Container, product_id: str) -> int:
    return (await container.services.catalog.product(product_id)).stock
