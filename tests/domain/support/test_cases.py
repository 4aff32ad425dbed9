"""Cases: one of a kind for a loan, nobody else's, decided once, and what pauses meanwhile."""

from __future__ import annotations

import asyncio
from datetime import date, time, timedelta

import pytest

from bot.wiring import Container, delivery_service
from domain.audit.service import AuditService
from domain.cases.types import CaseKind, CaseStatus, Decision, Reached
from domain.customers.results import CustomerView
from domain.errors import InvalidInput, NotFound, Stale
from domain.outbox.results import NoticeKind
from domain.support.service import LONGEST_WORDS
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy

DUE = date(2026, 2, 5)
LATE = DUE + timedelta(days=1)
GROUP = -500


@pytest.fixture
async def customer(container: Container, clock: MovableClock) -> CustomerView:
    """A day late with the first of twelve bills."""
    customer = await arrive(container)
    await buy(container, customer)
    clock.move_to(LATE, time(10, 0))
    return customer


@pytest.fixture
async def loan_id(container: Container, customer: CustomerView) -> str:
    return (await container.services.bills.open_bills(customer.id)).bills[0].loan_id


async def test_tapped_twice_at_once_it_is_one_case(
    container: Container, customer: CustomerView, loan_id: str
) -> None:
    request = container.services.support.request
    both = await asyncio.gather(*(request(customer.id, CaseKind.HARDSHIP, loan_id) for _ in range(2)))
    assert len({case.case_id for case in both}) == 1
    assert [case.is_new for case in both].count(True) == 1


@on_sqlite
async def test_nobody_reaches_into_somebody_elses_loan_or_case(
    container: Container, customer: CustomerView, loan_id: str
) -> None:
    cases, stranger = container.services.support, await arrive(container, 99)
    case = await cases.request(customer.id, CaseKind.WRONG_AMOUNT, loan_id)
    for attempt in (
        cases.request(stranger.id, CaseKind.HARDSHIP, loan_id),
        cases.paid_elsewhere(stranger.id, loan_id),
        cases.promise_choice(stranger.id, loan_id),
        cases.promise(stranger.id, loan_id, LATE + timedelta(days=1)),
        cases.bills_of(stranger.id, loan_id),
        cases.turn_to(stranger.id, case.case_id),
        cases.write(stranger.id, case.case_id, "是我", 1),
        cases.close(stranger.id, case.case_id),
    ):
        with pytest.raises(NotFound):
            await attempt


@on_sqlite
async def test_a_kind_that_has_a_way_of_its_own_is_not_merely_requested(
    container: Container, customer: CustomerView, loan_id: str
) -> None:
    for kind in (CaseKind.QUESTION, CaseKind.PAYDAY, CaseKind.PAID_ELSEWHERE):
        with pytest.raises(NotFound):
            await container.services.support.request(customer.id, kind, loan_id)


async def test_a_day_outside_of_what_the_lender_allows_is_no_promise(
    container: Container, customer: CustomerView, loan_id: str, clock: MovableClock
) -> None:
    cases = container.services.support
    for day in (LATE, DUE + timedelta(days=11)):
        with pytest.raises(Stale):
            await cases.promise(customer.id, loan_id, day)
    first = await cases.promise(customer.id, loan_id, DUE + timedelta(days=3))
    other = await cases.promise(customer.id, loan_id, DUE + timedelta(days=5))
    assert (other.case_id, other.pauses_until) == (first.case_id, DUE + timedelta(days=4))
    clock.move_to(DUE + timedelta(days=10), time(10, 0))
    assert (await cases.promise_choice(customer.id, loan_id)).days == ()


async def test_a_promised_day_that_passed_is_tidied_away(
    container: Container, customer: CustomerView, loan_id: str, clock: MovableClock
) -> None:
    await container.services.support.promise(customer.id, loan_id, DUE + timedelta(days=3))
    assert await container.staff_service.tidy(clock.move_to(DUE + timedelta(days=3), time(10, 0))) == 0
    assert await container.staff_service.tidy(clock.move_to(DUE + timedelta(days=4), time(10, 0))) == 1
    assert await container.services.support.current(customer.id) is None


async def test_the_first_decision_stands(container: Container, customer: CustomerView, loan_id: str) -> None:
    case = await container.services.support.request(customer.id, CaseKind.HARDSHIP, loan_id)
    decide = container.staff_service.decide
    assert (await decide(case.case_id, Decision.AGREED_30, "甲")).decision is Decision.AGREED_30
    again = await decide(case.case_id, Decision.REFUSED, "乙")
    assert (again.decision, again.decided_by) == (Decision.AGREED_30, "甲")
    assert again.pauses_until == LATE + timedelta(days=30)
    with pytest.raises(Stale):
        await decide(case.case_id, Decision.RECEIVED, "乙")
    with pytest.raises(NotFound):
        await decide("nobody", Decision.DONE, "乙")


