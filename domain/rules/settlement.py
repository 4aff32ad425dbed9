"""Settling a loan early (提前结清): what is owed on a day, by the policy of the contract.

Source: 民法典 677 (interest for the time really used, unless agreed otherwise) and the policies lenders agree instead;
see docs/rules/early-repayment.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from domain.money import RoundingMode, round_fen
from domain.rules.amounts import INTEREST_METHODS
from domain.rules.day_count import interest_days, year_days
from domain.rules.errors import RuleError
from domain.rules.penalty import penalty_fen
from domain.rules.rates import balance_at_own_rate, contract_annual_pct
from domain.rules.schedule import Row, Schedule
from domain.terms import PenaltyBase, PenaltyTerms, PrepayFeeKind, PrepayPolicy, PrepayTerms


class LineCode(StrEnum):
    """What an amount of a settlement is for."""

    PRINCIPAL = "principal"
    INTEREST = "interest"
    FEE = "fee"
    ARREARS = "arrears"
    PENALTY = "penalty"
    PREPAY_FEE = "prepay_fee"


@dataclass(frozen=True, slots=True)
class Line:
    """Negative only where settling by actual use gives back a fee that was taken in advance."""

    code: LineCode
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """Good on `valid_on` only. `saved_fen`: what staying on plan would still cost, less the total."""

    lines: tuple[Line, ...]
    saved_fen: int
    valid_on: date

    @property
    def total_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Position:
    """Where the loan stands on a day: `due` instalments fell due until then."""

    schedule: Schedule
    due: int
    on: date

    @property
    def balance_fen(self) -> int:
        return self.schedule.balance_after_fen(self.due)

    @property
    def last_due(self) -> date:
        return self.schedule.due_after(self.due)

    @property
    def to_come(self) -> Sequence[Row]:
        return self.schedule.rows[self.due :]

    @property
    def cost_code(self) -> LineCode:
        return LineCode.INTEREST if self.schedule.terms.method in INTEREST_METHODS else LineCode.FEE


def settle(
    schedule: Schedule,
    paid: int,
    on: date,
    terms: PrepayTerms,
    penalty: PenaltyTerms | None = None,
) -> Settlement:
    """What settles the loan `on` a day, after `paid` instalments were paid on their due dates.

    Instalments due and unpaid are arrears in full, with penalty interest where `penalty` is given. Raises `RuleError`.
    """
    position = _position(schedule, paid, on)
    arrears = schedule.rows[paid : position.due]
    arrears_fen = sum(row.payment_fen for row in arrears)
    late_fen = _penalties_fen(schedule, arrears, on, penalty) if penalty else 0
    lines = [
        *_rest(position, terms.policy),
        Line(LineCode.ARREARS, arrears_fen),
        Line(LineCode.PENALTY, late_fen),
        Line(LineCode.PREPAY_FEE, _prepay_fee_fen(position, terms)),
    ]
    staying_fen = sum(row.payment_fen for row in schedule.rows[paid:]) + late_fen
    total_fen = sum(line.amount_fen for line in lines)
    return Settlement(tuple(line for line in lines if line.amount_fen), staying_fen - total_fen, on)


def _position(schedule: Schedule, paid: int, on: date) -> _Position:
    if not 0 <= paid <= len(schedule.rows):
        raise RuleError(f"The plan has {len(schedule.rows)} instalments, so {paid} cannot be paid.")
    if on < schedule.start:
        raise RuleError(f"The settlement day {on} is before the drawdown on {schedule.start}.")
    due = sum(row.due_date <= on for row in schedule.rows)
    if paid > due:
        raise RuleError(
            f"Instalment {paid} falls due on {schedule.due_after(paid)}, after the settlement day {on}, "
            "so it was not paid on its due date."
        )
    return _Position(schedule, due, on)


def _penalties_fen(schedule: Schedule, arrears: Sequence[Row], on: date, terms: PenaltyTerms) -> int:
    annual_pct = contract_annual_pct(schedule)
    return sum(
        penalty_fen(overdue_base_fen(row, terms.base), (on - row.due_date).days, terms, annual_pct).total_fen
        for row in arrears
    )


def overdue_base_fen(row: Row, base: PenaltyBase) -> int:
    """What penalty interest on an unpaid instalment is charged on; fees count as interest."""
    return row.principal_fen if base is PenaltyBase.PRINCIPAL else row.payment_fen


def _rest(position: _Position, policy: PrepayPolicy) -> list[Line]:
    """What is owed for the instalments that are not due yet."""
    if not position.to_come:
        return []
    principal = Line(LineCode.PRINCIPAL, position.balance_fen)
    current = position.to_come[:1]
    match policy:
        case PrepayPolicy.REMAINING_DUE:
            return [principal, *_costs(position.to_come)]
        case PrepayPolicy.WAIVED:
            return [principal]
        case PrepayPolicy.CURRENT_PERIOD:
            return [principal, *_costs(current)]
        case PrepayPolicy.CURRENT_PERIOD_PLUS_ONE:
            return [principal, *_costs(position.to_come[:2])]
        case PrepayPolicy.PERIOD_SHARE:
            return [principal, *_costs(current, _period_gone(position))]
        case PrepayPolicy.ACTUAL_USE:
            return [principal, Line(position.cost_code, _actual_use_fen(position) - position.balance_fen)]
        case PrepayPolicy.DAILY_INTEREST:
            return [principal, Line(LineCode.INTEREST, _daily_interest_fen(position))]


def _costs(rows: Sequence[Row], share: Fraction = Fraction(1)) -> list[Line]:
    interest_fen = round_fen(sum(row.interest_fen for row in rows) * share, RoundingMode.HALF_UP)
    fee_fen = round_fen(sum(row.fee_fen for row in rows) * share, RoundingMode.HALF_UP)
    return [Line(LineCode.INTEREST, interest_fen), Line(LineCode.FEE, fee_fen)]


def _period_gone(position: _Position) -> Fraction:
    """Which part of the current period is over, by days."""
    next_due = position.to_come[0].due_date
    return Fraction((position.on - position.last_due).days, (next_due - position.last_due).days)


def _actual_use_fen(position: _Position) -> int:
    """The balance at the plan's own monthly rate, plus simple interest at 12·r/360 a day since the last due date."""
    balance_fen, monthly_rate = balance_at_own_rate(position.schedule, position.due)
    days = (position.on - position.last_due).days
    return round_fen(balance_fen * (1 + monthly_rate * 12 * days / 360), RoundingMode.HALF_UP)


def _daily_interest_fen(position: _Position) -> int:
    day_count = position.schedule.terms.day_count
    years = Fraction(interest_days(day_count, position.last_due, position.on), year_days(day_count))
    return _interest_fen(position, years)


def _interest_fen(position: _Position, years: Fraction) -> int:
    """Interest on the balance at the contract's annual rate."""
    annual = Fraction(contract_annual_pct(position.schedule)) / 100
    return round_fen(position.balance_fen * annual * years, RoundingMode.HALF_UP)


def _prepay_fee_fen(position: _Position, terms: PrepayTerms) -> int:
    match terms.fee_kind:
        case PrepayFeeKind.NONE:
            return 0
        case PrepayFeeKind.PERCENT:
            exact_fen = position.balance_fen * terms.fee_value / Decimal(100)
            return round_fen(exact_fen, RoundingMode.HALF_UP)
        case PrepayFeeKind.MONTHS:
            return _interest_fen(position, Fraction(terms.fee_value) / 12)
