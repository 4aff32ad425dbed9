"""The cadence of notices: every step once, on the lender's days and the customer's, also after the process was down."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from bot.adapters.holidays import ChineseHolidays
from bot.wiring import NOTICES, Container, catalog_importer
from domain.catalog.specs import CatalogSpec
from domain.customers.results import CustomerView
from domain.dates import SHANGHAI
from domain.errors import NotFound
from domain.history.notices import MonthContent
from domain.notices.bill_notices import BeforeReportContent, BillsContent
from domain.notices.content import OF_LATENESS
from domain.notices.delivery import DeliveryService
from domain.outbox.results import NoticeKind
from domain.terms import NoticeTerms
from domain.value import replace
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, repay_next

DUE = date(2026, 2, 5)
Said = tuple[NoticeKind, date]


class Stage:
    """The services with a telephone that keeps what reached it, and when."""

    def __init__(self, container: Container, clock: MovableClock) -> None:
        self.container, self.clock = container, clock
        self.channel = RecordingChannel()
        self.notices = DeliveryService(container.store, clock, self.channel, ChineseHolidays(), NOTICES)

    async def at(self, day: date, clock_time: time = time(9, 0)) -> None:
        """Everything the scheduler does by then."""
        now = self.clock.move_to(day, clock_time)
        await self.notices.plan(now)
        await self.notices.deliver(now)

    async def days(self, first: date, last: date) -> None:
        for day in range((last - first).days + 1):
            for clock_time in (time(8, 0), time(9, 0), time(15, 0)):
                await self.at(first + timedelta(days=day), clock_time)

    @property
    def said(self) -> list[Said]:
        return [(content.kind, content.today) for _, content in self.channel.received]

    async def import_lenders(self, notices: NoticeTerms) -> None:
        spec: CatalogSpec = catalog()
        lenders = tuple(replace(one, notices=notices) for one in spec.institutions)
        await catalog_importer(self.container.store).apply(replace(spec, institutions=lenders), {})


@pytest.fixture
def stage(container: Container, clock: MovableClock) -> Stage:
    return Stage(container, clock)


@pytest.fixture
async def customer(stage: Stage) -> CustomerView:
    """Owes twelve bills, the first on 5 February."""
    customer = await arrive(stage.container)
    await buy(stage.container, customer)
    return customer


def days_of(said: list[Said], kind: NoticeKind) -> list[int]:
    """Days from the first due day."""
    return [(day - DUE).days for told, day in said if told is kind]


@on_sqlite
async def test_every_rung_is_told_once_on_its_day(stage: Stage, customer: CustomerView) -> None:
    await stage.days(date(2026, 1, 20), date(2026, 3, 4))
    assert days_of(stage.said, NoticeKind.DUE_SOON) == [-7, -3, -1, 21, 25, 27]
    assert days_of(stage.said, NoticeKind.DUE_TODAY) == [0]
    assert days_of(stage.said, NoticeKind.OVERDUE) == [1, 3, 7, 15]


@on_sqlite
async def test_the_last_rung_names_everything_that_is_late_and_comes_once_that_day(
    stage: Stage, customer: CustomerView
) -> None:
    await stage.days(date(2026, 3, 5), date(2026, 3, 8))
    late = [one for one in stage.channel.contents(BillsContent) if one.kind is NoticeKind.OVERDUE]
    assert [(content.today, len(content.bills)) for content in late] == [
        (date(2026, 3, 6), 2),  # the second bill is one day late
        (date(2026, 3, 7), 2),  # the first is thirty days late
        (date(2026, 3, 8), 2),  # the second is three days late
    ]


@on_sqlite
async def test_a_lender_has_days_of_its_own(stage: Stage, customer: CustomerView) -> None:
    await stage.import_lenders(NoticeTerms(before=(5,), overdue=(2,)))
    await stage.days(date(2026, 1, 20), date(2026, 2, 20))
    assert stage.said == [
        (NoticeKind.DUE_SOON, date(2026, 1, 31)),
        (NoticeKind.DUE_TODAY, DUE),
        (NoticeKind.OVERDUE, date(2026, 2, 7)),
    ]


async def test_a_customer_chooses_the_days_before_and_the_hour(stage: Stage, customer: CustomerView) -> None:
    reminders = stage.container.services.preferences
    for day in (7, 1):
        await reminders.choose_day(customer.id, day, wanted=False)
    view = await reminders.choose_hour(customer.id, 15)
    assert (view.before, view.hour) == ((3,), 15)
    await stage.days(date(2026, 1, 28), DUE)
    assert stage.said == [(NoticeKind.DUE_SOON, date(2026, 2, 2)), (NoticeKind.DUE_TODAY, DUE)]
    sent = (await reminders.notices(customer.id, 0)).notices
    assert {one.at.astimezone(SHANGHAI).hour for one in sent if one.status == "sent"} == {15}


async def test_who_wants_no_reminder_before_is_still_told_on_the_day_and_when_late(
    stage: Stage, customer: CustomerView
) -> None:
    for day in (7, 3, 1):
        await stage.container.services.preferences.choose_day(customer.id, day, wanted=False)
    await stage.days(date(2026, 1, 28), date(2026, 2, 6))
    assert [kind for kind, _ in stage.said] == [NoticeKind.DUE_TODAY, NoticeKind.OVERDUE]


@on_sqlite
@pytest.mark.parametrize(("day", "hour"), [(2, None), (0, None), (None, 7), (None, 20)])
async def test_days_and_hours_that_are_not_offered_are_refused(
    stage: Stage, customer: CustomerView, day: int | None, hour: int | None
) -> None:
    reminders = stage.container.services.preferences
    with pytest.raises(NotFound):
        if day is not None:
            await reminders.choose_day(customer.id, day, wanted=True)
        elif hour is not None:
            await reminders.choose_hour(customer.id, hour)
    assert (await reminders.view(customer.id)).before is None


async def test_down_for_36_hours_across_a_due_day_and_a_night_everything_is_told_once_at_the_first_minute(
    stage: Stage, clock: MovableClock
) -> None:
    """Of three bills: one was due while it was down, one is due now, one comes to its third day before."""
    customers = []
    for telegram_id, bought in ((1, date(2026, 1, 5)), (2, date(2026, 1, 6)), (3, date(2026, 1, 8))):
        clock.move_to(bought, time(12, 0))
        customers.append(await arrive(stage.container, telegram_id))
        await buy(stage.container, customers[-1], plan_id="consumer-3")
    await stage.at(date(2026, 2, 4), time(19, 0))
    before = len(stage.channel.received)
    for clock_time in (time(7, 59), time(8, 0), time(9, 0), time(12, 0), time(21, 0)):
        await stage.at(date(2026, 2, 6), clock_time)
    told = dict(stage.channel.received[before:])
    assert len(stage.channel.received) - before == len(told) == 3
    assert {telegram_id: content.kind for telegram_id, content in told.items()} == {
        1: NoticeKind.OVERDUE,
        2: NoticeKind.DUE_TODAY,
        3: NoticeKind.DUE_SOON,
    }
    assert {content.today for content in told.values()} == {date(2026, 2, 6)}
    late = (await stage.container.services.preferences.notices(customers[0].id, 0)).notices[0]
    assert late.at == datetime(2026, 2, 6, 8, 0, tzinfo=SHANGHAI)


async def test_what_was_planned_and_not_sent_before_the_process_stopped_is_told_the_next_day_in_its_words(
    stage: Stage, customer: CustomerView, clock: MovableClock
) -> None:
    await stage.at(date(2026, 2, 1))
    await stage.notices.plan(clock.move_to(date(2026, 2, 2), time(0, 5)))  # and then it stops
    before = len(stage.channel.received)
    await stage.at(date(2026, 2, 3), time(8, 0))
    ((_, content),) = stage.channel.received[before:]
    assert (content.kind, content.today) == (NoticeKind.DUE_SOON, date(2026, 2, 3))


@on_sqlite
async def test_planning_again_adds_nothing(stage: Stage, customer: CustomerView, clock: MovableClock) -> None:
    now = clock.move_to(DUE, time(0, 5))
    assert (await stage.notices.plan(now))["planned"] > 0
    for clock_time in (time(0, 5), time(6, 5), time(23, 59)):
        assert await stage.notices.plan(clock.move_to(DUE, clock_time)) == {"planned": 0}


class TestBeforeItIsReported:
    REPORTED = NoticeTerms(overdue=(1, 17), reported_after=20)

    @on_sqlite
    async def test_it_is_told_three_days_before_with_the_day_instead_of_the_usual_rung(
        self, stage: Stage, customer: CustomerView
    ) -> None:
        await stage.import_lenders(self.REPORTED)
        await stage.days(date(2026, 2, 6), date(2026, 2, 24))
        assert [said for said in stage.said if said[0] in OF_LATENESS] == [
            (NoticeKind.OVERDUE, date(2026, 2, 6)),
            (NoticeKind.BEFORE_REPORT, date(2026, 2, 22)),
        ]
        told = [content for _, content in stage.channel.received if isinstance(content, BeforeReportContent)]
        assert [content.reported_on for content in told] == [date(2026, 2, 25)]

    @on_sqlite
    async def test_where_that_bill_is_paid_meanwhile_what_else_is_late_is_told_as_usual(
        self, stage: Stage, customer: CustomerView, clock: MovableClock
    ) -> None:
        await stage.import_lenders(self.REPORTED)
        clock.move_to(date(2026, 1, 21), time(12, 0))
        await buy(stage.container, customer, product_id="lamp", plan_id="consumer-3")  # due on 21 February
        await stage.days(date(2026, 2, 20), date(2026, 2, 21))
        before = len(stage.channel.received)
        await stage.notices.plan(clock.move_to(date(2026, 2, 22), time(0, 5)))
        await repay_next(stage.container, customer)  # the one of 5 February
        await stage.at(date(2026, 2, 22), time(9, 0))
        (content,) = stage.channel.contents(BillsContent)[before:]
        assert (content.kind, len(content.bills)) == (NoticeKind.OVERDUE, 1)

    @on_sqlite
    async def test_a_lender_that_does_not_say_when_it_reports_tells_nothing_of_it(
        self, stage: Stage, customer: CustomerView
    ) -> None:
        await stage.days(date(2026, 2, 6), date(2026, 3, 4))
        assert NoticeKind.BEFORE_REPORT not in {kind for kind, _ in stage.said}


class TestTheMonthlySummary:
    @on_sqlite
    async def test_it_goes_to_those_who_want_it_once_a_month(
        self, stage: Stage, customer: CustomerView
    ) -> None:
        await stage.at(date(2026, 2, 5))
        await stage.container.services.preferences.choose_monthly(customer.id, wanted=True)
        await repay_next(stage.container, customer)
        await stage.days(date(2026, 2, 27), date(2026, 3, 3))
        summaries = [content for _, content in stage.channel.received if isinstance(content, MonthContent)]
        (content,) = summaries
        assert content.today == date(2026, 3, 1)
        month = content.month
        assert (month.ended, month.paid_fen, month.due_count, month.on_time) == (
            date(2026, 2, 1),
            35_724,
            1,
            1,
        )
        assert (month.next_count, month.next_fen, month.next_due) == (1, 35_724, date(2026, 3, 5))

    @on_sqlite
    async def test_nobody_else_gets_it(self, stage: Stage, customer: CustomerView) -> None:
        await stage.days(date(2026, 2, 27), date(2026, 3, 1))
        assert NoticeKind.MONTHLY not in {kind for kind, _ in stage.said}

    @on_sqlite
    async def test_it_is_made_up_for_after_the_first_was_missed(
        self, stage: Stage, customer: CustomerView
    ) -> None:
        await stage.container.services.preferences.choose_monthly(customer.id, wanted=True)
        await stage.at(date(2026, 2, 27))
        await stage.at(date(2026, 3, 2))
        assert days_of(stage.said, NoticeKind.MONTHLY) == [25]


@on_sqlite
async def test_amounts_are_hidden_from_those_who_want_it(stage: Stage, customer: CustomerView) -> None:
    await stage.container.services.preferences.hide_amounts(customer.id, hidden=True)
    await stage.at(DUE)
    assert all(content.hides_amounts for _, content in stage.channel.received)


@on_sqlite
async def test_the_record_says_of_every_notice_what_became_of_it(
    stage: Stage, customer: CustomerView, clock: MovableClock
) -> None:
    await stage.at(date(2026, 2, 4))
    await stage.notices.plan(clock.move_to(DUE, time(0, 5)))
    await repay_next(stage.container, customer)
    await stage.at(DUE)
    page = await stage.container.services.preferences.notices(customer.id, 7)
    assert (page.page, page.pages) == (0, 1)
    assert [(one.kind, one.status, one.reason) for one in page.notices] == [
        (NoticeKind.DUE_TODAY, "skipped", "nothing_owed"),
        (NoticeKind.DUE_SOON, "sent", None),
    ]
    other = await arrive(stage.container, telegram_id=2)
    assert (await stage.container.services.preferences.notices(other.id, 0)).notices == ()
