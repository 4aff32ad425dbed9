"""A plan never looks cheaper than it is: a payment unlike the others is known as such."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.plans.pricing import price_plan
from domain.plans.results import OddPayment
from domain.terms import DueDayRule, FeeTiming, InstitutionSpec, Method, PlanSpec, PlanTerms, Rounding
from domain.value import replace
from handlers.ui.components import per_period
from handlers.ui.i18n import texts_for
from tests.support.builders import flat, lender

DAY = date(2026, 1, 5)


def plan(method: Method, **terms: object) -> PlanSpec:
    base = flat("plan", 12, "0.6")
    return replace(base, terms=PlanTerms(method=method, periods=12, **terms))  # type: ignore[arg-type]


INTEREST_ONLY = plan(Method.INTEREST_ONLY, annual_rate_pct=Decimal(12))
FALLING = plan(Method.EQUAL_PRINCIPAL, annual_rate_pct=Decimal(12))
EQUAL = plan(Method.EQUAL_INSTALLMENT, annual_rate_pct=Decimal(12))
UPFRONT = plan(
    Method.UPFRONT_FEE,
    total_fee_pct=Decimal("7.2"),
    fee_timing=FeeTiming.FIRST_BILL,
    rounding=Rounding.FLOOR,
)
ANCHORED, FIXED = lender(), lender(due_day=DueDayRule(day=20, min_days=25))


@pytest.mark.parametrize(
    ("spec", "by", "odd", "shown"),
    [
        (flat("plan", 12, "0.6"), ANCHORED, None, "¥357.24"),
        (flat("plan", 1, "0.6"), ANCHORED, None, "¥4,022.99"),
        (flat("plan", 2, "0.6"), ANCHORED, None, "¥2,023.49"),
        (EQUAL, ANCHORED, None, "¥355.31"),
        (INTEREST_ONLY, ANCHORED, OddPayment.LAST, "¥39.99，末期 ¥4,038.99"),
        (UPFRONT, ANCHORED, OddPayment.FIRST, "¥333.25，首期 ¥621.18"),
        (FALLING, ANCHORED, OddPayment.FALLING, "首期 ¥373.24，之后递减"),
        (INTEREST_ONLY, FIXED, OddPayment.VARYING, "¥39.99 到 ¥4,038.99"),
    ],
)
def test_the_payment_that_is_unlike_the_others_is_named(
    spec: PlanSpec, by: InstitutionSpec, odd: OddPayment | None, shown: str
) -> None:
    if by is FIXED:
        spec = replace(spec, terms=replace(spec.terms, day_count="actual/360"))
    option = price_plan(by, spec, 399_900, DAY)
    assert option.odd_payment is odd
    if by is ANCHORED:
        assert per_period(texts_for("zh_CN"), option) == shown
