"""What waits for the shop today: bills by how late they are, debits, notices and payments in doubt, applications, cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from domain.cases.types import ANSWER_DAYS, CaseStatus
from domain.dates import business_day
from domain.loans.bills import views_of
from domain.lookups.people import people_of
from domain.lookups.repository import ApplicationFacts, CaseFacts, Days, DueFacts, PaymentFacts, RefundFacts
from domain.lookups.results import (
    CaseBrief,
    Counted,
    DoubtfulNotice,
    DueLine,
    FailedDebit,
    Lateness,
    OpenPayment,
    Person,
    Today,
    WaitingApplication,
)
from domain.lookups.sheet import case_brief, debit_line, notice_line
from domain.ports import FieldCipher
from domain.unit_of_work import UnitOfWork
from domain.value import replace

SHOWN = 20  # of each list
LISTED = 200  # so many of a list are counted beyond those
MOST_COUNTED = 10_000  # bills
DEBIT_DAYS = 2  # today and the day before
DOUBT_DAYS = 14


class _Owned(Protocol):
    @property
    def customer_id(self) -> str: ...


def days_of(lateness: Lateness, today: date) -> Days:
    """Return the due days of bills that are so late today."""
    nearest, farthest = {
        Lateness.TODAY: (0, 0),
        Lateness.DAYS_1_3: (1, 3),
        Lateness.DAYS_4_30: (4, 30),
        Lateness.OVER_30: (31, (today - date.min).days),
    }[lateness]
    return today - timedelta(days=farthest), today - timedelta(days=nearest)


async def read_today(uow: UnitOfWork, cipher: FieldCipher, now: datetime) -> Today:
    today, look = business_day(now), uow.lookups
    debits = await look.failed_debits((today - timedelta(days=DEBIT_DAYS - 1), today), LISTED)
    doubtful = await look.doubtful_notices(now - timedelta(days=DOUBT_DAYS), LISTED)
    unknown, by_hand = await look.unknown_payments(LISTED), await look.refunds_by_hand(LISTED)
    applications, cases = await look.applications(LISTED), await look.queue(LISTED)
    due = {step: await look.due(days_of(step, today), SHOWN) for step in Lateness}
    lists: tuple[Sequence[_Owned], ...] = (debits, doubtful, unknown, by_hand, applications, cases)
    owned: list[Sequence[_Owned]] = [*lists, *due.values()]
    owners = [row.customer_id for rows in owned for row in rows[:SHOWN]]
    people = await people_of(uow, owners, cipher)
    names = ("debits", "doubtful", "unknown", "refunds", "applications", "cases")
    return Today(
        today=today,
        now=now,
        due={
            step: _counted(await look.count_due(days_of(step, today), MOST_COUNTED), MOST_COUNTED)
            for step in Lateness
        },
        bills={step: await _due_lines(uow, rows, people, today) for step, rows in due.items()},
        failed_debits=tuple(FailedDebit(people[one.customer_id], debit_line(one)) for one in debits[:SHOWN]),
        doubtful=tuple(DoubtfulNotice(people[one.customer_id], notice_line(one)) for one in doubtful[:SHOWN]),
        unknown=tuple(open_payment(one, people, now) for one in unknown[:SHOWN]),
        refunds_by_hand=tuple(open_payment(one, people, now) for one in by_hand[:SHOWN]),
        applications=tuple(_application(one, people) for one in applications[:SHOWN]),
        cases=tuple(queued(one, people[one.customer_id]) for one in cases[:SHOWN]),
        counts={name: _counted(len(rows), LISTED) for name, rows in zip(names, lists, strict=True)},
    )


def _counted(count: int, most: int) -> Counted:
    return Counted(count, is_capped=count >= most)


async def _due_lines(
    uow: UnitOfWork, rows: Sequence[DueFacts], people: Mapping[str, Person], today: date
) -> tuple[DueLine, ...]:
    owners = {row.installment_id: row.customer_id for row in rows}
    facts = await uow.installments.facts(list(owners)) if owners else ()
    return tuple(
        DueLine(
            person=people[owners[bill.installment_id]],
            loan_id=bill.loan_id,
            no=bill.no,
            periods=bill.periods,
            due_date=bill.due_date,
            days_late=(today - bill.due_date).days,
            owed_fen=bill.owed_fen,
            state=bill.state,
        )
        for bill in views_of(facts, today)
    )


def open_payment(row: PaymentFacts | RefundFacts, people: Mapping[str, Person], now: datetime) -> OpenPayment:
    return OpenPayment(
        person=people[row.customer_id],
        payment_id=row.id,
        at=row.created_at,
        amount_fen=row.amount_fen,
        gateway=row.gateway,
        age_hours=int((now - row.created_at).total_seconds() // 3600),
    )


def _application(row: ApplicationFacts, people: Mapping[str, Person]) -> WaitingApplication:
    return WaitingApplication(
        person=people[row.customer_id],
        application_id=row.id,
        lender_id=row.institution_id,
        status=row.status,
        amount_fen=row.amount_fen,
        periods=row.periods,
        at=row.created_at,
    )


def queued(row: CaseFacts, person: Person) -> CaseBrief:
    """Return a case of the queue: whose it is, and until when an answer was promised."""
    brief = case_brief(row)
    waits = brief.status is CaseStatus.WAITING and brief.decision is None
    days = ANSWER_DAYS.get(brief.kind) if waits else None
    promised = business_day(brief.opened_at) + timedelta(days=days) if days else None
    return replace(brief, person=person, answer_by=promised)
