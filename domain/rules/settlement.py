"""Settling a loan early (提前结清): what is owed on a day, by the policy of the contract.

Source: 民法典 677 (interest for the time really used, unless agreed otherwise) and the policies lenders agree instead;
see docs/rules/early-repayment.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from domain.money import RoundingMode, round_fen
from domain.rules.allocation import Share
from domain.rules.errors import RuleError
from domain.rules.position import LoanInstallment, LoanPosition, RowChange, on_plan
from domain.rules.rates import contract_annual_pct, grown, value_at_own_rate
from domain.rules.schedule import Schedule
from domain.terms import (
    CHARGE_PARTS,
    OwedPart,
    PenaltyTerms,
    PrepayFeeKind,
    PrepayPolicy,
    PrepayTerms,
)


class LineCode(StrEnum):
    """What an amount of a settlement is for."""

    PRINCIPAL = "principal"
    INTEREST = "interest"
    FEE = "fee"
    GUARANTEE = "guarantee"
    SERVICE = "service"
    ARREARS = "arrears"
    PENALTY = "penalty"
    PREPAY_FEE = "prepay_fee"


@dataclass(frozen=True, slots=True)
class Line:
    """Negative only where settling by actual use gives back a fee that was taken in advance."""

    code: LineCode
    amount_fen: int


@dataclass(frozen=True, slots=True)
class RunningCharge:
    """Of one guarantee or service fee in the current period, in fen: all of it, what is asked for, what is paid."""

    part: OwedPart
    whole_fen: int
    asked_fen: int
    paid_fen: int


@dataclass(frozen=True, slots=True)
class Basis:
    """What the lines for the instalments to come were worked out from, in fen, for whoever explains them.

    `first_no` to `last_no` are to come, with `balance_fen` of principal, of which `ahead_fen` is paid. The policy asks for
    `cost_fen` of interest and fees, of which `cost_paid_fen` is paid (below 0: so much more than was ever charged would go
    back by actual use, and does not): of the periods up to `cost_no` (before `first_no`
    where the day is its due date), or for `days` since the last due date (of `period_days`, or of a year of `year_days`)
    at `annual_pct` or, by actual use, at the plan's own `monthly_rate`, where the payments to come were worth `value_fen`
    on the last due date. `charges`: the current period's guarantee and service fees; `charges_share` of them is asked for.
    """

    first_no: int
    last_no: int
    balance_fen: int
    ahead_fen: int
    cost_fen: int
    cost_paid_fen: int
    cost_no: int
    since: date
    days: int
    interest_days: int
    period_days: int
    year_days: int
    annual_pct: Decimal
    fee_base_fen: int
    value_fen: Decimal | None = None
    monthly_rate: Decimal | None = None
    charges: tuple[RunningCharge, ...] = ()
    charges_share: Fraction = Fraction(0)


_COSTS = (OwedPart.INTEREST, OwedPart.FEE, *CHARGE_PARTS)


@dataclass(frozen=True, slots=True)
class Settlement:
    """Good on `valid_on` only. `saved_fen`: what staying on plan would still cost, less the total.

    What paying it does: `changes` are the instalments that are scheduled otherwise from then on, `shares` what it
    pays of each. What was paid beyond the new schedule goes back and is taken off the total already. Then nothing is
    open.
    """

    lines: tuple[Line, ...]
    saved_fen: int
    valid_on: date
    changes: tuple[RowChange, ...]
    shares: tuple[Share, ...]
    basis: Basis | None = None  # None where nothing is to come

    @property
    def total_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)

    def amount_fen(self, code: LineCode) -> int:
        return sum(line.amount_fen for line in self.lines if line.code is code)


def settle(
    schedule: Schedule,
    paid: int,
    on: date,
    terms: PrepayTerms,
    penalty: PenaltyTerms | None = None,
) -> Settlement:
    """Work out what settles the loan `on` a day, after `paid` instalments were paid on their due dates.

    Instalments due and unpaid are arrears in full, with penalty interest where `penalty` is given. Raises
    `RuleError`.
    """
    loan = on_plan(schedule, paid, on, penalty)
    if paid and schedule.due_after(paid) > on >= schedule.start:
        raise RuleError(
            f"Instalment {paid} falls due on {schedule.due_after(paid)}, after the settlement day {on}, "
            "so it was not paid on its due date."
        )
    return settle_loan(loan, schedule, on, terms)


def settle_loan(loan: LoanPosition, agreed: Schedule, on: date, terms: PrepayTerms) -> Settlement:
    """Work out what settles a loan as it stands `on` a day; `agreed` is its schedule as agreed, whose rates hold on.

    What was paid of an instalment before its due date counts for it, but saves no interest. Raises `RuleError`.
    """
    if on < loan.start:
        raise RuleError(f"The settlement day {on} is before the drawdown on {loan.start}.")
    position = _Position(loan, agreed, on)
    lines = (
        Line(LineCode.PRINCIPAL, position.open_principal_fen),
        *_owed_costs(position, terms.policy),
        *_owed_charges(position, terms.policy),
        Line(LineCode.ARREARS, sum(row.total_open_fen - row.penalty_fen for row in position.charged)),
        Line(LineCode.PENALTY, loan.open_fen(OwedPart.PENALTY)),
        Line(LineCode.PREPAY_FEE, prepay_fee_fen(position.open_principal_fen, agreed, terms)),
    )
    owed = {part: _sum_of(lines, LineCode(part)) for part in _COSTS}
    after = _rows_after(position, owed)
    return Settlement(
        lines=tuple(line for line in lines if line.amount_fen),
        saved_fen=loan.total_open_fen - sum(line.amount_fen for line in lines),
        valid_on=on,
        changes=changes_between(loan.every_row, after),
        shares=tuple(share for share in map(_share, loan.every_row, after) if share.total_fen),
        basis=_basis(position, terms.policy, owed[OwedPart.INTEREST] + owed[OwedPart.FEE])
        if position.to_come
        else None,
    )


def _sum_of(lines: Sequence[Line], code: LineCode) -> int:
    return sum(line.amount_fen for line in lines if line.code is code)


@dataclass(frozen=True, slots=True)
class _Position:
    """Where the loan stands on a day: what is due until then, and what is to come."""

    loan: LoanPosition
    agreed: Schedule
    on: date

    @property
    def due(self) -> Sequence[LoanInstallment]:
        return [row for row in self.loan.rows if row.due_date <= self.on]

    @property
    def charged(self) -> Sequence[LoanInstallment]:
        """What is due until then, with the instalment at drawdown, which is due from the first day on."""
        return [row for row in self.loan.every_row if row.due_date <= self.on]

    @property
    def to_come(self) -> Sequence[LoanInstallment]:
        return [row for row in self.loan.rows if row.due_date > self.on]

    @property
    def last_due(self) -> date:
        return self.loan.period_start(len(self.due) + 1)

    @property
    def ends_today(self) -> bool:
        """Whether the day is a due date, on which the period that ends is due already and the next has not begun."""
        return bool(self.due) and self.due[-1].due_date == self.on

    @property
    def open_principal_fen(self) -> int:
        return sum(row.open_fen(OwedPart.PRINCIPAL) for row in self.to_come)

    @property
    def balance_fen(self) -> int:
        """The principal scheduled for the periods to come, paid ahead or not."""
        return sum(row.principal_fen for row in self.to_come)

    @property
    def cost_code(self) -> LineCode:
        return LineCode.INTEREST if self.loan.terms.method.traits.bears_interest else LineCode.FEE


def _owed_costs(position: _Position, policy: PrepayPolicy) -> list[Line]:
    """Return what is owed of interest and fees for the instalments that are not due yet."""
    if not position.to_come:
        return []
    match policy:
        case PrepayPolicy.WAIVED:
            return []
        case PrepayPolicy.PERIOD_SHARE:
            return _open_costs(position.to_come[:1], _period_gone(position))
        case PrepayPolicy.ACTUAL_USE:
            return [_cost_line(position, position.cost_code, _used_fen(position))]
        case PrepayPolicy.DAILY_INTEREST:
            return [_cost_line(position, LineCode.INTEREST, _daily_interest_fen(position))]
        case _:
            return _open_costs(_charged_whole(position, policy))


def _charged_whole(position: _Position, policy: PrepayPolicy) -> Sequence[LoanInstallment]:
    """Return the instalments to come whose whole cost is owed.

    The current period is the one that the day lies in, from the day after a due date through the next one: on a due date
    it is the one that ends then, whose cost is due or paid already.
    """
    if policy is PrepayPolicy.REMAINING_DUE:
        return position.to_come
    periods = 2 if policy is PrepayPolicy.CURRENT_PERIOD_PLUS_ONE else 1
    return position.to_come[: periods - position.ends_today]


def _owed_charges(position: _Position, policy: PrepayPolicy) -> list[Line]:
    """Return what is owed of guarantee and service fees for the instalments that are not due yet: nothing of periods that
    have not begun.
    """
    share = _charged_share(position, policy)
    rows = position.to_come[:1]
    return [
        Line(LineCode(part), sum(_left(_scheduled_fen(row, part), share, row.paid_fen(part)) for row in rows))
        for part in CHARGE_PARTS
    ]


def _charged_share(position: _Position, policy: PrepayPolicy) -> Fraction:
    """Return which part of the current period's guarantee and service fees is owed: by its days where its cost goes by
    days, else all.
    """
    if policy is PrepayPolicy.ACTUAL_USE and any(
        _scheduled_fen(row, part) for row in position.to_come for part in CHARGE_PARTS
    ):
        raise RuleError(
            "By actual use the cost is one figure, of which no part is a guarantee or service fee."
        )
    if policy in (PrepayPolicy.WAIVED, PrepayPolicy.ACTUAL_USE) or not position.to_come:
        return Fraction(0)
    if policy in (PrepayPolicy.PERIOD_SHARE, PrepayPolicy.DAILY_INTEREST):
        return _period_gone(position)
    return Fraction(0 if position.ends_today else 1)


def _scheduled_fen(row: LoanInstallment, part: OwedPart) -> int:
    return row.paid_fen(part) + row.open_fen(part)


def _open_costs(rows: Sequence[LoanInstallment], share: Fraction = Fraction(1)) -> list[Line]:
    """Return the share of the costs that is not paid yet."""
    return [
        Line(LineCode.INTEREST, sum(_left(row.interest_fen, share, row.paid_interest_fen) for row in rows)),
        Line(LineCode.FEE, sum(_left(row.fee_fen, share, row.paid_fee_fen) for row in rows)),
    ]


def _left(cost_fen: int, share: Fraction, paid_fen: int) -> int:
    return max(round_fen(cost_fen * share, RoundingMode.HALF_UP) - paid_fen, 0)


def _cost_line(position: _Position, code: LineCode, used_fen: int) -> Line:
    """Return what the use so far costs, less what of the periods to come is paid; below 0 where it was taken in
    advance.
    """
    paid_fen = sum(row.paid_interest_fen + row.paid_fee_fen for row in position.to_come)
    return Line(code, max(used_fen - paid_fen, 0) if used_fen >= 0 else used_fen)


def _period_gone(position: _Position) -> Fraction:
    """Return which part of the current period is over, by days."""
    next_due = position.to_come[0].due_date
    return Fraction((position.on - position.last_due).days, (next_due - position.last_due).days)


def _actual_use_fen(position: _Position) -> int:
    """Return the balance at the plan's own monthly rate, plus simple interest at 12·r/360 a day since the last due
    date.
    """
    balance_fen, monthly_rate = _own_value(position)
    days = (position.on - position.last_due).days
    return round_fen(grown(balance_fen, monthly_rate, Fraction(12 * days, 360)), RoundingMode.HALF_UP)


def _used_fen(position: _Position) -> int:
    """Return what the use since the last due date costs; below 0 where what was charged until then is more than the
    use until now, and never by more than was charged.
    """
    part = OwedPart(position.cost_code)
    charged_fen = sum(_scheduled_fen(row, part) for row in position.charged)
    return max(_actual_use_fen(position) - position.balance_fen, -charged_fen)


def _own_value(position: _Position) -> tuple[Decimal, Decimal]:
    payments = {row.no: row.payment_fen for row in position.to_come}
    return value_at_own_rate(position.agreed, payments, len(position.due))


def _daily_interest_fen(position: _Position) -> int:
    years = Fraction(*position.loan.years_between(position.last_due, position.on))
    return interest_for_fen(position.balance_fen, position.agreed, years)


def interest_for_fen(amount_fen: int, agreed: Schedule, years: Fraction) -> int:
    """Interest on an amount for a time, at the contract's annual rate."""
    annual = Fraction(contract_annual_pct(agreed)) / 100
    return round_fen(amount_fen * annual * years, RoundingMode.HALF_UP)


