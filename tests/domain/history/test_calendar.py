"""The calendar of due dates: a month over all loans, and days that update what a telephone has."""

from __future__ import annotations

from datetime import date

import pytest
from icalendar import Calendar

from bot.wiring import Container
from domain.customers.results import CustomerView
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, pay, repay_next

FIRST_DUE = date(2026, 2, 5)


@pytest.fixture
async def owner(container: Container) -> CustomerView:
    """Two loans of twelve bills each, due on the fifth from February on."""
    customer = await arrive(container)
    for product_id in ("xiaomi-15", "lamp"):
        await buy(container, customer, product_id=product_id)
    return customer


@on_sqlite
async def test_a_month_holds_the_bills_of_all_loans_paid_or_not(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(FIRST_DUE)
    paid_fen = await repay_next(container, owner)
    month = await container.services.calendar.month(owner.id)
    assert [bill.due_date for bill in month.bills] == [FIRST_DUE, FIRST_DUE]
    assert month.paid_fen == paid_fen
    assert month.left_fen == sum(bill.owed_fen for bill in month.bills)
    assert len(month.of_day(FIRST_DUE)) == 2


@on_sqlite
async def test_months_turn_from_the_first_due_one_or_this_to_the_last_and_no_further(
    container: Container, owner: CustomerView
) -> None:
    calendar = container.services.calendar
    this = await calendar.month(owner.id)
    assert (this.month, this.first_month, this.last_month) == (
        date(2026, 1, 1),
        date(2026, 1, 1),
        date(2027, 1, 1),
    )
    assert (await calendar.month(owner.id, date(2031, 5, 1))).month == date(2027, 1, 1)
    assert (await calendar.month(owner.id, date(2020, 5, 31))).month == date(2026, 1, 1)


@on_sqlite
async def test_arrears_stand_in_the_present_month_only(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(date(2026, 3, 1))
    calendar = container.services.calendar
    assert len((await calendar.month(owner.id)).arrears) == 2
    assert (await calendar.month(owner.id, date(2026, 4, 1))).arrears == ()


async def test_who_owes_nothing_has_an_empty_month(container: Container) -> None:
    customer = await arrive(container)
    month = await container.services.calendar.month(customer.id)
    assert (month.bills, month.first_month) == ((), month.last_month)
    assert (await container.services.calendar.calendar(customer.id)).days == ()


@on_sqlite
async def test_a_newer_file_takes_out_what_is_paid_and_keeps_the_ids(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    calendar = container.services.calendar
    before = await calendar.calendar(owner.id)
    clock.move_to(FIRST_DUE)
    await repay_next(container, owner)
    await repay_next(container, owner)
    after = await calendar.calendar(owner.id)
    assert after.version > before.version
    assert (len(before.days[0].bills), len(after.days[0].bills)) == (2, 0)
    old, new = [
        {str(event["uid"]): str(event["status"]) for event in Calendar.from_ical(file).walk("VEVENT")}
        for file in [await calendar.file(one, "zh_CN", with_amounts=True) for one in (before, after)]
    ]
    assert old.keys() == new.keys()
    assert list(old.values()).count("CANCELLED") == 0
    assert list(new.values()).count("CANCELLED") == 1


@on_sqlite
async def test_a_settled_loan_leaves_the_calendar(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(FIRST_DUE)
    for loan_id in {bill.loan_id for bill in (await container.services.bills.open_bills(owner.id)).bills}:
        await pay(container, owner, (await container.services.quotes.settlement(owner.id, loan_id)).quote_id)
    assert all(not day.bills for day in (await container.services.calendar.calendar(owner.id)).days)
    month = await container.services.calendar.month(owner.id, date(2026, 6, 1))
    assert month.left_fen == 0
