"""How instalments were paid, and the monthly codes by which a credit report (征信) tells it.

The codes are the PBoC's: / N * # M 1 to 7 and C. Worked out here they explain; what a lender uploads is what counts. A
payment within the lender's days of grace, or one that leaves no more than the lender's tolerance, is on time for the
contract, and is named as what it is. See docs/rules/history.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from domain.dates import add_months, month_end
from domain.rules.errors import RuleError
from domain.value import Value

DAYS_A_LEVEL, HIGHEST_LEVEL = 30, 7
_ONE_DAY = timedelta(days=1)
_MOST_BP = 10_000


class How(StrEnum):
    """How an instalment was paid, or that it is not."""

    EARLY = "early"
    ON_TIME = "on_time"  # on its due date
    GRACE = "grace"  # after it, within the lender's days of grace (容时)
    TOLERATED = "tolerated"  # but for a rest so small that the lender counts it as paid (容差)
    LATE = "late"
    RETURNED = "returned"  # settled by goods that went back, and not late
    OPEN = "open"  # not due yet, or within the days of grace
    PAYING = "paying"  # a payment has no outcome yet
    OVERDUE = "overdue"


KEPT = frozenset({How.EARLY, How.ON_TIME, How.GRACE, How.TOLERATED})
MISSED = frozenset({How.LATE, How.OVERDUE})


class HistoryRow(Value):
    """One instalment, as far as its record goes.

    `paid_on`: since then nothing of it is open. `enough_on`: since then no more than the lender's tolerance is open, where
    that makes a difference. `asked_on`: a payment made that day has no outcome yet. `is_period`: not what is due on the day
    of the contract, which is told in the months, and counts among no periods.
    """

    due_date: date
    grace_days: int = 0
    paid_on: date | None = None
    enough_on: date | None = None
    by_return: bool = False
    asked_on: date | None = None
    is_period: bool = True

    def __post_init__(self) -> None:
        if self.enough_on and self.paid_on and self.enough_on > self.paid_on:
            raise RuleError("What is paid in full is paid but for a small rest no later.")

    @property
    def last_free_day(self) -> date:
        """The last day on which a payment is not late."""
        return self.due_date + timedelta(days=self.grace_days)

    @property
    def done_on(self) -> date | None:
        """Since when it is not owed any more, or so little of it that it does not count."""
        return self.enough_on or self.paid_on

    @property
    def late_on(self) -> date | None:
        """When it was done, where that was late."""
        return self.done_on if self.done_on and self.done_on > self.last_free_day else None

    def is_late_on(self, day: date) -> bool:
        return day > self.last_free_day and not (self.done_on and self.done_on <= day)


class Judged(Value):
    """`days` after the due date; before it where it was paid early; 0 where it is neither or does not matter."""

    how: How
    days: int = 0


def judge(row: HistoryRow, today: date) -> Judged:
    """Return how the instalment was paid, or where it stands `today`."""
    done_on = row.done_on
    if done_on is None:
        return _not_done(row, today)
    if done_on > row.last_free_day:
        return Judged(How.LATE, (done_on - row.due_date).days)
    if row.paid_on is None or row.paid_on > row.last_free_day:
        return Judged(How.TOLERATED if today > row.last_free_day else How.OPEN)
    if row.by_return:
        return Judged(How.RETURNED)
    days = (row.paid_on - row.due_date).days
    if days == 0:
        return Judged(How.ON_TIME)
    return Judged(How.EARLY, -days) if days < 0 else Judged(How.GRACE, days)


def _not_done(row: HistoryRow, today: date) -> Judged:
    if row.asked_on is not None:
        return Judged(How.PAYING)
    if today > row.last_free_day:
        return Judged(How.OVERDUE, (today - row.due_date).days)
    return Judged(How.OPEN)


def enough_since(history: Iterable[tuple[date, int]], tolerance_fen: int) -> date | None:
    """Return the day since which no more than `tolerance_fen` is open; None where more is.

    `history`: what is open after each thing that happened, in order.
    """
    since: date | None = None
    for day, open_fen in history:
        if open_fen > tolerance_fen:
            since = None
        elif since is None:
            since = day
    return since


# How many were paid on time


class TrackRecord(Value):
    """Of the instalments that were paid or missed, how many were paid on time; `streak` by due date, up to the newest."""

    counted: int
    on_time: int
    streak: int
    longest_streak: int

    @property
    def rate_bp(self) -> int | None:
        """On time in hundredths of a per cent, half up, and all of it only where it is all. None where none counts."""
        if not self.counted or self.on_time == self.counted:
            return _MOST_BP if self.counted else None
        return min((2 * self.on_time * _MOST_BP + self.counted) // (2 * self.counted), _MOST_BP - 1)


def track_record(rows: Iterable[HistoryRow], today: date) -> TrackRecord:
    """Instalments that are open, being paid or settled by a return do not count, nor those whose day has not come, however
    early they were paid, nor what is no period.
    """
    their_day = (row for row in rows if row.is_period and row.due_date <= today)
    by_due_date = sorted(their_day, key=lambda row: row.due_date)
    kept = [how in KEPT for how in (judge(row, today).how for row in by_due_date) if how in KEPT | MISSED]
    streak = longest = 0
    for on_time in kept:
        streak = streak + 1 if on_time else 0
        longest = max(longest, streak)
    return TrackRecord(len(kept), sum(kept), streak, longest)


# The codes


class Code(StrEnum):
    """What a month is marked with, the gravest last."""

    NO_LOAN = "/"  # not opened yet, or settled in a month before
    NOTHING_DUE = "*"
    SETTLED = "C"
    NORMAL = "N"
    UNKNOWN = "#"  # this month's due date is still to come, or a payment has no outcome yet
    WITHIN_MONTH = "M"  # paid late, but by the end of the month
    LEVEL_1 = "1"  # 1 to 30 days overdue at the end of the month
    LEVEL_2 = "2"
    LEVEL_3 = "3"
    LEVEL_4 = "4"
    LEVEL_5 = "5"
    LEVEL_6 = "6"
    LEVEL_7 = "7"  # more than 180 days


def level(days_overdue: int) -> Code:
    """1 for 1 to 30 days, 2 for 31 to 60, and so on; 7 for more than 180."""
    if days_overdue < 1:
        raise RuleError("A level is of days overdue.")
    return Code(str(min((days_overdue - 1) // DAYS_A_LEVEL + 1, HIGHEST_LEVEL)))


def month_code(start: date, rows: Sequence[HistoryRow], month: date, today: date) -> Code:
    """Return the code of one loan, drawn on `start`, for the month of the day `month`: as of its end, or as of today
    before that.

    Raises `RuleError` for a month to come.
    """
    first, last = month.replace(day=1), month_end(month)
    if first > today:
        raise RuleError("A month to come has no code.")
    seen = min(last, today)
    if start > seen or not rows:
        return Code.NO_LOAN
    overdue = [row for row in rows if row.is_late_on(seen)]
    if overdue:
        return _overdue_code(overdue, seen)
    settled_on = _settled_on(rows)
    if settled_on is not None and settled_on <= seen:
        return Code.SETTLED if settled_on >= first else Code.NO_LOAN
    if any(row.late_on and first <= row.last_free_day + _ONE_DAY and row.late_on <= seen for row in rows):
        return Code.WITHIN_MONTH
    due = [row for row in rows if first <= row.due_date <= last]
    if not due:
        return Code.NOTHING_DUE
    return Code.UNKNOWN if today <= last and any(row.done_on is None for row in due) else Code.NORMAL


def _overdue_code(overdue: Sequence[HistoryRow], seen: date) -> Code:
    if any(row.asked_on and row.asked_on <= seen for row in overdue):
        return Code.UNKNOWN
    return level((seen - min(row.due_date for row in overdue)).days)


def _settled_on(rows: Iterable[HistoryRow]) -> date | None:
    """Return when the last instalment was paid; None where one is not."""
    days = [row.paid_on for row in rows]
    return None if None in days else max(day for day in days if day is not None)


def gravest(codes: Iterable[Code]) -> Code:
    """Return the gravest code of several loans in one month."""
    order = list(Code)
    return max(codes, key=order.index, default=Code.NO_LOAN)


def months_until(day: date, count: int) -> tuple[date, ...]:
    """Return the first days of the `count` months up to the one of `day`, the newest first."""
    return tuple(add_months(day, -back, anchor_day=1) for back in range(count))
