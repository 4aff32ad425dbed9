"""What was bought, and how far it is paid: the orders say of a late bill what the bill itself says."""

from __future__ import annotations

from datetime import date

import pytest

from bot.settings import Settings
from bot.wiring import Container, build_container, catalog_importer
from domain.loans.results import BillState
from domain.value import replace
from tests.support.builders import catalog, lender
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy

DUE = date(2026, 2, 5)


@pytest.mark.parametrize(
    ("grace_days", "days_late", "state"),
    [
        (0, 0, BillState.DUE_TODAY),
        (0, 1, BillState.OVERDUE),
        (3, 1, BillState.GRACE),
        (3, 3, BillState.GRACE),
        (3, 4, BillState.OVERDUE),
    ],
)
async def test_an_order_is_overdue_when_a_bill_of_it_is_and_not_within_the_days_of_grace(
    settings: Settings, clock: MovableClock, grace_days: int, days_late: int, state: BillState
) -> None:
    container = build_container(settings, clock)
    generous = lender(penalty=replace(lender().penalty, grace_days=grace_days))
    others = catalog().institutions[1:]
    await catalog_importer(container.store).apply(catalog(institutions=(generous, *others)), {})
    customer = await arrive(container)
    order = await buy(container, customer)
    clock.move_to(DUE.replace(day=DUE.day + days_late))
    detail = await container.services.orders.order(customer.id, order.summary.order_id)
    (listed,) = (await container.services.orders.orders(customer.id, 0)).orders
    assert detail.bills[0].state is state
    assert detail.summary.overdue is listed.overdue is (state is BillState.OVERDUE)
    await container.aclose()


async def test_one_late_loan_does_not_make_the_others_late(container: Container, clock: MovableClock) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    clock.advance(days=10)
    await buy(container, customer, product_id="lamp", plan_id="consumer-3")
    clock.move_to(date(2026, 2, 7))
    listed = (await container.services.orders.orders(customer.id, 0)).orders
    assert [order.overdue for order in listed] == [False, True]
