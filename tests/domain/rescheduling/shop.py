"""A shop whose lenders move due dates, and what tests of it do over and over."""

from __future__ import annotations

from typing import Any

from bot.wiring import Container, catalog_importer
from domain.audit.service import AuditService
from domain.customers.results import CustomerView
from domain.rescheduling.results import MoveAgreement, MoveDone, MoveKind, SignedText
from domain.rescheduling.service import ShownMove
from domain.terms import DeferralTerms, DueDayChangeTerms
from domain.value import replace
from tests.support.builders import catalog, equal_installment
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, repay_next

CHANGE, DEFERRAL = DueDayChangeTerms(days=(1, 5, 20)), DeferralTerms(most_days=10)


def signs(agreement: MoveAgreement) -> SignedText:
    return SignedText("test", "0" * 64, "zh_CN")


async def shop_with(container: Container, **terms: Any) -> None:
    """`bank-12` is 等额本息 at 12 %, `consumer-12` flat, 12 × 0.6 %."""
    spec = catalog()
    given: dict[str, Any] = {"due_day_change": CHANGE, "deferral": DEFERRAL} | terms
    lenders = tuple(replace(one, **given) for one in spec.institutions)
    plans = (*spec.plans[:2], equal_installment("bank-12", 12, "12", "demo-bank"))
    await catalog_importer(container.store).apply(replace(spec, institutions=lenders, plans=plans), {})


async def some_paid(
    container: Container, clock: MovableClock, plan_id: str = "bank-12", count: int = 4
) -> tuple[CustomerView, str]:
    """¥3,999.00 drawn on 2026-01-05 with some instalments paid on their due dates."""
    customer = await arrive(container)
    order = await buy(container, customer, plan_id=plan_id)
    for bill in order.bills[:count]:
        clock.move_to(bill.due_date)
        await repay_next(container, customer)
    return customer, order.bills[0].loan_id


async def sign(
    container: Container, customer: CustomerView, loan_id: str, value: int, kind: MoveKind = MoveKind.DUE_DAY
) -> MoveDone:
    """Look at what it does, and sign it."""
    service = container.services.reschedulings
    shown = await service.agreement(customer.id, loan_id, kind, value)
    return await service.confirm(customer.id, ShownMove.of(shown.preview), signs)


async def breaches(container: Container) -> list[str]:
    audit = AuditService(container.store)
    found = [violation async for _, found in audit.loans() for violation in found]
    return [one.what for one in [*found, *await audit.across()]]
