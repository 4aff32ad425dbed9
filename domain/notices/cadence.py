"""On which days a customer is written to about a bill (提醒节奏); see docs/rules/notices.md.

Its steps are reached as `domain.outbox.steps` says.
"""

from __future__ import annotations

from datetime import timedelta

from domain.terms import NoticeTerms

# A bill is told to become a credit record so many days before the lender reports it, and never before it is late.
REPORT_NOTICE_DAYS = 3
# With automatic debit one notice is enough, on this day before.
DAY_BEFORE = 1
# Later than so many days a step is not made up for; it would only add to what is known.
CATCH_UP_DAYS = 7
# So many days before its plan in hardship would lapse a late bill is told of, unless it is told of within a week before.
LAPSE_NOTICE_DAYS, LAPSE_TOLD_WITHIN_DAYS = 3, 7
# So long after a plan in hardship lapsed the next message about what is late tells of it, or one is sent for its sake.
LAPSE_CATCH_UP = timedelta(days=CATCH_UP_DAYS)


def before_lapse(terms: NoticeTerms, lapse_days: int) -> tuple[int, ...]:
    """Return how many days late an instalment of a plan in hardship is told of, beside the lender's steps: not where one of
    these comes in the week before the last day on which it keeps the plan.
    """
    if any(lapse_days - LAPSE_TOLD_WITHIN_DAYS <= step < lapse_days for step in terms.overdue):
        return ()
    return (max(1, lapse_days - LAPSE_NOTICE_DAYS),)


def before_report(terms: NoticeTerms) -> tuple[int, ...]:
    if terms.reported_after is None:
        return ()
    return (max(1, terms.reported_after - REPORT_NOTICE_DAYS),)
