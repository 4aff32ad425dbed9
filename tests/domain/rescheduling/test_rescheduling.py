"""Another due day and one instalment put off, through services, ledger, notices, debits and the audit."""

from __future__ import annotations

import asyncio
from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from bot.wiring import Container, notices_on
from domain.customers.errors import AccountFrozen
from domain.documents.results import Statement
from domain.errors import NotFound, Stale
from domain.notices.bill_notices import BillsContent
from domain.outbox.results import NoticeKind
from domain.periods import Period
from domain.rescheduling.errors import NotMovable
from domain.rescheduling.results import MoveKind, Obstacle, WhyNot
from domain.rescheduling.service import ShownMove
from domain.rules.steps import InterestStep
from domain.terms import DeferralTerms, DueDayChangeTerms
from tests.domain.notices.test_notices import RecordingChannel
from tests.domain.rescheduling.shop import CHANGE, breaches, shop_with, sign, signs, some_paid
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, repay_next

MAY_10, JUNE_20 = date(2026, 5, 10), date(2026, 6, 20)


async def count(container: Container, table: str) -> int:
    async with container.engine.connect() as connection:
        return int(await connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


async def why(
    container: Container, customer_id: str, loan_id: str, kind: MoveKind = MoveKind.DUE_DAY
) -> Obstacle | None:
    return (await container.services.reschedulings.choice(customer_id, loan_id, kind)).obstacle


# What it does


async def test_the_due_day_moves_to_the_20th_for_14_50_more(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    done = await sign(container, customer, loan_id, 20)
    assert (done.extra_fen, done.rows[0].was_due, done.rows[0].due_date) == (1_450, date(2026, 6, 5), JUNE_20)
    bills = (await container.services.bills.open_bills(customer.id)).bills
    assert [bill.due_date.day for bill in bills] == [20] * 8
    assert [bill.owed_fen for bill in bills] == [36_981, *[35_531] * 6, 35_527]
    assert await breaches(container) == []


async def test_one_instalment_is_put_off_for_2_00_once(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    done = await sign(container, customer, loan_id, 10, MoveKind.DEFERRAL)
    assert done.extra_fen == 200
    bills = (await container.services.bills.open_bills(customer.id)).bills
    assert [bill.due_date for bill in bills[:2]] == [date(2026, 6, 15), date(2026, 7, 5)]
    assert await why(container, customer.id, loan_id, MoveKind.DEFERRAL) == Obstacle(WhyNot.USED)
    assert await why(container, customer.id, loan_id) is None
    assert await breaches(container) == []


async def test_a_flat_plan_keeps_its_fee(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock, "consumer-12")
    clock.move_to(MAY_10)
    done = await sign(container, customer, loan_id, 1)
    assert (done.extra_fen, done.rows[0].due_date) == (0, date(2026, 7, 1))
    assert await breaches(container) == []


@on_sqlite
async def test_looking_writes_nothing(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    service, entries = container.services.reschedulings, await count(container, "ledger_entries")
    for kind, value in ((MoveKind.DUE_DAY, 20), (MoveKind.DEFERRAL, 3)):
        choice = await service.choice(customer.id, loan_id, kind)
        shown = await service.agreement(customer.id, loan_id, kind, value)
        option = next(one for one in choice.options if one.value == value)
        assert (option.first_due, option.extra_fen) == (
            shown.preview.rows[0].due_date,
            shown.preview.extra_fen,
        )
        assert choice.other_kind
    assert await count(container, "reschedulings") == 0
    assert await count(container, "ledger_entries") == entries


@on_sqlite
async def test_the_day_that_holds_now_is_not_offered(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    choice = await container.services.reschedulings.choice(customer.id, loan_id, MoveKind.DUE_DAY)
    assert [option.value for option in choice.options] == [1, 20]
    with pytest.raises(Stale):
        await sign(container, customer, loan_id, 5)
    with pytest.raises(Stale):
        await sign(container, customer, loan_id, 7)  # a day that is not the lender's


async def test_settling_and_prepaying_go_by_the_new_dates(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    before = await container.services.quotes.settlement(customer.id, loan_id)
    await sign(container, customer, loan_id, 20)
    with pytest.raises(Stale):
        await container.services.payments.confirm_quote(customer.id, before.quote_id)
    after = await container.services.quotes.settlement(customer.id, loan_id)
    assert after.amount_fen == before.amount_fen + 1_450  # the running period's whole interest
    receipt = await container.services.payments.confirm_quote(customer.id, after.quote_id)
    assert receipt.amount_fen == after.amount_fen
    assert await breaches(container) == []


# Once


async def test_two_taps_at_the_same_moment_are_one_change(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    service = container.services.reschedulings
    shown = (await service.agreement(customer.id, loan_id, MoveKind.DUE_DAY, 20)).preview
    taps = [service.confirm(customer.id, ShownMove.of(shown), signs) for _ in range(3)]
    first, *others = await asyncio.gather(*taps)
    assert all(other == first for other in others)
    assert await count(container, "reschedulings") == 1
    clock.move_to(MAY_10 + timedelta(days=1))
    again = await service.confirm(customer.id, ShownMove.of(shown), signs)  # days later, too
    assert (again.rows, again.extra_fen) == (first.rows, first.extra_fen)
    assert await breaches(container) == []


@on_sqlite
async def test_after_midnight_or_a_payment_it_is_shown_anew(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    service = container.services.reschedulings
    shown = (await service.agreement(customer.id, loan_id, MoveKind.DUE_DAY, 20)).preview
    clock.move_to(MAY_10 + timedelta(days=1))
    with pytest.raises(Stale):
        await service.confirm(customer.id, ShownMove.of(shown), signs)
    shown = (await service.agreement(customer.id, loan_id, MoveKind.DUE_DAY, 20)).preview
    await repay_next(container, customer)
    with pytest.raises(Stale):
        await service.confirm(customer.id, ShownMove.of(shown), signs)
    assert await count(container, "reschedulings") == 0


@on_sqlite
async def test_nobody_moves_the_dates_of_somebody_else(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    service, stranger = container.services.reschedulings, await arrive(container, 2)
    shown = (await service.agreement(customer.id, loan_id, MoveKind.DUE_DAY, 20)).preview
    with pytest.raises(NotFound):
        await service.choice(stranger.id, loan_id, MoveKind.DUE_DAY)
    with pytest.raises(NotFound):
        await service.agreement(stranger.id, loan_id, MoveKind.DUE_DAY, 20)
    with pytest.raises(NotFound):
        await service.confirm(stranger.id, ShownMove.of(shown), signs)
    await sign(container, customer, loan_id, 20)
    with pytest.raises(NotFound):
        await service.confirm(stranger.id, ShownMove.of(shown), signs)


# Why not


@on_sqlite
async def test_a_lender_that_says_nothing_moves_nothing(container: Container, clock: MovableClock) -> None:
    await shop_with(container, due_day_change=DueDayChangeTerms(), deferral=DeferralTerms())
    customer, loan_id = await some_paid(container, clock)
    for kind in MoveKind:
        assert await why(container, customer.id, loan_id, kind) == Obstacle(WhyNot.NOT_OFFERED)
    assert not await container.services.reschedulings.offered(customer.id)
    await shop_with(container)  # what the lender practises from now on holds for loans that run
    clock.move_to(MAY_10)
    assert await container.services.reschedulings.offered(customer.id) == {loan_id}
    assert await why(container, customer.id, loan_id) is None


@on_sqlite
async def test_not_before_enough_is_paid(container: Container, clock: MovableClock) -> None:
    await shop_with(container, due_day_change=DueDayChangeTerms(days=(20,), after_periods=3))
    customer, loan_id = await some_paid(container, clock, count=1)
    clock.move_to(date(2026, 2, 10))
    assert await why(container, customer.id, loan_id) == Obstacle(WhyNot.TOO_FEW_PAID, periods=2)
    with pytest.raises(NotMovable):
        await sign(container, customer, loan_id, 20)


@on_sqlite
async def test_not_while_late_nor_on_the_day_itself(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    for day, reason in ((date(2026, 6, 5), WhyNot.DUE_TODAY), (date(2026, 6, 6), WhyNot.LATE)):
        clock.move_to(day)
        assert await why(container, customer.id, loan_id) == Obstacle(reason)
    await repay_next(container, customer)
    assert await why(container, customer.id, loan_id) is None


@on_sqlite
async def test_not_in_the_last_period(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock, count=11)
    clock.move_to(date(2026, 12, 10))
    assert await why(container, customer.id, loan_id) == Obstacle(WhyNot.LAST)


@on_sqlite
async def test_not_while_an_instalment_is_paid_in_part(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    quote = await container.services.quotes.amount(customer.id, loan_id, 10_000)
    await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    assert await why(container, customer.id, loan_id) == Obstacle(WhyNot.BEGUN)


@on_sqlite
async def test_once_a_year(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    await sign(container, customer, loan_id, 20)
    too_soon = Obstacle(WhyNot.TOO_SOON, from_day=MAY_10 + timedelta(days=CHANGE.every_days))
    assert await why(container, customer.id, loan_id) == too_soon
    await shop_with(container, due_day_change=DueDayChangeTerms(days=(1, 5, 20), every_days=30))
    clock.move_to(date(2026, 6, 10))
    await sign(container, customer, loan_id, 5)
    assert await breaches(container) == []


@on_sqlite
async def test_not_while_a_return_waits(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    (loan,) = await container.services.reschedulings.loans(customer.id)
    returns = container.services.returns
    shown = await returns.preview(customer.id, loan.order_id, {1: 1})
    await returns.request(customer.id, loan.order_id, {1: 1}, shown.version)
    assert await why(container, customer.id, loan_id) == Obstacle(WhyNot.RETURNING)


@on_sqlite
async def test_a_frozen_account_changes_nothing(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    await container.services.security.freeze(customer.id)
    with pytest.raises(AccountFrozen):
        await sign(container, customer, loan_id, 20)
    assert await count(container, "reschedulings") == 0


# What is wrong with the books afterwards


@on_sqlite
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE installments SET due_date = '2026-06-21' WHERE no = 5", "by what was signed on 2026-06-20"),
        ("UPDATE reschedulings SET extra_fen = 0", "its instalments say otherwise"),
        ("DELETE FROM reschedulings", "which was not signed"),
        ("UPDATE reschedulings SET rows = replace(rows, '4169', '4168')", "the ledger says otherwise"),
        ("UPDATE reschedulings SET rows = replace(rows, '2026-06-05', '2026-06-04')", "where it was not due"),
    ],
)
async def test_the_audit_names_what_was_tampered_with(
    container: Container, clock: MovableClock, statement: str, said: str
) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    await sign(container, customer, loan_id, 20)
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text(statement))
    assert any(said in what for what in await breaches(container))


# What follows


@on_sqlite
async def test_the_debit_comes_on_the_new_day(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    await sign(container, customer, loan_id, 20)
    await container.services.autopay.add_card(customer.id, "6222020000000000018", 1, sure=True)
    await container.services.autopay.agree(customer.id, version="test", sha256="0" * 64, locale="zh_CN")
    runner = container.debit_runner
    await runner.run(clock.move_to(date(2026, 6, 5), time(9)))
    assert len((await container.services.bills.open_bills(customer.id)).bills) == 8
    await runner.run(clock.move_to(JUNE_20, time(9)))
    assert len((await container.services.bills.open_bills(customer.id)).bills) == 7
    assert await breaches(container) == []


@on_sqlite
async def test_a_reminder_that_waits_for_the_old_day_is_dropped_and_the_new_day_is_told(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    channel = RecordingChannel()
    notices = notices_on(container.store, clock, channel)
    june_2 = date(2026, 6, 2)
    await notices.plan(clock.move_to(june_2, time(6, 5)))
    clock.move_to(june_2, time(8, 30))
    await sign(container, customer, loan_id, 20)
    await notices.deliver(clock.move_to(june_2, time(9)))
    assert channel.received == []
    for day in (date(2026, 6, 4), date(2026, 6, 5), date(2026, 6, 6), date(2026, 6, 17), JUNE_20):
        await notices.plan(clock.move_to(day, time(6, 5)))
        await notices.deliver(clock.move_to(day, time(9)))
    assert channel.kinds == [NoticeKind.DUE_SOON, NoticeKind.DUE_TODAY]
    bills = [bill for content in channel.contents(BillsContent) for bill in content.bills]
    assert {bill.due_date for bill in bills} == {JUNE_20}


async def test_the_statement_is_right_across_a_change(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    await sign(container, customer, loan_id, 20)
    clock.move_to(date(2026, 6, 25))
    issued = await container.services.documents.statement(
        customer.id, Period(date(2026, 6, 1), date(2026, 6, 30))
    )
    assert isinstance(issued.facts, Statement)
    assert [(entry.day, entry.amount_fen) for entry in issued.facts.entries] == [(JUNE_20, 36_981)]


@on_sqlite
@pytest.mark.parametrize(("kind", "value", "days"), [(MoveKind.DUE_DAY, 20, 46), (MoveKind.DEFERRAL, 10, 41)])
async def test_how_the_new_interest_came_about_is_explained_by_its_days(
    container: Container, clock: MovableClock, kind: MoveKind, value: int, days: int
) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    done = await sign(container, customer, loan_id, value, kind)
    bill = (await container.services.bills.open_bills(customer.id)).bills[0]
    explained = await container.services.breakdowns.bill(customer.id, bill.installment_id)
    (step,) = explained.row.interest
    assert isinstance(step, InterestStep)
    assert (step.balance_fen, step.days, step.amount_fen) == (271_868, days, done.rows[0].interest_fen)
