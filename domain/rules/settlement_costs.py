"""What of interest and fees a settlement asks for, by the policy of the contract (docs/rules/early-repayment.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from domain.dates import months_between
from domain.money import RoundingMode, round_fen
from domain.rules.errors import RuleError
from domain.rules.position import InPlan, LoanInstallment, LoanPosition
from domain.rules.rates import contract_annual_pct, grown, value_at_own_rate
from domain.rules.schedule import Schedule
from domain.terms import CHARGE_PARTS, OwedPart, PrepayFeeKind, PrepayPolicy, PrepayTerms
from domain.value import Value


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


class Line(Value):
    """Negative only where settling by actual use gives back a fee that was taken in advance."""

    code: LineCode
    amount_fen: int


class LoanOnDay(Value):
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
        begun = self.loan.period_start(len(self.due) + 1)
        return max(begun, self.loan.plan.since) if self.loan.plan else begun

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


def owed_costs(position: LoanOnDay, policy: PrepayPolicy) -> list[Line]:
    """Return what is owed of interest and fees for the instalments that are not due yet."""
    if not position.to_come:
        return []
    if position.loan.plan is not None:
        return _costs_in_plan(position, position.loan.plan, policy)
    match policy:
        case PrepayPolicy.WAIVED:
            return []
        case PrepayPolicy.PERIOD_SHARE:
            return _open_costs(position.to_come[:1], period_gone(position))
        case PrepayPolicy.ACTUAL_USE:
            if position.loan.relief.free_periods:
                raise RuleError("By actual use each day costs the same, so no period can be free.")
            return [_cost_line(position, position.cost_code, _used_fen(position))]
        case PrepayPolicy.DAILY_INTEREST:
            return [_cost_line(position, LineCode.INTEREST, daily_interest_fen(position))]
        case _:
            return _open_costs(charged_whole(position, policy))


def _costs_in_plan(position: LoanOnDay, plan: InPlan, policy: PrepayPolicy) -> list[Line]:
    """Return what is owed of interest and fees within a plan in hardship: what was owed before it began, and interest for
    the days since the last due date; fees as the contract says.
    """
    if position.cost_code is LineCode.FEE:
        whole = policy in (PrepayPolicy.WAIVED, PrepayPolicy.ACTUAL_USE)
        return [] if whole else _open_costs(charged_whole(position, policy))
    carried_fen = sum(plan.carried.get(row.no, 0) for row in position.to_come)
    annual = Fraction(plan.annual_pct) / 100
    years = Fraction(*position.loan.years_between(position.last_due, position.on))
    used_fen = 0 if policy is PrepayPolicy.WAIVED else position.balance_fen * annual * years
    return [
        _cost_line(
            position, LineCode.INTEREST, carried_fen + round_fen(Fraction(used_fen), RoundingMode.HALF_UP)
        )
    ]


def charged_whole(position: LoanOnDay, policy: PrepayPolicy) -> Sequence[LoanInstallment]:
    """Return the instalments to come whose whole cost is owed.

    The current period is the one that the day lies in, from the day after a due date through the next one: on a due date
    it is the one that ends then, whose cost is due or paid already.
    """
    if policy is PrepayPolicy.REMAINING_DUE:
        return position.to_come
    periods = 2 if policy is PrepayPolicy.CURRENT_PERIOD_PLUS_ONE else 1
    return position.to_come[: periods - position.ends_today]


def owed_charges(position: LoanOnDay, policy: PrepayPolicy) -> list[Line]:
    """Return what is owed of guarantee and service fees for the instalments that are not due yet: nothing of periods that
    have not begun.
    """
    share = charged_share(position, policy)
    rows = position.to_come[:1]
    return [
        Line(
            LineCode(part), sum(left_fen(scheduled_fen(row, part), share, row.paid_fen(part)) for row in rows)
        )
        for part in CHARGE_PARTS
    ]


def charged_share(position: LoanOnDay, policy: PrepayPolicy) -> Fraction:
    """Return which part of the current period's guarantee and service fees is owed: by its days where its cost goes by
    days, else all.
    """
    if policy is PrepayPolicy.ACTUAL_USE and any(
        scheduled_fen(row, part) for row in position.to_come for part in CHARGE_PARTS
    ):
        raise RuleError(
            "By actual use the cost is one figure, of which no part is a guarantee or service fee."
        )
    if policy in (PrepayPolicy.WAIVED, PrepayPolicy.ACTUAL_USE) or not position.to_come:
        return Fraction(0)
    if policy in (PrepayPolicy.PERIOD_SHARE, PrepayPolicy.DAILY_INTEREST):
        return period_gone(position)
    return Fraction(0 if position.ends_today else 1)


def scheduled_fen(row: LoanInstallment, part: OwedPart) -> int:
    return row.paid_fen(part) + row.open_fen(part)


def _open_costs(rows: Sequence[LoanInstallment], share: Fraction = Fraction(1)) -> list[Line]:
    """Return the share of the costs that is not paid yet."""
    return [
        Line(
            LineCode.INTEREST, sum(left_fen(row.interest_fen, share, row.paid_interest_fen) for row in rows)
        ),
        Line(LineCode.FEE, sum(left_fen(row.fee_fen, share, row.paid_fee_fen) for row in rows)),
    ]


def left_fen(cost_fen: int, share: Fraction, paid_fen: int) -> int:
    return max(round_fen(cost_fen * share, RoundingMode.HALF_UP) - paid_fen, 0)


def _cost_line(position: LoanOnDay, code: LineCode, used_fen: int) -> Line:
    """Return what the use so far costs, less what of the periods to come is paid; below 0 where it was taken in
    advance.
    """
    paid_fen = sum(row.paid_interest_fen + row.paid_fee_fen for row in position.to_come)
    return Line(code, max(used_fen - paid_fen, 0) if used_fen >= 0 else used_fen)


def period_gone(position: LoanOnDay) -> Fraction:
    """Return which part of the current period is over, by days."""
    next_due = position.to_come[0].due_date
    return Fraction((position.on - position.last_due).days, (next_due - position.last_due).days)


def actual_use_fen(position: LoanOnDay) -> int:
    """Return the balance at the plan's own monthly rate, plus simple interest at 12·r/360 a day since the last due
    date.
    """
    balance_fen, monthly_rate = own_value(position)
    days = (position.on - position.last_due).days
    return round_fen(grown(balance_fen, monthly_rate, Fraction(12 * days, 360)), RoundingMode.HALF_UP)


def _used_fen(position: LoanOnDay) -> int:
    """Return what the use since the last due date costs; below 0 where what was charged until then is more than the
    use until now, and never by more than was charged.
    """
    part = OwedPart(position.cost_code)
    charged_fen = sum(scheduled_fen(row, part) for row in position.charged)
    return max(actual_use_fen(position) - position.balance_fen, -charged_fen)


def own_value(position: LoanOnDay) -> tuple[Decimal, Decimal]:
    payments = {row.no: row.payment_fen for row in position.to_come}
    return value_at_own_rate(position.agreed, payments, len(position.due))


def daily_interest_fen(position: LoanOnDay) -> int:
    gross_fen = daily_gross_fen(position)
    return position.loan.relief.left_fen(position.to_come[0].no, gross_fen)


def daily_gross_fen(position: LoanOnDay) -> int:
    """Return the interest since the last due date before what the contract does not charge of it."""
    years = Fraction(*position.loan.years_between(position.last_due, position.on))
    return interest_for_fen(position.balance_fen, position.agreed, years)


def interest_for_fen(amount_fen: int, agreed: Schedule, years: Fraction) -> int:
    """Interest on an amount for a time, at the contract's annual rate."""
    annual = Fraction(contract_annual_pct(agreed)) / 100
    return round_fen(amount_fen * annual * years, RoundingMode.HALF_UP)


