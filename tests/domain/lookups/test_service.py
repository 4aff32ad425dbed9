"""Looking somebody up: by what they are found, what is shown of them, and that each look is written down first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.wiring import Container
from domain.cases.types import CaseKind
from domain.customers.results import CustomerView
from domain.errors import NotFound
from domain.lookups.lookers import Looker
from domain.lookups.results import Field, HitKind, Lateness
from domain.lookups.service import LookupService
from domain.orders.results import OrderDetail
from domain.staff.errors import MayNot, ReasonMissing
from domain.staff.log import StaffLog
from domain.staff.rules import RIGHTS
from domain.staff.types import LogLine, Outcome, Role, SubjectKind, Verb
from domain.support.rights import ANONYMOUS_ADMIN, StaffRights
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, confirm, reach_confirmation

WANG = Looker(None, "Telegram 701 小王", RIGHTS[Role.SERVING])
WHY = "客户来找"


@pytest.fixture
async def customer(container: Container) -> CustomerView:
    return await arrive(container)


@pytest.fixture
async def order(container: Container, customer: CustomerView) -> OrderDetail:
    return await buy(container, customer)


def looking(container: Container) -> LookupService:
    return container.services.lookups()


async def log_of(container: Container) -> tuple[LogLine, ...]:
    return (await StaffLog(container.store, container.clock, container.cipher).read()).lines


async def test_a_customer_is_found_by_every_number_of_theirs(
    container: Container, customer: CustomerView, order: OrderDetail
) -> None:
    case = await container.services.support.request(
        customer.id, CaseKind.WRONG_AMOUNT, order.bills[0].loan_id
    )
    expected = {
        order.summary.number: HitKind.ORDER,
        order.bills[0].loan_id: HitKind.LOAN,
        case.number: HitKind.CASE,
        PHONE: HitKind.PERSON,
        ADULT: HitKind.PERSON,
        NAME: HitKind.PERSON,
        "张**": HitKind.PERSON,
    }
    for typed, kind in expected.items():
        (hit,) = (await looking(container).find(WANG, typed)).hits
        assert (hit.kind, hit.person.customer_id, hit.person.name_mask) == (kind, customer.id, "张**"), kind
    assert (await looking(container).find(WANG, "李**")).hits == ()


@on_sqlite
async def test_a_telegram_number_finds_its_account_and_not_one_that_another_hand_wrote(
    container: Container,
) -> None:
    customer = await arrive(container, 123_456)
    (hit,) = (await looking(container).find(WANG, "123456")).hits
    assert hit.person.customer_id == customer.id
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE customers SET telegram_id = 654321"))
    assert (await looking(container).find(WANG, "654321")).hits == ()


@on_sqlite
async def test_a_hash_that_another_hand_wrote_finds_nobody(
    container: Container, customer: CustomerView, order: OrderDetail
) -> None:
    other = await arrive(container, 2)
    await container.services.identity.submit_name(other.id, "李四")
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(
            text(
                "UPDATE identities SET name_hash = (SELECT name_hash FROM identities WHERE customer_id = :his)"
                " WHERE customer_id = :other"
            ),
            {"his": customer.id, "other": other.id},
        )
    hits = (await looking(container).find(WANG, NAME)).hits
    assert [hit.person.customer_id for hit in hits] == [customer.id]


@on_sqlite
async def test_of_many_of_one_name_some_are_listed_and_it_is_said_that_there_are_more(
    container: Container,
) -> None:
    for number in range(1, 23):
        await container.services.identity.submit_name((await arrive(container, number)).id, NAME)
    found = await looking(container).find(WANG, "张**")
    assert (len(found.hits), found.more) == (20, True)


@on_sqlite
async def test_a_search_is_written_down_without_what_was_typed(
    container: Container, order: OrderDetail
) -> None:
    await looking(container).find(WANG, PHONE)
    (line,) = await log_of(container)
    assert (line.verb, line.subject.kind, line.subject.id) == (Verb.FIND, SubjectKind.SEARCH, "phone")
    assert PHONE not in repr(line)


async def test_a_sheet_says_what_is_owed_today_and_what_comes_next(
    container: Container, clock: MovableClock, customer: CustomerView, order: OrderDetail
) -> None:
    first, second = order.bills[:2]
    clock.move_to(first.due_date + timedelta(days=2))
    sheet = await looking(container).open(WANG, customer.id, WHY)
    (loan,) = sheet.loans
    assert (loan.order_number, loan.days_late, loan.next_due) == (order.summary.number, 2, second.due_date)
    assert loan.owed_fen > first.owed_fen  # with penalty interest
    assert (loan.paid_periods, loan.periods, loan.is_settled) == (0, 12, False)
    assert sheet.owed_fen == loan.owed_fen
    assert (sheet.person.name_mask, sheet.phone_mask) == ("张**", "138****0000")
    assert {one.number for one in sheet.orders} == {order.summary.number}
    assert {one.purpose for one in sheet.consents} >= {"identity", "lender"}
    assert NAME not in repr(sheet)
    (line,) = await log_of(container)
    assert (line.verb, line.subject.id, line.reason) == (
        Verb.OPEN_CUSTOMER, customer.id, f"Telegram 701 小王: {WHY}",
    )  # fmt: skip


@on_sqlite
async def test_a_sheet_says_why_a_notice_was_not_sent(
    container: Container, clock: MovableClock, customer: CustomerView, order: OrderDetail
) -> None:
    async with container.store.write() as uow:
        day = container.services.today()
        await uow.outbox.enqueue(customer.id, "overdue", day, "", clock.now())
        await uow.commit()
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE notices SET status = 'skipped', reason = 'paused'"))
    sheet = await looking(container).open(WANG, customer.id, WHY)
    assert [(one.status, one.reason) for one in sheet.notices] == [("skipped", "paused")]


@on_sqlite
async def test_without_a_reason_nobody_is_looked_at(
    container: Container, customer: CustomerView, order: OrderDetail
) -> None:
    with pytest.raises(ReasonMissing):
        await looking(container).open(WANG, customer.id, "  ")
    with pytest.raises(ReasonMissing):
        await looking(container).reveal(WANG, customer.id, Field.PHONE, "")
    assert await log_of(container) == ()


@on_sqlite
async def test_a_sealed_field_is_shown_with_a_reason_and_written_down(
    container: Container, customer: CustomerView, order: OrderDetail
) -> None:
    look = looking(container)
    assert await look.reveal(WANG, customer.id, Field.PHONE, WHY) == (PHONE,)
    assert await look.reveal(WANG, customer.id, Field.NAME, WHY) == (NAME,)
    with pytest.raises(NotFound):
        await look.reveal(WANG, customer.id, Field.ADDRESS, WHY)
    newest, before = await log_of(container)
    assert {newest.verb, before.verb} == {Verb.REVEAL}
    assert before.reason == f"Telegram 701 小王: phone: {WHY}"


@on_sqlite
async def test_who_has_not_the_right_is_shown_nothing_and_written_down(
    container: Container, customer: CustomerView, order: OrderDetail
) -> None:
    viewer = Looker(None, "Telegram 702", RIGHTS[Role.VIEWING])
    with pytest.raises(MayNot):
        await looking(container).reveal(viewer, customer.id, Field.PHONE, WHY)
    (line,) = await log_of(container)
    assert (line.verb, line.outcome) == (Verb.REVEAL, Outcome.NO_RIGHT)


@on_sqlite
async def test_in_the_chat_the_settings_say_who_looks_and_nobody_is_anonymous(container: Container) -> None:
    look, rights = looking(container), StaffRights(seeing=frozenset({701}))
    assert Verb.OPEN_CUSTOMER in (await look.looker_in_chat(701, "小王", rights)).may
    assert (await look.looker_in_chat(702, "路人", rights)).may == frozenset()
    assert (await look.looker_in_chat(ANONYMOUS_ADMIN, "", StaffRights())).may == frozenset()


async def test_today_counts_what_is_late_by_days_and_lists_the_oldest_first(
    container: Container, clock: MovableClock, customer: CustomerView, order: OrderDetail
) -> None:
    other = await arrive(container, 2)
    await confirm(container, other, await reach_confirmation(container, other, plan_id="bank-12"))
    await container.services.support.request(customer.id, CaseKind.WRONG_AMOUNT, order.bills[0].loan_id)
    clock.move_to(order.bills[1].due_date + timedelta(days=3))
    today = await looking(container).today(WANG)
    assert today.due[Lateness.DAYS_1_3].count >= 1
    assert today.due[Lateness.OVER_30].count >= 1
    late = today.bills[Lateness.OVER_30]
    assert [line.due_date for line in late] == sorted(line.due_date for line in late)
    assert all(line.days_late > 30 and line.owed_fen for line in late)
    (case,) = today.cases
    assert case.person is not None
    assert (case.person.customer_id, case.kind) == (customer.id, CaseKind.WRONG_AMOUNT)
