"""The offers, `[[plans]]`: rate or fee exactly as the method needs it, and a lender whose terms fit it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from bot.catalog_file import values
from bot.catalog_file.charges import PlanCharge, once_of_each_kind, tables
from bot.catalog_file.context import context_of
from bot.catalog_file.discount import PlanDiscount
from bot.catalog_file.references import Own, Reference
from bot.catalog_file.table import Fault, Table, refusal
from bot.catalog_file.values import Choice, Identifier, RefusedValueError
from domain.terms import (
    Cost,
    FeeTiming,
    InstitutionSpec,
    Method,
    PlanSpec,
    PlanTerms,
    PrepayFeeKind,
    PrepayPolicy,
)

MAX_PERIODS = 60
MAX_DEFERRED_MONTHS = 12
_TERMS = {
    "method",
    "periods",
    "annual_rate_pct",
    "fee_per_period_pct",
    "total_fee_pct",
    "fee_timing",
    "free_periods",
    "deferred_months",
}


def _fits_lender(method: Method, info: ValidationInfo) -> Method:
    """Refuse what its lender's terms forbid; it is not held against the terms of a lender with a mistake of its own."""
    lender = context_of(info).lenders.get(info.data.get("institution_id", ""))
    if lender and (faults := [Fault((), sentence) for sentence in _against(method, lender)]):
        raise refusal(*faults)
    return method


def _against(method: Method, lender: InstitutionSpec) -> Iterator[str]:
    if lender.rounding not in method.traits.roundings:
        yield (
            f"The method {method} does not go with the rounding {lender.rounding} of {lender.id}; "
            f"it needs a lender with {', '.join(method.traits.roundings)}."
        )
    if method.traits.bears_interest:
        return
    if lender.prepay.policy is PrepayPolicy.DAILY_INTEREST:
        yield f"The prepay policy daily_interest of {lender.id} needs an annual rate; {method} has none."
    if lender.prepay.fee_kind is PrepayFeeKind.MONTHS:
        yield f"The prepay fee_months of {lender.id} needs an annual rate; {method} has none."


def _of_a_lender_that_can_tell_them_apart(
    charges: tuple[PlanCharge, ...], info: ValidationInfo
) -> tuple[PlanCharge, ...]:
    lender = context_of(info).lenders.get(info.data.get("institution_id", ""))
    if charges and lender and lender.prepay.policy is PrepayPolicy.ACTUAL_USE:
        raise RefusedValueError(
            f"The prepay policy actual_use of {lender.id} does not go with charges: what it asks for at a settlement "
            "is one figure, of which no part could be said to be the payee's."
        )
    return charges


def _fewer_than_all(free_periods: int, info: ValidationInfo) -> int:
    if free_periods >= info.data.get("periods", MAX_PERIODS):
        raise RefusedValueError(
            'free_periods must be below periods; a plan that is free as a whole costs "0%".'
        )
    return free_periods


def _of_a_lender_that_charges_by_periods(free_periods: int, info: ValidationInfo) -> int:
    lender = context_of(info).lenders.get(info.data.get("institution_id", ""))
    if lender and lender.prepay.policy is PrepayPolicy.ACTUAL_USE:
        raise RefusedValueError(
            f"The prepay policy actual_use of {lender.id} does not go with free_periods: it asks the same for each day "
            "until a settlement, those of a free period among them."
        )
    return free_periods


def _not_below_min(max_amount_fen: int, info: ValidationInfo) -> int:
    if max_amount_fen < info.data.get("min_amount_fen", 0):
        raise RefusedValueError("max_amount must not be below min_amount.")
    return max_amount_fen


class Plan(Table):
    id: Annotated[Identifier, Own("plans", "plan")] = Field(examples=['"demo-bank-12"'])
    institution_id: Annotated[Identifier, Reference("institutions", "institution")] = Field(
        alias="institution"
    )
    method: Annotated[Choice[Method], AfterValidator(_fits_lender)] = Field(examples=['"flat_fee"'])
    annual_rate_pct: Annotated[Decimal | None, values.percent(most="100")] = Field(
        None, alias=Cost.ANNUAL_RATE
    )
    fee_per_period_pct: Annotated[Decimal | None, values.percent(most="10")] = Field(
        None, alias=Cost.FEE_PER_PERIOD
    )
    total_fee_pct: Annotated[Decimal | None, values.percent(most="100")] = Field(None, alias=Cost.TOTAL_FEE)
    periods: Annotated[int, values.whole(least=1, most=MAX_PERIODS)] = Field(examples=["12"])
    fee_timing: Choice[FeeTiming] = FeeTiming.FIRST_BILL
    free_periods: Annotated[
        int,
        values.whole(least=1, most=MAX_PERIODS - 1),
        AfterValidator(_fewer_than_all),
        AfterValidator(_of_a_lender_that_charges_by_periods),
    ] = 0
    discount: PlanDiscount | None = None
    deferred_months: Annotated[int, values.whole(least=1, most=MAX_DEFERRED_MONTHS)] = 0
    charges: Annotated[
        tuple[PlanCharge, ...],
        BeforeValidator(tables),
        AfterValidator(once_of_each_kind),
        AfterValidator(_of_a_lender_that_can_tell_them_apart),
    ] = ()
    min_amount_fen: Annotated[int, values.yuan()] = Field(alias="min_amount", examples=["300"])
    max_amount_fen: Annotated[int, values.yuan(), AfterValidator(_not_below_min)] = Field(
        alias="max_amount", examples=["50000"]
    )

    @classmethod
    def contradictions(cls, content: dict[str, object]) -> Iterator[Fault]:
        """Costs, and when they are taken, against the method."""
        method = next((method for method in Method if method == content.get("method")), None)
        if method is None:
            return
        taken = method.traits.costs
        given = [cost for cost in Cost if cost in content]
        for cost in given:
            if cost not in taken:
                said = f"The method {method} does not take {cost}; it takes {' or '.join(taken)}."
                yield Fault((cost,), said)
        fitting = [cost for cost in given if cost in taken]
        if not fitting:
            yield Fault((), f'The method {method} needs {" or ".join(taken)}, like "6%"; 0% is free.')
        if len(fitting) > 1:
            yield Fault((fitting[1],), f"Write either {' or '.join(taken)}, not both.")
        if "fee_timing" in content and not method.traits.fee_once:
            timed = " or ".join(each for each in Method if each.traits.fee_once)
            yield Fault(("fee_timing",), f"Only the method {timed} takes fee_timing.")
        if "free_periods" in content and method.traits.fee_once:
            said = f"The method {method} takes its fee once, so it does not take free_periods."
            yield Fault(("free_periods",), said)
        if "discount" in content and content.get("fee_timing") == FeeTiming.DRAWDOWN:
            yield Fault(("discount",), "A fee at drawdown takes no discount; write the lower total_fee.")

    def spec(self, lender: InstitutionSpec) -> PlanSpec:
        terms = PlanTerms(
            **self.model_dump(include=_TERMS),
            day_count=lender.day_count,
            rounding=lender.rounding,
            remainder_in=lender.remainder_in,
            charges=tuple(charge.terms() for charge in self.charges),
            discount=self.discount.terms() if self.discount else None,
        )
        return PlanSpec(self.id, lender.id, terms, self.min_amount_fen, self.max_amount_fen)