def prepay_fee_fen(base_fen: int, agreed: Schedule, terms: PrepayTerms) -> int:
    """Return the fee for repaying `base_fen` of principal early."""
    match terms.fee_kind:
        case PrepayFeeKind.NONE:
            return 0
        case PrepayFeeKind.PERCENT:
            return round_fen(base_fen * terms.fee_value / Decimal(100), RoundingMode.HALF_UP)
        case PrepayFeeKind.MONTHS:
            return interest_for_fen(base_fen, agreed, Fraction(terms.fee_value) / 12)


def _basis(position: _Position, policy: PrepayPolicy, charged_fen: int) -> Basis:
    to_come, first = position.to_come, position.to_come[0]
    rows = _charged_whole(position, policy)
    match policy:
        case PrepayPolicy.WAIVED:
            cost_fen = 0
        case PrepayPolicy.ACTUAL_USE:
            cost_fen = _actual_use_fen(position) - position.balance_fen
        case PrepayPolicy.DAILY_INTEREST:
            cost_fen = _daily_interest_fen(position)
        case PrepayPolicy.PERIOD_SHARE:
            cost_fen = sum(
                _left(cost, _period_gone(position), 0) for cost in (first.interest_fen, first.fee_fen)
            )
        case _:
            cost_fen = sum(row.interest_fen + row.fee_fen for row in rows)
    days_of_use, of_year = position.loan.years_between(position.last_due, position.on)
    value_fen, rate = _own_value(position) if policy is PrepayPolicy.ACTUAL_USE else (None, None)
    return Basis(
        first_no=first.no,
        last_no=max(row.no for row in to_come if row.payment_fen or row is first),
        balance_fen=position.balance_fen,
        ahead_fen=position.balance_fen - position.open_principal_fen,
        cost_fen=cost_fen,
        cost_paid_fen=cost_fen - charged_fen,
        cost_no=rows[-1].no if rows else first.no - 1,
        since=position.last_due,
        days=(position.on - position.last_due).days,
        interest_days=days_of_use,
        period_days=(first.due_date - position.last_due).days,
        year_days=of_year,
        annual_pct=contract_annual_pct(position.agreed),
        fee_base_fen=position.open_principal_fen,
        value_fen=value_fen,
        monthly_rate=rate,
        charges=tuple(_running_charges(position, policy)),
        charges_share=_charged_share(position, policy),
    )


