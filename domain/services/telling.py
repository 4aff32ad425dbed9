"""What a notice says, worked out at the moment of sending; or why it says nothing any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from domain import tables as t
from domain.books import BillFacts
from domain.cases import AGREED_DAYS, Pause
from domain.contract import load_contract
from domain.dates import at_beijing, business_day
from domain.ports import HolidayCalendar, NoticeKey, UnitOfWork
from domain.results import BillState, BillView, NoticeContent, NoticeKind
from domain.rules import ladder
from domain.rules.holidays import FundingAdvice, funding_advice
from domain.rules.ladder import CATCH_UP_DAYS
from domain.rules.pausing import paused, resumed
from domain.services.auto_debit import read_debit, windows_of_all
from domain.services.bills import views_of
from domain.services.money_notices import OF_MONEY, money_content
from domain.services.planning import Ladders
from domain.services.records import month_summary
from domain.services.refund_facts import refund_views
from domain.terms import NoticeTerms

# A customer is written to about what is late at most once a day; the message names everything that is.
OF_LATENESS = (NoticeKind.OVERDUE, NoticeKind.BEFORE_REPORT)
_OF_ONE_DAY = (NoticeKind.DUE_TODAY, NoticeKind.DEBIT_FAILED)
_ABOUT_DEBIT = (NoticeKind.DUE_SOON, NoticeKind.DUE_TODAY)
# The longest that nothing can have been said for.
MADE_UP_DAYS = max(AGREED_DAYS.values())
_LATE = (BillState.GRACE, BillState.OVERDUE)
NOTHING_OWED, TOLD_ALREADY, PAUSED = "nothing_owed", "told_already", "paused"


async def content_or_reason(
    uow: UnitOfWork,
    customer: t.Customer,
    key: NoticeKey,
    ladders: Ladders,
    holidays: HolidayCalendar,
    now: datetime,
) -> NoticeContent | str:
    """The content, or the reason why nothing is sent: a code that the record of notices explains."""
    kind, today = NoticeKind(key.kind), business_day(now)
    choice = await uow.notices.choice(key.customer_id)
    pauses = await uow.cases.pauses(key.customer_id) if kind not in OF_MONEY else ()
    content = await _content(uow, key, kind, choice, ladders, pauses, today)
    if content is None:
        if paused(pauses, today):
            return PAUSED
        return TOLD_ALREADY if kind is NoticeKind.REFUND else NOTHING_OWED
    if customer.blocked_at is not None:
        return "blocked"
    if _overtaken(kind, key.business_day, today):
        return "overtaken"
    kinds = OF_LATENESS if kind in OF_LATENESS else (kind,) if kind is NoticeKind.DUE_SOON else ()
    if kinds and await uow.notices.sent_since(key.customer_id, kinds, at_beijing(today, time(0))):
        return "already_told_today"  # that message named all of it
    return replace(
        content,
        hides_amounts=choice is not None and choice.hide_amounts,
        funding=_funding(content, holidays),
    )


def _funding(content: NoticeContent, holidays: HolidayCalendar) -> FundingAdvice | None:
    """For those who are debited: when to fund the card, where a long holiday is near one of the due days."""
    if content.debit is None or content.kind is not NoticeKind.DUE_SOON:
        return None
    advice = (funding_advice(bill.due_date, holidays.off_day) for bill in content.bills)
    return next((one for one in advice if one is not None), None)


async def _content(
    uow: UnitOfWork,
    key: NoticeKey,
    kind: NoticeKind,
    choice: t.ReminderChoice | None,
    ladders: Ladders,
    pauses: Sequence[Pause],
    today: date,
) -> NoticeContent | None:
    if kind is NoticeKind.REFUND:
        return await _refund_content(uow, key, today)
    if kind in OF_MONEY:
        return await money_content(uow, kind, key.subject, today)
    if kind is NoticeKind.MONTHLY:
        month = await month_summary(uow, key.customer_id, key.business_day, today)
        return NoticeContent(kind, today, key.business_day, bills=(), month=month) if month else None
    until = today - timedelta(days=min(ladders.before))
    silent = paused(pauses, today)
    open_facts = await uow.installments.open_facts(key.customer_id, until=until)
    facts = [one for one in open_facts if one.loan_id not in silent]
    match kind:
        case NoticeKind.DUE_SOON:
            since = await _since(uow, key.business_day)
            told = [one for one in facts if _comes(one, _terms(ladders, one), choice, since, today)]
        case NoticeKind.DUE_TODAY:
            told = [one for one in facts if one.due_date == key.business_day]
        case NoticeKind.DEBIT_FAILED:
            told = [one for one in facts if one.due_date <= today]  # all that was tried
            if not any(one.due_date == key.business_day for one in told):
                return None
            if await _told_of_lateness(uow, key.customer_id, today):
                told = [one for one in told if one.due_date == key.business_day]
        case _:
            return await _late_content(uow, key, kind, facts, ladders, pauses, today)
    bills = tuple(bill for bill in views_of(told, today) if bill.state is not BillState.PAYING)
    if not bills:
        return None
    debit = await read_debit(uow, key.customer_id) if kind in _ABOUT_DEBIT else None
    on = replace(debit, windows=windows_of_all(told)) if debit and debit.debits else None
    return NoticeContent(kind, today, bills[0].due_date, bills, debit=on)


async def _late_content(
    uow: UnitOfWork,
    key: NoticeKey,
    kind: NoticeKind,
    facts: Sequence[BillFacts],
    ladders: Ladders,
    pauses: Sequence[Pause],
    today: date,
) -> NoticeContent | None:
    """Everything that is late, where any of it came to a rung, or was not spoken of for a while until now; what is reported
    first decides how it is said."""
    since = await _since(uow, key.business_day)
    late = {bill.installment_id: bill for bill in views_of(facts, today) if _is_late(bill, today)}
    terms = {one.installment_id: _terms(ladders, one) for one in facts}

    again = resumed(pauses, since, today)
    silent_since = min((one.until for one in pauses if one.until and one.loan_id in again), default=today)

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


async def _told_of_lateness(uow: UnitOfWork, customer_id: str, today: date) -> bool:
    return await uow.notices.sent_since(customer_id, OF_LATENESS, at_beijing(today, time(0)))


def _terms(ladders: Ladders, bill: BillFacts) -> NoticeTerms:
    return ladders.of(load_contract(bill.contract).lender.id)


def _comes(
    bill: BillFacts, terms: NoticeTerms, choice: t.ReminderChoice | None, since: date, today: date
) -> bool:
    """Whether the bill to come is told now: on the days the customer chose, else on the lender's."""
    chosen = choice.before if choice is not None else None
    days = terms.before if chosen is None else tuple(int(digit) for digit in chosen)
    return bill.due_date > today and ladder.is_reached(ladder.before(days), bill.due_date, since, today)


def _is_late(bill: BillView, today: date) -> bool:
    """Not what is being paid just now, nor so little that it counts as paid."""
    return bill.due_date < today and bill.state in _LATE


async def _since(uow: UnitOfWork, day: date) -> date:
    return await uow.notices.since(day) or day - timedelta(days=1)


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
    return kind not in OF_MONEY and today > day + timedelta(days=CATCH_UP_DAYS)
