"""A loan as it stands on a day: every instalment with what is scheduled, what of it is paid, and the penalty owed so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Self

from domain.rules.allocation import InstallmentOwed
from domain.rules.day_count import interest_days, moved_days, year_days
from domain.rules.errors import RuleError
from domain.rules.penalty import penalty_fen
from domain.rules.rates import contract_annual_pct
from domain.rules.relief import NO_RELIEF, Relief
from domain.rules.schedule import Row, Schedule
from domain.terms import OwedPart, PenaltyBase, PenaltyTerms, PlanTerms
from domain.value import Value, replace


class RowChange(Value):
    """What an instalment is scheduled to be from now on, in fen."""

    no: int
    principal_fen: int
    interest_fen: int
    fee_fen: int
    guarantee_fen: int = 0
    service_fen: int = 0


class LoanInstallment(Value):
    """One instalment as it stands: what is scheduled and what of it is paid. `penalty_fen` is open today."""

    no: int
    due_date: date
    principal_fen: int
    interest_fen: int = 0
    fee_fen: int = 0
    paid_principal_fen: int = 0
    paid_interest_fen: int = 0
    paid_fee_fen: int = 0
    penalty_fen: int = 0
    paid_penalty_fen: int = 0
    guarantee_fen: int = 0
    service_fen: int = 0
    paid_guarantee_fen: int = 0
    paid_service_fen: int = 0

    def __post_init__(self) -> None:
        # Spelled out: every bill that is looked at passes here.
        least_fen = min(
            self.penalty_fen,
            self.paid_principal_fen,
            self.paid_interest_fen,
            self.paid_fee_fen,
            self.paid_guarantee_fen,
            self.paid_service_fen,
            self.paid_penalty_fen,
            self.principal_fen - self.paid_principal_fen,
            self.interest_fen - self.paid_interest_fen,
            self.fee_fen - self.paid_fee_fen,
            self.guarantee_fen - self.paid_guarantee_fen,
            self.service_fen - self.paid_service_fen,
        )
        if least_fen < 0:
            raise RuleError(
                f"Instalment {self.no} has a negative part, or one paid beyond what is scheduled."
            )

    def open_fen(self, part: OwedPart) -> int:
        """Return what of a part is still to pay."""
        match part:
            case OwedPart.PENALTY:
                return self.penalty_fen
            case OwedPart.INTEREST:
                return self.interest_fen - self.paid_interest_fen
            case OwedPart.FEE:
                return self.fee_fen - self.paid_fee_fen
            case OwedPart.GUARANTEE:
                return self.guarantee_fen - self.paid_guarantee_fen
            case OwedPart.SERVICE:
                return self.service_fen - self.paid_service_fen
            case OwedPart.PRINCIPAL:
                return self.principal_fen - self.paid_principal_fen

    def paid_fen(self, part: OwedPart) -> int:
        match part:
            case OwedPart.PENALTY:
                return self.paid_penalty_fen
            case OwedPart.INTEREST:
                return self.paid_interest_fen
            case OwedPart.FEE:
                return self.paid_fee_fen
            case OwedPart.GUARANTEE:
                return self.paid_guarantee_fen
            case OwedPart.SERVICE:
                return self.paid_service_fen
            case OwedPart.PRINCIPAL:
                return self.paid_principal_fen

    @property
    def payment_fen(self) -> int:
        """What is scheduled, paid or not."""
        return self.principal_fen + self.cost_fen

    @property
    def cost_fen(self) -> int:
        """What is scheduled of interest and all fees, paid or not."""
        return self.interest_fen + self.fee_fen + self.guarantee_fen + self.service_fen

    @property
    def scheduled(self) -> RowChange:
        """What is scheduled, part by part."""
        return RowChange(
            self.no,
            self.principal_fen,
            self.interest_fen,
            self.fee_fen,
            guarantee_fen=self.guarantee_fen,
            service_fen=self.service_fen,
        )

    @property
    def total_open_fen(self) -> int:
        paid_fen = (
            self.paid_principal_fen
            + self.paid_interest_fen
            + self.paid_fee_fen
            + self.paid_guarantee_fen
            + self.paid_service_fen
        )
        return self.payment_fen - paid_fen + self.penalty_fen

    @property
    def started(self) -> bool:
        """Whether a part of it is paid, and a part is not."""
        return self.total_open_fen > 0 and any(self.paid_fen(part) for part in OwedPart)

    @property
    def owed(self) -> InstallmentOwed:
        """What of it is still to pay, in the shape a payment is allocated by."""
        return InstallmentOwed(
            self.no,
            self.open_fen(OwedPart.PRINCIPAL),
            self.open_fen(OwedPart.INTEREST),
            self.open_fen(OwedPart.FEE),
            self.penalty_fen,
            guarantee_fen=self.open_fen(OwedPart.GUARANTEE),
            service_fen=self.open_fen(OwedPart.SERVICE),
        )

    def paid_up(self) -> LoanInstallment:
        """Return the instalment once everything of it is paid."""
        return replace(
            self,
            paid_principal_fen=self.principal_fen,
            paid_interest_fen=self.interest_fen,
            paid_fee_fen=self.fee_fen,
            paid_guarantee_fen=self.guarantee_fen,
            paid_service_fen=self.service_fen,
            penalty_fen=0,
            paid_penalty_fen=self.paid_penalty_fen + self.penalty_fen,
        )


AT_DRAWDOWN = 0  # the number of the instalment that is due on the day of the contract


class InPlan(Value):
    """The plan in hardship that the instalments were made by: its principal bears `annual_pct` from `since` on.

    `carried`: by number what of an instalment's interest was owed before it began, in fen.
    """

    since: date
    annual_pct: Decimal
    carried: Mapping[int, int]


class _PositionOptions(Value, kw_only=True):
    at_drawdown: LoanInstallment | None = None
    relief: Relief = NO_RELIEF
    plan: InPlan | None = None


class LoanPosition(_PositionOptions):
    """All instalments of a loan, the first to the last.

    `at_drawdown`: the instalment before them, numbered 0 and due on the day of the contract, which holds a fee taken at
    drawdown and is no period of the plan; None where there is none. `relief`: what the contract does not charge. `plan`: the
    plan in hardship that was signed, if any.
    """

    terms: PlanTerms
    start: date
    rows: tuple[LoanInstallment, ...]

    def __post_init__(self) -> None:
        before = self.at_drawdown
        if before and (before.no, before.due_date, before.principal_fen) != (AT_DRAWDOWN, self.start, 0):
            raise RuleError("What is due at drawdown is numbered 0, is due that day, and has no principal.")
        dates = [self.start, *(row.due_date for row in self.rows)]
        if not self.rows or any(later <= earlier for earlier, later in pairwise(dates)):
            raise RuleError("A loan has all its instalments, in order, due after the drawdown.")
        if [row.no for row in self.rows] != list(range(1, len(self.rows) + 1)):
            raise RuleError("The instalments of a loan are numbered from 1 without a gap.")

    @property
    def every_row(self) -> tuple[LoanInstallment, ...]:
        """All instalments, the one at drawdown among them."""
        return (self.at_drawdown, *self.rows) if self.at_drawdown else self.rows

    def with_every_row(self, rows: Sequence[LoanInstallment]) -> Self:
        """Return the loan with these in the place of `every_row`."""
        is_before = self.at_drawdown is not None
        return replace(self, rows=tuple(rows[is_before:]), at_drawdown=rows[0] if is_before else None)

    @property
    def principal_fen(self) -> int:
        """The principal that is scheduled, paid or not."""
        return sum(row.principal_fen for row in self.rows)

    def open_fen(self, part: OwedPart) -> int:
        return sum(row.open_fen(part) for row in self.every_row)

    @property
    def total_open_fen(self) -> int:
        return sum(row.total_open_fen for row in self.every_row)

    def period_start(self, no: int) -> date:
        """Return the due date before instalment `no`; the drawdown before the first."""
        return self.rows[no - 2].due_date if no > 1 else self.start

    def interest_days(self) -> list[int]:
        """Days that each period bears interest for, by the plan's day count, wherever its due dates were moved to."""
        return moved_days(self.terms.day_count, self.start, [row.due_date for row in self.rows])

    def years_between(self, begin: date, end: date) -> tuple[int, int]:
        """Return the time from one day to another by the plan's day count, as days and the year they are a part of."""
        return interest_days(self.terms.day_count, begin, end), year_days(self.terms.day_count)


