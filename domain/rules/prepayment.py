"""Paying a part early (提前部分还款): the three things it can change.

Source: the choices lenders offer, see docs/rules/early-repayment.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from domain.money import RoundingMode, round_fen
from domain.rules.amounts import (
    Amounts,
    annual_ratio,
    charge_fen,
    flat_amounts,
    installment_amounts,
    interest_of,
    pay_as_scheduled,
    spread_charge,
    total_fee_fen,
)
from domain.rules.day_count import year_days
from domain.rules.errors import RuleError
from domain.rules.position import LoanInstallment, LoanPosition, RowChange, on_plan
from domain.rules.relief import NO_RELIEF
from domain.rules.schedule import Schedule
from domain.rules.settlement_costs import interest_for_fen
from domain.rules.settlement_rows import changes_between
from domain.terms import ChargeKind, PlanTerms, PrepayStrategy, PrincipalRule
from domain.value import Value, replace


class Prepayment(Value):
    """What follows the prepayment, in fen: the payments still to make, the interest and all fees in the instalments
    from there on, and how much less those are than without it.

    `accrued_fen`: interest on the part prepaid since the last due date, paid with it. `changes`: the instalments that
    are scheduled otherwise from then on; together their principal is less by the part prepaid.
    """

    payments_fen: tuple[int, ...]
    interest_fen: int
    saved_fen: int
    accrued_fen: int = 0
    changes: tuple[RowChange, ...] = ()

    @property
    def periods(self) -> int:
        return len(self.payments_fen)


def prepay(schedule: Schedule, amount_fen: int, after: int, strategy: PrepayStrategy) -> Prepayment:
    """`amount_fen` extra right after instalment `after` was paid on its due date. Raises `RuleError`."""
    periods = len(schedule.rows)
    if not 1 <= after < periods:
        raise RuleError(f"A prepayment follows one of the instalments 1 to {periods - 1} of the {periods}.")
    on = schedule.due_after(after)
    return prepay_loan(on_plan(schedule, after, on), schedule, on, amount_fen, strategy)


def prepay_loan(
    loan: LoanPosition, agreed: Schedule, on: date, amount_fen: int, strategy: PrepayStrategy
) -> Prepayment:
    """`amount_fen` of principal extra `on` a day, where nothing is due and no instalment is paid in part.

    `agreed` is the loan's schedule as agreed, whose rate holds on. The period that is running has cost what it has: an
    interest loan pays interest on the part prepaid up to the day, a fee plan keeps the period's fee. Raises `RuleError`.
    """
    case = _Case(loan, on, amount_fen, strategy)
    case.check()
    cost_fen = sum(row.cost_fen for row in case.rest)
    if strategy is PrepayStrategy.NEXT:
        return Prepayment(_pay_next(case.rest, amount_fen), cost_fen, 0)
    renew = _smaller if strategy is PrepayStrategy.SMALLER else _fewer
    after = _rows_after(case, renew(case), _charges_after(case))
    new_cost_fen = sum(row.cost_fen for row in after)
    accrued_fen = 0
    if case.bears_interest:
        gross_fen = interest_for_fen(amount_fen, agreed, case.years_gone)
        accrued_fen = loan.relief.left_of_days_fen(case.rest[0].no, gross_fen)
    return Prepayment(
        payments_fen=tuple(row.payment_fen for row in after if row.payment_fen),
        interest_fen=new_cost_fen,
        saved_fen=cost_fen - new_cost_fen - accrued_fen,
        accrued_fen=accrued_fen,
        changes=changes_between(case.rest, after),
    )


class _Case(Value):
    loan: LoanPosition
    on: date
    amount_fen: int
    strategy: PrepayStrategy

    @property
    def rest(self) -> Sequence[LoanInstallment]:
        """The instalments still to pay; those that fell away are not among them."""
        return [row for row in self.loan.rows if row.total_open_fen]

    @property
    def left_fen(self) -> int:
        """The principal that is left to be scheduled."""
        return sum(row.principal_fen for row in self.rest) - self.amount_fen

    @property
    def bears_interest(self) -> bool:
        return self.loan.terms.method.traits.bears_interest

    @property
    def since(self) -> date:
        return self.loan.period_start(self.rest[0].no)

    @property
    def running(self) -> bool:
        """Whether a part of the first period of the rest is over."""
        return self.on > self.since

    @property
    def years_gone(self) -> Fraction:
        """How long the money was used since the last due date."""
        return Fraction(*self.loan.years_between(self.since, self.on)) if self.running else Fraction(0)

    def weights(self) -> tuple[list[int], int]:
        """Interest of each period of the rest is balance × weight / base."""
        numerator, denominator = annual_ratio(self.loan.terms)
        days = self.loan.interest_days()[self.rest[0].no - 1 :]
        return [numerator * each for each in days[: len(self.rest)]], denominator * year_days(
            self.loan.terms.day_count
        )

    def check(self) -> None:
        if self.amount_fen < 1:
            raise RuleError("A prepayment is at least one fen.")
        if any(
            row.started or (row.total_open_fen and row.due_date <= self.on) for row in self.loan.every_row
        ):
            raise RuleError("What is due, or paid in part, is paid before anything is prepaid.")
        if self.strategy is PrepayStrategy.NEXT:
            most_fen = sum(row.payment_fen for row in self.rest)
        else:
            most_fen = sum(row.principal_fen for row in self.rest) - 1
        if self.amount_fen > most_fen:
            raise RuleError("The prepayment covers all that is left; ask for a settlement instead.")
        method = self.loan.terms.method
        if self.strategy is PrepayStrategy.FEWER and not method.traits.can_shorten:
            raise RuleError(f"{method} repays its principal at the end, so there are no periods to save.")


def _pay_next(rest: Sequence[LoanInstallment], amount_fen: int) -> tuple[int, ...]:
    """Return the instalments as they stand, less what the amount pays of them in order."""
    left: list[int] = []
    for row in rest:
        covered_fen = min(row.payment_fen, amount_fen)
        amount_fen -= covered_fen
        left.append(row.payment_fen - covered_fen)
    return tuple(payment for payment in left if payment)


def _rows_after(
    case: _Case, amounts: Amounts, charges: Mapping[ChargeKind, Sequence[int]]
) -> list[LoanInstallment]:
    """Return the rest as it is scheduled from then on; instalments that fall away are of nothing, whatever `charges` has
    for their periods.
    """
    missing = len(case.rest) - len(amounts.principal_fen)
    padded = [[*parts, *[0] * missing] for parts in amounts]
    traits = case.loan.terms.method.traits
    if not traits.bears_interest and (case.running or traits.fee_once):
        padded[2][0] = case.rest[0].fee_fen
    kept = len(case.rest)
    if case.strategy is PrepayStrategy.FEWER:
        kept = max(number for number, part_fen in enumerate(padded[0], start=1) if part_fen)
    padded += [[*charges[kind][:kept], *[0] * (len(case.rest) - kept)] for kind in ChargeKind]
    return [
        replace(
            row,
            principal_fen=principal_fen,
            interest_fen=interest_fen,
            fee_fen=fee_fen,
            guarantee_fen=guarantee_fen,
            service_fen=service_fen,
        )
        for row, principal_fen, interest_fen, fee_fen, guarantee_fen, service_fen in zip(
            case.rest, *padded, strict=True
        )
    ]


def _charges_after(case: _Case) -> Mapping[ChargeKind, Sequence[int]]:
    """Return what of each charge the periods left have: with fewer of them what they have now, with smaller payments that
    of the smaller amount, and never more than now: what a return ended stays ended. The running period keeps its own.
    """
    return {kind: _charge_after(case, kind) for kind in ChargeKind}


def _charge_after(case: _Case, kind: ChargeKind) -> Sequence[int]:
    is_guarantee = kind is ChargeKind.GUARANTEE
    now = [row.guarantee_fen if is_guarantee else row.service_fen for row in case.rest]
    charge = case.loan.terms.charge(kind)
    if charge is None or case.strategy is PrepayStrategy.FEWER:
        return now
    total_fen = min(charge_fen(case.left_fen, charge, len(now), case.loan.terms.periods), sum(now))
    anew = spread_charge(total_fen, len(now), case.loan.terms.remainder_in)
    return [now[0], *anew[1:]] if case.running else anew


def _smaller(case: _Case) -> Amounts:
    """Make a new plan by the same method over the periods left. Its fee is never more than theirs is now, where the contract
    gives some relief none of them by itself: a return may have ended that.
    """
    terms = replace(case.loan.terms, periods=len(case.rest))
    if case.bears_interest:
        days = case.loan.interest_days()[case.rest[0].no - 1 :][: len(case.rest)]
        amounts = installment_amounts(case.left_fen, terms, days, year_days(terms.day_count))
        return amounts._replace(interest_fen=_left_of(case, amounts.interest_fen))
    fee_fen = fee_for_rest_fen(case.loan.terms, case.left_fen, terms.periods)
    if case.loan.relief == NO_RELIEF:
        fee_fen = min(fee_fen, sum(row.fee_fen for row in case.rest))
    amounts = flat_amounts(case.left_fen, fee_fen, terms)
    if case.loan.relief == NO_RELIEF:
        return amounts
    fees = zip(_left_of(case, amounts.fee_fen), case.rest, strict=True)
    return amounts._replace(fee_fen=[min(fen, row.fee_fen) for fen, row in fees])


def _left_of(case: _Case, costs_fen: Sequence[int]) -> list[int]:
    """Return what the contract charges of the costs of the rest."""
    return case.loan.relief.left_of(costs_fen, case.rest[0].no)


def fee_for_rest_fen(old: PlanTerms, left_fen: int, periods: int) -> int:
    """Return the fee for the periods left.

    A flat fee is agreed per period, also where only its total is written; a fee taken once is paid, or stays with its bill.
    """
    if old.method.traits.fee_once:
        return 0
    if old.total_fee_pct is None:
        return total_fee_fen(left_fen, replace(old, periods=periods))
    exact_fen = left_fen * Fraction(old.total_fee_pct) / 100 * Fraction(periods, old.periods)
    return round_fen(exact_fen, RoundingMode.HALF_UP)


def _fewer(case: _Case) -> Amounts:
    """Keep each payment as it is now, whatever changed it since; the last ones fall away and one before them is smaller."""
    if not case.bears_interest:
        parts = _used_up(case.left_fen, case.rest)
        return Amounts(parts, [0] * len(parts), [row.fee_fen for row in case.rest[: len(parts)]])
    weights, base = case.weights()
    if case.loan.terms.method.traits.principal is PrincipalRule.REST_OF_PAYMENT:
        payments = [row.principal_fen + row.interest_fen for row in case.rest]
        if case.loan.relief != NO_RELIEF:
            return _pay_relieved(case, payments, weights, base)
        return pay_as_scheduled(case.left_fen, payments, weights, base)
    parts = _used_up(case.left_fen, case.rest)
    interest = interest_of(case.left_fen, parts, weights[: len(parts)], base)
    return Amounts(parts, _left_of(case, interest), [0] * len(parts))


def _pay_relieved(case: _Case, payments_fen: Sequence[int], weights: Sequence[int], base: int) -> Amounts:
    """`pay_as_scheduled`, with what the contract does not charge of each period's interest."""
    balance_fen, parts, interest = case.left_fen, list[int](), list[int]()
    for row, payment_fen, weight in zip(case.rest, payments_fen, weights, strict=True):
        (gross_fen,) = interest_of(balance_fen, [0], [weight], base)
        interest.append(case.loan.relief.left_fen(row.no, gross_fen))
        parts.append(min(max(payment_fen - interest[-1], 0), balance_fen))
        balance_fen -= parts[-1]
    parts[-1] += balance_fen
    return Amounts(parts, interest, [0] * len(parts))


def _used_up(left_fen: int, rest: Sequence[LoanInstallment]) -> list[int]:
    """Return the principal parts as they stand, until `left_fen` is paid."""
    parts: list[int] = []
    for row in rest:
        if left_fen == 0:
            break
        parts.append(min(row.principal_fen, left_fen))
        left_fen -= parts[-1]
    return parts
