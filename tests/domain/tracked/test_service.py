"""A note is kept once, changed, marked and deleted by its owner only; on both databases."""

from __future__ import annotations

import asyncio
from datetime import date, time

import pytest
from sqlalchemy import text

from bot.settings import Settings
from bot.wiring import Container, build_container
from domain.customers.results import CustomerView
from domain.errors import InvalidInput, NotFound, Stale
from domain.ids import new_id
from domain.tracked.errors import TooManyTracked
from domain.tracked.records import add_bill
from domain.tracked.results import Later, LeftOpen, TrackedDetail, TrackedField, TrackedTerms
from domain.tracked.rules import MOST_BILLS, settled
from tests.support.clock import MovableClock
from tests.support.people import arrive

TODAY = date(2026, 1, 5)
HUABEI = "花呗分期 3999 分12期 每期357.24 每月31号还"


async def noted(container: Container, customer: CustomerView, said: str = HUABEI) -> TrackedDetail:
    draft = await container.services.tracked.begin(customer.id, said)
    assert draft.asking is None
    return await container.services.tracked.keep(customer.id, draft.draft_id)


async def test_the_days_are_the_last_of_shorter_months(
    container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(date(2026, 1, 5), time(10))
    detail = await noted(container, customer)
    assert [due.due_date for due in detail.dues[:4]] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]
    assert detail.bill.left_fen == 12 * 35_724


async def test_what_was_said_is_sealed_and_kept_once(container: Container, customer: CustomerView) -> None:
    draft = await container.services.tracked.begin(customer.id, HUABEI)
    first = await container.services.tracked.keep(customer.id, draft.draft_id)
    again = await container.services.tracked.keep(customer.id, draft.draft_id)
    assert again.bill.bill_id == first.bill.bill_id
    assert len((await container.services.tracked.overview(customer.id)).bills) == 1
    async with container.engine.connect() as connection:
        tokens = (await connection.execute(text("SELECT terms_token FROM tracked_bills"))).scalars().all()
    assert len(tokens) == 1
    assert "花呗" not in tokens[0]


