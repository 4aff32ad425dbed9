"""The staff chat's number: where it moved to prevails while the setting names the old one, and cases go with it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.settings import Settings
from bot.wiring import Container, build_container
from domain.cases.types import CaseKind
from domain.customers.results import CustomerView
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy

GROUP, SUPERGROUP = -500, -1_000_500


@pytest.fixture
async def customer(container: Container) -> CustomerView:
    return await arrive(container)


async def write(container: Container, customer: CustomerView, words: str, message_id: int) -> str:
    case = await container.services.support.turn_to(customer.id, None)
    await container.services.support.write(customer.id, case.case_id, words, message_id)
    return case.case_id


async def show(container: Container, chat_id: int, first_message_id: int) -> int:
    """Everything that waits is shown in the chat, numbered one after the other; how many messages that took."""
    waiting = await container.staff_service.for_staff()
    for message_id, word in enumerate(waiting, first_message_id):
        if word.entry_id is None:
            await container.staff_service.shown(word.card, chat_id, message_id)
        else:
            await container.staff_service.delivered(word.entry_id, message_id, chat_id)
    return len(waiting)


@on_sqlite
async def test_a_move_stands_for_every_process_until_the_setting_names_the_new_number(
    container: Container, settings: Settings, clock: MovableClock
) -> None:
    chats = container.staff_service.chats
    assert await chats.current(GROUP) == GROUP
    assert await chats.move(GROUP, GROUP, SUPERGROUP)
    another = build_container(settings, clock)
    assert await another.staff_service.chats.current(GROUP) == SUPERGROUP
    assert await another.staff_service.chats.known(GROUP) == (GROUP, SUPERGROUP)
    assert await another.staff_service.chats.known(SUPERGROUP) == (SUPERGROUP,)
    await another.aclose()


@on_sqlite
async def test_told_of_one_move_twice_or_in_a_circle_or_of_another_chat_nothing_more_happens(
    container: Container,
) -> None:
    chats = container.staff_service.chats
    assert await chats.move(GROUP, GROUP, SUPERGROUP)
    for old, new in (
        (GROUP, SUPERGROUP),
        (GROUP, -7),
        (SUPERGROUP, GROUP),
        (-8, -9),
        (SUPERGROUP, SUPERGROUP),
    ):
        assert not await chats.move(GROUP, old, new)
    assert await chats.current(GROUP) == SUPERGROUP


async def test_what_stood_in_the_old_chat_is_not_taken_for_what_stands_in_the_new_one(
    container: Container, customer: CustomerView
) -> None:
    staff = container.staff_service
    case_id = await write(container, customer, "在吗", 5)
    assert await show(container, GROUP, 70) == 2
    assert await staff.for_staff() == ()
    await staff.chats.move(GROUP, GROUP, SUPERGROUP)
    assert await show(container, SUPERGROUP, 90) == 1  # the card, with what was said
    for message_id in (70, 71):
        assert await staff.answer(SUPERGROUP, message_id, "谁", "小王", 1) is None
    answered = await staff.answer(SUPERGROUP, 90, "在的", "小王", 1)
    assert answered is not None
    assert answered.case_id == case_id
    late = await staff.answer(GROUP, 71, "还在旧群里说的", "小王", 1)  # under words that stand in the old one
    assert late is not None
    assert [word.line.text for word in await staff.for_customers(customer.id)] == ["在的", "还在旧群里说的"]


async def test_a_closed_case_is_not_shown_again_after_a_move(
    container: Container, customer: CustomerView
) -> None:
    staff = container.staff_service
    case_id = await write(container, customer, "在吗", 5)
    await show(container, GROUP, 70)
    await container.services.support.close(customer.id, case_id)
    await show(container, GROUP, 70)
    await staff.chats.move(GROUP, GROUP, SUPERGROUP)
    assert await staff.for_staff() == ()
    await write(container, customer, "又有事", 6)
    assert await show(container, SUPERGROUP, 90) == 2


async def test_cards_of_a_version_that_did_not_keep_the_chat_stand_in_the_one_the_setting_named(
    container: Container, customer: CustomerView
) -> None:
    staff = container.staff_service
    await write(container, customer, "在吗", 5)
    await show(container, GROUP, 70)
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE cases SET staff_chat_id = NULL"))
        await connection.execute(text("UPDATE case_entries SET shown_chat_id = NULL"))
    assert await staff.chats.settle(GROUP) == GROUP
    assert await staff.for_staff() == ()  # it stands where it stands
    for message_id in (70, 71):
        assert await staff.answer(GROUP, message_id, "在的", "小王", message_id) is not None


@on_sqlite
async def test_where_the_operator_names_another_group_open_cases_are_shown_there(
    container: Container, customer: CustomerView
) -> None:
    await write(container, customer, "在吗", 5)
    await buy(container, customer)
    bill = (await container.services.bills.open_bills(customer.id)).bills[0]
    await container.services.support.request(customer.id, CaseKind.HARDSHIP, bill.loan_id)
    await show(container, GROUP, 70)
    assert await container.staff_service.for_staff() == ()
    assert await container.staff_service.chats.settle(-777) == -777
    assert len(await container.staff_service.for_staff()) == 2
