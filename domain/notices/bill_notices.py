"""Notices of bills: the cadence from days before the due day to days after it, and a debit that failed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from domain.autopay.results import AutopayView
from domain.autopay.service import windows_of_all
from domain.loans.bills import views_of
from domain.loans.results import BillState, BillView, CardView
from domain.loans.snapshots import BillFacts
from domain.notices.cadence import CATCH_UP_DAYS, DAY_BEFORE
from domain.notices.content import OF_LATENESS, BillRequest
from domain.notices.holidays import FundingAdvice, funding_advice
from domain.notices.lateness import Lateness, LatePlan, Report, terms_of
from domain.notices.ports import HolidayCalendar
from domain.outbox import steps
from domain.outbox.results import NoticeKind, SkipReason
from domain.outbox.spec import NoticeContent, NoticeSpec
from domain.rules.position import AT_DRAWDOWN
from domain.text import LocalText
from domain.value import replace


class _BillsOptions(NoticeContent, kw_only=True):
    daily_fen: int = 0
    may_promise: bool = True
    report: Report = Report.MAY
    also: tuple[BillView, ...] = ()
    plans: tuple[LatePlan, ...] = ()


class BillsContent(_BillsOptions):
    """All that is due (or late) of one customer, as it stands at the moment of sending. `due_date`: the first bill's.

    Of what is late: `daily_fen`: what a day more of it costs; `report`: whether a lender may report it; `may_promise`:
    whether another day can be named for it (发工资再还). `also`: what falls due besides, and would be told on the same
    day, so that it is one message. `plans`: plans in hardship that this puts at risk, or that lapsed.
    """

    due_date: date
    bills: tuple[BillView, ...]

    @property
    def total_fen(self) -> int:
        return sum(bill.owed_fen for bill in self.bills)

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return tuple(bill.title for bill in (*self.bills, *self.also))


class DueContent(BillsContent):
    """What is not late yet.

    `debit`: where it is switched on; `funding`: where a card is debited around a long holiday, told ahead only.
    """

    debit: AutopayView | None = None
    funding: FundingAdvice | None = None


class BeforeReportContent(BillsContent, kw_only=True):
    """What is late. `reported_on`: when a lender reports the first of the bills; `reported`: those that it reports then.
    `is_held`: one of them is of a loan of which nothing else is said while a person looks at it, or the account is frozen.
    """

    is_held: bool = False
    reported_on: date
    reported: tuple[BillView, ...]


async def _due_soon(request: BillRequest) -> DueContent | SkipReason | None:
    content = _due(request, [one for one in request.facts if _comes(one, request, request.since)])
    if content is None:
        return _why_not_now(request)
    if content.debit is None:
        return content
    return replace(content, funding=_funding(content.bills, request.day.holidays))


async def _due_today(request: BillRequest) -> DueContent | SkipReason | None:
    due = [one for one in request.facts if one.due_date == request.key.business_day]
    told = [one for one in due if _is_told_today(one, request)]
    if request.known.was_sent_today(OF_LATENESS):  # which named what is due; but for what was signed since
        told = [one for one in told if one.no == AT_DRAWDOWN]
        if not told and due:
            return SkipReason.ALREADY_TOLD_TODAY
    content = _due(request, told)
    if content is None:
        return SkipReason.BY_DEBIT if _not_being_paid(due, request.today) else None
    return replace(content, also=_coming_besides(request, content.bills))


def _is_told_today(bill: BillFacts, request: BillRequest) -> bool:
    """Return whether a bill due today is told of today: what is debited was told the day before, and its receipt follows."""
    return bill.no == AT_DRAWDOWN or not _is_told_by_debit(request)


def _is_told_by_debit(request: BillRequest) -> bool:
    """Return whether the day before and the receipt are enough, for a card is debited."""
    choice = request.known.choice
    chosen = choice.before if choice is not None else None
    return bool(request.known.cards) and (chosen is None or str(DAY_BEFORE) in chosen)


def _why_not_now(request: BillRequest) -> SkipReason | None:
    """Return why nothing is told of what is to come, where something is."""
    if not _not_being_paid([one for one in request.facts if one.due_date > request.today], request.today):
        return None
    return SkipReason.BY_DEBIT if _is_told_by_debit(request) else SkipReason.NOT_THAT_DAY


def _due_besides(request: BillRequest) -> tuple[BillView, ...]:
    """Return what is due today and what is told ahead today, for a message about what is late."""
    today = request.today
    due = [one for one in request.facts if one.due_date == today and _is_told_today(one, request)]
    return _not_being_paid([*due, *_coming(request)], today)


def _coming_besides(request: BillRequest, bills: Sequence[BillView]) -> tuple[BillView, ...]:
    told = {bill.installment_id for bill in bills}
    coming = [one for one in _coming(request) if one.installment_id not in told]
    return _not_being_paid(coming, request.today)


def _coming(request: BillRequest) -> list[BillFacts]:
    """Return what any notice that may still go out today tells ahead, whichever day it was planned for."""
    since = request.today - timedelta(days=CATCH_UP_DAYS)
    return [one for one in request.facts if _comes(one, request, since)]


def _due(request: BillRequest, told: Sequence[BillFacts]) -> DueContent | None:
    bills = _not_being_paid(told, request.today)
    if not bills:
        return None
    cards = request.known.cards
    debit = _debit(cards, told) if cards else None
    return DueContent(NoticeKind(request.key.kind), request.today, bills[0].due_date, bills, debit)


async def _debit_failed(request: BillRequest) -> BillsContent | None:
    """Return all that was tried; where what is late was told of that day already, what fell due that day."""
    tried = [one for one in request.facts if one.due_date <= request.today]
    of_the_day = [one for one in tried if one.due_date == request.key.business_day]
    told = of_the_day if not of_the_day or request.known.was_sent_today(OF_LATENESS) else tried
    bills = _not_being_paid(told, request.today)
    return BillsContent(NoticeKind.DEBIT_FAILED, request.today, bills[0].due_date, bills) if bills else None


def _not_being_paid(facts: Sequence[BillFacts], today: date) -> tuple[BillView, ...]:
    return tuple(bill for bill in views_of(facts, today) if bill.state is not BillState.PAYING)


def _debit(cards: tuple[CardView, ...], bills: Sequence[BillFacts]) -> AutopayView:
    return AutopayView(
        can_add_card=False,
        verified=False,
        name_mask=None,
        active=True,
        cards=cards,
        windows=windows_of_all(bills),
        partial=False,
    )


def _funding(bills: Iterable[BillView], holidays: HolidayCalendar) -> FundingAdvice | None:
    """Return when to fund the card that is debited, where a long holiday is near one of the due days."""
    advice = (funding_advice(bill.due_date, holidays.off_day) for bill in bills)
    return next((one for one in advice if one is not None), None)


def _comes(bill: BillFacts, request: BillRequest, since: date) -> bool:
    """Return whether the bill to come is told now: on the days the customer chose, else on the lender's, of which with
    automatic debit the day before is enough.
    """
    choice, today = request.known.choice, request.today
    chosen = choice.before if choice is not None else None
    if chosen is not None:
        days = tuple(int(digit) for digit in chosen)
    elif request.known.cards:
        days = _days_with_debit(bill, request)
    else:
        days = terms_of(request.day.cadence, bill).before
    return bill.due_date > today and steps.is_reached(steps.before(days), bill.due_date, since, today)


def _days_with_debit(bill: BillFacts, request: BillRequest) -> tuple[int, ...]:
    """Return the day before; near a long holiday the lender's first, too, for then the card is to be funded earlier."""
    if funding_advice(bill.due_date, request.day.holidays.off_day) is None:
        return (DAY_BEFORE,)
    return tuple({max(terms_of(request.day.cadence, bill).before, default=DAY_BEFORE), DAY_BEFORE})


