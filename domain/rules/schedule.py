"""The repayment schedule (还款计划): amounts and dates of every instalment."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from domain.dates import add_months
from domain.rules.amounts import charge_amounts, installment_amounts, total_fee_fen
from domain.rules.day_count import period_days, year_days
from domain.rules.due_dates import monthly_dates
from domain.rules.errors import RuleError
from domain.rules.relief import NO_RELIEF, Relief, relief_of
from domain.terms import ChargeKind, FeeTiming, PlanTerms
from domain.value import Value, replace


class Row(NamedTuple):
    """One instalment. `payment_fen` is the sum of its parts, `balance_fen` the principal left after it."""

    no: int
    due_date: date
    principal_fen: int
    interest_fen: int
    fee_fen: int
    payment_fen: int
    balance_fen: int
    guarantee_fen: int = 0
    service_fen: int = 0

    @property
    def cost_fen(self) -> int:
        """What is paid beyond the principal."""
        return self.payment_fen - self.principal_fen


class Schedule(Value):
    """`regular`: the first period is a month, so all are. `drawdown_fee_fen`: paid on the day the money is drawn, so that
    what is received is less by it. `relief`: what of interest and fee is not charged, `waived_fen` in all."""

    principal_fen: int
    terms: PlanTerms
    start: date
    rows: tuple[Row, ...]
    regular: bool
    drawdown_fee_fen: int = 0
    relief: Relief = NO_RELIEF
    waived_fen: int = 0

    @property
    def received_fen(self) -> int:
        return self.principal_fen - self.drawdown_fee_fen

    @property
    def total_interest_fen(self) -> int:
        return sum(row.interest_fen for row in self.rows)

    @property
    def total_fee_fen(self) -> int:
        """All fees, one at drawdown included."""
        return self.drawdown_fee_fen + sum(row.fee_fen for row in self.rows)

    def total_charge_fen(self, kind: ChargeKind) -> int:
        """Return the whole guarantee or service fee."""
        is_guarantee = kind is ChargeKind.GUARANTEE
        return sum(row.guarantee_fen if is_guarantee else row.service_fen for row in self.rows)

    @property
    def total_charges_fen(self) -> int:
        """All guarantee and service fees."""
        return sum(self.total_charge_fen(kind) for kind in ChargeKind)

    @property
    def total_payment_fen(self) -> int:
        """All that is paid after the drawdown."""
        return sum(row.payment_fen for row in self.rows)

    def without_charges(self) -> Schedule:
        """Return what the lender itself charges."""
        if not self.terms.charges:
            return self
        rows = (
            row._replace(
                payment_fen=row.payment_fen - row.guarantee_fen - row.service_fen,
                guarantee_fen=0,
                service_fen=0,
            )
            for row in self.rows
        )
        return replace(self, terms=replace(self.terms, charges=()), rows=tuple(rows))

    def balance_after_fen(self, no: int) -> int:
        """Return the principal left after instalment `no`; 0 for the drawdown."""
        return self.rows[no - 1].balance_fen if no else self.principal_fen

    def due_after(self, no: int) -> date:
        """Return the due date of instalment `no`; 0 for the drawdown."""
        return self.rows[no - 1].due_date if no else self.start

    def interest_days(self) -> list[int]:
        """Days that each period bears interest for, by the plan's day count."""
        due_dates = [row.due_date for row in self.rows]
        return period_days(self.terms.day_count, self.start, due_dates, regular=self.regular)


def build_schedule(
    principal_fen: int, terms: PlanTerms, start: date, first_due: date | None = None
) -> Schedule:
    """Build the plan for `principal_fen` drawn on `start`; the first due date is a month later unless given, and where the
    terms defer it so many months after that.

    The anchor of the due dates is the day of `first_due` if given, else of `start`. Raises `RuleError`.
    """
    due_dates, regular = _due_dates(terms, start, first_due)
    days = period_days(terms.day_count, start, due_dates, regular=regular)
    amounts = installment_amounts(principal_fen, terms, days, year_days(terms.day_count))
    drawdown_fee_fen = 0
    if terms.method.traits.fee_once and terms.fee_timing is FeeTiming.DRAWDOWN:
        drawdown_fee_fen = total_fee_fen(principal_fen, terms)
    charges = (charge_amounts(principal_fen, terms, kind) for kind in ChargeKind)
    parts, *costs = amounts
    relief = relief_of(terms, [sum(each) for each in zip(*costs, strict=True)])
    charged = [relief.left_of(each) for each in costs]
    rows = _rows(principal_fen, due_dates, parts, *charged, *charges)
    waived_fen = sum(map(sum, costs)) - sum(map(sum, charged))
    return Schedule(principal_fen, terms, start, rows, regular, drawdown_fee_fen, relief, waived_fen)


def _due_dates(terms: PlanTerms, start: date, first_due: date | None) -> tuple[tuple[date, ...], bool]:
    if first_due is not None and first_due <= start:
        raise RuleError(f"The first due date {first_due} must be after the start {start}.")
    try:
        month_later = add_months(start, 1)
        anchor_day = first_due.day if first_due else start.day
        first = add_months(first_due or month_later, terms.deferred_months, anchor_day=anchor_day)
    except ValueError:
        raise RuleError("The first due date is beyond the year 9999.") from None
    return monthly_dates(first, terms.periods, anchor_day=anchor_day), first == month_later


def _rows(principal_fen: int, due_dates: tuple[date, ...], *amounts: list[int]) -> tuple[Row, ...]:
    """`amounts` of every instalment: principal, interest, fee, guarantee, service."""
    balance_fen = principal_fen
    rows: list[Row] = []
    for no, (due_date, principal, interest, fee, guarantee, service) in enumerate(
        zip(due_dates, *amounts, strict=True), 1
    ):
        balance_fen -= principal
        payment = principal + interest + fee + guarantee + service
        rows.append(Row(no, due_date, principal, interest, fee, payment, balance_fen, guarantee, service))
    return tuple(rows)
