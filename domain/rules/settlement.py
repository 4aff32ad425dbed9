"""Settling a loan early (提前结清): what is owed on a day, by the policy of the contract.

Source: 民法典 677 (interest for the time really used, unless agreed otherwise) and the policies lenders agree instead;
see docs/rules/early-repayment.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.rules.allocation import Share
from domain.rules.errors import RuleError
from domain.rules.position import LoanPosition, RowChange, on_plan
from domain.rules.schedule import Schedule
from domain.rules.settlement_basis import Basis, basis_of
from domain.rules.settlement_costs import (
    Line,
    LineCode,
    LoanOnDay,
    owed_charges,
    owed_costs,
    prepay_fee_fen,
)
from domain.rules.settlement_rows import changes_between, rows_after, share_between
from domain.terms import CHARGE_PARTS, OwedPart, PenaltyTerms, PrepayTerms
from domain.value import Value

_COSTS = (OwedPart.INTEREST, OwedPart.FEE, *CHARGE_PARTS)


class Settlement(Value):
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
    basis: Basis | None = None  # None where nothing is to come, and within a plan in hardship

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
    position = LoanOnDay(loan, agreed, on)
    lines = (
        Line(LineCode.PRINCIPAL, position.open_principal_fen),
        *owed_costs(position, terms.policy),
        *owed_charges(position, terms.policy),
        Line(LineCode.ARREARS, sum(row.total_open_fen - row.penalty_fen for row in position.charged)),
        Line(LineCode.PENALTY, loan.open_fen(OwedPart.PENALTY)),
        Line(LineCode.PREPAY_FEE, _fee_fen(position, terms)),
    )
    owed = {part: _sum_of(lines, LineCode(part)) for part in _COSTS}
    after = rows_after(position, owed)
    return Settlement(
        lines=tuple(line for line in lines if line.amount_fen),
        saved_fen=loan.total_open_fen - sum(line.amount_fen for line in lines),
        valid_on=on,
        changes=changes_between(loan.every_row, after),
        shares=tuple(share for share in map(share_between, loan.every_row, after) if share.total_fen),
        basis=basis_of(position, terms.policy, owed[OwedPart.INTEREST] + owed[OwedPart.FEE])
        if position.to_come and loan.plan is None
        else None,
    )


def _fee_fen(position: LoanOnDay, terms: PrepayTerms) -> int:
    """Return the fee for repaying early; none within a plan in hardship."""
    if position.loan.plan is not None:
        return 0
    return prepay_fee_fen(position.open_principal_fen, position.agreed, terms, position.on)


def _sum_of(lines: Sequence[Line], code: LineCode) -> int:
    return sum(line.amount_fen for line in lines if line.code is code)