@on_sqlite
async def test_what_was_paid_elsewhere_is_posted_as_of_the_day_it_was_said(
    container: Container, customer: CustomerView, loan_id: str, clock: MovableClock
) -> None:
    case = await container.services.support.paid_elsewhere(customer.id, loan_id)
    clock.move_to(LATE + timedelta(days=3), time(10, 0))
    for _ in range(2):
        await container.staff_service.decide(case.case_id, Decision.RECEIVED, "甲")
    paid = (await container.services.history.payments(customer.id, 0)).payments
    assert [one.amount_fen for one in paid] == [case.amount_fen]
    bills = (await container.services.bills.open_bills(customer.id)).bills
    assert len(bills) == 11
    assert [violations async for _, violations in AuditService(container.store).loans() if violations] == []


@on_sqlite
async def test_words_are_taken_once_and_not_without_end(
    container: Container, customer: CustomerView, loan_id: str
) -> None:
    cases = container.services.support
    case = await cases.turn_to(customer.id, None)
    assert await container.staff_service.for_staff() == ()  # nobody hears of a question without words
    for _ in range(2):
        await cases.write(customer.id, case.case_id, "在吗", 5)
    card, said = await container.staff_service.for_staff()
    assert (card.line, said.line.text if said.line else None) == (None, "在吗")
    with pytest.raises(InvalidInput):
        await cases.write(customer.id, case.case_id, "字" * (LONGEST_WORDS + 1), 6)


@on_sqlite
async def test_words_to_a_closed_case_open_it_again(
    container: Container, customer: CustomerView, loan_id: str
) -> None:
    cases = container.services.support
    case = await cases.request(customer.id, CaseKind.GOODS, loan_id)
    await container.staff_service.decide(case.case_id, Decision.GOODS_FINE, "甲")
    assert (await cases.write(customer.id, case.case_id, "还是没有收到", 7)).status is CaseStatus.WAITING
    assert (await container.staff_service.card(case.case_id)).decision is None


async def test_an_answer_is_kept_until_the_customer_has_it(
    container: Container, customer: CustomerView
) -> None:
    case = await container.services.support.turn_to(customer.id, None)
    await container.services.support.write(customer.id, case.case_id, "在吗", 5)
    (card, _) = await container.staff_service.for_staff()
    await container.staff_service.shown(card.card, GROUP, 70)
    await container.services.customers.mark_blocked(customer.telegram_id)
    answered = await container.staff_service.answer(GROUP, 70, "在的", "小王", 71)
    assert answered is not None
    assert await container.staff_service.answer(GROUP, 999, "谁", "小王", 72) is None
    assert await container.staff_service.for_customers(customer.id) == ()
    assert await container.staff_service.reached(answered) is Reached.UNREACHABLE
    await arrive(container)
    (word,) = await container.staff_service.for_customers(customer.id)
    assert word.line.text == "在的"
    await container.staff_service.delivered(word.entry_id, 12)
    assert await container.staff_service.reached(answered) is Reached.YES


@on_sqlite
async def test_the_words_are_not_in_the_database_as_they_are(
    container: Container, customer: CustomerView
) -> None:
    case = await container.services.support.turn_to(customer.id, None)
    await container.services.support.write(customer.id, case.case_id, "一句只有我知道的话", 5)
    async with container.store.read() as uow:
        (entry,) = await uow.cases.entries(case.case_id)
    assert "一句只有我知道的话" not in entry.words


@on_sqlite
async def test_nothing_is_said_of_the_loan_in_a_pause_and_everything_after_it(
    container: Container, customer: CustomerView, loan_id: str, clock: MovableClock
) -> None:
    await container.services.support.request(customer.id, CaseKind.HARDSHIP, loan_id)
    channel = RecordingChannel()
    notices = delivery_service(container, channel)
    for day in range(1, 9):
        now = clock.move_to(DUE + timedelta(days=day), time(12, 0))
        await notices.plan(now)
        await notices.deliver(now)
    assert channel.received == []
    now = clock.move_to(LATE + timedelta(days=8), time(12, 0))
    await notices.plan(now)
    await notices.deliver(now)
    assert channel.kinds == [NoticeKind.OVERDUE]
