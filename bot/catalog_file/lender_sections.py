"""The lenders: `[[institutions]]`, with their due day, penalty and early repayment."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from bot.catalog_file import values
from bot.catalog_file.references import Ids
from bot.catalog_file.table import Table
from bot.catalog_file.values import Kind, RefusedValueError, shown
from domain.catalog import DueDayRule, InstitutionKind, InstitutionSpec
from domain.terms import (
    DEFAULT_ALLOCATION,
    AllocationTerms,
    DayCount,
    OwedPart,
    PenaltyBase,
    PenaltyTerms,
    PrepayFeeKind,
    PrepayPolicy,
    PrepayTerms,
    RemainderIn,
    Rounding,
    SurplusRule,
)

INSTITUTION_NAME_LENGTH = 30
ADULT = 18
DEFAULT_MAX_AGE = 60
DEFAULT_MIN_DAYS = 15
DEFAULT_CUTOFF = time(22)
MAX_PENALTY_PCT = "24"
MAX_GRACE_FEN = 10_000

_PREPAY_MISSING = 'The key prepay is missing; write for example prepay = { policy = "current_period" }.'


def read_institution(table: Table, ids: Ids) -> InstitutionSpec:
    institution = InstitutionSpec(
        id=ids.own(table, '"demo-bank"'),
        name=table.local_text("name", INSTITUTION_NAME_LENGTH, '"示例银行"'),
        kind=table.required("kind", values.choice(InstitutionKind), '"bank"'),
        contact=table.required("contact", values.phone(), '"400-000-0001"'),
        official_url=table.required("official_url", values.https_url(), '"https://example.com/bank"'),
        rounding=table.required("rounding", values.choice(Rounding), '"floor"'),
        remainder_in=table.defaulted("remainder_in", values.choice(RemainderIn), RemainderIn.LAST),
        day_count=table.defaulted("day_count", values.choice(DayCount), DayCount.MONTHLY),
        due_day=_due_day(table),
        penalty=_penalty(table),
        prepay=_prepay(table),
        min_age=table.defaulted("min_age", values.whole(least=ADULT, most=100), ADULT),
        max_age=table.defaulted("max_age", values.whole(least=ADULT, most=100), DEFAULT_MAX_AGE),
        students_allowed=table.defaulted("students_allowed", values.flag(), False),
        credit_line_fen=table.required("credit_line", values.yuan(), "50000"),
        debit_cutoff=table.defaulted("debit_cutoff", values.clock_time(), DEFAULT_CUTOFF),
        quote_cutoff=table.defaulted("quote_cutoff", values.clock_time(), DEFAULT_CUTOFF),
        allocation=_allocation(table),
    )
    _check_customers(table, institution)
    table.finish()
    return institution


def _check_customers(table: Table, institution: InstitutionSpec) -> None:
    if table.sound("min_age", "max_age") and institution.min_age > institution.max_age:
        table.wrong("max_age", f"max_age must not be below min_age, which is {institution.min_age}.")
    if institution.kind is InstitutionKind.MICROLOAN and institution.students_allowed and table.sound("kind"):
        table.wrong("students_allowed", "A microloan company must not lend to students; write false.")


def _due_day(table: Table) -> DueDayRule:
    """`"anchor"`, or `{ day = 5, min_days = 15 }`."""
    inner = table.sub_table("due_day") if isinstance(table.peek("due_day"), dict) else None
    if inner is None:
        return table.defaulted("due_day", Kind(_anchor, DueDayRule()), DueDayRule())
    rule = DueDayRule(
        day=inner.required("day", values.whole(least=1, most=28), "5"),
        min_days=inner.defaulted("min_days", values.whole(least=1, most=45), DEFAULT_MIN_DAYS),
    )
    table.close("due_day", inner)
    return rule


def _anchor(value: object) -> DueDayRule:
    if value != "anchor":
        raise RefusedValueError(
            'Write "anchor" (the day of the month of the purchase) or a fixed day of the month like '
            f"{{ day = 5, min_days = 15 }}, not {shown(value)}."
        )
    return DueDayRule()


def _penalty(table: Table) -> PenaltyTerms:
    """`{ daily = "0.05%" }` or `{ multiple = "1.5" }`, with base, grace_days and cap."""
    inner = table.sub_table("penalty")
    if inner is None:
        return PenaltyTerms()
    daily = inner.optional("daily", values.percent(least="0.0001", most="1"))
    multiple = inner.optional("multiple", values.factor(least="1", most="3"))
    if inner.has("daily") and inner.has("multiple"):
        inner.wrong("multiple", "Write either daily or multiple, not both.")
    penalty = PenaltyTerms(
        daily_pct=daily,
        multiple=(multiple or PenaltyTerms().multiple) if daily is None else None,
        base=inner.defaulted("base", values.choice(PenaltyBase), PenaltyBase.PRINCIPAL_INTEREST),
        grace_days=inner.defaulted("grace_days", values.whole(least=0, most=31), 0),
        grace_fen=inner.defaulted("grace_amount", values.yuan(least_fen=0, most_fen=MAX_GRACE_FEN), 0),
        cap_annual_pct=inner.defaulted(
            "cap", values.percent(least="0.01", most=MAX_PENALTY_PCT), Decimal(MAX_PENALTY_PCT)
        ),
    )
    table.close("penalty", inner)
    return penalty


def _allocation(table: Table) -> AllocationTerms:
    """`{ order = […], principal_first_from_day = 91, surplus = "next" }`."""
    inner = table.sub_table("allocation")
    if inner is None:
        return DEFAULT_ALLOCATION
    allocation = AllocationTerms(
        order=inner.defaulted("order", values.order_of(OwedPart), DEFAULT_ALLOCATION.order),
        principal_first_from_day=inner.optional("principal_first_from_day", values.whole(least=1, most=365)),
        surplus=inner.defaulted("surplus", values.choice(SurplusRule), SurplusRule.NEXT),
    )
    table.close("allocation", inner)
    return allocation


def _prepay(table: Table) -> PrepayTerms:
    """`{ policy = "waived" }`; fee_percent (of the principal left) or fee_months (of interest) may follow."""
    if not table.has("prepay"):
        table.wrong("prepay", _PREPAY_MISSING, at_table=True)
    inner = table.sub_table("prepay")
    if inner is None:
        return PrepayTerms(PrepayPolicy.WAIVED)
    policy = inner.required("policy", values.choice(PrepayPolicy), '"current_period"')
    percent = inner.optional("fee_percent", values.percent(least="0.01", most="10"))
    months = inner.optional("fee_months", values.factor(least="0.01", most="12"))
    if inner.has("fee_percent") and inner.has("fee_months"):
        inner.wrong("fee_months", "Write either fee_percent or fee_months, not both.")
    table.close("prepay", inner)
    return _prepay_terms(policy, percent, months)


def _prepay_terms(policy: PrepayPolicy, percent: Decimal | None, months: Decimal | None) -> PrepayTerms:
    if percent is not None:
        return PrepayTerms(policy, PrepayFeeKind.PERCENT, percent)
    if months is not None:
        return PrepayTerms(policy, PrepayFeeKind.MONTHS, months)
    return PrepayTerms(policy)
