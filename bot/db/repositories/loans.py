"""Loans, their instalments, their ledgers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, insert, or_, select
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository, Transaction, update_by_key, values_of
from domain import tables as t
from domain.loans.snapshots import BillFacts, Book, Entry, InstallmentState, LoanState
from domain.value import names_of

_TABLES = SQLModel.metadata.tables
_BILL = _TABLES["installments"]
_EARLIER = _BILL.alias().c


def _bill_facts() -> Select[Any]:
    """Select the columns of `BillFacts`, in its order, from plain tables: rows of the ORM would cost several times as
    much.
    """
    bill, loan, line, payment = (
        _TABLES[name] for name in ("installments", "loans", "order_lines", "payments")
    )
    first = line.alias()
    return (
        select(
            bill.c.id,
            bill.c.loan_id,
            loan.c.order_id,
            bill.c.no,
            bill.c.due_date,
            bill.c.principal_fen,
            bill.c.interest_fen,
            bill.c.fee_fen,
            bill.c.guarantee_fen,
            bill.c.service_fen,
            bill.c.paid_principal_fen,
            bill.c.paid_interest_fen,
            bill.c.paid_fee_fen,
            bill.c.paid_guarantee_fen,
            bill.c.paid_service_fen,
            bill.c.paid_penalty_fen,
            bill.c.penalty_since,
            bill.c.penalty_carried_fen,
            bill.c.settled_at,
            loan.c.periods,
            loan.c.contract,
            first.c.names,
            select(func.sum(line.c.quantity)).where(line.c.order_id == loan.c.order_id).scalar_subquery(),
            exists().where(
                payment.c.loan_id == bill.c.loan_id,
                or_(*(payment.c.status == status for status in t.IN_FLIGHT)),
            ),
        )
        .join(loan, loan.c.id == bill.c.loan_id)
        .join(first, (first.c.order_id == loan.c.order_id) & (first.c.line_no == 1))
        .order_by(bill.c.due_date, bill.c.loan_id)
    )


def _open_facts() -> Select[Any]:
    bill = _BILL.c
    return _bill_facts().where(bill.customer_id == bindparam("customer"), bill.settled_at.is_(None))


def _current_facts() -> Select[Any]:
    bill = _BILL.c
    before = exists().where(
        _EARLIER.loan_id == bill.loan_id, _EARLIER.settled_at.is_(None), _EARLIER.no < bill.no
    )
    return _open_facts().where(or_(bill.due_date <= bindparam("until"), ~before))


# Made once: building a statement costs more than running it.
_BY_IDS = _bill_facts().where(_BILL.c.id.in_(bindparam("ids", expanding=True)))
_OWN = _bill_facts().where(_BILL.c.id == bindparam("id"), _BILL.c.customer_id == bindparam("customer"))
_OF_LOAN = _bill_facts().where(_BILL.c.loan_id == bindparam("loan"))
# By the loans, which have an index over the customer; instalments have one of the open ones only.
_ALL = _bill_facts().where(_TABLES["loans"].c.customer_id == bindparam("customer"))
_BETWEEN = _ALL.where(_BILL.c.due_date >= bindparam("first"), _BILL.c.due_date <= bindparam("last"))
_PAST = _ALL.where(
    or_(_BILL.c.settled_at.is_not(None), _BILL.c.due_date <= bindparam("until")),
    # What fell away was never to be paid.
    _BILL.c.principal_fen
    + _BILL.c.interest_fen
    + _BILL.c.fee_fen
    + _BILL.c.guarantee_fen
    + _BILL.c.service_fen
    + _BILL.c.paid_penalty_fen
    > 0,
)
_OPEN = _open_facts()
_CURRENT = _current_facts()
_DUE = (
    _bill_facts()
    .add_columns(_BILL.c.customer_id)
    .where(
        _BILL.c.customer_id.in_(bindparam("customers", expanding=True)),
        _BILL.c.settled_at.is_(None),
        _BILL.c.due_date <= bindparam("until"),
    )
)
_STATE_NAMES = names_of(InstallmentState)
_STATES = (
    select(*(_BILL.c[name] for name in _STATE_NAMES))
    .where(_BILL.c.loan_id == bindparam("loan"))
    .order_by(_BILL.c.no)
)
_STATES_OF_LOANS = (
    select(_BILL.c.loan_id, *(_BILL.c[name] for name in _STATE_NAMES))
    .where(_BILL.c.loan_id.in_(bindparam("loans", expanding=True)))
    .order_by(_BILL.c.loan_id, _BILL.c.no)
)
_CHANGEABLE = tuple(name for name in _STATE_NAMES if name not in ("id", "no", "due_date"))
_WITH_DATES = (*_CHANGEABLE, "due_date")
_ENTRIES = _TABLES["ledger_entries"]
_ENTRY = _ENTRIES.c
_ENTRY_NAMES = names_of(Entry)
_APPEND = insert(_ENTRIES)
_LAST = select(_ENTRY.seq, _ENTRY.chain).order_by(_ENTRY.seq.desc()).limit(1)
_NEWEST = _LAST.where(_ENTRY.loan_id == bindparam("book"))
_NEWEST_OF_PURCHASE = _LAST.where(_ENTRY.purchase_id == bindparam("book"))

_SUMS = (
    select(_ENTRY.debit_account, _ENTRY.credit_account, func.sum(_ENTRY.amount_fen))
    .where(_ENTRY.loan_id == bindparam("loan"))
    .group_by(_ENTRY.debit_account, _ENTRY.credit_account)
)
_SUMS_OF_RULE = _SUMS.where(_ENTRY.rule == bindparam("rule"))
_BESIDE = (
    select(_ENTRY.debit_account, _ENTRY.credit_account, func.sum(_ENTRY.amount_fen))
    .where(_ENTRY.loan_id == bindparam("loan"), _ENTRY.installment_id.is_(None))
    .group_by(_ENTRY.debit_account, _ENTRY.credit_account)
)


_ADVANCED = ("version", "periods", "status")


async def read_states(transaction: Transaction, loan_id: str) -> list[InstallmentState]:
    """Return the states of the whole loan's installments, by number."""
    return [InstallmentState(*row) for row in await transaction.columns(_STATES, {"loan": loan_id})]


