"""The record of payments: read off the ledger on the days of the payments, however they came about."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.wiring import Container, build_container, catalog_importer
from domain.customers.results import CustomerView
from domain.history.results import PaymentOutcome
from domain.history.rules import Code, How
from domain.payments.errors import PaymentUncertain
from domain.quotes.results import QuoteKind
from domain.terms import PenaltyTerms
from domain.value import replace
from tests.support import returning
from tests.support.builders import catalog, lender
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.gateways import FaultyApp, book_in, serving
from tests.support.people import arrive, buy, pay, repay_next
from tests.support.returning import EVERYTHING, bought, open_shop, send_back

FIRST_DUE, SECOND_DUE = date(2026, 2, 5), date(2026, 3, 5)


@pytest.fixture
async def owner(container: Container) -> CustomerView:
    """Twelve bills of ¥357.24 from 5 February on."""
    customer = await arrive(container)
    await buy(container, customer)
    return customer


async def hows(container: Container, customer: CustomerView) -> list[How]:
    return [one.judged.how for one in (await container.services.history.bills(customer.id, 0)).bills]


@on_sqlite
async def test_before_anything_is_due_there_is_a_record_without_a_rate(
    container: Container, owner: CustomerView
) -> None:
    record = await container.services.history.overview(owner.id)
    assert (record.track_record.rate_bp, record.overdue, record.next_due) == (None, 0, FIRST_DUE)
    assert [month.code for month in record.months] == [Code.NOTHING_DUE]


@on_sqlite
async def test_who_never_bought_anything_has_no_months(container: Container) -> None:
    customer = await arrive(container)
    assert (await container.services.history.overview(customer.id)).months == ()
    assert (await container.services.history.whole(customer.id)).bills == ()


@on_sqlite
async def test_early_on_time_and_late_are_told_apart_and_the_streak_is_counted(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    for day in (date(2026, 2, 3), SECOND_DUE, date(2026, 4, 9)):
        clock.move_to(day)
        await repay_next(container, owner)
    assert await hows(container, owner) == [How.LATE, How.ON_TIME, How.EARLY]
    record = await container.services.history.overview(owner.id)
    assert (record.track_record.counted, record.track_record.on_time) == (3, 2)
    assert (record.track_record.streak, record.track_record.longest_streak) == (0, 2)
    assert [month.code for month in record.months] == [
        Code.WITHIN_MONTH,
        Code.NORMAL,
        Code.NORMAL,
        Code.NOTHING_DUE,
    ]


async def test_what_is_late_today_is_counted_with_its_days(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(date(2026, 3, 10))
    record = await container.services.history.overview(owner.id)
    assert (record.overdue, record.overdue_days) == (2, 33)
    assert record.months[0].code is Code.LEVEL_2
    assert await hows(container, owner) == [How.OVERDUE, How.OVERDUE]


@on_sqlite
async def test_a_payment_whose_outcome_came_a_day_later_was_still_paid_on_time(
    settings: Settings, clock: MovableClock, tmp_path: Path
) -> None:
    gateway = FaultyApp(book_in(tmp_path))
    async with serving(gateway) as address:
        container = build_container(settings.model_copy(update={"payment_url": address}), clock)
        await catalog_importer(container.store).apply(catalog(), {})
        customer = await arrive(container)
        await buy(container, customer)
        clock.move_to(FIRST_DUE, time(23, 58))
        gateway.lose_next_answer = 1
        with pytest.raises(PaymentUncertain):
            await repay_next(container, customer)
        now = clock.move_to(date(2026, 2, 6))
        await container.services.payments.reconcile(now)
        assert await hows(container, customer) == [How.ON_TIME]
        await container.aclose()


@on_sqlite
async def test_days_of_grace_and_a_small_rest_count_as_on_time_and_are_named(
    container: Container, clock: MovableClock
) -> None:
    spec = catalog()
    kind = lender(penalty=PenaltyTerms(grace_days=3, grace_fen=500))
    await catalog_importer(container.store).apply(
        replace(spec, institutions=(kind, *spec.institutions[1:])), {}
    )
    customer = await arrive(container)
    order = await buy(container, customer)
    clock.move_to(date(2026, 2, 7))
    await repay_next(container, customer)
    clock.move_to(SECOND_DUE)
    almost = await container.services.quotes.amount(customer.id, order.bills[0].loan_id, 35_724 - 400)
    await pay(container, customer, almost.quote_id)
    clock.move_to(date(2026, 3, 20))
    assert await hows(container, customer) == [How.TOLERATED, How.GRACE]
    assert (await container.services.history.overview(customer.id)).track_record.rate_bp == 10_000


@on_sqlite
async def test_bills_settled_by_goods_that_went_back_are_neither_kept_nor_missed(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, paid=4)
    clock.move_to(returning.TEN_DAYS_IN)
    await send_back(container, customer, order, EVERYTHING)
    record = await container.services.history.overview(customer.id)
    assert (record.track_record.counted, record.track_record.on_time, record.next_due) == (4, 4, None)
    assert set(await hows(container, customer)) <= {How.ON_TIME, How.RETURNED}


@on_sqlite
async def test_every_payment_is_listed_with_what_it_was_for_the_newest_first(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(FIRST_DUE)
    await repay_next(container, owner)
    clock.advance(minutes=5)
    loan_id = (await container.services.bills.open_bills(owner.id)).bills[0].loan_id
    quote = await container.services.quotes.settlement(owner.id, loan_id)
    await pay(container, owner, quote.quote_id)
    listed = (await container.services.history.payments(owner.id, 0)).payments
    assert [(one.kind, one.outcome) for one in listed] == [
        (QuoteKind.SETTLEMENT, PaymentOutcome.TAKEN),
        (QuoteKind.BILLS, PaymentOutcome.TAKEN),
    ]
    assert (listed[1].first_no, listed[1].last_no, listed[1].amount_fen) == (1, 1, 35_724)
    record = await container.services.history.overview(owner.id)
    assert record.months[0].code is Code.SETTLED
    assert (
        record.track_record.on_time == record.track_record.counted == 1
    )  # the day of the others has not come


@on_sqlite
async def test_pages_hold_ten_and_the_whole_holds_all(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    for bill in (await container.services.bills.open_bills(owner.id)).bills:
        clock.move_to(bill.due_date)
        await repay_next(container, owner)
    records = container.services.history
    first, second = await records.bills(owner.id, 0), await records.bills(owner.id, 1)
    assert ([one.bill.no for one in first.bills], first.pages) == (list(range(12, 2, -1)), 2)
    assert [one.bill.no for one in second.bills] == [2, 1]
    assert (await records.bills(owner.id, 99)).page == 1
    assert [
        len(page.payments)
        for page in (await records.payments(owner.id, 0), await records.payments(owner.id, 1))
    ] == [10, 2]
    whole = await records.whole(owner.id)
    assert (len(whole.bills), len(whole.payments)) == (12, 12)


async def test_nobody_sees_anothers_record(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(FIRST_DUE)
    await repay_next(container, owner)
    stranger = await arrive(container, telegram_id=2)
    assert (await container.services.history.bills(stranger.id, 0)).bills == ()
    assert (await container.services.history.payments(stranger.id, 0)).payments == ()
    assert (await container.services.history.overview(stranger.id)).months == ()