async def test_what_is_asked_goes_on_after_a_restart(
    settings: Settings, container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    asked = await container.services.tracked.begin(customer.id, "白条 还剩8期")
    assert asked.asking is TrackedField.DUE
    restarted = build_container(settings, clock)
    tracked = restarted.services.tracked
    with pytest.raises(InvalidInput) as refused:
        await tracked.answer(customer.id, "40号")
    assert refused.value.reason == TrackedField.DUE
    assert (await tracked.answer(customer.id, "15号")).asking is TrackedField.AMOUNT
    read = await tracked.answer(customer.id, "268")
    assert (read.asking, read.terms.amount_fen, read.terms.left) == (None, 26_800, 8)
    await restarted.aclose()


async def test_what_was_read_back_before_an_answer_keeps_nothing(
    container: Container, customer: CustomerView
) -> None:
    tracked = container.services.tracked
    asked = await tracked.begin(customer.id, "白条 还剩8期 每月15号")
    read = await tracked.leave_open(customer.id, asked.draft_id, LeftOpen.AMOUNT)
    with pytest.raises(Stale):
        await tracked.keep(customer.id, asked.draft_id)
    with pytest.raises(Stale):
        await tracked.leave_open(customer.id, asked.draft_id, LeftOpen.AMOUNT)
    assert (await tracked.keep(customer.id, read.draft_id)).bill.left_fen is None


async def test_nobody_reaches_the_note_of_somebody_else(container: Container, customer: CustomerView) -> None:
    bill_id = (await noted(container, customer)).bill.bill_id
    other, tracked = await arrive(container, 2), container.services.tracked
    for refused in (
        tracked.bill(other.id, bill_id),
        tracked.keep(other.id, bill_id),
        tracked.mark_paid(other.id, bill_id, 1),
        tracked.remind(other.id, bill_id, reminded=False),
        tracked.put_off(other.id, bill_id, 1, Later.TOMORROW),
        tracked.begin_change(other.id, bill_id, TrackedField.NAME),
        tracked.delete(other.id, bill_id),
    ):
        with pytest.raises((NotFound, Stale)):
            await refused
    assert (await tracked.bill(customer.id, bill_id)).bill.reminded


async def test_a_change_holds_from_the_next_period_on_and_the_record_stays(
    container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(date(2026, 1, 5), time(10))
    tracked = container.services.tracked
    bill_id = (await noted(container, customer)).bill.bill_id
    await tracked.mark_paid(customer.id, bill_id, 1)
    await tracked.begin_change(customer.id, bill_id, TrackedField.AMOUNT)
    read = await tracked.answer(customer.id, "300")
    changed = await tracked.keep(customer.id, read.draft_id)
    assert changed.bill.bill_id == bill_id
    assert [(due.no, due.amount_fen) for due in changed.dues[:3]] == [(1, 35_724), (2, 30_000), (3, 30_000)]
    assert (changed.bill.left, changed.dues[0].paid_on) == (11, date(2026, 1, 5))


async def test_one_that_goes_on_never_runs_out_of_days(
    container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(date(2026, 1, 5), time(10))
    tracked = container.services.tracked
    detail = await noted(container, customer, "信用卡 账单日5号 还款日31号")
    for no in range(1, 40):
        clock.move_to(detail.dues[no - 1].due_date, time(10))
        detail = await tracked.mark_paid(customer.id, detail.bill.bill_id, no)
        assert detail.bill.next_due is not None
    assert detail.dues[37].due_date == date(2029, 2, 28)
    assert detail.dues[38].due_date == date(2029, 3, 31)


async def test_marked_twice_is_marked_once_and_can_be_taken_back(
    container: Container, customer: CustomerView
) -> None:
    tracked, bill_id = container.services.tracked, (await noted(container, customer)).bill.bill_id
    first = await tracked.mark_paid(customer.id, bill_id, 1)
    assert await tracked.mark_paid(customer.id, bill_id, 1) == first
    assert (await tracked.mark_paid(customer.id, bill_id, 1, paid=False)).dues[0].paid_on is None
    with pytest.raises(NotFound):
        await tracked.mark_paid(customer.id, bill_id, 13)


async def test_more_than_fifty_are_not_kept(container: Container, customer: CustomerView) -> None:
    for _ in range(MOST_BILLS):
        await noted(container, customer, "车贷 还剩8期 每期268 每月15号")
    with pytest.raises(TooManyTracked):
        await container.services.tracked.begin(customer.id, HUABEI)


async def test_of_two_processes_that_keep_the_fiftieth_one_does(
    settings: Settings, container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    for _ in range(MOST_BILLS - 1):
        await noted(container, customer, "车贷 还剩8期 每期268 每月15号")
    rival, terms = (
        build_container(settings, clock),
        settled(TrackedTerms("房贷", due_day=5, periods=8), TODAY),
    )

    async def kept(by: Container) -> None:
        async with by.store.write() as uow:
            await add_bill(uow, customer.id, new_id(), terms, by.cipher, clock.now())
            await asyncio.sleep(0.05)  # the others count meanwhile
            await uow.commit()

    outcomes = await asyncio.gather(*map(kept, (container, rival) * 2), return_exceptions=True)
    await rival.aclose()
    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", *["TooManyTracked"] * 3]
    assert len((await container.services.tracked.overview(customer.id)).bills) == MOST_BILLS


async def test_one_that_was_read_back_is_not_kept_where_another_one_was_the_fiftieth(
    container: Container, customer: CustomerView
) -> None:
    for _ in range(MOST_BILLS - 1):
        await noted(container, customer, "车贷 还剩8期 每期268 每月15号")
    tracked = container.services.tracked
    draft = await tracked.begin(customer.id, HUABEI)
    async with container.store.write() as uow:
        await add_bill(uow, customer.id, new_id(), draft.terms, container.cipher, container.clock.now())
        await uow.commit()
    with pytest.raises(TooManyTracked):
        await tracked.keep(customer.id, draft.draft_id)


async def test_deleted_is_gone_with_its_record(container: Container, customer: CustomerView) -> None:
    bill_id = (await noted(container, customer)).bill.bill_id
    await container.services.tracked.delete(customer.id, bill_id)
    assert (await container.services.tracked.overview(customer.id)).bills == ()
    async with container.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM tracked_dues"))).scalar() == 0


async def test_whoever_is_forgotten_leaves_no_note(container: Container, customer: CustomerView) -> None:
    await noted(container, customer)
    assert await container.services.privacy.erase(customer.id) is None
    async with container.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM tracked_bills"))).scalar() == 0
