"""Another due day (改还款日), and one instalment put off (顺延一期): new dates, and interest by the days between them.

The principal of every instalment stays as it is. Source: docs/rules/due-day.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from domain.dates import add_months
from domain.money import RoundingMode, round_fen
from domain.rules.amounts import annual_ratio
from domain.rules.day_count import year_days
from domain.rules.due_dates import monthly_dates
from domain.rules.errors import RuleError
from domain.rules.position import LoanInstallment, LoanPosition
from domain.value import Value, replace


class Move(Value):
    """The instalments that are not paid yet, as they were and as they are from then on, in fen."""

    before: tuple[LoanInstallment, ...]
    after: tuple[LoanInstallment, ...]

    @property
    def extra_fen(self) -> int:
        """What it costs in all; below 0 where it costs less than before."""
        return sum(row.interest_fen for row in self.after) - sum(row.interest_fen for row in self.before)

    @property
    def first(self) -> LoanInstallment:
        """The next instalment, with its new date."""
        return self.after[0]


def change_due_day(loan: LoanPosition, day: int, on: date, *, notice_days: int, ceiling_pct: Decimal) -> Move:
    """Let what is left fall due on `day` of the month (1 to 28) from now on.

    The next instalment keeps its month, unless that day is not later than the due date before it or less than `notice_days`
    ahead: then it is the month after. Where the loan has a fee nothing is moved to an earlier day, since a
    shorter time for the same fee would cost more a year. Raises `RuleError`.
    """
    rest = _left(loan, on)
    since, not_before = loan.period_start(rest[0].no), on + timedelta(days=notice_days)
    if _has_fees(loan):
        not_before = max(not_before, rest[0].due_date)
    first = rest[0].due_date.replace(day=day)
    while first <= since or first < not_before:
        first = add_months(first, 1)
    return _move(loan, rest, monthly_dates(first, len(rest), anchor_day=day), ceiling_pct)


def put_off(loan: LoanPosition, days: int, on: date, *, ceiling_pct: Decimal) -> Move:
    """Let the next instalment fall due so many days later; the ones after it keep their dates. Raises `RuleError`."""
    rest = _left(loan, on)
    first = rest[0].due_date + timedelta(days=days)
    if days < 1 or first >= rest[1].due_date:
        raise RuleError("An instalment is put off by a day or more, and not to the due date of the next one.")
    return _move(loan, rest, (first, *(row.due_date for row in rest[1:])), ceiling_pct)


def _left(loan: LoanPosition, on: date) -> Sequence[LoanInstallment]:
    """Return the instalments from the first unpaid one on, those of nothing among them."""
    nos = [row.no for row in loan.rows if row.total_open_fen]
    if len(nos) < 2:
        raise RuleError("Only with two instalments left or more can a due date be moved.")
    if any(row.total_open_fen and row.due_date <= on for row in loan.every_row):
        raise RuleError("What is due is paid before a due date is moved.")
    rest = loan.rows[nos[0] - 1 :]
    if any(row.started for row in rest):
        raise RuleError("What is paid in part is paid up before a due date is moved.")
    return rest


def _has_fees(loan: LoanPosition) -> bool:
    return any(row.cost_fen > row.interest_fen for row in loan.every_row)


def _move(
    loan: LoanPosition, rest: Sequence[LoanInstallment], dates: Sequence[date], ceiling_pct: Decimal
) -> Move:
    dated = [replace(row, due_date=day) for row, day in zip(rest, dates, strict=True)]
    moved = replace(loan, rows=(*loan.rows[: rest[0].no - 1], *dated))
    if not loan.terms.method.traits.bears_interest:
        return Move(tuple(rest), tuple(dated))
    days_before, days_after = loan.interest_days(), moved.interest_days()
    balance_fen, after = sum(row.principal_fen for row in rest), list[LoanInstallment]()
    for row in dated:
        place = row.no - 1
        if row.total_open_fen and days_before[place] != days_after[place]:
            by_days_fen = _interest_fen(loan, row, balance_fen, days_before[place], days_after[place])
            period = (row.due_date - moved.period_start(row.no)).days
            most_fen = int(balance_fen * Fraction(ceiling_pct) / 100 * period / 365)
            row = replace(row, interest_fen=min(by_days_fen, max(most_fen, row.interest_fen)))
        after.append(row)
        balance_fen -= row.principal_fen
    return Move(tuple(rest), tuple(after))


def _interest_fen(
    loan: LoanPosition, row: LoanInstallment, balance_fen: int, days_before: int, days_after: int
) -> int:
    """Return the interest of so many days on the balance, less what the contract does not charge; where it was cut before,
    the same share of it.
    """
    numerator, denominator = annual_ratio(loan.terms)
    a_day = Fraction(balance_fen * numerator, denominator * year_days(loan.terms.day_count))
    before_fen, after_fen = (
        loan.relief.left_fen(row.no, round_fen(a_day * days, RoundingMode.HALF_UP))
        for days in (days_before, days_after)
    )
    if row.interest_fen == before_fen:
        return after_fen
    return round_fen(Fraction(row.interest_fen, days_before) * days_after, RoundingMode.HALF_UP)
