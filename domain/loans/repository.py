"""What is asked of the database about loans, instalments and ledgers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from domain import tables as t
from domain.loans.snapshots import (
    BillFacts,
    Book,
    Entry,
    InstallmentState,
    LoanState,
)


class Loans(Protocol):
    async def get(self, loan_id: str) -> t.Loan | None: ...

    async def lock(self, loan_id: str) -> t.Loan | None:
        """Return the loan, locked until the transaction ends: postings to one loan happen one after the other."""
        ...

    async def advance(self, loan: LoanState) -> None:
        """Write at once how long its plan is now and what became of it, as its next version."""
        ...

    async def lock_of_order(self, order_id: str) -> t.Loan | None:
        """Return the loan of an order, locked as by `lock`."""
        ...

    async def by_orders(self, order_ids: Sequence[str]) -> dict[str, t.Loan]: ...


class Installments(Protocol):
    async def states(self, loan_id: str) -> list[InstallmentState]:
        """Return those of the whole loan, by number."""
        ...

    async def states_of_loans(self, loan_ids: Sequence[str]) -> Mapping[str, Sequence[InstallmentState]]:
        """Return as `states`, by loan."""
        ...

    async def write(self, states: Sequence[InstallmentState]) -> None:
        """Write these, at once; their due dates stay."""
        ...

    async def write_moved(self, states: Sequence[InstallmentState]) -> None:
        """Write these, at once, with their due dates."""
        ...

    async def own(self, customer_id: str, installment_id: str) -> BillFacts | None:
        """Return it where it is the customer's."""
        ...

    async def facts(self, installment_ids: Sequence[str]) -> Sequence[BillFacts]:
        """Return the facts of these, by due date."""
        ...

    async def facts_of_loan(self, loan_id: str) -> Sequence[BillFacts]:
        """Return the facts of every instalment of the loan, by due date."""
        ...

    async def open_facts(self, customer_id: str, until: date | None = None) -> Sequence[BillFacts]:
        """Return the facts of every unpaid bill of the customer, by due date; `until`: of those due until that day,
        and the next one of each loan.
        """
        ...

    async def due_facts(self, customer_ids: Sequence[str], until: date) -> Mapping[str, Sequence[BillFacts]]:
        """Return by customer the facts of every unpaid bill due until that day, by due date."""
        ...

    async def all_facts(self, customer_id: str) -> Sequence[BillFacts]:
        """Return the facts of every instalment of the customer, paid or not, by due date."""
        ...

    async def facts_between(self, customer_id: str, first: date, last: date) -> Sequence[BillFacts]:
        """Return the facts of those that are due from `first` to `last`, paid or not, by due date."""
        ...

    async def past_facts(
        self, customer_id: str, until: date, offset: int, limit: int | None
    ) -> Sequence[BillFacts]:
        """Return the facts of those that are settled or due by `until`, some or all, the newest due date first. Those
        that fell away are none of them.
        """
        ...

    async def count_past(self, customer_id: str, until: date) -> int: ...

    async def due_span(self, customer_id: str) -> tuple[date, date] | None:
        """Return the first and the last due date of the customer; None where there is none."""
        ...

    async def next_due_day(self, after: date) -> date | None:
        """Return the first due date later than `after` of any open bill of any customer (the sandbox's clock bar asks)."""
        ...


class Ledger(Protocol):
    @property
    def chain_key(self) -> bytes | None:
        """The key of the chain; None where only is read, and without the keys."""
        ...

    async def newest(self, book: Book) -> tuple[int, str]:
        """Return the number of the book's newest entry and its place in the chain; 0 and "" where there is none."""
        ...

    async def append(self, entries: Sequence[Entry]) -> None:
        """Written at once, after the rows that were added: entries refer to them."""
        ...

    async def sums(self, loan_id: str, rule: str | None = None) -> Sequence[tuple[str, str, int]]:
        """Return all that was moved (by this rule): debit account, credit account and the sum, in fen."""
        ...

    async def beside_installments(self, loan_id: str) -> Sequence[tuple[str, str, int]]:
        """Return what was moved that belongs to no instalment: debit account, credit account and the sum, in fen."""
        ...
