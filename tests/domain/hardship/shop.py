"""A shop whose lenders offer plans in hardship, and what tests of it do over and over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.hardship.results import HardshipAgreement, HardshipDone
from domain.hardship.service import ShownPlan
from domain.rescheduling.results import SignedText
from domain.terms import HardshipOffer, HardshipTerms, PenaltyTerms
from tests.domain.rescheduling.shop import shop_with, some_paid
from tests.support.clock import MovableClock

LONGER, INTEREST_ONLY, PART_NOW, LOWER_RATE = range(4)
TERMS = HardshipTerms(
    (
        HardshipOffer(24),
        HardshipOffer(24, interest_only_months=6),
        HardshipOffer(12, now_pct=Decimal(20)),
        HardshipOffer(36, annual_rate_pct=Decimal(6)),
    )
)
PENALTY = PenaltyTerms(daily_pct=Decimal("0.05"), multiple=None)
JULY_15 = date(2026, 7, 15)


def signs(agreement: HardshipAgreement) -> SignedText:
    return SignedText("test", "0" * 64, "zh_CN")


async def late_loan(
    container: Container, clock: MovableClock, plan_id: str = "bank-12", on: date = JULY_15
) -> tuple[CustomerView, str]:
    """The loan of docs/rules/hardship-plan.md: four instalments paid, the fifth and sixth late."""
    await shop_with(container, hardship=TERMS, penalty=PENALTY)
    customer, loan_id = await some_paid(container, clock, plan_id)
    clock.move_to(on)
    return customer, loan_id


async def sign(
    container: Container, customer: CustomerView, loan_id: str, place: int = LONGER
) -> HardshipDone:
    """Look at what it comes to, and sign it."""
    service = container.services.hardship
    shown = await service.agreement(customer.id, loan_id, place)
    return await service.confirm(customer.id, ShownPlan.of(shown.preview), signs)


async def end_plans(container: Container, clock: MovableClock) -> dict[str, int]:
    return dict(await container.services.hardship.end_plans(clock.now()))
