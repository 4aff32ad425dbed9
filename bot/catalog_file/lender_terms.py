"""What a lender's contracts say about money: penalty, order of payments, early repayment, hardship, goods that go back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from bot.catalog_file import values
from bot.catalog_file.table import Fault, Table, not_both, refusal, tables_like
from bot.catalog_file.values import Choice, Flag, RefusedValueError
from domain.terms import (
    DEFAULT_ALLOCATION,
    DEFAULT_DEBIT_TERMS,
    DEFAULT_DEFERRAL,
    DEFAULT_DUE_DAY_CHANGE,
    DEFAULT_HARDSHIP,
    DEFAULT_NOTICE_TERMS,
    DEFAULT_RETURN_TERMS,
    MAX_HARDSHIP_MONTHS,
    AllocationTerms,
    DebitTerms,
    DeferralTerms,
    DueDayChangeTerms,
    FeeTier,
    HardshipOffer,
    HardshipTerms,
    NoticeTerms,
    OwedPart,
    PenaltyBase,
    PenaltyTerms,
    PrepayFeeKind,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
    ReturnBucket,
    ReturnTerms,
    SurplusRule,
    UnbilledFees,
)

MAX_DAYS_BEFORE = 30
MAX_FEE_MONTHS = 360
MAX_PROMISE_DAYS = 31
MAX_DAYS_LATE = 90
MAX_PENALTY_PCT = "24"
MAX_HARDSHIP_OFFERS = 4
USUAL_NOW_DAYS = 7
MAX_GRACE_FEN = 10_000
PARTIAL = (PrepayStrategy.FEWER, PrepayStrategy.SMALLER)
DEFAULT_PARTIAL_MIN_FEN = 10_000


class Penalty(Table):
    """`{ daily = "0.05%" }` or `{ multiple = "1.5" }`, with base, grace_days and cap."""

    daily_pct: Annotated[Decimal | None, values.percent(least="0.0001", most="1"), Field(alias="daily")] = (
        None
    )
    multiple: Annotated[Decimal | None, values.factor(least="1", most="3")] = None
    base: Choice[PenaltyBase] = PenaltyBase.PRINCIPAL_INTEREST
    grace_days: Annotated[int, values.whole(least=0, most=31)] = 0
    grace_fen: Annotated[int, values.yuan(least_fen=0, most_fen=MAX_GRACE_FEN)] = Field(
        0, alias="grace_amount"
    )
    cap_annual_pct: Annotated[Decimal, values.percent(least="0.01", most=MAX_PENALTY_PCT)] = Field(
        Decimal(MAX_PENALTY_PCT), alias="cap"
    )

    @classmethod
    def contradictions(cls, content: dict[str, object]) -> Iterator[Fault]:
        return not_both(content, "daily", "multiple")

    def terms(self) -> PenaltyTerms:
        usual = PenaltyTerms().multiple if self.daily_pct is None else None
        return PenaltyTerms(**{**dict(self), "multiple": self.multiple or usual})


class Allocation(Table):
    """`{ order = […], principal_first_from_day = 91, surplus = "next" }`."""

    order: Annotated[tuple[OwedPart, ...], values.order_of(DEFAULT_ALLOCATION.order)] = (
        DEFAULT_ALLOCATION.order
    )
    principal_first_from_day: Annotated[int | None, values.whole(least=1, most=365)] = None
    surplus: Choice[SurplusRule] = SurplusRule.NEXT

    def terms(self) -> AllocationTerms:
        return AllocationTerms(**dict(self))


def _of_a_part_that_can_be_prepaid(partial_min_fen: int, info: ValidationInfo) -> int:
    sound = {"policy", "partial"} <= info.data.keys()
    if sound and not PrepayTerms(info.data["policy"], partial=info.data["partial"]).strategies:
        raise RefusedValueError(
            "No part can be prepaid here, so there is no smallest one; name a way in partial or leave this out."
        )
    return partial_min_fen


_FeePercent = Annotated[Decimal | None, values.percent(least="0.01", most="10")]
_FeeMonths = Annotated[Decimal | None, values.factor(least="0.01", most="12")]
_FeeBound = Annotated[int | None, values.yuan()]


class PrepayFeeTier(Table):
    """`{ before_month = 6, fee_percent = "3%" }`; without a fee there is none until then."""

    before_month: Annotated[int, values.whole(least=1, most=MAX_FEE_MONTHS)] = Field(examples=["6"])
    fee_percent: _FeePercent = None
    fee_months: _FeeMonths = None

    @classmethod
    def contradictions(cls, content: dict[str, object]) -> Iterator[Fault]:
        return not_both(content, "fee_percent", "fee_months")


def _one_after_the_other(tiers: tuple[PrepayFeeTier, ...], info: ValidationInfo) -> tuple[PrepayFeeTier, ...]:
    for number, tier in enumerate(tiers):
        if number and tier.before_month <= tiers[number - 1].before_month:
            raise refusal(
                Fault(
                    (number, "before_month"),
                    "Each tier ends later than the one before it; write them in order.",
                )
            )
        for name, other in (("fee_percent", "fee_months"), ("fee_months", "fee_percent")):
            kinds = [info.data.get(other), *(getattr(each, other) for each in tiers)]
            if getattr(tier, name) is not None and any(kind is not None for kind in kinds):
                raise refusal(
                    Fault(
                        (number, name),
                        f"A fee is in percent or in months of interest, all through; {other} is given, too.",
                    )
                )
    return tiers


def _of_a_fee(bound: int | None, info: ValidationInfo) -> int | None:
    tiers = info.data.get("fee_tiers", ())
    fees = [info.data.get("fee_percent"), info.data.get("fee_months")]
    fees += [fee for tier in tiers for fee in (tier.fee_percent, tier.fee_months)]
    if bound is not None and all(fee is None for fee in fees):
        raise RefusedValueError(
            "There is no fee that it could be a bound of; add fee_percent, fee_months or fee_tiers."
        )
    return bound


def _not_below_least(most_fen: int | None, info: ValidationInfo) -> int | None:
    least_fen = info.data.get("fee_least_fen")
    if most_fen is not None and least_fen is not None and most_fen < least_fen:
        raise RefusedValueError("fee_most must not be below fee_least.")
    return most_fen


class Prepay(Table):
    """`{ policy = "waived" }`; fee_percent (of the principal left) or fee_months (of interest) may follow, by time with
    fee_tiers."""

    policy: Choice[PrepayPolicy] = Field(examples=['"current_period"'])
    fee_percent: _FeePercent = None
    fee_months: _FeeMonths = None
    fee_tiers: Annotated[
        tuple[PrepayFeeTier, ...],
        BeforeValidator(tables_like('fee_tiers = [{ before_month = 6, fee_percent = "3%" }]')),
        AfterValidator(_one_after_the_other),
    ] = ()
    fee_least_fen: Annotated[_FeeBound, AfterValidator(_of_a_fee)] = Field(None, alias="fee_least")
    fee_most_fen: Annotated[_FeeBound, AfterValidator(_of_a_fee), AfterValidator(_not_below_least)] = Field(
        None, alias="fee_most"
    )
    partial: Annotated[tuple[PrepayStrategy, ...] | None, values.some_of(*PARTIAL)] = None
    partial_min_fen: Annotated[int, values.yuan(), AfterValidator(_of_a_part_that_can_be_prepaid)] = Field(
        DEFAULT_PARTIAL_MIN_FEN, alias="partial_min"
    )

    @classmethod
    def contradictions(cls, content: dict[str, object]) -> Iterator[Fault]:
        return not_both(content, "fee_percent", "fee_months")

    def terms(self) -> PrepayTerms:
        return PrepayTerms(
            self.policy,
            self._fee_kind(),
            self.fee_percent or self.fee_months or Decimal(0),
            self.partial,
            self.partial_min_fen,
            tuple(
                FeeTier(tier.before_month, tier.fee_percent or tier.fee_months or Decimal(0))
                for tier in self.fee_tiers
            ),
            self.fee_least_fen or 0,
            self.fee_most_fen,
        )

    def _fee_kind(self) -> PrepayFeeKind:
        fees: tuple[Prepay | PrepayFeeTier, ...] = (self, *self.fee_tiers)
        if any(each.fee_percent is not None for each in fees):
            return PrepayFeeKind.PERCENT
        if any(each.fee_months is not None for each in fees):
            return PrepayFeeKind.MONTHS
        return PrepayFeeKind.NONE


def _on_the_hour(windows: tuple[time, ...]) -> tuple[time, ...]:
    if any(window.minute for window in windows):
        raise RefusedValueError('Debits begin on the hour; write for example "09:00".')
    return windows


class Debit(Table):
    """`{ windows = ["09:00", "20:00"], partial = true }`."""

    windows: Annotated[tuple[time, ...], values.clock_times(), AfterValidator(_on_the_hour)] = (
        DEFAULT_DEBIT_TERMS.windows
    )
    partial: Flag = DEFAULT_DEBIT_TERMS.partial

    def terms(self) -> DebitTerms:
        return DebitTerms(**dict(self))


class Notices(Table):
    """`{ before = [7, 3, 1], overdue = [1, 3, 7, 15, 30], reported_after = 30 }`."""

    before: Annotated[tuple[int, ...], values.days(most=MAX_DAYS_BEFORE)] = DEFAULT_NOTICE_TERMS.before
    overdue: Annotated[tuple[int, ...], values.days(most=MAX_DAYS_LATE)] = DEFAULT_NOTICE_TERMS.overdue
    reported_after: Annotated[int | None, values.whole(least=1, most=MAX_DAYS_LATE)] = None
    promise_days: Annotated[int, values.whole(least=0, most=MAX_PROMISE_DAYS)] = (
        DEFAULT_NOTICE_TERMS.promise_days
    )

    def terms(self) -> NoticeTerms:
        return NoticeTerms(**dict(self))


def _on_some_day(days: tuple[int, ...]) -> tuple[int, ...]:
    if not days:
        raise RefusedValueError(
            "Name at least one day of the month to choose from, or leave the whole table out."
        )
    return tuple(sorted(days))


class DueDayChange(Table):
    """`{ days = [5, 15, 25], after_periods = 1, every_days = 365 }`."""

    days: Annotated[tuple[int, ...], values.days(most=28), AfterValidator(_on_some_day)] = Field(
        examples=["[5, 15, 25]"]
    )
    after_periods: Annotated[int, values.whole(least=0, most=60)] = DEFAULT_DUE_DAY_CHANGE.after_periods
    every_days: Annotated[int, values.whole(least=1, most=3650)] = DEFAULT_DUE_DAY_CHANGE.every_days
    notice_days: Annotated[int, values.whole(least=1, most=30)] = DEFAULT_DUE_DAY_CHANGE.notice_days

    def terms(self) -> DueDayChangeTerms:
        return DueDayChangeTerms(**dict(self))


class Deferral(Table):
    """`{ most_days = 15, after_periods = 3 }`."""

    most_days: Annotated[int, values.whole(least=1, most=27)] = Field(examples=["15"])
    after_periods: Annotated[int, values.whole(least=0, most=60)] = DEFAULT_DEFERRAL.after_periods

    def terms(self) -> DeferralTerms:
        return DeferralTerms(**dict(self))


def _fewer_than_months(interest_only_months: int, info: ValidationInfo) -> int:
    if interest_only_months >= info.data.get("months", MAX_HARDSHIP_MONTHS + 1):
        raise RefusedValueError("In some of the months principal is paid; write fewer than months.")
    return interest_only_months


class HardshipPlanOffer(Table):
    """`{ months = 24, interest_only_months = 3 }`, or `{ months = 12, now = "20%", now_days = 7 }`."""

    months: Annotated[int, values.whole(least=1, most=MAX_HARDSHIP_MONTHS)] = Field(examples=["24"])
    interest_only_months: Annotated[
        int, values.whole(least=0, most=MAX_HARDSHIP_MONTHS - 1), AfterValidator(_fewer_than_months)
    ] = 0
    now_pct: Annotated[Decimal, values.percent(least="1", most="90")] = Field(Decimal(0), alias="now")
    now_days: Annotated[int, values.whole(least=1, most=60)] = USUAL_NOW_DAYS
    annual_rate_pct: Annotated[Decimal | None, values.percent(most="100")] = Field(None, alias="annual_rate")

    def terms(self) -> HardshipOffer:
        return HardshipOffer(**dict(self))


def _each_once(offers: tuple[HardshipPlanOffer, ...]) -> tuple[HardshipPlanOffer, ...]:
    if not 1 <= len(offers) <= MAX_HARDSHIP_OFFERS:
        raise RefusedValueError(
            f"Name one to {MAX_HARDSHIP_OFFERS} plans to choose from, or leave the whole table out."
        )
    for number, offer in enumerate(offers):
        if offer in offers[:number]:
            raise refusal(Fault((number, "months"), "This plan is offered already; take one of the two out."))
    return offers


class Hardship(Table):
    """`{ offers = [{ months = 24 }], lapse_days = 10 }`."""

    offers: Annotated[
        tuple[HardshipPlanOffer, ...],
        BeforeValidator(tables_like("offers = [{ months = 24 }]")),
        AfterValidator(_each_once),
    ] = Field(examples=["[{ months = 24 }]"])
    from_days_late: Annotated[int, values.whole(least=0, most=90)] = DEFAULT_HARDSHIP.from_days_late
    first_days: Annotated[int, values.whole(least=1, most=60)] = DEFAULT_HARDSHIP.first_days
    lapse_days: Annotated[int, values.whole(least=1, most=60)] = DEFAULT_HARDSHIP.lapse_days

    def terms(self) -> HardshipTerms:
        return HardshipTerms(**{**dict(self), "offers": tuple(offer.terms() for offer in self.offers)})


class GoodsReturn(Table):
    """`{ unbilled_fees = "kept", billed_before_days = 5 }`; the keys are named like the fields."""

    order: Annotated[tuple[ReturnBucket, ...], values.order_of(ReturnBucket)] = DEFAULT_RETURN_TERMS.order
    unbilled_fees: Choice[UnbilledFees] = DEFAULT_RETURN_TERMS.unbilled_fees
    paid_fees_returned: Flag = DEFAULT_RETURN_TERMS.paid_fees_returned
    paid_returned_before_receipt: Flag = DEFAULT_RETURN_TERMS.paid_returned_before_receipt
    merchant_fee_days: Annotated[int, values.whole(least=0, most=365)] = (
        DEFAULT_RETURN_TERMS.merchant_fee_days
    )
    billed_before_days: Annotated[int, values.whole(least=0, most=31)] = (
        DEFAULT_RETURN_TERMS.billed_before_days
    )

    def terms(self) -> ReturnTerms:
        return ReturnTerms(**dict(self))
