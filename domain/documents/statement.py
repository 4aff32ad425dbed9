"""A statement's lines out of the ledgers: each loan is lived through again, day by day.

What is due and not paid (the balance) grows when an instalment falls due and shrinks when it is paid, set off or
waived. What is paid before its due date counts as due on that day, so that every line leaves the balance that the
instalments have. The lines of a day do not change afterwards, unless a payment of that day was found later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from domain import tables as t
from domain.audit.repository import LoanBooks
from domain.dates import business_day
from domain.documents.facts import title_of
from domain.documents.results import EntryKind, Holder, Statement, StatementEntry
from domain.loans.ledger import DRAWDOWN, RECEIVABLES, Account, by_installment
from domain.periods import Period
from domain.value import Value


def statement_of(holder: Holder, loans: Sequence[LoanBooks], period: Period) -> Statement:
    """Return the statement of all the customer's loans, as the books stand now."""
    entries = [entry for books in loans for entry in loan_entries(books, period.last)]
    entries.sort(
        key=lambda entry: (entry.day, entry.kind is not EntryKind.BILL)
    )  # stable: each loan's in its order
    return Statement(
        holder=holder,
        first_day=period.first,
        last_day=period.last,
        opening_fen=sum(entry.change_fen for entry in entries if entry.day < period.first),
        entries=tuple(entry for entry in entries if entry.day >= period.first),
        owed_back_fen=sum(_owed_back_fen(books, period.last) for books in loans),
    )


def loan_entries(books: LoanBooks, until: date) -> Iterator[StatementEntry]:
    """Yield everything that happened to the loan until the end of a day, in order."""
    pen = _Pen(books)
    open_fen = _change_fen([entry for entry in books.entries if entry.rule == DRAWDOWN])
    fallen_due: set[str] = set()
    for event in _events(books):
        if event.day > until:
            break
        yield from _falling_due(pen, open_fen, fallen_due, event.day)
        yield from _happening(pen, event, fallen_due)
        open_fen.update(_change_fen(event.entries))
    yield from _falling_due(pen, open_fen, fallen_due, until)


def _change_fen(entries: Sequence[t.LedgerEntry]) -> Counter[str]:
    """Return by instalment how much more of it is scheduled and not paid after these entries; penalty aside."""
    return Counter({key: row.open_fen for key, row in by_installment(entries).items() if key is not None})


class _Event(Value):
    """A payment or a return: the day, where its money comes from, and what it is called."""

    day: date
    entries: Sequence[t.LedgerEntry]
    source: Account
    kind: EntryKind


def _events(books: LoanBooks) -> Iterator[_Event]:
    made_at = {payment.id: payment.created_at for payment in books.payments}
    later = (entry for entry in books.entries if entry.rule != DRAWDOWN)
    for (payment_id, *_), group in groupby(later, key=_event_of):
        entries = list(group)
        if payment_id is not None:
            yield _Event(business_day(made_at[payment_id]), entries, Account.CASH, EntryKind.REPAYMENT)
        else:
            day = business_day(entries[0].posted_at)
            yield _Event(day, entries, Account.MERCHANT_PAYABLE, EntryKind.RETURN)


def _event_of(entry: t.LedgerEntry) -> tuple[str | None, ...]:
    """Return what the entry is a part of: of what has no payment and is no return, its rule names it."""
    beside = entry.rule if entry.payment_id is None and entry.return_id is None else None
    return entry.payment_id, entry.return_id, beside


class _Pen(Value):
    """Writes lines about one loan; nothing where the amount is nothing."""

    books: LoanBooks

    def write(
        self, day: date, kind: EntryKind, amount_fen: int, installment_ids: Iterable[str] = ()
    ) -> Iterator[StatementEntry]:
        ids = set(installment_ids)
        numbers = [row.no for row in self.books.installments if row.id in ids]
        if amount_fen:
            title, item_count = title_of(self.books)
            first_no, last_no = min(numbers, default=None), max(numbers, default=None)
            yield StatementEntry(day, kind, title, item_count, amount_fen, first_no, last_no)


def _falling_due(
    pen: _Pen, open_fen: Counter[str], fallen_due: set[str], until: date
) -> Iterator[StatementEntry]:
    """Yield what of the instalments due until the end of the day is not paid yet."""
    for row in pen.books.installments:
        if row.due_date <= until and row.id not in fallen_due:
            fallen_due.add(row.id)
            yield from pen.write(row.due_date, EntryKind.BILL, open_fen[row.id], [row.id])


def _happening(pen: _Pen, event: _Event, fallen_due: set[str]) -> Iterator[StatementEntry]:
    on_rows, penalties, outside_fen, back_fen = _movements(event)
    early = {key: fen for key, fen in on_rows.items() if key not in fallen_due}
    early_fen = sum(early.values())
    taken_fen = on_rows.total() + penalties.total() + outside_fen
    set_off_fen = min(back_fen, taken_fen)  # what is more is the customer's, and no part of the loan
    # What had fallen due and is less by more than was paid of it.
    fell_fen = -sum(fen for key, fen in _change_fen(event.entries).items() if key in fallen_due)
    waived_fen = fell_fen - (on_rows.total() - early_fen)
    yield from pen.write(event.day, EntryKind.EARLY, early_fen + outside_fen, early)
    yield from pen.write(event.day, EntryKind.PENALTY, penalties.total(), penalties)
    yield from pen.write(event.day, event.kind, taken_fen - set_off_fen, {*on_rows, *penalties})
    yield from pen.write(event.day, EntryKind.GIVEN_BACK, set_off_fen)
    yield from pen.write(event.day, EntryKind.WAIVED, waived_fen)


def _movements(event: _Event) -> tuple[Counter[str], Counter[str], int, int]:
    """Return what the event's money paid of instalments, and of penalty, by instalment; outside them; and what it
    gave back.
    """
    on_rows: Counter[str] = Counter()
    penalties: Counter[str] = Counter()
    outside_fen = back_fen = 0
    for entry in event.entries:
        if entry.credit_account == event.source:
            back_fen += entry.amount_fen
        elif entry.debit_account != event.source or entry.credit_account == Account.CUSTOMER_CREDIT:
            continue
        elif entry.installment_id is None:
            outside_fen += entry.amount_fen
        elif entry.credit_account in RECEIVABLES:
            on_rows[entry.installment_id] += entry.amount_fen
        else:
            penalties[entry.installment_id] += entry.amount_fen
    return on_rows, penalties, outside_fen, back_fen


def _owed_back_fen(books: LoanBooks, until: date) -> int:
    account = Account.CUSTOMER_CREDIT
    return sum(
        entry.amount_fen * ((entry.credit_account == account) - (entry.debit_account == account))
        for entry in books.entries
        if business_day(entry.posted_at) <= until
    )
