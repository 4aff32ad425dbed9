"""What a notice says, worked out at the moment of sending; or why it says nothing any more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from domain import tables as t
from domain.autopay.results import AutoDebitView
from domain.autopay.service import windows_of_all
from domain.cases.holds import paused, resumed
from domain.cases.types import AGREED_DAYS, Pause
from domain.contract import load_contract
from domain.customers.repository import Recipient
from domain.dates import at_beijing, business_day
from domain.history.service import month_summary
from domain.loans.bills import views_of
from domain.loans.results import BillState, BillView, CardView
from domain.loans.snapshots import BillFacts
from domain.notices import cadence as ladder
from domain.notices.account_content import OF_THE_ACCOUNT, account_content
from domain.notices.backup_channel_types import SecondAddress
from domain.notices.cadence import CATCH_UP_DAYS
from domain.notices.holidays import FundingAdvice, funding_advice
from domain.notices.planner import Ladders
from domain.notices.ports import HolidayCalendar
from domain.notices.results import NoticeContent
from domain.outbox.repository import NoticeKey
from domain.outbox.results import NoticeKind
from domain.payments.notices import AT_ONCE, money_content
from domain.returns.facts import refund_views
from domain.terms import NoticeTerms
from domain.unit_of_work import UnitOfWork

# A customer is written to about what is late at most once a day; the message names everything that is.
OF_LATENESS = (NoticeKind.OVERDUE, NoticeKind.BEFORE_REPORT)
_OF_BILLS = (NoticeKind.DUE_SOON, NoticeKind.DUE_TODAY, NoticeKind.DEBIT_FAILED, *OF_LATENESS)
_OF_ONE_DAY = (NoticeKind.DUE_TODAY, NoticeKind.DEBIT_FAILED)
_ABOUT_DEBIT = (NoticeKind.DUE_SOON, NoticeKind.DUE_TODAY)
# The longest that nothing can have been said for.
MADE_UP_DAYS = max(AGREED_DAYS.values())
_LATE = (BillState.GRACE, BillState.OVERDUE)
NOTHING_OWED, TOLD_ALREADY, PAUSED = "nothing_owed", "told_already", "paused"


@dataclass(frozen=True, slots=True)
class Known:
    """What is read of a customer before a notice is worked out; of the bills those that a rung can be about. `told`: the
    kinds that were sent today; `cards`: those that are debited."""

    recipient: Recipient
    choice: t.ReminderChoice | None
    facts: Sequence[BillFacts]
    pauses: Sequence[Pause]
    told: Collection[str]
    cards: tuple[CardView, ...]
    second: SecondAddress | None = None

    @property
    def is_away(self) -> bool:
        return self.recipient.blocked_at is not None

    def was_told(self, kinds: Sequence[str]) -> bool:
        return any(kind in self.told for kind in kinds)


@dataclass(frozen=True, slots=True)
class Day:
    """What is the same for every notice of a run. `since`: by the day a notice was planned for, the planned day before."""

    now: datetime
    today: date
    ladders: Ladders
    holidays: HolidayCalendar
    since: Mapping[date, date]


async def read_day(
    uow: UnitOfWork, keys: Sequence[NoticeKey], ladders: Ladders, holidays: HolidayCalendar, now: datetime
) -> Day:
    days = {key.business_day for key in keys}
    since = {day: await uow.notices.since(day) or day - timedelta(days=1) for day in days}
    return Day(now, business_day(now), ladders, holidays, since)


GiveWay = Callable[[], Awaitable[None]]


async def read_known(
    uow: UnitOfWork, keys: Sequence[NoticeKey], day: Day, give_way: GiveWay
) -> dict[str, Known]:
    """Of every customer of these notices, with as many queries as for one.

    `give_way`: lets whoever waits for an answer go first; on SQLite a query lets nobody in between.
    """
    everybody = list(dict.fromkeys(key.customer_id for key in keys))
    billed = list(dict.fromkeys(key.customer_id for key in keys if key.kind in _OF_BILLS))
    until = day.today - timedelta(days=min(day.ladders.before))
    recipients = await uow.customers.recipients(everybody)
    await give_way()
    second = await uow.second_channels.addresses(everybody)
    choices = await uow.notices.choices(everybody)
    await give_way()
    told = await uow.notices.told_since(everybody, at_beijing(day.today, time(0)))
    await give_way()
    facts = await uow.installments.due_facts(billed, until) if billed else {}
    await give_way()
    pauses = await uow.cases.pauses_of(billed) if billed else {}
    await give_way()
    cards = await uow.auto_debits.debited_cards_of(billed) if billed else {}
    return {
        one: Known(
            recipient=recipients[one],
            choice=choices.get(one),
            facts=facts.get(one, ()),
            pauses=pauses.get(one, ()),
            told=told.get(one, ()),
            cards=tuple(CardView(*card) for card in cards.get(one, ())),
            second=second.get(one),
        )
        for one in everybody
    }


async def content_or_reason(uow: UnitOfWork, key: NoticeKey, known: Known, day: Day) -> NoticeContent | str:
    """The content, or the reason why nothing is sent: a code that the record of notices explains."""
    kind = NoticeKind(key.kind)
    content = await _content(uow, key, kind, known, day)
    if content is None:
        if paused(known.pauses, day.today):
            return PAUSED
        return TOLD_ALREADY if kind is NoticeKind.REFUND else NOTHING_OWED
    if known.is_away and known.second is None:
        return "blocked"
    if _overtaken(kind, key.business_day, day.today):
        return "overtaken"
    kinds = OF_LATENESS if kind in OF_LATENESS else (kind,) if kind is NoticeKind.DUE_SOON else ()
    if known.was_told(kinds):
        return "already_told_today"  # that message named all of it
    return replace(
        content,
        hides_amounts=known.choice is not None and known.choice.hide_amounts,
        funding=_funding(content, day.holidays),
    )


def _funding(content: NoticeContent, holidays: HolidayCalendar) -> FundingAdvice | None:
    """For those who are debited: when to fund the card, where a long holiday is near one of the due days."""
    if content.debit is None or content.kind is not NoticeKind.DUE_SOON:
        return None
    advice = (funding_advice(bill.due_date, holidays.off_day) for bill in content.bills)
    return next((one for one in advice if one is not None), None)


async def _content(
    uow: UnitOfWork, key: NoticeKey, kind: NoticeKind, known: Known, day: Day
) -> NoticeContent | None:
    if kind in _OF_BILLS:
        return _of_bills(key, kind, known, day)
    if kind is NoticeKind.REFUND:
        return await _refund_content(uow, key, day.today)
    if kind is NoticeKind.MONTHLY:
        month = await month_summary(uow, key.customer_id, key.business_day, day.today)
        return NoticeContent(kind, day.today, key.business_day, bills=(), month=month) if month else None
    if kind in OF_THE_ACCOUNT:
        return await account_content(uow, key, day.today)
    return await money_content(uow, kind, key.subject, day.today)


def _of_bills(key: NoticeKey, kind: NoticeKind, known: Known, day: Day) -> NoticeContent | None:
    silent, today = paused(known.pauses, day.today), day.today
    facts = [one for one in known.facts if one.loan_id not in silent]
    match kind:
        case NoticeKind.DUE_SOON:
            told = [one for one in facts if _comes(one, known.choice, day, day.since[key.business_day])]
        case NoticeKind.DUE_TODAY:
            told = [one for one in facts if one.due_date == key.business_day]
        case NoticeKind.DEBIT_FAILED:
            told = _debit_failed(key, facts, known, today)
        case _:
            return _late_content(key, kind, facts, known, day)
    bills = tuple(bill for bill in views_of(told, today) if bill.state is not BillState.PAYING)
    if not bills:
        return None
    debit = _debit(known.cards, told) if kind in _ABOUT_DEBIT and known.cards else None
    return NoticeContent(kind, today, bills[0].due_date, bills, debit=debit)


def _debit_failed(key: NoticeKey, facts: Sequence[BillFacts], known: Known, today: date) -> list[BillFacts]:
    """All that was tried; where what is late was told of that day already, what fell due that day."""
    tried = [one for one in facts if one.due_date <= today]
    of_the_day = [one for one in tried if one.due_date == key.business_day]
    return of_the_day if not of_the_day or known.was_told(OF_LATENESS) else tried


def _debit(cards: tuple[CardView, ...], bills: Sequence[BillFacts]) -> AutoDebitView:
    return AutoDebitView(
        can_bind=False,
        verified=False,
        name_mask=None,
        active=True,
        cards=cards,
        windows=windows_of_all(bills),
        partial=False,
    )


def _late_content(
    key: NoticeKey, kind: NoticeKind, facts: Sequence[BillFacts], known: Known, day: Day
) -> NoticeContent | None:
    """Everything that is late, where any of it came to a rung, or was not spoken of for a while until now; what is reported
    first decides how it is said."""
    since, today = day.since[key.business_day], day.today
    late = {bill.installment_id: bill for bill in views_of(facts, today) if _is_late(bill, today)}
    terms = {one.installment_id: _terms(day.ladders, one) for one in facts}
    again = resumed(known.pauses, since, today)
    silent_since = min(
        (one.until for one in known.pauses if one.until and one.loan_id in again), default=today
    )

    def reached(bill: BillView, rungs: Sequence[int]) -> bool:
        # What was reached while nothing was said is made up for.
        last_told = (
            min(since, silent_since - timedelta(days=MADE_UP_DAYS)) if bill.loan_id in again else since
        )
        return ladder.is_reached(rungs, bill.due_date, last_told, today)

    bills = tuple(late.values())
    if kind is NoticeKind.BEFORE_REPORT:
        days = [
            bill.due_date + timedelta(days=terms[bill.installment_id].reported_after or 0)
            for bill in bills
            if reached(bill, ladder.before_report(terms[bill.installment_id]))
        ]
        if days:
            return NoticeContent(kind, today, bills[0].due_date, bills, reported_on=min(days))
    # Where that is paid, what else is late is told as usual.
    if any(bill.loan_id in again or reached(bill, terms[bill.installment_id].overdue) for bill in bills):
        return NoticeContent(NoticeKind.OVERDUE, today, bills[0].due_date, bills)
    return None


def _terms(ladders: Ladders, bill: BillFacts) -> NoticeTerms:
    return ladders.of(load_contract(bill.contract).lender.id)


def _comes(bill: BillFacts, choice: t.ReminderChoice | None, day: Day, since: date) -> bool:
    """Whether the bill to come is told now: on the days the customer chose, else on the lender's."""
    chosen = choice.before if choice is not None else None
    days = _terms(day.ladders, bill).before if chosen is None else tuple(int(digit) for digit in chosen)
    return bill.due_date > day.today and ladder.is_reached(
        ladder.before(days), bill.due_date, since, day.today
    )


def _is_late(bill: BillView, today: date) -> bool:
    """Not what is being paid just now, nor so little that it counts as paid."""
    return bill.due_date < today and bill.state in _LATE


async def _refund_content(uow: UnitOfWork, key: NoticeKey, today: date) -> NoticeContent | None:
    refunds = await refund_views(uow, await uow.refunds.to_tell(key.customer_id, key.business_day))
    if not refunds:
        return None
    return NoticeContent(NoticeKind.REFUND, today, key.business_day, bills=(), refunds=refunds)


def _overtaken(kind: NoticeKind, day: date, today: date) -> bool:
    """Whether a later rung, or day, speaks for this one by now."""
    if kind in _OF_ONE_DAY:
        return today != day
    if kind is NoticeKind.MONTHLY:
        return (today.year, today.month) != (day.year, day.month)
    return kind not in AT_ONCE and today > day + timedelta(days=CATCH_UP_DAYS)
