"""Synthetic shops, lenders and people. Every name and number here is made up."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from domain.catalog.specs import CatalogSpec, CategorySpec, ProductSpec
from domain.terms import (
    DayCount,
    DueDayRule,
    InstitutionKind,
    InstitutionSpec,
    Method,
    PenaltyBase,
    PenaltyTerms,
    PlanSpec,
    PlanTerms,
    PrepayPolicy,
    PrepayTerms,
    RemainderIn,
    Rounding,
)
from domain.text import LocalText
from domain.value import replace

ADULT = "110101199003070011"  # the standard's rules hold; nobody's number
MINOR = "110101200911220017"
PHONE = "13800000000"
NAME = "张示例"
NOON = datetime(2026, 1, 5, 4, tzinfo=UTC)  # in Beijing


def text(zh: str) -> LocalText:
    return LocalText({"zh_CN": zh, "zh_TW": f"{zh}（繁）", "en": f"{zh} (en)"})


def lender(lender_id: str = "demo-consumer", **changes: Any) -> InstitutionSpec:
    base = InstitutionSpec(
        id=lender_id,
        name=text("示例消费金融"),
        kind=InstitutionKind.CONSUMER_FINANCE,
        contact="400-000-0001",
        official_url="https://example.com/consumer",
        rounding=Rounding.FLOOR,
        remainder_in=RemainderIn.LAST,
        day_count=DayCount.MONTHLY,
        due_day=DueDayRule(),
        penalty=PenaltyTerms(daily_pct=Decimal("0.05"), multiple=None, base=PenaltyBase.PRINCIPAL_INTEREST),
        prepay=PrepayTerms(PrepayPolicy.CURRENT_PERIOD),
        min_age=18,
        max_age=60,
        students_allowed=False,
        credit_line_fen=2_000_000,
        debit_cutoff=time(21, 0),
        quote_cutoff=time(22, 0),
    )
    return replace(base, **changes)


def flat(plan_id: str, periods: int, fee_per_period: str, lender_id: str = "demo-consumer") -> PlanSpec:
    return PlanSpec(
        id=plan_id,
        institution_id=lender_id,
        terms=PlanTerms(
            method=Method.FLAT_FEE,
            periods=periods,
            fee_per_period_pct=Decimal(fee_per_period),
            rounding=Rounding.FLOOR,
        ),
        min_amount_fen=30_000,
        max_amount_fen=2_000_000,
    )


def equal_installment(plan_id: str, periods: int, rate: str, lender_id: str) -> PlanSpec:
    return PlanSpec(
        id=plan_id,
        institution_id=lender_id,
        terms=PlanTerms(method=Method.EQUAL_INSTALLMENT, periods=periods, annual_rate_pct=Decimal(rate)),
        min_amount_fen=50_000,
        max_amount_fen=5_000_000,
    )


def catalog(**changes: Any) -> CatalogSpec:
    """Two categories, three products, two lenders. 12 × 0.6 % on ¥3,999.00 is ¥357.24 a month."""
    base = CatalogSpec(
        categories=(
            CategorySpec("phones", text("手机"), 0),
            CategorySpec("home", text("家居"), 1),
        ),
        products=(
            ProductSpec("xiaomi-15", "phones", text("小米手机 15"), 399_900, 5, text("12GB+256GB")),
            ProductSpec("case", "phones", text("手机壳"), 5_900, 100, text("软壳")),
            ProductSpec("lamp", "home", text("台灯"), 39_900, 1, text("护眼")),
        ),
        institutions=(
            lender(),
            lender("demo-bank", name=text("示例银行"), kind=InstitutionKind.BANK, rounding=Rounding.HALF_UP),
        ),
        plans=(
            flat("consumer-3", 3, "0"),
            flat("consumer-12", 12, "0.6"),
            equal_installment("bank-12", 12, "15", "demo-bank"),
        ),
    )
    return replace(base, **changes)
