"""An instalment of ¥0.00 is settled from the first: nobody is reminded of it, nobody is asked for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from bot.adapters.holidays import ChineseHolidays
from bot.db.migrate import migrate
from bot.db.revision import newest_revision
from bot.settings import Settings
from bot.wiring import NOTICES, Container, catalog_importer
from domain.customers.results import CustomerView
from domain.errors import Stale
from domain.history.rules import Code
from domain.loans.results import BillState
from domain.notices.bill_notices import BillsContent
from domain.notices.delivery import DeliveryService
from domain.orders.results import OrderDetail
from domain.periods import Period
from domain.quotes.results import PrepaymentChoice, QuoteView
from domain.terms import (
    Method,
    PlanSpec,
    PlanTerms,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
    RemainderIn,
    Rounding,
)
from domain.value import replace
from tests.domain.notices.test_notices import RecordingChannel
from tests.support import builders
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.earlier_tables import bring_back
from tests.support.people import arrive, buy, pay, repay_next
from tests.support.returning import REST, bought, open_shop, require_clean_books, send_back

LAST_DUE = date(2026, 7, 5)
POLICIES = [policy for policy in PrepayPolicy if policy is not PrepayPolicy.REMAINING_DUE]
# Too little for so many periods: rounding up stops when nothing is left, rounding down leaves it all to one.
TOO_MANY = {
    "all of the fee in the last": (Rounding.FLOOR, RemainderIn.LAST),
    "the last ones of nothing": (Rounding.EACH_HALF_UP, RemainderIn.LAST),
    "the first ones of nothing": (Rounding.EACH_HALF_UP, RemainderIn.FIRST),
}


def plan(plan_id: str, **terms: Any) -> PlanSpec:
    return PlanSpec(plan_id, "demo-consumer", PlanTerms(**terms), 1, 2_000_000)


async def offer(container: Container, *plans: PlanSpec, price_fen: int | None = None, **terms: Any) -> None:
    spec = builders.catalog()
    phone, *others = spec.products
    await catalog_importer(container.store).apply(
        replace(
            spec,
            products=(replace(phone, price_fen=price_fen or phone.price_fen), *others),
            institutions=tuple(replace(one, **terms) for one in spec.institutions),
            plans=(*spec.plans, *plans),
        ),
        {},
    )


INTEREST_FREE = plan("free-6", method=Method.INTEREST_ONLY, periods=6, annual_rate_pct=Decimal(0))


async def borrowed(container: Container, **terms: Any) -> tuple[CustomerView, OrderDetail]:
    """¥3,999.00 on 2026-01-05, free of interest, all of it due on 2026-07-05."""
    await offer(container, INTEREST_FREE, **terms)
    customer = await arrive(container)
    return customer, await buy(container, customer, plan_id="free-6")


@pytest.fixture
async def loan(container: Container) -> AsyncIterator[tuple[CustomerView, OrderDetail]]:
    yield await borrowed(container)
    await require_clean_books(container)


@on_sqlite
async def test_the_books_of_an_interest_free_loan_are_clean_from_its_first_day(
    container: Container, loan: tuple[CustomerView, OrderDetail]
) -> None:
    await require_clean_books(container)
    (bill,) = loan[1].bills
    assert (bill.no, bill.periods, bill.due_date, bill.owed_fen) == (6, 6, LAST_DUE, 399_900)
    assert bill.state is BillState.UPCOMING
    assert (loan[1].summary.paid_periods, loan[1].summary.settled) == (0, False)


async def test_nobody_is_reminded_of_nothing_and_everybody_of_the_last(
    container: Container, clock: MovableClock, loan: tuple[CustomerView, OrderDetail]
) -> None:
    channel = RecordingChannel()
    notices = DeliveryService(container.store, container.clock, channel, ChineseHolidays(), NOTICES)
    day = date(2026, 1, 6)
    told: dict[date, BillsContent] = {}
    while day <= LAST_DUE:
        now = clock.move_to(day, time(9, 0))
        await notices.plan(now)
        await notices.deliver(now)
        for content in channel.contents(BillsContent):
            told.setdefault(day, content)
        channel.received.clear()
        day += timedelta(days=1)
    assert told
    assert min(told) >= LAST_DUE - timedelta(days=7)
    assert {bill.no for content in told.values() for bill in content.bills} == {6}
    assert await container.services.bills.next_due_day(LAST_DUE - timedelta(days=1)) == LAST_DUE
    assert await container.services.bills.next_due_day(LAST_DUE) is None


@on_sqlite
async def test_nobody_is_asked_for_nothing(
    container: Container, clock: MovableClock, loan: tuple[CustomerView, OrderDetail]
) -> None:
    customer, _ = loan
    clock.move_to(date(2026, 3, 10))  # two of nothing are over
    (bill,) = (await container.services.bills.current_bills(customer.id)).bills
    assert (bill.no, bill.state, bill.days_late) == (6, BillState.UPCOMING, 0)
    with pytest.raises(Stale):
        await container.services.quotes.due(customer.id, bill.loan_id)
    overview = await container.services.history.overview(customer.id)
    assert (overview.overdue, overview.next_due, overview.track_record.counted) == (0, LAST_DUE, 0)
    assert {month.code for month in overview.months} == {Code.NOTHING_DUE}
    assert (await container.services.history.bills(customer.id, 0)).bills == ()
    calendar = await container.services.calendar.calendar(customer.id)
    assert [day.day for day in calendar.days if day.bills] == [LAST_DUE]
    assert (await container.services.calendar.month(customer.id, date(2026, 3, 1))).bills == ()
    statement = await container.services.documents.statement(
        customer.id, Period(date(2026, 1, 1), date(2026, 3, 31))
    )
    assert statement.facts.entries == ()  # type: ignore[union-attr]


@on_sqlite
async def test_its_last_instalment_settles_the_loan(
    container: Container, clock: MovableClock, loan: tuple[CustomerView, OrderDetail]
) -> None:
    customer, order = loan
    clock.move_to(LAST_DUE)
    assert await repay_next(container, customer) == 399_900
    done = await container.services.orders.order(customer.id, order.summary.order_id)
    assert (done.summary.settled, done.summary.paid_periods) == (True, done.summary.periods)
    certificate = await container.services.documents.certificate(customer.id, order.summary.order_id)
    assert certificate.facts.settled_day == LAST_DUE  # type: ignore[union-attr]


@on_sqlite
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("day", [date(2026, 1, 5), date(2026, 3, 5), date(2026, 3, 10)])
async def test_settling_an_interest_free_loan_takes_its_principal_whatever_the_day(
    container: Container, clock: MovableClock, policy: PrepayPolicy, day: date
) -> None:
    customer, order = await borrowed(container, prepay=PrepayTerms(policy))
    clock.move_to(day)
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    assert quote.amount_fen == 399_900
    assert (await pay(container, customer, quote.quote_id)).loan_settled
    await require_clean_books(container)


@on_sqlite
@pytest.mark.parametrize("strategy", [PrepayStrategy.SMALLER, PrepayStrategy.NEXT])
async def test_a_part_prepaid_of_an_interest_free_loan_leaves_the_rest_on_its_day(
    container: Container,
    clock: MovableClock,
    loan: tuple[CustomerView, OrderDetail],
    strategy: PrepayStrategy,
) -> None:
    customer, order = loan
    clock.move_to(date(2026, 3, 10))
    choices = await container.services.quotes.choices(customer.id, order.bills[0].loan_id, 100_000)
    assert isinstance(choices, PrepaymentChoice)
    quote: QuoteView = await container.services.quotes.prepayment(
        customer.id, order.bills[0].loan_id, 100_000, strategy
    )
    assert quote.amount_fen == 100_000
    await pay(container, customer, quote.quote_id)
    (bill,) = (await container.services.bills.open_bills(customer.id)).bills
    assert (bill.no, bill.periods, bill.due_date, bill.owed_fen) == (6, 6, LAST_DUE, 299_900)


@on_sqlite
@pytest.mark.parametrize("shape", TOO_MANY)
async def test_too_small_an_amount_for_its_periods_has_clean_books_to_the_end(
    container: Container, clock: MovableClock, shape: str
) -> None:
    rounding, remainder_in = TOO_MANY[shape]
    tiny = plan(
        "tiny-24",
        method=Method.FLAT_FEE,
        periods=24,
        total_fee_pct=Decimal(0),
        rounding=rounding,
        remainder_in=remainder_in,
    )
    await offer(container, tiny, price_fen=15)
    customer = await arrive(container)
    order = await buy(container, customer, plan_id="tiny-24")
    await require_clean_books(container)
    assert all(bill.owed_fen for bill in order.bills)
    assert {bill.periods for bill in order.bills} == {order.bills[-1].no}
    for bill in order.bills:
        clock.move_to(bill.due_date)
        assert await repay_next(container, customer) == bill.owed_fen
        await require_clean_books(container)
    assert (await container.services.orders.order(customer.id, order.summary.order_id)).summary.settled


@on_sqlite
async def test_no_bill_has_a_higher_number_than_its_plan_has_periods_after_a_bill_of_this_month_went_back(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, "consumer-3", paid=0)
    clock.move_to(order.bills[0].due_date - timedelta(days=1))
    await send_back(container, customer, order, {REST: 1})
    left = (await container.services.bills.open_bills(customer.id)).bills
    assert [bill for bill in left if not bill.owed_fen] == []
    assert all(bill.no <= bill.periods for bill in left)


async def test_an_older_loan_with_instalments_of_nothing_is_mended_by_the_migration(
    container: Container, settings: Settings, loan: tuple[CustomerView, OrderDetail]
) -> None:
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE installments SET settled_at = NULL"))
        await connection.execute(text("UPDATE loans SET periods = 1"))
    await bring_back(container.engine, "0006")
    assert await migrate(settings.database_url) == ("0006", newest_revision())
    (bill,) = (await container.services.bills.open_bills(loan[0].id)).bills
    assert (bill.no, bill.periods) == (6, 6)
