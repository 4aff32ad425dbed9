"""What is scheduled becomes something else: the instalments' rows, and the ledger's entries that say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain import tables as t
from domain.loans.ledger import COST_ACCOUNTS, Account, Posting
from domain.loans.snapshots import InstallmentState
from domain.rules.position import RowChange


class Scheduled(Protocol):
    """An instalment in whatever shape, amounts in fen."""

    @property
    def no(self) -> int: ...
    @property
    def principal_fen(self) -> int: ...
    @property
    def interest_fen(self) -> int: ...
    @property
    def fee_fen(self) -> int: ...
    @property
    def guarantee_fen(self) -> int: ...
    @property
    def service_fen(self) -> int: ...
    @property
    def paid_penalty_fen(self) -> int: ...


def reschedule(
    rows: Mapping[int, InstallmentState],
    changes: Sequence[RowChange],
    *,
    principal_against: Account,
    refunded_from: Account,
) -> list[Posting]:
    """Change the rows, and answer the postings for it.

    `principal_against`: where principal that leaves the instalments goes. Costs paid beyond what is scheduled from now
    on go back, from `refunded_from`.
    """
    return [
        posting
        for change in changes
        for posting in _change(rows[change.no], change, principal_against, refunded_from)
    ]


def _change(
    row: InstallmentState, change: RowChange, principal_against: Account, refunded_from: Account
) -> list[Posting]:
    principal_fen = row.principal_fen - change.principal_fen
    moved = [_moved(principal_against, Account.PRINCIPAL_RECEIVABLE, principal_fen, row.id)]
    refunded: list[Posting] = []
    row.principal_fen = change.principal_fen
    for part, accounts in COST_ACCOUNTS.items():
        name, paid_name = f"{part}_fen", f"paid_{part}_fen"
        scheduled_fen: int = getattr(change, name)
        back_fen = max(getattr(row, paid_name) - scheduled_fen, 0)
        less_fen = getattr(row, name) - scheduled_fen
        moved.append(_moved(accounts.income, accounts.receivable, less_fen, row.id))
        refunded.append(Posting(accounts.receivable, refunded_from, back_fen, row.id))
        setattr(row, name, scheduled_fen)
        setattr(row, paid_name, getattr(row, paid_name) - back_fen)
    return moved + refunded


def _moved(debit: Account, receivable: Account, amount_fen: int, installment_id: str) -> Posting:
    """Off the receivable; where the amount is negative, onto it."""
    if amount_fen < 0:
        return Posting(receivable, debit, -amount_fen, installment_id)
    return Posting(debit, receivable, amount_fen, installment_id)


def settle_paid_rows(rows: Sequence[InstallmentState | t.Installment], now: datetime) -> None:
    """Settle the instalments with nothing open, also one of nothing: it is never asked for."""
    for row in rows:
        if row.settled_at is None and not _open_fen(row):
            row.settled_at = now


def plan_of(rows: Sequence[InstallmentState | t.Installment]) -> tuple[int, t.LoanStatus]:
    """Return how many periods the loan has, and its state, by all of its instalments."""
    is_settled = all(row.settled_at is not None for row in rows)
    return periods_of(rows), (t.LoanStatus.SETTLED if is_settled else t.LoanStatus.ACTIVE)


def periods_of(rows: Iterable[Scheduled]) -> int:
    """Return how many periods the plan has: up to its last instalment of something. One of nothing before it is a period
    all the same, in which nothing is paid.
    """
    return max((row.no for row in rows if not is_nothing(row)), default=0)


def is_nothing(row: Scheduled) -> bool:
    """Return whether the instalment is one of nothing: it was never more, or fell away."""
    parts = (row.principal_fen, row.interest_fen, row.fee_fen, row.guarantee_fen, row.service_fen)
    return not (any(parts) or row.paid_penalty_fen)


def _open_fen(row: InstallmentState | t.Installment) -> int:
    return (
        row.principal_fen - row.paid_principal_fen
        + row.interest_fen - row.paid_interest_fen
        + row.fee_fen - row.paid_fee_fen
        + row.guarantee_fen - row.paid_guarantee_fen
        + row.service_fen - row.paid_service_fen
        + row.penalty_carried_fen
    )  # fmt: skip
