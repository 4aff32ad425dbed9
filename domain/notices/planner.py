"""Planning a day's notices: set-based, at any time, however often; the outbox keeps each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from domain.contract import load_notice_terms
from domain.dates import at_beijing, business_day
from domain.notices import cadence as cadence_rules
from domain.notices.cadence import CATCH_UP_DAYS, LAPSE_CATCH_UP
from domain.outbox import steps as step_rules
from domain.outbox.repository import EVERY_NUMBER, Numbers
from domain.outbox.results import NoticeKind
from domain.returns.notices import RETURN_CATCH_UP, plan_return_notices
from domain.rules.position import AT_DRAWDOWN
from domain.sharing.notices import AFTER as WATCHED_AFTER
from domain.terms import DEFAULT_NOTICE_TERMS, NoticeTerms
from domain.tracked.notices import AFTER, BEFORE
from domain.unit_of_work import UnitOfWork
from domain.value import Value

SEND_AT = time(9, 0)
CONTACT_FROM = time(8, 0)
# When a customer can choose to be written to; later there would be little of the due day left.
HOURS = range(8, 20)
# A fee at drawdown is due on the day of the purchase, whose receipt asks for it. Where it stays open it is told once that
# day, hours later.
FEE_SIGNED_UNTIL, FEE_SENT_AT = time(18, 0), time(20, 0)
# Whoever watches somebody's dates is told in the evening of the day after: by then the owner was asked, and could answer.
WATCHED_AT = time(18, 0)
PERIODS_ONLY, AT_DRAWDOWN_ONLY = (AT_DRAWDOWN + 1, EVERY_NUMBER[1]), (AT_DRAWDOWN, AT_DRAWDOWN)


class ContactCadence(Value):
    """How every lender writes to its customers, by the lender's id."""

    terms: Mapping[str, NoticeTerms]

    def of(self, lender_id: str) -> NoticeTerms:
        return self.terms.get(lender_id, DEFAULT_NOTICE_TERMS)

    def _all(self) -> Iterable[NoticeTerms]:
        return (DEFAULT_NOTICE_TERMS, *self.terms.values())

    @property
    def before(self) -> set[int]:
        """The steps of all lenders, and all that a customer can choose, which the usual ones are."""
        return {step for terms in self._all() for step in step_rules.before(terms.before)}

    @property
    def overdue(self) -> set[int]:
        return {step for terms in self._all() for step in terms.overdue}

    @property
    def before_report(self) -> set[int]:
        return {step for terms in self._all() for step in cadence_rules.before_report(terms)}

    def before_lapse(self, lapse_days: int) -> set[int]:
        return {step for terms in self._all() for step in cadence_rules.before_lapse(terms, lapse_days)}


async def read_cadence(uow: UnitOfWork) -> ContactCadence:
    rows = await uow.catalog.institutions(active_only=False)
    return ContactCadence({row.id: load_notice_terms(row.spec) for row in rows})


async def plan_day(uow: UnitOfWork, now: datetime) -> int:
    """Put what is to be said today into the outbox, with what days that nobody planned left out; answers how much is new."""
    today = business_day(now)
    cadence, since = await read_cadence(uow), await _since(uow, today)
    if not await _is_left(uow, cadence, today, since, now):
        return 0
    planned = await _plan_late(uow, cadence, today, since, now)
    planned += await _plan(
        uow, NoticeKind.DUE_TODAY, {0}, today, today - timedelta(days=1), now, numbers=PERIODS_ONLY
    )
    if _is_fee_told(now):
        days, evening = [today], _in_the_evening(today)
        planned += await uow.outbox.plan(
            NoticeKind.DUE_TODAY, today, days, evening, now, numbers=AT_DRAWDOWN_ONLY
        )
    planned += await _plan(uow, NoticeKind.DUE_SOON, cadence.before, today, since, now)
    if since < today.replace(day=1):
        planned += await uow.outbox.plan_monthly(
            NoticeKind.MONTHLY, today.replace(day=1), _send_after(today, now, SEND_AT), now
        )
    for kind, due_days in _of_tracked(cadence, today, since):
        send_after = _send_after(today, now, _usual(today, since))
        planned += await uow.outbox.plan_tracked(kind, today, due_days, send_after, now)
    planned += await uow.outbox.plan_watched(
        NoticeKind.SHARED_LATE,
        today,
        _of_watched(today, since),
        _send_after(today, now, WATCHED_AT, WATCHED_AT),
        now,
    )
    return planned + await plan_return_notices(uow, now)


async def _plan_late(
    uow: UnitOfWork, cadence: ContactCadence, today: date, since: date, now: datetime
) -> int:
    """Plan what is said of what is late: one message to a customer, whatever it is said for."""
    planned = 0
    if cadence.before_report:
        planned += await _plan(uow, NoticeKind.BEFORE_REPORT, cadence.before_report, today, since, now)
    planned += await _plan(uow, NoticeKind.OVERDUE, cadence.overdue, today, since, now)
    planned += await uow.outbox.plan_resumed(
        NoticeKind.OVERDUE, today, since, _send_after(today, now, SEND_AT), now
    )
    planned += await uow.outbox.plan_of_plans(
        NoticeKind.OVERDUE,
        today,
        await _plan_steps(uow, cadence, today, since),
        now - LAPSE_CATCH_UP,
        _send_after(today, now, _usual(today, since)),
        now,
        unless=NoticeKind.BEFORE_REPORT,
    )
    return planned


