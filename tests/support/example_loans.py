"""The example of docs/rules/ as a loan in the house: 等额本息 at 12 % over twelve months, and the flat plan beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from bot.wiring import Container, catalog_importer
from domain.breakdowns.results import QuoteWorkings
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.quotes.results import QuoteView
from domain.terms import PenaltyTerms
from domain.value import replace
from tests.support.builders import catalog, equal_installment, lender
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, repay_next

TEN_DAYS_LATE = date(2026, 4, 15)  # the third bill's due date is 2026-04-05
BY_MULTIPLE = PenaltyTerms(multiple=Decimal("1.5"))


async def shop_with(container: Container, *, cash_price_fen: int | None = None, **terms: Any) -> None:
    """`bank-12` is the example of docs/rules/: 等额本息 at 12 %, penalty by its multiple; `terms` are every lender's."""
    spec = catalog()
    given = {"penalty": BY_MULTIPLE, **terms}
    lenders = tuple(
        replace(lender(one.id, name=one.name, kind=one.kind, rounding=one.rounding), **given)
        for one in spec.institutions
    )
    phone, *others = spec.products
    await catalog_importer(container.store).apply(
        replace(
            spec,
            institutions=lenders,
            products=(replace(phone, cash_price_fen=cash_price_fen), *others),
            plans=(*spec.plans[:2], equal_installment("bank-12", 12, "12", "demo-bank")),
        ),
        {},
    )


async def borrowed(
    container: Container, plan_id: str = "bank-12", **terms: Any
) -> tuple[CustomerView, OrderDetail]:
    await shop_with(container, **terms)
    customer = await arrive(container)
    return customer, await buy(container, customer, plan_id=plan_id)


async def two_paid(
    container: Container, clock: MovableClock, plan_id: str = "bank-12", **terms: Any
) -> tuple[CustomerView, OrderDetail]:
    customer, order = await borrowed(container, plan_id, **terms)
    for bill in order.bills[:2]:
        clock.move_to(bill.due_date)
        await repay_next(container, customer)
    return customer, order


async def pay(container: Container, customer: CustomerView, order: OrderDetail, amount_fen: int) -> None:
    quote = await container.services.quotes.amount(customer.id, order.bills[0].loan_id, amount_fen)
    await container.services.payments.confirm_quote(customer.id, quote.quote_id)


async def explained_quote(container: Container, customer: CustomerView, quote: QuoteView) -> QuoteWorkings:
    """How a quoted repayment of bills came about."""
    shown = await container.services.breakdowns.quote(customer.id, quote.quote_id)
    assert isinstance(shown, QuoteWorkings)
    return shown
