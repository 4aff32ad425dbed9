"""The dates that are shared: those of the owner's calendar, by the same queries, with as much as the owner shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from domain import tables as t
from domain.cases.holds import loans_on_hold
from domain.loans.bills import views_of
from domain.loans.rescheduling import is_nothing
from domain.loans.results import BillState, BillView
from domain.ports import FieldCipher
from domain.sharing.results import SharedDue
from domain.text import DEFAULT_LOCALE, LocalText
from domain.tracked.days import noted_days
from domain.tracked.results import TrackedDueView, TrackedTerms
from domain.tracked.views import due_view
from domain.unit_of_work import UnitOfWork
from domain.value import replace

AHEAD = timedelta(days=62)
_LATE = (BillState.GRACE, BillState.OVERDUE)


async def late_dues(
    uow: UnitOfWork, row: t.Sharing, cipher: FieldCipher | None, first: date, today: date
) -> tuple[SharedDue, ...]:
    """Return what was due from `first` until yesterday, since the watcher is there, and is open.

    Of a loan: what is not being paid just now, nor looked at by a person. Of a note: what the owner was asked about and did
    not say to be paid; of one of which they are not reminded nobody knows.
    """
    first, last = max(first, row.accepted_on or today), today - timedelta(days=1)
    bills = await _bills(uow, row, last, today)
    holds = await uow.cases.holds_of([row.customer_id]) if bills else {}
    silent = loans_on_hold(holds.get(row.customer_id, ()), today)
    late = [
        bill
        for bill in bills
        if first <= bill.due_date <= last and bill.state in _LATE and bill.loan_id not in silent
    ]
    rows = await uow.tracked.dues_between(row.customer_id, first, last)
    asked = {(one.bill_id, one.no) for one in rows if one.reminded}
    notes = [note for note in await _notes(uow, row, cipher, first, last) if (note.bill_id, note.no) in asked]
    return _dues(row, late, notes)


async def coming_dues(
    uow: UnitOfWork, row: t.Sharing, cipher: FieldCipher, today: date
) -> tuple[tuple[SharedDue, ...], tuple[SharedDue, ...]]:
    """Return what is due from today on, for about two months; and of what has nothing until then, the next after it."""
    until = today + AHEAD
    bills = [bill for bill in await _bills(uow, row, until, today) if bill.due_date >= today]
    notes = await _notes(uow, row, cipher, today, date.max)
    soon = {bill.loan_id for bill in bills if bill.due_date <= until}
    soon |= {note.bill_id for note in notes if note.due_date <= until}
    next_bills = {bill.loan_id: bill for bill in reversed(bills) if bill.loan_id not in soon}
    next_notes = {note.bill_id: note for note in reversed(notes) if note.bill_id not in soon}
    return (
        _dues(
            row,
            [bill for bill in bills if bill.due_date <= until],
            [note for note in notes if note.due_date <= until],
        ),
        _dues(row, next_bills.values(), next_notes.values()),
    )


async def _bills(uow: UnitOfWork, row: t.Sharing, until: date, today: date) -> tuple[BillView, ...]:
    facts = await uow.installments.open_facts(row.customer_id, until)
    return views_of([one for one in facts if not is_nothing(one)], today)


async def _notes(
    uow: UnitOfWork, row: t.Sharing, cipher: FieldCipher | None, first: date, last: date
) -> list[TrackedDueView]:
    """Return the notes that were not said to be paid; without keys, as in a rehearsal, without their names."""
    if cipher is None:
        rows = await uow.tracked.dues_between(row.customer_id, first, last)
        return [due_view(one, TrackedTerms()) for one in rows if one.paid_at is None]
    noted = await noted_days(uow, row.customer_id, cipher, first, last)
    return [note for note in noted if note.paid_on is None]


def _dues(
    row: t.Sharing, bills: Iterable[BillView], notes: Iterable[TrackedDueView]
) -> tuple[SharedDue, ...]:
    shared = [
        SharedDue(bill.due_date, bill.title, bill.item_count, bill.no, bill.periods, bill.owed_fen)
        for bill in bills
    ]
    shared += [
        SharedDue(
            note.due_date,
            LocalText({DEFAULT_LOCALE: note.name}),
            1,
            note.no,
            note.periods,
            note.amount_fen,
            is_note=True,
        )
        for note in notes
    ]
    shared.sort(key=lambda due: (due.day, due.is_note))
    return tuple(due if row.shows_amounts else replace(due, amount_fen=None) for due in shared)
