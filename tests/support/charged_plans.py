"""A shop whose plans have a guarantee and a service fee; ¥3,999.00 as in docs/rules/charges.md."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.wiring import Container, catalog_importer
from domain.catalog.specs import CatalogSpec, ProductSpec
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.terms import Charge, ChargeKind, PenaltyBase, PenaltyTerms, PlanSpec
from domain.value import replace
from tests.support import builders
from tests.support.clock import MovableClock
from tests.support.people import arrive, repay_next
from tests.support.returning import buy_both

GUARANTEE = Charge(ChargeKind.GUARANTEE, builders.text("示例融资担保"), Decimal("0.2"))
SERVICE = Charge(ChargeKind.SERVICE, builders.text("示例科技服务"), total_rate_pct=Decimal("1.2"))
FLAT_ID, LOAN_ID = "guaranteed-12", "served-12"  # 12 × 0.6 % with a guarantee; 等额本息 12 % with both


def charged(plan: PlanSpec, *charges: Charge) -> PlanSpec:
    return replace(plan, terms=replace(plan.terms, charges=charges))


def shop(**terms: Any) -> CatalogSpec:
    """Goods of ¥3,999.00, and of ¥1,000.00 and ¥2,999.00; `terms` of both lenders."""
    spec = builders.catalog()
    goods = (
        ProductSpec("part", "phones", builders.text("平板"), 100_000, 5, builders.text("八寸")),
        ProductSpec("rest", "phones", builders.text("电脑"), 299_900, 5, builders.text("十四寸")),
    )
    late = PenaltyTerms(daily_pct=Decimal("0.05"), multiple=None, base=PenaltyBase.PRINCIPAL_INTEREST)
    plans = (
        charged(builders.flat(FLAT_ID, 12, "0.6"), GUARANTEE),
        charged(builders.equal_installment(LOAN_ID, 12, "12", "demo-bank"), GUARANTEE, SERVICE),
    )
    return replace(
        spec,
        products=(*spec.products, *goods),
        institutions=tuple(replace(one, **{"penalty": late, **terms}) for one in spec.institutions),
        plans=(*spec.plans[:2], *plans),
    )


async def open_shop(container: Container, **terms: Any) -> None:
    await catalog_importer(container.store).apply(shop(**terms), {})


async def borrowed(
    container: Container, clock: MovableClock, plan_id: str = FLAT_ID, *, paid: int = 0, **terms: Any
) -> tuple[CustomerView, OrderDetail]:
    """¥3,999.00 drawn for goods of ¥1,000.00 and ¥2,999.00, and so many bills paid on their due dates."""
    await open_shop(container, **terms)
    customer = await arrive(container)
    order = await buy_both(container, customer, plan_id)
    for bill in order.bills[:paid]:
        clock.move_to(bill.due_date)
        await repay_next(container, customer)
    return customer, order
