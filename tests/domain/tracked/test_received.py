"""Texts of bills: matched to what is tracked, changed so that it can be undone, or kept anew; on both databases."""

from __future__ import annotations

import asyncio
from datetime import date, time

import pytest
from sqlalchemy import text

from bot.settings import Settings
from bot.wiring import Container, build_container
from domain.billtexts.messages import read_message
from domain.customers.results import CustomerView
from domain.errors import NotFound, Stale
from domain.tracked.received import KEPT_FOR
from domain.tracked.results import (
    ReceivedBill,
    ReceivedState,
    TrackedDetail,
    TrackedDraftView,
    TrackedField,
    TrackedKind,
)
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy

TODAY = date(2026, 1, 5)
CARD = "招商银行信用卡 尾号6021 还款日12号"
STATEMENT = "【招商银行】您尾号6021的信用卡1月账单3,218.77元，最低还款160.94元，到期还款日1月14日。"
PAID = "【招商银行】您尾号6021的信用卡于1月5日还款3,218.77元已入账。"
HUABEI = "花呗分期 每期357.24 还剩12期 每月10号还"
HUABEI_DUE = "【花呗】您本期应还360.00元，最后还款日1月10日，请按时还款。"


@pytest.fixture
def clock() -> MovableClock:
    clock = MovableClock()
    clock.move_to(TODAY, time(10))
    return clock


async def noted(container: Container, customer: CustomerView, said: str) -> TrackedDetail:
    draft = await container.services.tracked.begin(customer.id, said)
    assert draft.asking is None
    return await container.services.tracked.keep(customer.id, draft.draft_id)


async def received(container: Container, customer: CustomerView, said: str) -> tuple[ReceivedBill, ...]:
    today = container.services.today()
    return await container.services.received.receive(customer.id, read_message(said, today).bills)


async def one(container: Container, customer: CustomerView, said: str) -> ReceivedBill:
    (bill,) = await received(container, customer, said)
    return bill


async def days(container: Container, customer: CustomerView, bill_id: str) -> list[tuple[object, ...]]:
    detail = await container.services.tracked.bill(customer.id, bill_id)
    return [(due.due_date, due.amount_fen, due.minimum_fen, due.paid_on) for due in detail.dues[:2]]


async def test_a_statement_sets_amount_date_and_least_of_the_cards_day_and_is_undone(
    container: Container, customer: CustomerView
) -> None:
    bill_id = (await noted(container, customer, CARD)).bill.bill_id
    before = await days(container, customer, bill_id)
    told = await one(container, customer, STATEMENT)
    assert told.state is ReceivedState.SET
    assert await days(container, customer, bill_id) == [(date(2026, 1, 14), 321_877, 16_094, None), before[1]]
    undone = await container.services.received.undo(customer.id, told.received_id)
    assert undone.state is ReceivedState.WAITS
    assert await days(container, customer, bill_id) == before
    again = await container.services.received.undo(customer.id, told.received_id)
    assert again == undone


async def test_what_a_text_says_to_be_paid_marks_the_nearest_day_once_and_is_undone(
    container: Container, customer: CustomerView
) -> None:
    bill_id = (await noted(container, customer, CARD)).bill.bill_id
    told = await one(container, customer, PAID)
    assert told.state is ReceivedState.MARKED
    assert (await one(container, customer, PAID)) == told  # sent again
    assert [day[3] for day in await days(container, customer, bill_id)] == [TODAY, None]
    await container.services.received.undo(customer.id, told.received_id)
    assert [day[3] for day in await days(container, customer, bill_id)] == [None, None]


async def test_a_second_payment_of_the_same_month_marks_no_other_day(
    container: Container, customer: CustomerView
) -> None:
    bill_id = (await noted(container, customer, CARD)).bill.bill_id
    await one(container, customer, PAID)
    told = await one(container, customer, "【招商银行】您尾号6021的信用卡于1月4日还款500.00元已入账。")
    assert told.state is ReceivedState.AS_IT_WAS
    assert [day[3] for day in await days(container, customer, bill_id)] == [TODAY, None]


async def test_what_is_paid_in_part_waits_for_a_tap(container: Container, customer: CustomerView) -> None:
    bill_id = (await noted(container, customer, HUABEI)).bill.bill_id
    told = await one(container, customer, "【花呗】您已成功还款100.00元。")
    assert (told.state, told.partly) == (ReceivedState.WAITS, True)
    assert [day[3] for day in await days(container, customer, bill_id)] == [None, None]
    told = await container.services.received.apply(customer.id, told.received_id, bill_id)
    assert told.state is ReceivedState.MARKED


