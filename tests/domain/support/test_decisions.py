"""A decision answers what was asked; words without an answer keep their case open."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bot.wiring import Container
from domain.cases.types import DECISIONS, CaseKind, CaseStatus, Decision
from domain.customers.results import CustomerView
from domain.errors import Stale
from domain.support.rights import NoRight, StaffRights
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy

DUE = date(2026, 2, 5)
LATE = DUE + timedelta(days=1)
GROUP, WANG = -500, 701
OF_A_LOAN = (CaseKind.WRONG_AMOUNT, CaseKind.GOODS, CaseKind.HARDSHIP)
PAIRS = [
    (kind, decision)
    for kind in (*OF_A_LOAN, CaseKind.PAID_ELSEWHERE, CaseKind.QUESTION)
    for decision in DECISIONS[kind]
]


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


async def opened(container: Container, customer: CustomerView, kind: CaseKind, loan_id: str) -> str:
    support = container.services.support
    if kind is CaseKind.QUESTION:
        return (await support.turn_to(customer.id, None)).case_id
    if kind is CaseKind.PAID_ELSEWHERE:
        return (await support.paid_elsewhere(customer.id, loan_id)).case_id
    return (await support.request(customer.id, kind, loan_id)).case_id


async def ask(container: Container, customer: CustomerView, case_id: str, number: int = 5) -> None:
    await container.services.support.write(customer.id, case_id, "那下个月怎么算？", number)


@on_sqlite
@pytest.mark.parametrize(("kind", "decision"), PAIRS)
async def test_an_unanswered_question_keeps_its_case_open(
    container: Container, customer: CustomerView, loan_id: str, kind: CaseKind, decision: Decision
) -> None:
    case_id = await opened(container, customer, kind, loan_id)
    await ask(container, customer, case_id)
    card = await container.staff_service.decide(case_id, decision, "小王", WANG)
    assert (card.status, card.decision, card.decided_now) == (CaseStatus.WAITING, decision, True)
    again = await container.staff_service.decide(case_id, DECISIONS[kind][-1], "小李", WANG)
    assert (again.decision, again.decided_now) == (decision, False)
    # Answered, it is over, and what was decided stands.
    await container.staff_service.shown(card, GROUP, 70)
    assert await container.staff_service.answer(GROUP, 70, "下个月照常", "小王", 71, by_id=WANG)
    card = await container.staff_service.card(case_id)
    assert (card.status, card.decision) == (CaseStatus.CLOSED, decision)


@on_sqlite
@pytest.mark.parametrize(("kind", "decision"), PAIRS)
async def test_without_a_question_the_decision_closes_the_case(
    container: Container, customer: CustomerView, loan_id: str, kind: CaseKind, decision: Decision
) -> None:
    case_id = await opened(container, customer, kind, loan_id)
    card = await container.staff_service.decide(case_id, decision, "小王", WANG)
    assert (card.status, card.decision) == (CaseStatus.CLOSED, decision)


@on_sqlite
async def test_what_was_decided_holds_while_the_question_is_open(
    container: Container, customer: CustomerView, loan_id: str
) -> None:
    case_id = await opened(container, customer, CaseKind.WRONG_AMOUNT, loan_id)
    await ask(container, customer, case_id)
    await container.staff_service.decide(case_id, Decision.CORRECT, "小王", WANG)
    (pause,) = (await container.services.standing.of(customer.id)).pauses
    assert pause.until == LATE  # of an open dispute no day is known
    async with container.store.read() as uow:
        ((hold,),) = (await uow.cases.holds_of([customer.id])).values()
    assert hold.until == LATE


async def test_what_needs_no_answer_is_ended_once_and_the_customer_is_told(
    container: Container, customer: CustomerView, loan_id: str
) -> None:
    decide = container.staff_service.decide
    case_id = await opened(container, customer, CaseKind.HARDSHIP, loan_id)
    with pytest.raises(Stale):
        await decide(case_id, Decision.ENDED, "小王", WANG)
    await ask(container, customer, case_id)
    await decide(case_id, Decision.AGREED_30, "小王", WANG)
    assert (await decide(case_id, Decision.ENDED, "小王", WANG)).decided_now
    card = await decide(case_id, Decision.ENDED, "小李", WANG)
    assert (card.decided_now, card.status, card.decision) == (False, CaseStatus.CLOSED, Decision.AGREED_30)
    assert card.pauses_until == LATE + timedelta(days=30)
    told = [word.line.decision for word in await container.staff_service.for_customers(customer.id)]
    assert told == [Decision.AGREED_30, Decision.ENDED]


async def test_a_question_is_not_said_to_be_dealt_with_before_it_was_answered(
    container: Container, customer: CustomerView, loan_id: str
) -> None:
    case_id = await opened(container, customer, CaseKind.QUESTION, loan_id)
    await ask(container, customer, case_id)
    await container.staff_service.decide(case_id, Decision.DONE, "小王", WANG)
    assert await container.staff_service.for_customers(customer.id) == ()


@on_sqlite
async def test_who_may_answer_may_end_what_others_decided(
    container: Container, customer: CustomerView, loan_id: str
) -> None:
    staff = container.staff_service
    staff.rights = StaffRights(seeing=frozenset({WANG}), money=frozenset({711}))
    case_id = await opened(container, customer, CaseKind.HARDSHIP, loan_id)
    await ask(container, customer, case_id)
    with pytest.raises(NoRight):
        await staff.decide(case_id, Decision.AGREED_30, "小王", WANG)
    await staff.decide(case_id, Decision.AGREED_30, "老李", 711)
    with pytest.raises(NoRight):
        await staff.decide(case_id, Decision.ENDED, "谁", 702)
    assert (await staff.decide(case_id, Decision.ENDED, "小王", WANG)).status is CaseStatus.CLOSED


async def test_asked_again_a_decided_case_begins_anew(
    container: Container, customer: CustomerView, loan_id: str, clock: MovableClock
) -> None:
    for kind, decision in (
        (CaseKind.HARDSHIP, Decision.REFUSED),
        (CaseKind.PAID_ELSEWHERE, Decision.NOT_RECEIVED),
    ):
        case_id = await opened(container, customer, kind, loan_id)
        await ask(container, customer, case_id)
        await container.staff_service.decide(case_id, decision, "小王", WANG)
        assert await opened(container, customer, kind, loan_id) == case_id
        card = await container.staff_service.card(case_id)
        assert (card.status, card.decision) == (CaseStatus.WAITING, None)
    paying = (await container.services.standing.of(customer.id)).paying
    assert paying != ()


async def test_the_customer_ends_a_decided_case_and_what_was_agreed_stays(
    container: Container, customer: CustomerView, loan_id: str
) -> None:
    case_id = await opened(container, customer, CaseKind.HARDSHIP, loan_id)
    await ask(container, customer, case_id)
    await container.staff_service.decide(case_id, Decision.AGREED_30, "小王", WANG)
    closed = await container.services.support.close(customer.id, case_id)
    assert (closed.status, closed.pauses_until) == (CaseStatus.CLOSED, LATE + timedelta(days=30))


async def test_a_promise_that_passed_leaves_the_question_open(
    container: Container, customer: CustomerView, loan_id: str, clock: MovableClock
) -> None:
    case = await container.services.support.promise(customer.id, loan_id, DUE + timedelta(days=3))
    await ask(container, customer, case.case_id)
    now = clock.move_to(DUE + timedelta(days=4), time(10, 0))
    assert await container.staff_service.tidy(now) == 1
    assert await container.staff_service.tidy_due() is None
    assert (await container.staff_service.card(case.case_id)).status is CaseStatus.WAITING


async def test_the_staff_reads_what_the_customer_did_and_no_more(
    container: Container, customer: CustomerView, loan_id: str
) -> None:
    case_id = await opened(container, customer, CaseKind.WRONG_AMOUNT, loan_id)
    await container.services.support.end_pause(customer.id, case_id)
    assert (await container.staff_service.card(case_id)).decision is Decision.PAUSE_ENDED


@on_sqlite
async def test_a_promise_is_for_nobody_to_decide(
    container: Container, customer: CustomerView, loan_id: str
) -> None:
    case = await container.services.support.promise(customer.id, loan_id, DUE + timedelta(days=3))
    with pytest.raises(Stale):
        await container.staff_service.decide(case.case_id, Decision.DONE, "小王", WANG)
