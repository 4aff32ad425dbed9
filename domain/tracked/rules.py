"""What follows from what a customer said of a bill elsewhere. Pure; see docs/rules/tracked-bills.md."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from domain.dates import add_months, at_beijing, business_day
from domain.rules.errors import RuleError
from domain.rules.rates import AnnualRates, rates_of_payments
from domain.tracked.results import Later, LeftOpen, TrackedField, TrackedKind, TrackedTerms, TrackedWorth
from domain.value import replace

MOST_BILLS = 50  # of one customer
LONGEST_NAME = 20  # characters
MOST_PERIODS = 480  # forty years
# Of what goes on, so many days are written down ahead; some more are added while it is looked at or told of.
AHEAD = 12
MONTHS_OF_A_YEAR = 12
LAST_DAY = 31
SOONEST = timedelta(minutes=15)
_LATER = {
    Later.TONIGHT: (0, time(20, 0)),
    Later.TOMORROW: (1, time(9, 0)),
    Later.IN_TWO_DAYS: (2, time(9, 0)),
}


def next_on(due_day: int, today: date) -> date:
    """Return the first such day of a month from `today` on; in a shorter month its last."""
    this_month = add_months(today.replace(day=1), 0, anchor_day=due_day)
    return this_month if this_month >= today else add_months(today, 1, anchor_day=due_day)


def later_at(when: Later, now: datetime) -> datetime | None:
    """Return the instant at which one is reminded again; None where it is past, or just coming."""
    today = business_day(now)
    days, hour = _LATER[when]
    at = at_beijing(today + timedelta(days=days), hour)
    return at if at - now >= SOONEST else None


def settled(terms: TrackedTerms, today: date) -> TrackedTerms:
    """Return the terms with the next due day, where the day of the month is known, and the other way round."""
    if terms.first_due is None and terms.due_day is not None and terms.kind is not TrackedKind.ONE_OFF:
        return replace(terms, first_due=next_on(terms.due_day, today))
    if terms.first_due is not None and terms.due_day is None:
        return replace(terms, due_day=terms.first_due.day)
    return terms


def missing(terms: TrackedTerms) -> TrackedField | None:
    """Return what is to be asked next; None where the bill can be kept."""
    if not terms.name:
        return TrackedField.NAME
    if terms.first_due is None:
        return TrackedField.DUE
    has_periods = terms.kind in (TrackedKind.INSTALLMENT, TrackedKind.LOAN)
    if has_periods and terms.periods is None and not terms.open_end:
        return TrackedField.PERIODS
    is_of_each_month = terms.kind is TrackedKind.CARD and not terms.about
    if terms.amount_fen is None and not terms.open_amount and not is_of_each_month:
        return TrackedField.AMOUNT
    return None


def with_periods_left(terms: TrackedTerms, left: int) -> TrackedTerms:
    """Say how many periods are still to come; what was paid before is unknown unless the number of all was said."""
    if terms.periods is not None and terms.periods - left + 1 >= terms.first_no:
        return replace(terms, first_no=terms.periods - left + 1, open_end=False)
    return replace(terms, periods=terms.first_no + left - 1, open_end=False, only_left=True)


def left_open(terms: TrackedTerms, what: LeftOpen) -> TrackedTerms:
    match what:
        case LeftOpen.AMOUNT:
            return replace(terms, amount_fen=None, open_amount=True, uneven=False, about=False)
        case LeftOpen.END:
            return replace(terms, periods=None, open_end=True)
        case LeftOpen.ONCE:
            return replace(terms, kind=TrackedKind.ONE_OFF, periods=None)


def due_days(terms: TrackedTerms) -> tuple[tuple[int, date], ...]:
    """Return number and day of each period from the next one on; of what goes on, the next `AHEAD`. `terms` lack nothing."""
    assert terms.first_due is not None
    left = AHEAD if terms.left is None else terms.left
    if left < 1:
        return ()
    days = days_from(terms.first_due, left, terms.due_day or terms.first_due.day, terms.every_months)
    return tuple((terms.first_no + place, day) for place, day in enumerate(days))


def days_from(first: date, count: int, due_day: int, every_months: int) -> tuple[date, ...]:
    """Return `count` days from `first` on, so many months apart, on `due_day` or the month's last day."""
    later = (add_months(first, place * every_months, anchor_day=due_day) for place in range(1, count))
    return (first, *later)


def further_days(
    no: int, day: date, due_day: int, today: date, every_months: int = 1
) -> tuple[tuple[int, date], ...]:
    """Return the periods behind the last that is written down, of what goes on: those up to today, and `AHEAD` more."""
    months = (today.year - day.year) * MONTHS_OF_A_YEAR + today.month - day.month
    first = add_months(day, every_months, anchor_day=due_day)
    days = days_from(first, AHEAD + max(months, 0) // every_months, due_day, every_months)
    return tuple((no + 1 + place, on) for place, on in enumerate(days))


def next_of(day: date, due_day: int, every_months: int, today: date) -> date:
    """Return the first day from today on, so many months apart, that `day` is one of."""
    if every_months == 1:
        return next_on(due_day, today)
    months = (today.year - day.year) * MONTHS_OF_A_YEAR + today.month - day.month
    steps = max(months // every_months, 0)
    coming = (add_months(day, (steps + more) * every_months, anchor_day=due_day) for more in range(3))
    return next(on for on in coming if on >= today)


def costs_less_than_lent(terms: TrackedTerms) -> bool:
    """Return whether all instalments come to less than what was borrowed: then something was misread or mistyped."""
    if terms.principal_fen is None or terms.amount_fen is None or terms.periods is None or terms.only_left:
        return False
    # What is rounded down in each period may be missing in all.
    return terms.amount_fen * terms.periods < terms.principal_fen - terms.periods


def worth_of(terms: TrackedTerms) -> TrackedWorth | None:
    """Return what all instalments come to beside what was borrowed; None where that costs nothing, or is not known."""
    if terms.principal_fen is None or terms.amount_fen is None or terms.periods is None or terms.only_left:
        return None
    total_fen = terms.amount_fen * terms.periods
    cost_fen = total_fen - terms.principal_fen
    return TrackedWorth(terms.principal_fen, total_fen, cost_fen) if cost_fen > 0 else None


def rates_of(terms: TrackedTerms) -> AnnualRates | None:
    """Return what it costs a year, where what was borrowed, every instalment of a month and their number are known."""
    if terms.principal_fen is None or terms.amount_fen is None or terms.periods is None:
        return None
    if terms.every_months != 1 or terms.only_left or costs_less_than_lent(terms):
        return None
    paid = max(terms.amount_fen * terms.periods, terms.principal_fen)
    payments = [terms.amount_fen] * terms.periods
    payments[-1] += paid - terms.amount_fen * terms.periods  # without interest: the parts were rounded down
    try:
        return rates_of_payments(terms.principal_fen, payments)
    except RuleError:
        return None