def _running_charges(position: _Position, policy: PrepayPolicy) -> Iterator[RunningCharge]:
    """Yield them also where nothing is asked for, as long as the plan has any to come."""
    first, share = position.to_come[0], _charged_share(position, policy)
    for part in CHARGE_PARTS:
        whole_fen = _scheduled_fen(first, part)
        if any(_scheduled_fen(row, part) for row in position.to_come):
            asked_fen = round_fen(whole_fen * share, RoundingMode.HALF_UP)
            yield RunningCharge(part, whole_fen, asked_fen, first.paid_fen(part))


# What the settlement leaves: every instalment paid up, those to come at what is owed of them


def _rows_after(position: _Position, owed: Mapping[OwedPart, int]) -> tuple[LoanInstallment, ...]:
    """Return every row paid up. `owed`: of each cost what is owed of the instalments to come, in fen."""
    to_come = [
        replace(
            row,
            interest_fen=row.paid_interest_fen,
            fee_fen=row.paid_fee_fen,
            guarantee_fen=row.paid_guarantee_fen,
            service_fen=row.paid_service_fen,
        )
        for row in position.to_come
    ]
    if to_come:
        first = to_come[0]
        to_come[0] = replace(
            first,
            interest_fen=first.interest_fen + max(owed[OwedPart.INTEREST], 0),
            fee_fen=first.fee_fen + max(owed[OwedPart.FEE], 0),
            guarantee_fen=first.guarantee_fen + owed[OwedPart.GUARANTEE],
            service_fen=first.service_fen + owed[OwedPart.SERVICE],
        )
    charged = _give_back(position.charged, OwedPart.INTEREST, max(-owed[OwedPart.INTEREST], 0))
    charged = _give_back(charged, OwedPart.FEE, max(-owed[OwedPart.FEE], 0))
    return tuple(row.paid_up() for row in (*charged, *to_come))


