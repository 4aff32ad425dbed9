"""What moving due dates would do, what was signed, and why it is not possible; frozen, amounts in fen."""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum
from typing import Self

from domain.text import LocalText
from domain.value import Value


class MoveKind(StrEnum):
    """What is moved; the value is stored, and carried by buttons."""

    DUE_DAY = "day"  # 改还款日: every instalment left, to another day of the month
    DEFERRAL = "later"  # 顺延一期: the next instalment only, by so many days


# The kind of a row that a plan in hardship was signed with (`domain/hardship`); its value is the months.
PLAN = "plan"


class WhyNot(StrEnum):
    """Why due dates cannot be moved now."""

    AT_LENDER = "at_lender"  # signed on the lender's page: only the lender changes it
    NOT_OFFERED = "not_offered"
    PAYING = "paying"
    LATE = "late"
    DUE_TODAY = "due_today"
    BEGUN = "begun"  # the next instalment is paid in part
    RETURNING = "returning"
    LAST = "last"
    TOO_FEW_PAID = "too_few_paid"
    TOO_SOON = "too_soon"
    USED = "used"  # an instalment was put off before
    IN_PLAN = "in_plan"  # its instalments are those of a plan in hardship


class Obstacle(Value):
    """`periods`: how many more are paid first (TOO_FEW_PAID); `from_day`: when it is possible again (TOO_SOON)."""

    why: WhyNot
    periods: int = 0
    from_day: date | None = None


class MovedRow(Value):
    """One instalment: its due date and interest before and from then on. `payment_fen`: from then on."""

    no: int
    was_due: date
    due_date: date
    was_interest_fen: int
    interest_fen: int
    payment_fen: int = 0


class MovableLoan(Value):
    """A loan with bills to come, named as its bills are. `next_due`: of its next open bill."""

    loan_id: str
    order_id: str
    title: LocalText
    item_count: int
    lender_name: LocalText
    lender_contact: str
    next_due: date


class MoveOption(Value):
    """One way of moving: the new day of the month, or so many days later. `first_due`: the next instalment's new date."""

    value: int
    first_due: date
    extra_fen: int


class MoveChoice(Value):
    """What can be chosen for a loan; `obstacle` and no options where nothing can. `other_kind`: whether something of
    the other kind can be chosen.
    """

    loan: MovableLoan
    kind: MoveKind
    today: date
    options: tuple[MoveOption, ...]
    obstacle: Obstacle | None
    other_kind: bool


class MovePreview(Value):
    """Every date and amount of what is left, as it would be; bound to the loan's `version` and to `today`.

    `bears_interest`: the cost goes by days; else a fee per period stays as it is.
    """

    loan: MovableLoan
    kind: MoveKind
    value: int
    version: int
    today: date
    rows: tuple[MovedRow, ...]
    extra_fen: int
    periods: int
    bears_interest: bool

    @property
    def shown_rows(self) -> tuple[MovedRow, ...]:
        """Those that come to something."""
        return tuple(row for row in self.rows if row.payment_fen)


class MoveAgreement(Value):
    """What the agreement's text is filled in with."""

    preview: MovePreview
    name_mask: str
    id_number_mask: str
    order_number: str


class SignedText(Value):
    """The agreement that was read, as what proves which one."""

    version: str
    sha256: str
    locale: str

    @classmethod
    def of(cls, version: str, text: str, locale: str) -> Self:
        return cls(version, hashlib.sha256(text.encode()).hexdigest(), locale)


class MoveDone(Value):
    """What is in force now. `rows` as they were signed."""

    loan: MovableLoan
    kind: MoveKind
    value: int
    today: date
    rows: tuple[MovedRow, ...]
    extra_fen: int
