"""The vocabulary of a contract: what a lender and a plan can differ in (shapes only, no arithmetic).

Source of the values: the conventions seen at Chinese lenders, described in docs/rules/.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Method(StrEnum):
    """Repayment method (还款方式)."""

    EQUAL_INSTALLMENT = "equal_installment"  # 等额本息
    EQUAL_PRINCIPAL = "equal_principal"  # 等额本金
    INTEREST_ONLY = "interest_only"  # 先息后本
    FLAT_FEE = "flat_fee"  # 等本等息; a total fee of 0 is 免息
    UPFRONT_FEE = "upfront_fee"  # 一次性收费


class FeeTiming(StrEnum):
    """When an upfront fee is taken."""

    FIRST_BILL = "first_bill"
    DRAWDOWN = "drawdown"


class DayCount(StrEnum):
    """How the interest of a period is counted."""

    MONTHLY = "monthly"
    D30_360 = "30/360"
    ACTUAL_360 = "actual/360"
    ACTUAL_365 = "actual/365"


class Rounding(StrEnum):
    """A lender's rounding convention (the order page and the bill must agree to the fen)."""

    HALF_UP = "half_up"  # interest methods
    FLOOR = "floor"
    EACH_HALF_UP = "each_half_up"
    FEE_HALF_EVEN_FLOOR = "fee_half_even_floor"
    TOTAL_HALF_UP = "total_half_up"


class RemainderIn(StrEnum):
    """Which instalment takes what rounding leaves."""

    FIRST = "first"
    LAST = "last"


class PenaltyBase(StrEnum):
    """What penalty interest (罚息) is charged on."""

    PRINCIPAL = "principal"
    PRINCIPAL_INTEREST = "principal_interest"


class PrepayPolicy(StrEnum):
    """What is owed beyond the remaining principal when a loan is settled early (提前结清)."""

    REMAINING_DUE = "remaining_due"
    WAIVED = "waived"
    CURRENT_PERIOD = "current_period"
    CURRENT_PERIOD_PLUS_ONE = "current_period_plus_one"
    PERIOD_SHARE = "period_share"
    ACTUAL_USE = "actual_use"
    DAILY_INTEREST = "daily_interest"


class PrepayFeeKind(StrEnum):
    NONE = "none"
    PERCENT = "pct"  # percent of the remaining principal
    MONTHS = "months"  # months of interest on the remaining principal


class PrepayStrategy(StrEnum):
    """What a partial prepayment changes."""

    FEWER = "fewer"  # 减期数
    SMALLER = "smaller"  # 减月供
    NEXT = "next"  # 先抵下期


@dataclass(frozen=True, slots=True)
class PenaltyTerms:
    """Penalty on what is overdue. Exactly one of `daily_pct` and `multiple`; percentages as Decimal ("0.05" = 0.05 %)."""

    daily_pct: Decimal | None = None
    multiple: Decimal | None = Decimal("1.5")
    base: PenaltyBase = PenaltyBase.PRINCIPAL_INTEREST
    grace_days: int = 0
    cap_annual_pct: Decimal = Decimal(24)

    def __post_init__(self) -> None:
        if (self.daily_pct is None) == (self.multiple is None):
            raise ValueError("give a daily rate or a multiple of the contract rate, exactly one")


@dataclass(frozen=True, slots=True)
class PrepayTerms:
    policy: PrepayPolicy
    fee_kind: PrepayFeeKind = PrepayFeeKind.NONE
    fee_value: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """All that decides a schedule but the amount and the dates.

    Percentages are Decimal of per cent ("0.6" = 0.6 %). `annual_rate_pct` for interest methods; for flat_fee exactly
    one of `fee_per_period_pct` and `total_fee_pct`; for upfront_fee `total_fee_pct`.
    """

    method: Method
    periods: int
    annual_rate_pct: Decimal | None = None
    fee_per_period_pct: Decimal | None = None
    total_fee_pct: Decimal | None = None
    fee_timing: FeeTiming = FeeTiming.FIRST_BILL
    day_count: DayCount = DayCount.MONTHLY
    rounding: Rounding = Rounding.HALF_UP
    remainder_in: RemainderIn = RemainderIn.LAST
