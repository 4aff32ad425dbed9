"""Income days are their customer's own: sealed, changed by the same day, set against bills and notes; on both databases."""

from __future__ import annotations

import asyncio
from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from bot.settings import Settings
from bot.wiring import Container, build_container
from domain.customers.results import CustomerView
from domain.errors import InvalidInput, NotFound
from domain.income.errors import TooManyIncomes
from domain.income.results import Enough, IncomeTerms
from domain.income.service import MOST_INCOMES
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy


async def terms_of(container: Container, customer: CustomerView) -> list[IncomeTerms]:
    return [one.terms for one in (await container.services.income.plan(customer.id)).incomes]


async def test_what_was_said_is_sealed_and_the_same_day_again_changes_its_amount(
    container: Container,
) -> None:
    customer, income = await arrive(container), container.services.income
    await income.tell(customer.id, "每月10号8000，25号2000")
    await income.tell(customer.id, "10号 8500")
    assert await terms_of(container, customer) == [IncomeTerms(10, 8_500_00), IncomeTerms(25, 2_000_00)]
    async with container.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT * FROM income_days"))).all()
    assert len(rows) == 2
    assert "8500" not in str(rows)
    assert "850000" not in str(rows)


async def test_what_cannot_be_read_keeps_nothing(container: Container) -> None:
    customer = await arrive(container)
    with pytest.raises(InvalidInput):
        await container.services.income.tell(customer.id, "10号8000，还有一些")
    assert await terms_of(container, customer) == []


async def test_of_two_processes_that_are_told_of_one_day_it_is_kept_once(
    settings: Settings, container: Container, clock: MovableClock
) -> None:
    customer, rival = await arrive(container), build_container(settings, clock)
    told = [one.services.income.tell(customer.id, "每月10号8000") for one in (container, rival) * 3]
    await asyncio.gather(*told)
    await rival.aclose()
    assert await terms_of(container, customer) == [IncomeTerms(10, 8_000_00)]


async def test_bills_here_and_notes_are_both_set_aside(container: Container, clock: MovableClock) -> None:
    customer, services = await arrive(container), container.services
    clock.move_to(date(2026, 1, 5), time(10))
    await buy(container, customer, product_id="lamp")
    draft = await services.tracked.begin(customer.id, "车贷 还剩3期 每期1200 每月8号还")
    await services.tracked.keep(customer.id, draft.draft_id)
    await services.income.tell(customer.id, "每月10号8000")
    first, second = (await services.income.plan(customer.id)).stretches[:2]
    bills = (await services.bills.open_bills(customer.id)).bills
    ours = [bill for bill in bills if date(2026, 1, 10) < bill.due_date <= date(2026, 2, 10)]
    assert (first.needed_fen, first.bills, len(first.notes)) == (1_200_00, (), 1)
    assert second.needed_fen == 1_200_00 + sum(bill.owed_fen for bill in ours)
    assert (second.bills, second.enough) == (tuple(ours), Enough.YES)


async def test_what_is_late_here_is_due_before_the_next_income(
    container: Container, clock: MovableClock
) -> None:
    customer, services = await arrive(container), container.services
    await buy(container, customer, product_id="lamp")
    await services.income.tell(customer.id, "月底 3000")
    first_due = (await services.bills.open_bills(customer.id)).bills[0].due_date
    clock.move_to(first_due + timedelta(days=3), time(10))
    late = (await services.bills.open_bills(customer.id)).bills[0]
    first = (await services.income.plan(customer.id)).stretches[0]
    assert late.due_date < first.until
    assert (first.bills, first.needed_fen) == ((late,), late.owed_fen)


async def test_nobody_reaches_the_income_of_somebody_else(container: Container) -> None:
    customer, other, income = await arrive(container), await arrive(container, 2), container.services.income
    await income.tell(customer.id, "10号8000")
    (mine,) = (await income.plan(customer.id)).incomes
    with pytest.raises(NotFound):
        await income.delete(other.id, mine.income_id)
    assert (await income.plan(other.id)).stretches == ()
    await income.delete(customer.id, mine.income_id)
    assert await terms_of(container, customer) == []


async def test_so_many_are_kept_and_no_more(container: Container) -> None:
    customer, income = await arrive(container), container.services.income
    for day in range(1, MOST_INCOMES + 1):
        await income.tell(customer.id, f"{day}号")
    with pytest.raises(TooManyIncomes):
        await income.tell(customer.id, "28号")
    await income.tell(customer.id, "1号 100")
    assert len(await terms_of(container, customer)) == MOST_INCOMES


async def test_they_are_in_the_copy_and_deleted_with_the_rest(container: Container) -> None:
    customer, services = await arrive(container), container.services
    await services.income.tell(customer.id, "10号8000")
    copy = await services.privacy.copy(customer.id)
    assert "800000" in str(copy.held["tracked"]["income_days"][0]["terms"])
    await services.privacy.erase(customer.id)
    async with container.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM income_days"))).scalar_one() == 0
