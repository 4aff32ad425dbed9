"""Compose a notice at the moment of sending, or give the reason to skip it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from domain import tables as t
from domain.cases.holds import loans_on_hold
from domain.cases.types import Hold
from domain.customers.repository import Recipient
from domain.dates import at_beijing, business_day
from domain.hardship.results import PlanToTell
from domain.loans.results import CardView
from domain.loans.snapshots import BillFacts
from domain.notices.cadence import CATCH_UP_DAYS, LAPSE_CATCH_UP
from domain.notices.planner import ContactCadence
from domain.notices.ports import HolidayCalendar
from domain.notices.results import BackupAddress
from domain.outbox.repository import NoticeKey
from domain.outbox.results import NoticeKind, SkipReason
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec
from domain.unit_of_work import UnitOfWork
from domain.value import Value, replace

# A customer is written to about what is late at most once a day; the message names everything that is.
OF_LATENESS = (NoticeKind.OVERDUE, NoticeKind.BEFORE_REPORT)
_OF_BILLS = (NoticeKind.DUE_SOON, NoticeKind.DUE_TODAY, NoticeKind.DEBIT_FAILED, *OF_LATENESS)
# Of these, a message that was sent today named all there is to tell: what is late comes first, and names what is due, too.
_ONE_MESSAGE = {
    NoticeKind.OVERDUE: OF_LATENESS,
    NoticeKind.BEFORE_REPORT: OF_LATENESS,
    NoticeKind.DUE_SOON: (NoticeKind.DUE_SOON, NoticeKind.DUE_TODAY, *OF_LATENESS),
}


class Known(Value):
    """What is read of a customer before a notice is worked out; of the bills those that a step can be about.

    `sent_today`: the kinds of notices; `cards`: those that are debited; `plans`: plans in hardship.
    """

    recipient: Recipient
    choice: t.ReminderChoice | None
    facts: Sequence[BillFacts]
    holds: Sequence[Hold]
    sent_today: Collection[str]
    cards: tuple[CardView, ...]
    plans: Sequence[PlanToTell] = ()
    backup: BackupAddress | None = None

    @property
    def is_unreachable(self) -> bool:
        return self.recipient.blocked_at is not None

    def was_sent_today(self, kinds: Sequence[str]) -> bool:
        return any(kind in self.sent_today for kind in kinds)


class Day(Value):
    """What is the same for every notice of a run. `since`: by the day a notice was planned for, the planned day before."""

    now: datetime
    today: date
    cadence: ContactCadence
    holidays: HolidayCalendar
    since: Mapping[date, date]


class BillRequest(NoticeRequest):
    """A request with what was read beforehand, of many customers at once; bills are read for the kinds of the cadence."""

    known: Known
    day: Day

    @property
    def since(self) -> date:
        """The planned day before the one that the notice was planned for."""
        return self.day.since[self.key.business_day]

    @property
    def facts(self) -> list[BillFacts]:
        """The bills, without those of which nothing is said while a case is open."""
        silent = loans_on_hold(self.known.holds, self.today)
        return [one for one in self.known.facts if one.loan_id not in silent]


Spec = NoticeSpec[BillRequest]


async def read_day(
    uow: UnitOfWork,
    keys: Sequence[NoticeKey],
    cadence: ContactCadence,
    holidays: HolidayCalendar,
    now: datetime,
) -> Day:
    days = {key.business_day for key in keys}
    since = {day: await uow.outbox.since(day) or day - timedelta(days=1) for day in days}
    return Day(now, business_day(now), cadence, holidays, since)


GiveWay = Callable[[], Awaitable[None]]


async def read_known(
    uow: UnitOfWork, keys: Sequence[NoticeKey], day: Day, give_way: GiveWay
) -> dict[str, Known]:
    """Read what is known of every customer of these notices, with as many queries as for one.

    `give_way`: lets whoever waits for an answer go first; on SQLite a query lets nobody in between.
    """
    everybody = list(dict.fromkeys(key.customer_id for key in keys))
    billed = list(dict.fromkeys(key.customer_id for key in keys if key.kind in _OF_BILLS))
    until = day.today - timedelta(days=min(day.cadence.before))
    recipients = await uow.customers.recipients(everybody)
    await give_way()
    backups = await uow.backup_channels.addresses(everybody)
    choices = await uow.outbox.choices(everybody)
    await give_way()
    sent_today = await uow.outbox.kinds_sent_since(everybody, at_beijing(day.today, time(0)))
    await give_way()
    facts = await uow.installments.due_facts(billed, until) if billed else {}
    await give_way()
    holds = await uow.cases.holds_of(billed) if billed else {}
    await give_way()
    cards = await uow.autopay.debited_cards_of(billed) if billed else {}
    await give_way()
    plans = await uow.hardship_plans.to_tell(billed, day.now - LAPSE_CATCH_UP) if billed else {}
    return {
        one: Known(
            recipient=recipients[one],
            choice=choices.get(one),
            facts=facts.get(one, ()),
            holds=holds.get(one, ()),
            sent_today=sent_today.get(one, ()),
            cards=tuple(CardView(*card) for card in cards.get(one, ())),
            plans=plans.get(one, ()),
            backup=backups.get(one),
        )
        for one in everybody
    }


async def content_or_reason(spec: Spec, request: BillRequest) -> NoticeContent | SkipReason:
    """Return the content, or the reason why nothing is sent, which the record of notices explains."""
    key, known, today = request.key, request.known, request.today
    content = await spec.compose(request)
    if isinstance(content, SkipReason):
        return content
    if content is None:
        return SkipReason.ON_HOLD if loans_on_hold(known.holds, today) else spec.if_nothing
    if known.is_unreachable and known.backup is None:
        return SkipReason.BLOCKED
    if _is_overtaken(spec, key.business_day, today):
        return SkipReason.OVERTAKEN
    if known.was_sent_today(_ONE_MESSAGE.get(spec.kind, ())):
        return SkipReason.ALREADY_TOLD_TODAY
    return replace(content, hides_amounts=known.choice is not None and known.choice.hide_amounts)


def _is_overtaken(spec: Spec, planned: date, today: date) -> bool:
    """Return whether a later step, or day, speaks for this one by now."""
    if spec.is_overtaken is not None:
        return spec.is_overtaken(planned, today)
    return not spec.transactional and today > planned + timedelta(days=CATCH_UP_DAYS)