def prepay_terms_on(agreed: Schedule, terms: PrepayTerms, on: date) -> PrepayTerms:
    """Return the terms with the one fee that holds `on` a day: it may go by the whole months since the drawdown."""
    return terms.after(months_between(agreed.start, on))


def prepay_fee_fen(base_fen: int, agreed: Schedule, terms: PrepayTerms, on: date) -> int:
    """Return the fee for repaying `base_fen` of principal early, `on` a day; within what it is at least and at most."""
    holds = prepay_terms_on(agreed, terms, on)
    if holds.fee_kind is PrepayFeeKind.NONE or base_fen == 0:
        return 0
    fee_fen = max(uncapped_fee_fen(base_fen, agreed, holds), holds.fee_least_fen)
    return fee_fen if holds.fee_most_fen is None else min(fee_fen, holds.fee_most_fen)


def uncapped_fee_fen(base_fen: int, agreed: Schedule, holds: PrepayTerms) -> int:
    """Return what the one fee comes to, whatever it is at least and at most."""
    if holds.fee_kind is PrepayFeeKind.MONTHS:
        return interest_for_fen(base_fen, agreed, Fraction(holds.fee_value) / 12)
    return round_fen(base_fen * holds.fee_value / Decimal(100), RoundingMode.HALF_UP)