async def test_what_the_customer_said_to_be_paid_stays_though_a_text_says_that_it_is_due(
    container: Container, customer: CustomerView
) -> None:
    bill_id = (await noted(container, customer, HUABEI)).bill.bill_id
    await container.services.tracked.mark_paid(customer.id, bill_id, 1)
    before = await days(container, customer, bill_id)
    assert (await one(container, customer, HUABEI_DUE)).state is ReceivedState.AS_IT_WAS
    assert await days(container, customer, bill_id) == before


async def test_the_lenders_usual_name_finds_the_bill_whatever_it_is_called(
    container: Container, customer: CustomerView
) -> None:
    bill_id = (await noted(container, customer, "招行卡 还款日12号")).bill.bill_id
    tracked = container.services.tracked
    await tracked.begin_change(customer.id, bill_id, TrackedField.NAME)
    draft = await tracked.answer(customer.id, "大额的那张")
    await tracked.keep(customer.id, draft.draft_id)
    told = await one(container, customer, STATEMENT)
    assert told.bill is not None
    assert (told.state, told.bill.bill_id) == (ReceivedState.SET, bill_id)


@pytest.mark.parametrize(
    ("tracked", "said"),
    [
        ("招商银行信用卡 尾号1111 还款日12号", STATEMENT),  # another card of the same bank
        ("建设银行信用卡 尾号6021 还款日12号", STATEMENT),  # another bank's, of the same digits
        ("建设银行信用卡 尾号6021 还款日10号", "【花呗】您本期应还360.00元，1月10日从尾号6021的银行卡扣款。"),
        ("招行车贷 还剩8期 每期268 每月12号", STATEMENT),  # the same bank's, on something else
    ],
)
async def test_another_bill_is_never_changed(
    container: Container, customer: CustomerView, tracked: str, said: str
) -> None:
    bill_id = (await noted(container, customer, tracked)).bill.bill_id
    before = await days(container, customer, bill_id)
    assert (await one(container, customer, said)).state is ReceivedState.NEW
    assert await days(container, customer, bill_id) == before


async def test_of_several_it_is_asked_which_and_only_that_is_changed(
    container: Container, customer: CustomerView
) -> None:
    first = (await noted(container, customer, HUABEI)).bill.bill_id
    second = (await noted(container, customer, "花呗 每期88 还剩3期 每月10号还")).bill.bill_id
    told = await one(container, customer, HUABEI_DUE)
    assert (told.state, {bill.bill_id for bill in told.choices}) == (ReceivedState.WHICH, {first, second})
    before = await days(container, customer, first)
    for _ in range(2):  # twice is once
        told = await container.services.received.apply(customer.id, told.received_id, second)
    assert told.state is ReceivedState.SET
    assert (await days(container, customer, second))[0][1] == 36_000
    assert await days(container, customer, first) == before


