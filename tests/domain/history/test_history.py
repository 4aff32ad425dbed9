"""The record of payments: read off the ledger on the days of the payments, however they came about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.wiring import House, build_house, catalog_importer
from domain.customers.results import CustomerView
from domain.history.results import PaymentOutcome
from domain.history.rules import Code, How
from domain.payments.errors import PaymentUncertain
from domain.quotes.results import OfferKind
from domain.terms import PenaltyTerms
from tests.support import returning
from tests.support.builders import catalog, lender
from tests.support.clock import MovableClock
from tests.support.gateways import FaultyApp, book_in, serving
from tests.support.people import arrive, buy, pay, repay_next
from tests.support.returning import EVERYTHING, bought, open_shop, send_back

FIRST_DUE, SECOND_DUE = date(2026, 2, 5), date(2026, 3, 5)


@pytest.fixture
async def owner(house: House) -> CustomerView:
    """Twelve bills of ¥357.24 from 5 February on."""
    customer = await arrive(house)
    await buy(house, customer)
    return customer


async def hows(house: House, customer: CustomerView) -> list[How]:
    return [one.judged.how for one in (await house.services.records.bills(customer.id, 0)).bills]


async def test_before_anything_is_due_there_is_a_record_without_a_rate(
    house: House, owner: CustomerView
) -> None:
    record = await house.services.records.overview(owner.id)
    assert (record.standing.rate_bp, record.overdue, record.next_due) == (None, 0, FIRST_DUE)
    assert [month.code for month in record.months] == [Code.NOTHING_DUE]


async def test_who_never_bought_anything_has_no_months(house: House) -> None:
    customer = await arrive(house)
    assert (await house.services.records.overview(customer.id)).months == ()
    assert (await house.services.records.whole(customer.id)).bills == ()


async def test_early_on_time_and_late_are_told_apart_and_the_streak_is_counted(
    house: House, owner: CustomerView, clock: MovableClock
) -> None:
    for day in (date(2026, 2, 3), SECOND_DUE, date(2026, 4, 9)):
        clock.move_to(day)
        await repay_next(house, owner)
    assert await hows(house, owner) == [How.LATE, How.ON_TIME, How.EARLY]
    record = await house.services.records.overview(owner.id)
    assert (record.standing.counted, record.standing.on_time) == (3, 2)
    assert (record.standing.streak, record.standing.longest_streak) == (0, 2)
    assert [month.code for month in record.months] == [
        Code.WITHIN_MONTH,
        Code.NORMAL,
        Code.NORMAL,
        Code.NOTHING_DUE,
    ]


async def test_what_is_late_today_is_counted_with_its_days(
    house: House, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(date(2026, 3, 10))
    record = await house.services.records.overview(owner.id)
    assert (record.overdue, record.overdue_days) == (2, 33)
    assert record.months[0].code is Code.LEVEL_2
    assert await hows(house, owner) == [How.OVERDUE, How.OVERDUE]


async def test_a_payment_whose_outcome_came_a_day_later_was_still_paid_on_time(
    settings: Settings, clock: MovableClock, tmp_path: Path
) -> None:
    gateway = FaultyApp(book_in(tmp_path))
    async with serving(gateway) as address:
        house = build_house(settings.model_copy(update={"payment_url": address}), clock)
        await catalog_importer(house.store).apply(catalog(), {})
        customer = await arrive(house)
        await buy(house, customer)
        clock.move_to(FIRST_DUE, time(23, 58))
        gateway.lose_next_answer = 1
        with pytest.raises(PaymentUncertain):
            await repay_next(house, customer)
        now = clock.move_to(date(2026, 2, 6))
        await house.services.repayment.reconcile(now)
        assert await hows(house, customer) == [How.ON_TIME]
        await house.aclose()


async def test_days_of_grace_and_a_small_rest_count_as_on_time_and_are_named(
    house: House, clock: MovableClock
) -> None:
    spec = catalog()
    kind = lender(penalty=PenaltyTerms(grace_days=3, grace_fen=500))
    await catalog_importer(house.store).apply(replace(spec, institutions=(kind, *spec.institutions[1:])), {})
    customer = await arrive(house)
    order = await buy(house, customer)
    clock.move_to(date(2026, 2, 7))
    await repay_next(house, customer)
    clock.move_to(SECOND_DUE)
    almost = await house.services.offers.amount(customer.id, order.bills[0].loan_id, 35_724 - 400)
    await pay(house, customer, almost.offer_id)
    clock.move_to(date(2026, 3, 20))
    assert await hows(house, customer) == [How.TOLERATED, How.GRACE]
    assert (await house.services.records.overview(customer.id)).standing.rate_bp == 10_000


async def test_bills_settled_by_goods_that_went_back_are_neither_kept_nor_missed(
    house: House, clock: MovableClock
) -> None:
    await open_shop(house)
    customer, order = await bought(house, clock, paid=4)
    clock.move_to(returning.TEN_DAYS_IN)
    await send_back(house, customer, order, EVERYTHING)
    record = await house.services.records.overview(customer.id)
    assert (record.standing.counted, record.standing.on_time, record.next_due) == (4, 4, None)
    assert set(await hows(house, customer)) <= {How.ON_TIME, How.RETURNED}


async def test_every_payment_is_listed_with_what_it_was_for_the_newest_first(
    house: House, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(FIRST_DUE)
    await repay_next(house, owner)
    clock.advance(minutes=5)
    loan_id = (await house.services.bills.open_bills(owner.id)).bills[0].loan_id
    quote = await house.services.offers.settlement(owner.id, loan_id)
    await pay(house, owner, quote.offer_id)
    listed = (await house.services.records.payments(owner.id, 0)).payments
    assert [(one.kind, one.outcome) for one in listed] == [
        (OfferKind.SETTLEMENT, PaymentOutcome.TAKEN),
        (OfferKind.BILLS, PaymentOutcome.TAKEN),
    ]
    assert (listed[1].first_no, listed[1].last_no, listed[1].amount_fen) == (1, 1, 35_724)
    record = await house.services.records.overview(owner.id)
    assert record.months[0].code is Code.SETTLED
    assert record.standing.on_time == record.standing.counted == 12


async def test_pages_hold_ten_and_the_whole_holds_all(
    house: House, owner: CustomerView, clock: MovableClock
) -> None:
    for bill in (await house.services.bills.open_bills(owner.id)).bills:
        clock.move_to(bill.due_date)
        await repay_next(house, owner)
    records = house.services.records
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


async def test_nobody_sees_anothers_record(house: House, owner: CustomerView, clock: MovableClock) -> None:
    clock.move_to(FIRST_DUE)
    await repay_next(house, owner)
    stranger = await arrive(house, telegram_id=2)
    assert (await house.services.records.bills(stranger.id, 0)).bills == ()
    assert (await house.services.records.payments(stranger.id, 0)).payments == ()
    assert (await house.services.records.overview(stranger.id)).months == ()