async def _overdue(request: BillRequest) -> BillsContent | None:
    return _told_as_late(request, Lateness(request, request.facts))


def _told_as_late(request: BillRequest, late: Lateness) -> BillsContent | None:
    if not late.is_told():
        return None
    first = late.bills[0].due_date
    return BillsContent(
        NoticeKind.OVERDUE,
        request.today,
        first,
        late.bills,
        daily_fen=late.daily_of(late.bills),
        report=late.report,
        may_promise=late.may_promise,
        also=_due_besides(request),
        plans=late.plans,
    )


async def _before_report(request: BillRequest) -> BeforeReportContent | BillsContent | None:
    """Say it by what is reported first, on hold or not, for that is to be told to the person whatever else is not said;
    where that is paid, what else is late is told as usual.
    """
    late, every = Lateness(request, request.facts), Lateness(request, request.known.facts)
    told = every.reported()
    if told is None:
        return _told_as_late(request, late)
    day, reported = told
    spoken_of = {bill.installment_id for bill in (*late.bills, *reported)}
    bills = tuple(bill for bill in every.bills if bill.installment_id in spoken_of)
    return BeforeReportContent(
        NoticeKind.BEFORE_REPORT,
        request.today,
        bills[0].due_date,
        bills,
        daily_fen=every.daily_of(bills),
        is_held=len(bills) > len(late.bills),
        reported_on=day,
        reported=reported,
        may_promise=late.may_promise,
        also=_due_besides(request),
        plans=late.plans,
    )


def _on_another_day(planned: date, today: date) -> bool:
    return today != planned


NOTICES = (
    NoticeSpec(NoticeKind.DUE_SOON, transactional=False, compose=_due_soon),
    NoticeSpec(NoticeKind.DUE_TODAY, transactional=False, compose=_due_today, is_overtaken=_on_another_day),
    NoticeSpec(NoticeKind.BEFORE_REPORT, transactional=False, compose=_before_report),
    NoticeSpec(NoticeKind.OVERDUE, transactional=False, compose=_overdue),
    NoticeSpec(
        NoticeKind.DEBIT_FAILED, transactional=False, compose=_debit_failed, is_overtaken=_on_another_day
    ),
)