async def test_what_is_of_no_bill_is_kept_after_a_restart_and_once(
    settings: Settings, container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    told = await one(container, customer, STATEMENT)
    assert told.terms is not None
    assert (told.state, told.asking, told.terms.kind) == (ReceivedState.NEW, None, TrackedKind.CARD)
    restarted = build_container(settings, clock)
    kept = await asyncio.gather(
        *(each.services.received.keep(customer.id, told.received_id) for each in (container, restarted) * 2)
    )
    await restarted.aclose()
    assert {type(each) for each in kept} == {ReceivedBill}
    (bill,) = (await container.services.tracked.overview(customer.id)).bills
    assert (bill.terms.name, bill.terms.card_tail) == ("招商银行信用卡", "6021")
    assert bill.next_due is not None
    assert (bill.next_due.due_date, bill.next_due.amount_fen, bill.next_due.minimum_fen) == (
        date(2026, 1, 14), 321_877, 16_094,
    )  # fmt: skip
    following = (await container.services.tracked.bill(customer.id, bill.bill_id)).dues[1]
    assert (following.due_date, following.amount_fen) == (date(2026, 2, 14), None)


async def test_what_is_missing_is_asked_and_the_first_amount_stands_with_its_day_only(
    container: Container, customer: CustomerView
) -> None:
    told = await one(container, customer, "【招联金融】您本期应还864.22元，1月9日自动扣款。")
    assert told.asking is TrackedField.PERIODS
    draft = await container.services.received.keep(customer.id, told.received_id)
    assert isinstance(draft, TrackedDraftView)
    assert draft.asking is TrackedField.PERIODS
    draft = await container.services.tracked.answer(customer.id, "8期")
    detail = await container.services.tracked.keep(customer.id, draft.draft_id)
    assert (detail.bill.left, detail.bill.left_fen) == (8, 8 * 86_422)
    # What it told of is tracked now: nothing is kept twice.
    again = await container.services.received.keep(customer.id, told.received_id)
    assert isinstance(again, ReceivedBill)
    assert again.state is ReceivedState.AS_IT_WAS


async def test_of_several_in_one_text_each_waits_for_its_own_tap(
    container: Container, customer: CustomerView
) -> None:
    bill_id = (await noted(container, customer, HUABEI)).bill.bill_id
    before = await days(container, customer, bill_id)
    told = await received(container, customer, f"{HUABEI_DUE}\n{STATEMENT}")
    assert [each.state for each in told] == [ReceivedState.WAITS, ReceivedState.NEW]
    assert await days(container, customer, bill_id) == before
    await container.services.received.keep(customer.id, told[1].received_id)
    assert await days(container, customer, bill_id) == before
    changed = await container.services.received.apply(customer.id, told[0].received_id, bill_id)
    assert changed.state is ReceivedState.SET


async def test_a_text_of_a_lender_who_has_a_loan_here_is_of_the_bill_here(
    container: Container, customer: CustomerView
) -> None:
    await buy(container, customer)
    bill = (await container.services.bills.open_bills(customer.id)).bills[0]
    lender = bill.lender_name.in_("zh_CN")
    told = await one(container, customer, f"【{lender}】您本期应还355.31元，请按时还款。")
    assert (told.state, told.installment_id) == (ReceivedState.OWN, bill.installment_id)
    assert (await one(container, customer, HUABEI_DUE)).state is ReceivedState.NEW
    stranger = await arrive(container, 2)
    told = await one(container, stranger, f"【{lender}】您本期应还355.31元，请按时还款。")
    assert told.state is ReceivedState.NEW


async def test_nobody_reaches_what_somebody_else_received(
    container: Container, customer: CustomerView
) -> None:
    bill_id = (await noted(container, customer, HUABEI)).bill.bill_id
    told = await one(container, customer, HUABEI_DUE)
    other, service = await arrive(container, 2), container.services.received
    mine = await one(container, other, HUABEI_DUE)
    assert mine.state is ReceivedState.NEW  # the bill of somebody else is not it
    for refused in (
        service.look(other.id, told.received_id),
        service.apply(other.id, told.received_id, bill_id),
        service.apply(other.id, mine.received_id, bill_id),
        service.undo(other.id, told.received_id),
        service.keep(other.id, told.received_id),
    ):
        with pytest.raises((NotFound, Stale)):
            await refused
    await service.drop(other.id, told.received_id)
    assert (await service.look(customer.id, told.received_id)).state is ReceivedState.SET


async def test_what_was_changed_again_since_is_not_undone(
    container: Container, customer: CustomerView
) -> None:
    bill_id = (await noted(container, customer, HUABEI)).bill.bill_id
    told = await one(container, customer, HUABEI_DUE)
    await container.services.tracked.mark_paid(customer.id, bill_id, 1)
    with pytest.raises(Stale):
        await container.services.received.undo(customer.id, told.received_id)
    assert (await days(container, customer, bill_id))[0][1:] == (36_000, None, TODAY)


async def test_the_amount_that_a_text_set_stays_where_the_bill_gets_another_name(
    container: Container, customer: CustomerView
) -> None:
    bill_id = (await noted(container, customer, CARD)).bill.bill_id
    await one(container, customer, STATEMENT)
    before = await days(container, customer, bill_id)
    tracked = container.services.tracked
    await tracked.begin_change(customer.id, bill_id, TrackedField.NAME)
    draft = await tracked.answer(customer.id, "小卡")
    await tracked.keep(customer.id, draft.draft_id)
    assert await days(container, customer, bill_id) == before


async def test_what_was_read_is_sealed_and_the_text_is_kept_nowhere(
    container: Container, customer: CustomerView
) -> None:
    await one(container, customer, STATEMENT)
    async with container.engine.connect() as connection:
        tokens = (await connection.execute(text("SELECT read_token FROM tracked_received"))).scalars().all()
    (token,) = tokens
    assert "招商" not in token
    assert "6021" not in token


async def test_it_is_forgotten_after_a_week(
    container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    told, service = await one(container, customer, STATEMENT), container.services.received
    due = await container.prune_due(clock.now())
    assert due is not None
    assert due <= clock.now() + KEPT_FOR
    clock.advance(days=7, seconds=1)
    with pytest.raises(Stale):
        await service.keep(customer.id, told.received_id)
    assert await service.prune(clock.now()) == 1
    assert await service.prune_due() is None


async def test_of_one_customer_only_the_newest_sixty_are_known(
    container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    first = await one(container, customer, HUABEI_DUE)
    for fen in range(60):
        clock.advance(seconds=1)
        await one(container, customer, f"【花呗】您本期应还{fen + 1}.00元，最后还款日1月10日。")
    with pytest.raises(Stale):
        await container.services.received.look(customer.id, first.received_id)


async def test_whoever_is_forgotten_leaves_nothing_of_a_text(
    container: Container, customer: CustomerView
) -> None:
    await one(container, customer, STATEMENT)
    assert await container.services.privacy.erase(customer.id) is None
    async with container.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM tracked_received"))).scalar() == 0
