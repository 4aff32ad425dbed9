"""What settling a loan earlier or later comes to, by the rule that charges it (提前结清)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.rules.position import LoanPosition
from domain.rules.schedule import Schedule
from domain.rules.settlement import Settlement, settle_loan
from domain.terms import PrepayTerms
from domain.value import replace


def settlements(
    loan: LoanPosition, agreed: Schedule, today: date, terms: PrepayTerms
) -> Iterator[tuple[int | None, Settlement]]:
    """Yield the settlement of today, and those of each due date to come but the last, by the number of its period.

    Those to come suppose that every bill until then, also one that is late, is paid.
    """
    yield None, settle_loan(loan, agreed, today, terms)
    to_come = [row for row in loan.rows if row.due_date > today and row.payment_fen]
    for row in to_come[:-1]:
        yield row.no, settle_loan(_paid_until(loan, row.due_date), agreed, row.due_date, terms)


def _paid_until(loan: LoanPosition, day: date) -> LoanPosition:
    rows = tuple(row.paid_up() if row.due_date <= day else row for row in loan.rows)
    before = loan.at_drawdown.paid_up() if loan.at_drawdown else None
    return replace(loan, rows=rows, at_drawdown=before)
