"""What is noted of elsewhere stands beside the bills of this shop, and in none of their own sums; on both databases."""

from __future__ import annotations

from datetime import date, time

import pytest
from icalendar import Calendar

from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.history.calendar_results import NotedDue
from domain.tracked.results import LeftOpen
from domain.understanding.slots import Slots
from tests.domain.tracked.test_service import HUABEI, noted
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy

FIRST_DUE = date(2026, 2, 5)
WHITE = "白条 还剩8期 每期268 每月5号还"


@pytest.fixture
async def owner(container: Container, customer: CustomerView, clock: MovableClock) -> CustomerView:
    """One loan due on the fifth from February on, and a note due on the same day; on the sixth of January."""
    clock.move_to(date(2026, 1, 5), time(10))
    await buy(container, customer, product_id="lamp")
    clock.move_to(date(2026, 1, 6), time(10))
    await noted(container, customer, WHITE)
    return customer


async def open_ended(container: Container, customer: CustomerView) -> str:
    """Note what goes on and on, without an amount."""
    tracked = container.services.tracked
    draft = await tracked.begin(customer.id, "信用卡 账单日5号 还款日25号")
    return (await tracked.keep(customer.id, draft.draft_id)).bill.bill_id


async def test_a_month_shows_notes_beside_bills_and_counts_them_apart(
    container: Container, owner: CustomerView
) -> None:
    month = await container.services.calendar.month(owner.id, FIRST_DUE)
    assert [note.name for note in month.notes_of_day(FIRST_DUE)] == ["白条"]
    assert (len(month.of_day(FIRST_DUE)), month.noted_fen) == (1, 26_800)
    assert month.left_fen == sum(bill.owed_fen for bill in month.bills)


async def test_what_was_said_to_be_paid_is_in_no_sum_and_stays_on_its_day(
    container: Container, owner: CustomerView
) -> None:
    before = await container.services.calendar.month(owner.id, FIRST_DUE)
    (note,) = before.notes
    await container.services.tracked.mark_paid(owner.id, note.bill_id, note.no)
    month = await container.services.calendar.month(owner.id, FIRST_DUE)
    assert (month.noted_fen, len(month.notes), month.left_fen) == (0, 1, before.left_fen)


async def test_months_turn_to_the_last_day_that_is_noted(
    container: Container, customer: CustomerView
) -> None:
    await noted(container, customer, HUABEI)
    month = await container.services.calendar.month(customer.id)
    assert month.last_month > month.first_month
    assert (await container.services.calendar.month(customer.id, month.last_month)).notes


async def test_the_file_has_each_day_once_with_what_is_noted_named_as_such(
    container: Container, owner: CustomerView
) -> None:
    calendar = await container.services.calendar.calendar(owner.id)
    day = next(one for one in calendar.days if one.day == FIRST_DUE)
    assert (len(day.bills), day.notes) == (1, (NotedDue("白条", 1, None, 26_800),))
    file = await container.services.calendar.file(calendar, "zh_CN", with_amounts=True)
    event = next(
        one for one in Calendar.from_ical(file).walk("VEVENT") if one.decoded("dtstart") == FIRST_DUE
    )
    assert "自己记的" in str(event["summary"])
    assert "白条　¥268.00（自己记的）" in str(event["description"])
    bare = await container.services.calendar.file(calendar, "zh_CN", with_amounts=False)
    assert "¥" not in bare.decode()


async def test_a_note_that_was_paid_leaves_the_calendar(container: Container, customer: CustomerView) -> None:
    detail = await noted(container, customer, "欠我哥2000 年底还")
    await container.services.tracked.mark_paid(customer.id, detail.bill.bill_id, 1)
    calendar = await container.services.calendar.calendar(customer.id)
    assert [day.is_due for day in calendar.days] == [False]
    file = await container.services.calendar.file(calendar, "zh_CN", with_amounts=False)
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert event["status"] == "CANCELLED"


async def test_the_chart_holds_both_month_by_month_and_says_what_it_cannot_count(
    container: Container, owner: CustomerView
) -> None:
    bills = (await container.services.bills.open_bills(owner.id)).bills
    await open_ended(container, owner)
    chart = await container.services.charts.months(owner.id)
    assert chart.left_fen == sum(bill.owed_fen for bill in bills)
    assert (chart.noted_fen, chart.notes_without_amount) == (8 * 26_800, 1)
    february = next(month for month in chart.months if month.first_day == date(2026, 2, 1))
    assert february.both_fen == february.owed_fen + 26_800


async def test_what_goes_on_and_on_is_counted_up_to_a_day_that_is_said(
    container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(date(2026, 1, 10), time(10))
    tracked = container.services.tracked
    draft = await tracked.begin(customer.id, "房租 每月1号 3000 一直还")
    if draft.asking is not None:
        draft = await tracked.leave_open(customer.id, draft.draft_id, LeftOpen.END)
    await tracked.keep(customer.id, draft.draft_id)
    chart = await container.services.charts.months(customer.id)
    assert chart.endless_until == date(2027, 1, 1)
    assert chart.noted_fen == 12 * 300_000


async def test_the_days_to_come_hold_both_with_one_total(container: Container, owner: CustomerView) -> None:
    enquiries = container.services.enquiries
    own = await enquiries.own(owner.id, Slots())
    found = await enquiries.coming(owner.id, own, 30, {}, debits=False)
    assert [note.due_date for note in found.notes] == [FIRST_DUE]
    assert found.both_fen == found.total_fen + 26_800
    assert found.total_fen == sum(bill.owed_fen for bill in found.bills)


async def test_notes_of_somebody_else_are_on_no_screen(container: Container, owner: CustomerView) -> None:
    other, services = await arrive(container, 2), container.services
    own = await services.enquiries.own(other.id, Slots())
    assert (await services.calendar.month(other.id, FIRST_DUE)).notes == ()
    assert (await services.calendar.calendar(other.id)).days == ()
    assert (await services.charts.months(other.id)).months == ()
    assert (await services.enquiries.coming(other.id, own, 30, {}, debits=False)).notes == ()
