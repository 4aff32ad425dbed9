"""On which days something comes in, and what is due between them. Pure; see docs/rules/income-days.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from domain.dates import add_months
from domain.income.results import Arrival, IncomeTerms, Stretch
from domain.loans.results import BillState, BillView
from domain.tracked.results import TrackedDueView

AHEAD = timedelta(days=31)  # so every income day comes at least once


def arrivals(incomes: Sequence[IncomeTerms], today: date, last: date) -> tuple[Arrival, ...]:
    """Return what comes in from today to the day `last`, and the one after that, by day."""
    found: dict[date, list[int | None]] = {}
    month = today.replace(day=1)
    while month <= last.replace(day=1) or not any(day > last for day in found):
        for one in incomes:
            found.setdefault(add_months(month, 0, anchor_day=one.day), []).append(one.amount_fen)
        month = add_months(month, 1)
    coming = [Arrival(day, _sum(found[day])) for day in sorted(found) if day >= today]
    after = next(place for place, one in enumerate(coming) if one.day > last)
    return tuple(coming[: after + 1])


def _sum(amounts: Sequence[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def stretches(
    incomes: Sequence[IncomeTerms],
    bills: Sequence[BillView],
    notes: Sequence[TrackedDueView],
    today: date,
) -> tuple[Stretch, ...]:
    """Return the stretches from today on to the income after the next 31 days; what is late is due in the first. `bills`
    that are being paid and `notes` that were said to be paid are none of it.
    """
    if not incomes:
        return ()
    to_pay = [bill for bill in bills if bill.state not in (BillState.PAID, BillState.PAYING)]
    unpaid = [note for note in notes if note.paid_on is None and note.due_date >= today]
    coming = arrivals(incomes, today, today + AHEAD)
    found, since = list[Stretch](), date.min
    for before, after in zip((None, *coming), coming, strict=False):
        found.append(
            Stretch(
                arrival=before,
                until=after.day,
                bills=tuple(bill for bill in to_pay if since < bill.due_date <= after.day),
                notes=tuple(note for note in unpaid if since < note.due_date <= after.day),
            )
        )
        since = after.day
    return tuple(found)