async def plan_due(uow: UnitOfWork, now: datetime) -> datetime:
    """Return when `plan_day` next has something to do: now, where today was not planned or something has come up
    since, else when tomorrow begins. A day with nothing to say is planned, too, or the next one would ask what it
    left out.
    """
    today = business_day(now)
    since = await uow.outbox.since(today)
    if since is None or await _is_left(uow, await read_cadence(uow), today, since, now):
        return now
    return at_beijing(today + timedelta(days=1), time(0))


async def _is_left(uow: UnitOfWork, cadence: ContactCadence, today: date, since: date, now: datetime) -> bool:
    """Return whether anything that is to be said today is not in the outbox."""
    month, yesterday = today.replace(day=1), today - timedelta(days=1)
    steps = [
        (NoticeKind.BEFORE_REPORT, cadence.before_report, since, EVERY_NUMBER),
        (NoticeKind.OVERDUE, cadence.overdue, since, EVERY_NUMBER),
        (NoticeKind.DUE_TODAY, {0}, yesterday, PERIODS_ONLY),
        (NoticeKind.DUE_SOON, cadence.before, since, EVERY_NUMBER),
    ]
    if _is_fee_told(now):
        steps.append((NoticeKind.DUE_TODAY, {0}, yesterday, AT_DRAWDOWN_ONLY))
    return await uow.outbox.is_unplanned(
        today,
        [
            (kind, _due_days(kind, days, today, begin), _unless(kind), numbers)
            for kind, days, begin, numbers in steps
        ],
        released=(NoticeKind.OVERDUE, since),
        monthly=(NoticeKind.MONTHLY, month) if since < month else None,
        returns=(NoticeKind.RETURN, now - RETURN_CATCH_UP),
        tracked=_of_tracked(cadence, today, since),
        watched=(NoticeKind.SHARED_LATE, _of_watched(today, since)),
        plans=(
            NoticeKind.OVERDUE,
            await _plan_steps(uow, cadence, today, since),
            now - LAPSE_CATCH_UP,
            NoticeKind.BEFORE_REPORT,
        ),
    )


async def _since(uow: UnitOfWork, today: date) -> date:
    """Return the day planned before this one, and not so long ago that it would only add to what is known."""
    since = await uow.outbox.since(today)
    if since is None:
        last = await uow.outbox.last_planned()
        since = max(last or date.min, today - timedelta(days=CATCH_UP_DAYS))
        since = min(since, today - timedelta(days=1))
        await uow.outbox.planned(today, since)
    return since


async def _plan(
    uow: UnitOfWork,
    kind: NoticeKind,
    steps: set[int],
    today: date,
    since: date,
    now: datetime,
    numbers: Numbers = EVERY_NUMBER,
) -> int:
    due_days = _due_days(kind, steps, today, since)
    send_after = _send_after(today, now, _usual(today, since))
    return await uow.outbox.plan(
        kind, today, due_days, send_after, now, unless=_unless(kind), numbers=numbers
    )


def _usual(today: date, since: date) -> time:
    """Return when notices go out to whoever chose no hour: what a day that nobody planned left out, as soon as anybody may
    be written to.
    """
    return SEND_AT if since == today - timedelta(days=1) else CONTACT_FROM


def _of_tracked(cadence: ContactCadence, today: date, since: date) -> list[tuple[NoticeKind, list[date]]]:
    """Return the due days of what customers track that each kind speaks of today. Whoever is reminded on which of the days
    before is asked when it is composed.
    """
    ahead = step_rules.due_days({*cadence.before, *step_rules.before(BEFORE)}, since, today)
    return [
        (NoticeKind.TRACKED_AHEAD, [day for day in ahead if day > today]),
        (NoticeKind.TRACKED_TODAY, [today]),
        (NoticeKind.TRACKED_AFTER, step_rules.due_days({AFTER}, since, today)),
    ]


async def _plan_steps(
    uow: UnitOfWork, cadence: ContactCadence, today: date, since: date
) -> list[tuple[int, date]]:
    """Return, for the days late that plans in hardship bear with, the due days of what is told today for their sake."""
    return [
        (lapse_days, due)
        for lapse_days in await uow.hardship_plans.lapse_days()
        for due in step_rules.due_days(cadence.before_lapse(lapse_days), since, today)
    ]


def _of_watched(today: date, since: date) -> list[date]:
    """Return the due days of what is told today, where it is open, to whoever watches them."""
    return step_rules.due_days({WATCHED_AFTER}, since, today)


def _due_days(kind: NoticeKind, steps: set[int], today: date, since: date) -> list[date]:
    """Return the due days of the bills that a notice of this kind speaks of today."""
    found = step_rules.due_days(steps, since, today)
    return [day for day in found if kind is not NoticeKind.DUE_SOON or day > today]


def _unless(kind: NoticeKind) -> NoticeKind | None:
    """Whoever gets this kind today does not get the other one."""
    return NoticeKind.BEFORE_REPORT if kind is NoticeKind.OVERDUE else None


def _is_fee_told(now: datetime) -> bool:
    """Return whether the day's fees at drawdown are told yet: whoever signs later has just read it on the receipt."""
    return now < at_beijing(business_day(now), FEE_SIGNED_UNTIL)


def _in_the_evening(today: date) -> dict[int | None, datetime]:
    """Return as `_send_after` when what is due since the purchase of the same day is told."""
    return {None: at_beijing(today, FEE_SENT_AT)}


def _send_after(
    today: date, now: datetime, usual: time, earliest: time = CONTACT_FROM
) -> dict[int | None, datetime]:
    """Return when notices may be sent, by the hour that a customer chose, and for who chose none; never in the past, nor
    before `earliest`.
    """
    first = max(now, at_beijing(today, earliest))
    chosen: dict[int | None, datetime] = {hour: max(first, at_beijing(today, time(hour))) for hour in HOURS}
    return {**chosen, None: max(first, at_beijing(today, usual))}
