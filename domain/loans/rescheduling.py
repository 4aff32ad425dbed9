"""What is scheduled becomes something else: the instalments' rows, and the ledger's entries that say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain import tables as t
from domain.loans.ledger import Account, Posting
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
    interest_back_fen = max(row.paid_interest_fen - change.interest_fen, 0)
    fee_back_fen = max(row.paid_fee_fen - change.fee_fen, 0)
    postings = [
        _moved(principal_against, Account.PRINCIPAL_RECEIVABLE, row.principal_fen - change.principal_fen, row.id),
        _moved(Account.INTEREST_INCOME, Account.INTEREST_RECEIVABLE, row.interest_fen - change.interest_fen, row.id),
        _moved(Account.FEE_INCOME, Account.FEE_RECEIVABLE, row.fee_fen - change.fee_fen, row.id),
        Posting(Account.INTEREST_RECEIVABLE, refunded_from, interest_back_fen, row.id),
        Posting(Account.FEE_RECEIVABLE, refunded_from, fee_back_fen, row.id),
    ]  # fmt: skip
    row.principal_fen = change.principal_fen
    row.interest_fen = change.interest_fen
    row.fee_fen = change.fee_fen
    row.paid_interest_fen -= interest_back_fen
    row.paid_fee_fen -= fee_back_fen
    return postings


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
    return not (row.principal_fen or row.interest_fen or row.fee_fen or row.paid_penalty_fen)


def _open_fen(row: InstallmentState | t.Installment) -> int:
    return (
        row.principal_fen - row.paid_principal_fen
        + row.interest_fen - row.paid_interest_fen
        + row.fee_fen - row.paid_fee_fen
        + row.penalty_carried_fen
    )  # fmt: skip