def on_plan(schedule: Schedule, paid: int, on: date, penalty: PenaltyTerms | None = None) -> LoanPosition:
    """Return the loan `on` a day, after `paid` instalments were paid on their due dates and nothing else was, a fee at
    drawdown aside, which was.

    Instalments due and unpaid bear penalty interest where `penalty` is given. Raises `RuleError`.
    """
    if not 0 <= paid <= len(schedule.rows):
        raise RuleError(f"The plan has {len(schedule.rows)} instalments, so {paid} cannot be paid.")
    rows = [_unpaid(row) for row in schedule.rows]
    rows[:paid] = [row.paid_up() for row in rows[:paid]]
    if penalty is not None:
        rows[paid:] = _with_penalty(rows[paid:], on, penalty, schedule)
    return LoanPosition(
        schedule.terms,
        schedule.start,
        tuple(rows),
        at_drawdown=_fee_paid_at_drawdown(schedule),
        relief=schedule.relief,
    )


def _fee_paid_at_drawdown(schedule: Schedule) -> LoanInstallment | None:
    fee_fen = schedule.drawdown_fee_fen
    return LoanInstallment(AT_DRAWDOWN, schedule.start, 0, fee_fen=fee_fen).paid_up() if fee_fen else None


def _unpaid(row: Row) -> LoanInstallment:
    return LoanInstallment(
        row.no,
        row.due_date,
        row.principal_fen,
        row.interest_fen,
        row.fee_fen,
        guarantee_fen=row.guarantee_fen,
        service_fen=row.service_fen,
    )


def _with_penalty(
    rows: Sequence[LoanInstallment], on: date, terms: PenaltyTerms, schedule: Schedule
) -> list[LoanInstallment]:
    annual_pct = contract_annual_pct(schedule)
    return [
        replace(
            row,
            penalty_fen=penalty_fen(
                overdue_base_fen(row, terms.base), max((on - row.due_date).days, 0), terms, annual_pct
            ).total_fen,
        )
        for row in rows
    ]


def overdue_base_fen(row: Row | LoanInstallment, base: PenaltyBase) -> int:
    """Return what penalty interest on an unpaid instalment is charged on; fees count as interest."""
    return row.principal_fen if base is PenaltyBase.PRINCIPAL else row.payment_fen