class LoanRepository(Repository):
    async def get(self, loan_id: str) -> t.Loan | None:
        return await self._transaction.row(t.Loan, loan_id)

    async def lock(self, loan_id: str) -> t.Loan | None:
        return await self._transaction.row(t.Loan, loan_id, locked=True)

    async def advance(self, loan: LoanState) -> None:
        loan.version += 1
        statement = update_by_key(_TABLES["loans"], _ADVANCED)
        await self._transaction.change(statement, {"key": loan.id, **values_of(loan, _ADVANCED)})

    async def lock_of_order(self, order_id: str) -> t.Loan | None:
        of_order = select(t.Loan).where(col(t.Loan.order_id) == order_id)
        return await self._first(of_order.with_for_update(key_share=True))

    async def by_orders(self, order_ids: Sequence[str]) -> dict[str, t.Loan]:
        rows = await self._all(select(t.Loan).where(col(t.Loan.order_id).in_(order_ids)))
        return {row.order_id: row for row in rows}


class InstallmentRepository(Repository):
    async def states(self, loan_id: str) -> list[InstallmentState]:
        return await read_states(self._transaction, loan_id)

    async def states_of_loans(self, loan_ids: Sequence[str]) -> dict[str, list[InstallmentState]]:
        found: dict[str, list[InstallmentState]] = {}
        for loan_id, *state in await self._transaction.columns(_STATES_OF_LOANS, {"loans": loan_ids}):
            found.setdefault(loan_id, []).append(InstallmentState(*state))
        return found

    async def write(self, states: Sequence[InstallmentState]) -> None:
        await self._write(states, _CHANGEABLE)

    async def write_moved(self, states: Sequence[InstallmentState]) -> None:
        await self._write(states, _WITH_DATES)

    async def _write(self, states: Sequence[InstallmentState], names: tuple[str, ...]) -> None:
        rows = [{"key": state.id, **values_of(state, names)} for state in states]
        if rows:
            await self._transaction.change(update_by_key(_BILL, names), rows)

    async def own(self, customer_id: str, installment_id: str) -> BillFacts | None:
        found = await self._facts(_OWN, {"id": installment_id, "customer": customer_id})
        return found[0] if found else None

    async def facts(self, installment_ids: Sequence[str]) -> Sequence[BillFacts]:
        return await self._facts(_BY_IDS, {"ids": installment_ids})

    async def facts_of_loan(self, loan_id: str) -> Sequence[BillFacts]:
        return await self._facts(_OF_LOAN, {"loan": loan_id})

    async def open_facts(self, customer_id: str, until: date | None = None) -> Sequence[BillFacts]:
        if until is None:
            return await self._facts(_OPEN, {"customer": customer_id})
        return await self._facts(_CURRENT, {"customer": customer_id, "until": until})

    async def due_facts(self, customer_ids: Sequence[str], until: date) -> dict[str, list[BillFacts]]:
        found: dict[str, list[BillFacts]] = {}
        rows = await self._transaction.columns(_DUE, {"customers": customer_ids, "until": until})
        for *facts, customer_id in rows:
            found.setdefault(customer_id, []).append(BillFacts(*facts))
        return found

    async def all_facts(self, customer_id: str) -> Sequence[BillFacts]:
        return await self._facts(_ALL, {"customer": customer_id})

    async def facts_between(self, customer_id: str, first: date, last: date) -> Sequence[BillFacts]:
        return await self._facts(_BETWEEN, {"customer": customer_id, "first": first, "last": last})

    async def past_facts(
        self, customer_id: str, until: date, offset: int, limit: int | None
    ) -> Sequence[BillFacts]:
        page = (
            _PAST.order_by(None)
            .order_by(_BILL.c.due_date.desc(), _BILL.c.loan_id, _BILL.c.no.desc())
            .offset(offset)
            .limit(limit)
        )
        return await self._facts(page, {"customer": customer_id, "until": until})

    async def count_past(self, customer_id: str, until: date) -> int:
        count = select(func.count()).select_from(_PAST.order_by(None).subquery())
        rows = await self._transaction.columns(count, {"customer": customer_id, "until": until})
        return int(rows[0][0])

    async def due_span(self, customer_id: str) -> tuple[date, date] | None:
        dates = col(t.Installment.due_date)
        own = (
            select(func.min(dates), func.max(dates))
            .join(t.Loan, col(t.Loan.id) == col(t.Installment.loan_id))
            .where(col(t.Loan.customer_id) == customer_id)
        )
        first, last = (await self._session.execute(own)).one()
        return None if first is None or last is None else (first, last)

    async def _facts(self, statement: Select[Any], given: dict[str, Any]) -> Sequence[BillFacts]:
        return [BillFacts(*row) for row in await self._transaction.columns(statement, given)]

    async def next_due_day(self, after: date) -> date | None:
        earliest: date | None = await self._session.scalar(
            select(func.min(t.Installment.due_date)).where(
                col(t.Installment.settled_at).is_(None), col(t.Installment.due_date) > after
            )
        )
        return earliest


