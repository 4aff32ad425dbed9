"""The lenders: `[[institutions]]`; what their contracts say about money is read in `lender_terms`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from bot.catalog_file import values
from bot.catalog_file.lender_terms import (
    Allocation,
    Debit,
    Deferral,
    DueDayChange,
    GoodsReturn,
    Hardship,
    Notices,
    Penalty,
    Prepay,
)
from bot.catalog_file.references import Own
from bot.catalog_file.table import Fault, Table, local_text, not_both, refusal
from bot.catalog_file.values import (
    Choice,
    ClockTime,
    Flag,
    HttpsUrl,
    Identifier,
    Kind,
    Phone,
    RefusedValueError,
    shown,
)
from domain.autopay.rules import LATEST_WINDOW, windows_of
from domain.terms import (
    DEFAULT_DEBIT_TERMS,
    DEFAULT_DEFERRAL,
    DEFAULT_DUE_DAY_CHANGE,
    DEFAULT_HARDSHIP,
    DayCount,
    DueDayRule,
    InstitutionKind,
    InstitutionSpec,
    Need,
    RemainderIn,
    Rounding,
)
from domain.text import LocalText

INSTITUTION_NAME_LENGTH = 30
ADULT = 18
DEFAULT_MAX_AGE = 60
DEFAULT_MIN_DAYS = 15
DEFAULT_CUTOFF = time(22)

_NO_WINDOW = (
    "Before this time no direct debit would ever be tried; write a later one, or debit windows before it."
)


class FixedDay(Table):
    """`{ day = 5, min_days = 15 }`, or `{ day = 25, statement_day = 5 }`."""

    day: Annotated[int, values.whole(least=1, most=28)] = Field(examples=["5"])
    min_days: Annotated[int | None, values.whole(least=1, most=45)] = None
    statement_day: Annotated[int | None, values.whole(least=1, most=28)] = None

    @classmethod
    def contradictions(cls, content: dict[str, object]) -> Iterator[Fault]:
        yield from not_both(content, "min_days", "statement_day")

    def terms(self) -> DueDayRule:
        if self.statement_day is not None:
            return DueDayRule(self.day, statement_day=self.statement_day)
        return DueDayRule(self.day, self.min_days or DEFAULT_MIN_DAYS)


def _due_day(value: object) -> DueDayRule:
    """`"anchor"`, or a fixed day."""
    if isinstance(value, dict):
        return FixedDay.model_validate(value).terms()
    if value != "anchor":
        raise RefusedValueError(
            'Write "anchor" (the day of the month of the purchase) or a fixed day of the month like '
            f"{{ day = 5, min_days = 15 }}, not {shown(value)}."
        )
    return DueDayRule()


def _not_below_min_age(max_age: int, info: ValidationInfo) -> int:
    min_age = info.data.get("min_age", max_age)
    if max_age < min_age:
        raise RefusedValueError(f"max_age must not be below min_age, which is {min_age}.")
    return max_age


def _not_by_a_microloan(students_allowed: bool, info: ValidationInfo) -> bool:
    if students_allowed and info.data.get("kind") is InstitutionKind.MICROLOAN:
        raise RefusedValueError("A microloan company must not lend to students; write false.")
    return students_allowed


def _in_time(debit: Debit, info: ValidationInfo) -> Debit:
    """Refuse a window that is later than the cut-off or 20:00: it would never be used."""
    cutoff: time | None = info.data.get("debit_cutoff")
    if cutoff is None or "windows" not in debit.model_fields_set:
        return debit
    usable, latest = windows_of(debit.terms(), cutoff), min(cutoff, LATEST_WINDOW)
    for window in debit.windows:
        if window not in usable:
            said = f"{window:%H:%M} is too late: no debit begins after {latest:%H:%M} here."
            raise refusal(Fault(("windows",), said))
    return debit


# The tables within a lender that become terms of its contracts.
_TERMS = ("penalty", "prepay", "allocation", "goods_return", "debit", "notices")


class Institution(Table):
    id: Annotated[Identifier, Own("institutions", "institution")] = Field(examples=['"demo-bank"'])
    name: Annotated[LocalText, local_text(INSTITUTION_NAME_LENGTH)] = Field(examples=['"示例银行"'])
    kind: Choice[InstitutionKind] = Field(examples=['"bank"'])
    contact: Phone = Field(examples=['"400-000-0001"'])
    official_url: HttpsUrl = Field(examples=['"https://example.com/bank"'])
    rounding: Choice[Rounding] = Field(examples=['"floor"'])
    remainder_in: Choice[RemainderIn] = RemainderIn.LAST
    day_count: Choice[DayCount] = DayCount.MONTHLY
    due_day: Annotated[DueDayRule, Kind(_due_day)] = DueDayRule()
    penalty: Penalty = Penalty()
    prepay: Prepay = Field(examples=['{ policy = "current_period" }'])
    min_age: Annotated[int, values.whole(least=ADULT, most=100)] = ADULT
    max_age: Annotated[int, values.whole(least=ADULT, most=100), AfterValidator(_not_below_min_age)] = Field(
        DEFAULT_MAX_AGE, validate_default=True
    )
    students_allowed: Annotated[Flag, AfterValidator(_not_by_a_microloan)] = False
    credit_line_fen: Annotated[int, values.yuan()] = Field(alias="credit_line", examples=["50000"])
    debit_cutoff: ClockTime = DEFAULT_CUTOFF
    quote_cutoff: ClockTime = DEFAULT_CUTOFF
    allocation: Allocation = Allocation()
    goods_return: GoodsReturn = Field(GoodsReturn(), alias="refund")
    debit: Annotated[Debit, AfterValidator(_in_time)] = Debit()
    notices: Notices = Notices()
    due_day_change: DueDayChange | None = None
    deferral: Deferral | None = None
    hardship: Hardship | None = None
    needs: Annotated[tuple[Need, ...], values.some_of(*Need)] = ()

    @classmethod
    def contradictions(cls, content: dict[str, object]) -> Iterator[Fault]:
        """Yield a fault where a cut-off leaves nothing of the usual windows."""
        try:
            cutoff = values.clock_time(content.get("debit_cutoff", f"{DEFAULT_CUTOFF:%H:%M}"))
        except RefusedValueError:
            return
        if "debit" not in content and not windows_of(DEFAULT_DEBIT_TERMS, cutoff):
            yield Fault(("debit_cutoff",), _NO_WINDOW)

    def spec(self) -> InstitutionSpec:
        terms = {name: getattr(self, name).terms() for name in _TERMS}
        terms["due_day_change"] = (
            self.due_day_change.terms() if self.due_day_change else DEFAULT_DUE_DAY_CHANGE
        )
        terms["deferral"] = self.deferral.terms() if self.deferral else DEFAULT_DEFERRAL
        terms["hardship"] = self.hardship.terms() if self.hardship else DEFAULT_HARDSHIP
        return InstitutionSpec(**{**dict(self), **terms})
