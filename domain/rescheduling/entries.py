"""What was signed becomes entries: the instalments' dates and interest, the ledger and the row that says so, together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain import tables as t
from domain.ids import new_id
from domain.loans.ledger import COST_ACCOUNTS, Account, post
from domain.loans.rescheduling import reschedule
from domain.rescheduling.results import MoveAgreement, MovedRow, MoveKind, SignedText
from domain.rules.due_day import Move
from domain.stored_json import from_stored, to_stored
from domain.terms import OwedPart
from domain.unit_of_work import UnitOfWork
from domain.value import asdict

INTEREST = COST_ACCOUNTS[OwedPart.INTEREST]
_RULES = {MoveKind.DUE_DAY: "due_day", MoveKind.DEFERRAL: "deferral"}


def rule_of(row: t.Rescheduling) -> str:
    """Return the rule of its entries in the ledger; it names the row, so each entry leads to what was signed."""
    return f"{_RULES[MoveKind(row.kind)]}:{row.id}"


def is_of_a_move(rule: str) -> bool:
    return rule.partition(":")[0] in _RULES.values()


def moved_rows(move: Move) -> tuple[MovedRow, ...]:
    return tuple(
        MovedRow(
            after.no,
            before.due_date,
            after.due_date,
            before.interest_fen,
            after.interest_fen,
            after.payment_fen,
        )
        for before, after in zip(move.before, move.after, strict=True)
    )


def load_row(stored: dict[str, Any]) -> MovedRow:
    return from_stored(MovedRow, stored)


async def book_move(
    uow: UnitOfWork, loan: t.Loan, agreement: MoveAgreement, move: Move, signed: SignedText, now: datetime
) -> t.Rescheduling:
    """Book it on the locked loan, and answer the row; the caller commits."""
    preview = agreement.preview
    row = t.Rescheduling(
        id=new_id(),
        customer_id=loan.customer_id,
        loan_id=loan.id,
        loan_version=loan.version,
        kind=preview.kind,
        value=preview.value,
        rows=[to_stored(one) for one in preview.rows],
        extra_fen=preview.extra_fen,
        **{f"agreement_{name}": value for name, value in asdict(signed).items()},
        agreed_at=now,
    )
    uow.add(row)
    states = {state.no: state for state in await uow.installments.states(loan.id)}
    postings = reschedule(
        states,
        [after.scheduled for after in move.after],
        principal_against=Account.PREPAID_PRINCIPAL,
        refunded_from=Account.CUSTOMER_CREDIT,
    )
    for after in move.after:
        states[after.no].due_date = after.due_date
    await uow.installments.write_moved([states[after.no] for after in move.after])
    loan.version += 1
    await uow.flush()
    await post(uow, loan.id, postings, rule=rule_of(row), now=now)
    return row