def _give_back(rows: Sequence[LoanInstallment], part: OwedPart, back_fen: int) -> list[LoanInstallment]:
    """Let a cost that was taken in advance fall where it was taken, the latest first."""
    after: list[LoanInstallment] = []
    for row in reversed(rows):
        cost_fen = _scheduled_fen(row, part)
        taken_fen = min(cost_fen, back_fen)
        back_fen -= taken_fen
        after.insert(0, _at_cost(row, part, cost_fen - taken_fen))
    return after


def _at_cost(row: LoanInstallment, part: OwedPart, cost_fen: int) -> LoanInstallment:
    paid_fen = min(row.paid_fen(part), cost_fen)
    if part is OwedPart.FEE:
        return replace(row, fee_fen=cost_fen, paid_fee_fen=paid_fen)
    return replace(row, interest_fen=cost_fen, paid_interest_fen=paid_fen)


def changes_between(
    before: Sequence[LoanInstallment], after: Sequence[LoanInstallment]
) -> tuple[RowChange, ...]:
    """Return the rows whose scheduled amounts differ, as they are afterwards."""
    changes = [(old.scheduled, new.scheduled) for old, new in zip(before, after, strict=True)]
    return tuple(new for old, new in changes if old != new)


def _share(before: LoanInstallment, after: LoanInstallment) -> Share:
    return Share(
        before.no,
        penalty_fen=after.paid_penalty_fen - before.paid_penalty_fen,
        interest_fen=max(after.paid_interest_fen - before.paid_interest_fen, 0),
        fee_fen=max(after.paid_fee_fen - before.paid_fee_fen, 0),
        principal_fen=after.paid_principal_fen - before.paid_principal_fen,
        guarantee_fen=after.paid_guarantee_fen - before.paid_guarantee_fen,
        service_fen=after.paid_service_fen - before.paid_service_fen,
    )