class LedgerRepository(Repository):
    def __init__(self, transaction: Transaction, key: Callable[[], bytes | None]) -> None:
        super().__init__(transaction)
        self._key = key

    @property
    def chain_key(self) -> bytes | None:
        return self._key()

    async def newest(self, book: Book) -> tuple[int, str]:
        newest = _NEWEST if book.loan_id else _NEWEST_OF_PURCHASE
        rows = await self._transaction.columns(newest, {"book": book.loan_id or book.purchase_id})
        return (rows[0][0], rows[0][1]) if rows else (0, "")

    async def append(self, entries: Sequence[Entry]) -> None:
        rows = [values_of(entry, _ENTRY_NAMES) for entry in entries]
        await self._transaction.change(_APPEND, rows)

    async def sums(self, loan_id: str, rule: str | None = None) -> Sequence[tuple[str, str, int]]:
        asked = (
            (_SUMS, {"loan": loan_id}) if rule is None else (_SUMS_OF_RULE, {"loan": loan_id, "rule": rule})
        )
        rows = await self._transaction.columns(*asked)
        return [(debit, credit, int(amount_fen)) for debit, credit, amount_fen in rows]

    async def beside_installments(self, loan_id: str) -> Sequence[tuple[str, str, int]]:
        rows = await self._transaction.columns(_BESIDE, {"loan": loan_id})
        return [(debit, credit, int(amount_fen)) for debit, credit, amount_fen in rows]
