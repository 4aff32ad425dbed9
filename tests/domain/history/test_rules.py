"""How an instalment was paid, and the monthly codes: grace and tolerance are on time, the end of a month counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.history.rules import (
    KEPT,
    MISSED,
    Code,
    HistoryRow,
    How,
    Judged,
    TrackRecord,
    enough_since,
    gravest,
    judge,
    level,
    month_code,
    months_until,
    track_record,
)
from domain.rules.errors import RuleError

DUE, START = date(2026, 2, 5), date(2026, 1, 5)
FAR = date(2027, 1, 1)


def paid(day: date, **more: object) -> HistoryRow:
    return HistoryRow(DUE, paid_on=day, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("row", "today", "said"),
    [
        (paid(date(2026, 2, 2)), FAR, Judged(How.EARLY, 3)),
        (paid(DUE), FAR, Judged(How.ON_TIME)),
        (paid(date(2026, 2, 7), grace_days=3), FAR, Judged(How.GRACE, 2)),
        (paid(date(2026, 2, 9), grace_days=3), FAR, Judged(How.LATE, 4)),
        (paid(date(2026, 2, 6)), FAR, Judged(How.LATE, 1)),
        (paid(DUE, by_return=True), FAR, Judged(How.RETURNED)),
        (paid(date(2026, 2, 20), enough_on=DUE), FAR, Judged(How.TOLERATED)),
        (HistoryRow(DUE, enough_on=DUE), FAR, Judged(How.TOLERATED)),
        (HistoryRow(DUE, enough_on=date(2026, 2, 8)), FAR, Judged(How.LATE, 3)),
        (HistoryRow(DUE), DUE, Judged(How.OPEN)),
        (HistoryRow(DUE, grace_days=3), date(2026, 2, 8), Judged(How.OPEN)),
        (HistoryRow(DUE, grace_days=3), date(2026, 2, 9), Judged(How.OVERDUE, 4)),
        (HistoryRow(DUE, asked_on=FAR), FAR, Judged(How.PAYING)),
    ],
)
def test_an_instalment_is_judged_by_its_last_free_day(row: HistoryRow, today: date, said: Judged) -> None:
    assert judge(row, today) == said


@given(due=st.integers(0, 400), paid_after=st.integers(-60, 120), grace=st.integers(0, 10))
def test_late_is_exactly_what_was_paid_after_the_last_free_day(due: int, paid_after: int, grace: int) -> None:
    due_date = START + timedelta(days=due)
    row = HistoryRow(due_date, grace_days=grace, paid_on=due_date + timedelta(days=paid_after))
    how = judge(row, FAR + timedelta(days=800)).how
    assert (how is How.LATE) == (paid_after > grace)
    assert how in KEPT | MISSED


def test_only_what_was_paid_or_missed_counts_and_a_miss_ends_the_streak() -> None:
    rows = [
        HistoryRow(date(2026, month, 5), paid_on=date(2026, month, day))
        for month, day in ((1, 5), (2, 5), (3, 9), (4, 1), (5, 5))
    ]
    told = track_record([*rows, HistoryRow(date(2026, 6, 5))], date(2026, 5, 20))
    assert (told.counted, told.on_time, told.streak, told.longest_streak) == (5, 4, 2, 2)
    assert told.rate_bp == 8_000
    assert track_record([HistoryRow(DUE)], START).rate_bp is None


@given(on_time=st.integers(0, 300), late=st.integers(1, 300))
def test_the_rate_is_never_rounded_up_to_all(on_time: int, late: int) -> None:
    rows = [paid(DUE)] * on_time + [paid(date(2026, 3, 1))] * late
    rate_bp = track_record(rows, FAR).rate_bp
    assert rate_bp is not None
    assert rate_bp < 10_000


LEVELS = (
    (1, 30, "1"),
    (31, 60, "2"),
    (61, 90, "3"),
    (91, 120, "4"),
    (121, 150, "5"),
    (151, 180, "6"),
    (181, 2_000, "7"),
)


@pytest.mark.parametrize(("first", "last", "code"), LEVELS)
def test_levels_are_thirty_days_each_and_end_at_seven(first: int, last: int, code: str) -> None:
    assert level(first) == level(last) == Code(code)


def test_no_level_without_a_day_overdue() -> None:
    with pytest.raises(RuleError):
        level(0)


@pytest.mark.parametrize(
    ("row", "month", "today", "code"),
    [
        (HistoryRow(DUE), date(2026, 1, 1), FAR, Code.NOTHING_DUE),
        (paid(DUE), date(2026, 2, 1), FAR, Code.NORMAL),
        (paid(date(2026, 2, 28)), date(2026, 2, 1), FAR, Code.WITHIN_MONTH),
        (paid(date(2026, 3, 1)), date(2026, 2, 1), FAR, Code.LEVEL_1),
        (paid(date(2026, 3, 20)), date(2026, 3, 1), FAR, Code.NOTHING_DUE),
        (HistoryRow(DUE), date(2026, 3, 1), FAR, Code.LEVEL_2),
        (HistoryRow(DUE), date(2026, 2, 1), date(2026, 2, 3), Code.UNKNOWN),
        (HistoryRow(DUE), date(2026, 2, 1), date(2026, 2, 6), Code.LEVEL_1),
        (HistoryRow(DUE, asked_on=date(2026, 2, 7)), date(2026, 2, 1), date(2026, 2, 7), Code.UNKNOWN),
        (HistoryRow(DUE), date(2025, 12, 1), FAR, Code.NO_LOAN),
    ],
)
def test_a_month_is_told_as_of_its_end_or_of_today(
    row: HistoryRow, month: date, today: date, code: Code
) -> None:
    later = HistoryRow(date(2027, 6, 5))  # so that the loan is not settled
    assert month_code(START, [row, later], month, today) is code


def test_a_settled_loan_has_its_month_and_none_after_it() -> None:
    rows = [paid(DUE)]
    assert month_code(START, rows, date(2026, 2, 1), FAR) is Code.SETTLED
    assert month_code(START, rows, date(2026, 3, 1), FAR) is Code.NO_LOAN


def test_a_month_to_come_has_no_code() -> None:
    with pytest.raises(RuleError):
        month_code(START, [HistoryRow(DUE)], date(2026, 3, 1), DUE)


def test_of_several_loans_the_gravest_code_stands() -> None:
    assert gravest([Code.NORMAL, Code.LEVEL_2, Code.WITHIN_MONTH, Code.SETTLED]) is Code.LEVEL_2
    assert gravest([]) is Code.NO_LOAN


def test_months_run_backwards_over_the_year_and_from_the_last_of_a_month() -> None:
    assert months_until(date(2026, 1, 31), 3) == (date(2026, 1, 1), date(2025, 12, 1), date(2025, 11, 1))


@pytest.mark.parametrize(
    ("history", "tolerance_fen", "since"),
    [
        ([(1, 100), (2, 0)], 0, 2),
        ([(1, 100), (2, 5), (3, 0)], 10, 2),
        ([(1, 100), (2, 5), (3, 50), (4, 0)], 10, 4),
        ([(1, 100)], 10, None),
        ([], 10, None),
    ],
)
def test_enough_is_paid_since_no_more_than_the_tolerance_is_open(
    history: list[tuple[int, int]], tolerance_fen: int, since: int | None
) -> None:
    days = [(date(2026, 1, day), open_fen) for day, open_fen in history]
    assert enough_since(days, tolerance_fen) == (date(2026, 1, since) if since else None)


def test_twelve_of_thirteen_are_92_31_per_cent_and_all_but_one_never_100() -> None:
    assert TrackRecord(13, 12, 0, 12).rate_bp == 9_231
    assert TrackRecord(100_000, 99_999, 0, 9).rate_bp == 9_999
    assert TrackRecord(3, 3, 3, 3).rate_bp == 10_000


def test_what_was_paid_early_counts_when_its_day_comes() -> None:
    rows = [HistoryRow(DUE, paid_on=DUE - timedelta(days=40)), HistoryRow(FAR, paid_on=DUE)]
    assert track_record(rows, DUE).counted == 1
    assert track_record(rows, FAR).streak == 2
