"""Whether the books agree with themselves: every invariant over the whole database, each breach named.

Nothing here mends anything. What an entry says is compared with what the loan's rows say, and the chain of entries with
what it was when they were written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from domain import tables as t
from domain.ports import LoanBooks, Store
from domain.services.bookkeeping import Account, link

BATCH = 200

# Where a payment of an instalment goes, and which column remembers it.
_PAID = {
    Account.PRINCIPAL_RECEIVABLE: "paid_principal_fen",
    Account.INTEREST_INCOME: "paid_interest_fen",
    Account.FEE_INCOME: "paid_fee_fen",
    Account.PENALTY_INCOME: "paid_penalty_fen",
}
_OWED = (
    ("principal_fen", "paid_principal_fen"),
    ("interest_fen", "paid_interest_fen"),
    ("fee_fen", "paid_fee_fen"),
)


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that is not as it must be. `where` names the row, nothing personal."""

    where: str
    what: str


class AuditService:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def loan_count(self) -> int:
        async with self._store.read() as uow:
            return await uow.audit.loan_count()

    async def loans(self) -> AsyncIterator[tuple[str, list[Breach]]]:
        """Every loan and what is wrong with it; a batch in memory at a time."""
        after = ""
        while True:
            async with self._store.read() as uow:
                batch = await uow.audit.books(after, BATCH)
            for books in batch:
                yield books.loan.id, list(check_loan(books))
            if len(batch) < BATCH:
                return
            after = batch[-1].loan.id

    async def across(self) -> list[Breach]:
        """What only shows between tables: credit lines, order totals, rows without the row they belong to."""
        async with self._store.read() as uow:
            lines = [
                Breach(f"credit line {use.customer_id}/{use.institution_id}",
                       f"{use.used_fen} fen are used up, but {use.owed_fen} fen of principal are open")
                for use in await uow.audit.credit_use()
                if use.used_fen != use.owed_fen
            ]  # fmt: skip
            totals = [
                Breach(
                    f"order {order_id}", f"its lines come to {lines_fen} fen, its total is {total_fen} fen"
                )
                for order_id, total_fen, lines_fen in await uow.audit.order_totals()
                if total_fen != lines_fen
            ]
            orphans = [
                Breach(f"{table} {row_id}", f"belongs to no row of {missing}")
                for table, row_id, missing in await uow.audit.orphans()
            ]
        return [*orphans, *totals, *lines]


def check_loan(books: LoanBooks) -> Iterator[Breach]:
    where = f"loan {books.loan.id}"
    for what in (*_chain(books), *_principal(books), *_paid(books), *_payments(books), *_states(books)):
        yield Breach(where, what)


def _chain(books: LoanBooks) -> Iterator[str]:
    previous = ""
    for number, entry in enumerate(books.entries, start=1):
        if entry.seq != number:
            yield f"ledger entry {number} is missing: the next one is {entry.seq}"
            return
        if entry.amount_fen <= 0:
            yield f"ledger entry {number} moves {entry.amount_fen} fen"
        if entry.chain != link(previous, entry):
            yield f"the chain is broken at ledger entry {number}: it, or one before it, was changed"
            return
        previous = entry.chain


def _principal(books: LoanBooks) -> Iterator[str]:
    drawn = sum(e.amount_fen for e in books.entries if e.debit_account == Account.PRINCIPAL_RECEIVABLE)
    scheduled = sum(row.principal_fen for row in books.installments)
    if not drawn == scheduled == books.loan.principal_fen:
        yield (
            f"its principal is {books.loan.principal_fen} fen, {scheduled} fen in the instalments"
            f" and {drawn} fen in the ledger"
        )


def _paid(books: LoanBooks) -> Iterator[str]:
    booked: Counter[tuple[str | None, str]] = Counter()
    for entry in books.entries:
        if entry.debit_account == Account.CASH:
            booked[entry.installment_id, entry.credit_account] += entry.amount_fen
    for row in books.installments:
        for account, column in _PAID.items():
            told, entered = getattr(row, column), booked[row.id, account]
            if told != entered:
                yield f"instalment {row.no} has {column} = {told}, the ledger {entered}"
        for owed, paid in _OWED:
            if not 0 <= getattr(row, paid) <= getattr(row, owed):
                yield f"instalment {row.no} has {paid} = {getattr(row, paid)} of {owed} = {getattr(row, owed)}"


def _payments(books: LoanBooks) -> Iterator[str]:
    entered: Counter[str | None] = Counter()
    for entry in books.entries:
        entered[entry.payment_id] += entry.amount_fen if entry.payment_id else 0
    for payment in books.payments:
        expected = payment.amount_fen if payment.status == t.PaymentStatus.POSTED else 0
        if entered.pop(payment.id, 0) != expected:
            yield f"payment {payment.id} is {payment.status} over {payment.amount_fen} fen, the ledger says otherwise"
    for payment_id in entered:
        if payment_id is not None:
            yield f"the ledger names payment {payment_id}, which there is not"


def _states(books: LoanBooks) -> Iterator[str]:
    for row in books.installments:
        is_paid = all(getattr(row, owed) == getattr(row, paid) for owed, paid in _OWED)
        if is_paid != (row.settled_at is not None):
            yield f"instalment {row.no} is {'paid' if is_paid else 'not paid'}, but its state says otherwise"
    all_paid = all(row.settled_at is not None for row in books.installments)
    if all_paid != (books.loan.status == t.LoanStatus.SETTLED):
        yield f"its state is {books.loan.status}, its instalments say otherwise"
