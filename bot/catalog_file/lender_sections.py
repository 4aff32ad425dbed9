"""The lenders: `[[institutions]]`; what their contracts say about money is read in `lender_terms`."""

from __future__ import annotations

from datetime import time

from bot.catalog_file import values
from bot.catalog_file.lender_terms import (
    read_allocation,
    read_debit,
    read_notices,
    read_penalty,
    read_prepay,
    read_refund,
)
from bot.catalog_file.references import Ids
from bot.catalog_file.table import Table
from bot.catalog_file.values import Kind, RefusedValueError, shown
from domain.terms import DayCount, DueDayRule, InstitutionKind, InstitutionSpec, Need, RemainderIn, Rounding

INSTITUTION_NAME_LENGTH = 30
ADULT = 18
DEFAULT_MAX_AGE = 60
DEFAULT_MIN_DAYS = 15
DEFAULT_CUTOFF = time(22)


def read_institution(table: Table, ids: Ids) -> InstitutionSpec:
    debit_cutoff = table.defaulted("debit_cutoff", values.clock_time(), DEFAULT_CUTOFF)
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
        penalty=read_penalty(table),
        prepay=read_prepay(table),
        min_age=table.defaulted("min_age", values.whole(least=ADULT, most=100), ADULT),
        max_age=table.defaulted("max_age", values.whole(least=ADULT, most=100), DEFAULT_MAX_AGE),
        students_allowed=table.defaulted("students_allowed", values.flag(), False),
        credit_line_fen=table.required("credit_line", values.yuan(), "50000"),
        debit_cutoff=debit_cutoff,
        quote_cutoff=table.defaulted("quote_cutoff", values.clock_time(), DEFAULT_CUTOFF),
        allocation=read_allocation(table),
        refund=read_refund(table),
        debit=read_debit(table, debit_cutoff),
        notices=read_notices(table),
        needs=table.defaulted("needs", values.some_of(*Need), ()),
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
