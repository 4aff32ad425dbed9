"""On which days a customer is written to about a bill (提醒节奏); see docs/rules/notices.md.

Its steps are reached as `domain.outbox.steps` says.
"""

from __future__ import annotations

from domain.terms import NoticeTerms

# A bill is told to become a credit record so many days before the lender reports it, and never before it is late.
REPORT_NOTICE_DAYS = 3
# With automatic debit one notice is enough, on this day before.
DAY_BEFORE = 1
# Later than so many days a step is not made up for; it would only add to what is known.
CATCH_UP_DAYS = 7


def before_report(terms: NoticeTerms) -> tuple[int, ...]:
    if terms.reported_after is None:
        return ()
    return (max(1, terms.reported_after - REPORT_NOTICE_DAYS),)
