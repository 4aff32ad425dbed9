"""When a due instalment is taken from the card (自动扣款), as lenders publish it; see docs/rules/autopay.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from domain.dates import at_beijing, business_day, earliest
from domain.terms import DebitTerms

# Later than this a debit that fails, or a window that passed while nothing ran, could not be told before 22:00, with time
# left to pay by hand.
LATEST_WINDOW = time(20, 0)
# So long after a window began it can still be used; then the next one makes up for it.
WINDOW_LASTS = timedelta(minutes=65)


def windows_of(terms: DebitTerms, cutoff: time) -> tuple[time, ...]:
    """Return the windows that are used: none after the lender's cut-off, none too late to tell of a failure."""
    return tuple(window for window in terms.windows if window <= min(cutoff, LATEST_WINDOW))


def begun_since(signed_at: datetime, windows: Sequence[time], day: date) -> tuple[time, ...]:
    """Return those that begin no earlier than the loan was signed. What is due on the day of the contract is taken by the
    next window to begin: in the one that is open its receipt has only just been read, and none before it was missed.
    """
    return tuple(window for window in windows if at_beijing(day, window) >= signed_at)


def are_over(windows: Sequence[time], now: datetime) -> bool:
    """Return whether the last window of the day has passed."""
    return bool(windows) and now >= at_beijing(business_day(now), windows[-1]) + WINDOW_LASTS


def next_run(
    windows: Sequence[time], claimed: Mapping[time, datetime | None], now: datetime
) -> datetime | None:
    """Return from when on a window of today is to be run, or the last one to be noted as missed; None where the day
    is done.

    `claimed`: of the windows that somebody ran or runs, from when on the claim is stale; None where it came to an
    end.
    """
    today = business_day(now)
    left = [window for window in windows if now < at_beijing(today, window) + WINDOW_LASTS] or windows[-1:]
    return earliest(*(claimed.get(window, at_beijing(today, window)) for window in left))


def window_at(windows: Sequence[time], now: datetime) -> time | None:
    """Return the window that is open now; None before the first and between those that are over."""
    today = business_day(now)
    begun = [window for window in windows if at_beijing(today, window) <= now]
    if not begun or now >= at_beijing(today, begun[-1]) + WINDOW_LASTS:
        return None
    return begun[-1]
