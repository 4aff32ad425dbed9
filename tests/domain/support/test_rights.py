"""Who of the staff may do what, and that everything they did is kept with who it was."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date, time, timedelta

import pytest

from bot.settings import Settings
from bot.wiring import Container, build_container
from domain import tables as t
from domain.cases.types import Author, CaseKind, CaseStatus, CaseView, Decision
from domain.customers.results import CustomerView
from domain.history.results import PaymentOutcome
from domain.support.rights import ANONYMOUS_ADMIN, NoRight, StaffRights
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy

LATE = date(2026, 2, 6)
SEES, DECIDES, ALSO_DECIDES, STRANGER = 7_100_000_001, 7_100_000_002, 7_100_000_003, 7_100_000_004


@pytest.fixture
async def container(settings: Settings, clock: MovableClock) -> AsyncIterator[Container]:
    named = settings.model_copy(
        update={"staff_ids": f"{SEES}", "staff_money_ids": f"{DECIDES},{ALSO_DECIDES}"}
    )
    built = build_container(named, clock)
    yield built
    await built.aclose()


@pytest.fixture
async def customer(container: Container, clock: MovableClock) -> CustomerView:
    customer = await arrive(container)
    await buy(container, customer)
    clock.move_to(LATE, time(10, 0))
    return customer


async def asked(container: Container, customer: CustomerView, kind: CaseKind) -> CaseView:
    bill = (await container.services.bills.open_bills(customer.id)).bills[0]
    if kind is CaseKind.PAID_ELSEWHERE:
        return await container.services.support.paid_elsewhere(customer.id, bill.loan_id)
    return await container.services.support.request(customer.id, kind, bill.loan_id)


async def paid(container: Container, customer: CustomerView) -> list[PaymentOutcome]:
    return [one.outcome for one in (await container.services.history.payments(customer.id, 0)).payments]


async def record(container: Container, case_id: str) -> list[t.CaseEntry]:
    async with container.store.read() as uow:
        return list(await uow.cases.entries(case_id))


def test_without_a_list_everybody_in_the_chat_sees() -> None:
    assert StaffRights().may_see(STRANGER)
    assert StaffRights().may_see(ANONYMOUS_ADMIN)
    assert not StaffRights(frozenset({SEES})).may_see(STRANGER)
    assert not StaffRights(frozenset({SEES})).may_see(ANONYMOUS_ADMIN)
    assert not StaffRights(frozenset({SEES})).may_see(None)


@pytest.mark.parametrize("kind", CaseKind)
def test_only_a_question_is_ended_by_who_may_not_decide(kind: CaseKind) -> None:
    rights = StaffRights(frozenset({SEES}), frozenset({DECIDES}))
    assert rights.may_decide(kind, DECIDES)
    assert rights.may_decide(kind, SEES) is (kind is CaseKind.QUESTION)
    assert not rights.may_decide(kind, STRANGER)
    nobody_named = StaffRights(None, frozenset())
    assert nobody_named.may_decide(kind, DECIDES) is (kind is CaseKind.QUESTION)


def test_who_does_not_say_who_they_are_never_decides_about_money() -> None:
    for rights in (StaffRights(), StaffRights(None, frozenset({ANONYMOUS_ADMIN}))):
        assert not rights.may_decide(CaseKind.HARDSHIP, ANONYMOUS_ADMIN)


@on_sqlite
async def test_what_somebody_without_the_right_tapped_changes_nothing_and_is_kept_once(
    container: Container, customer: CustomerView
) -> None:
    staff, case = container.staff_service, await asked(container, customer, CaseKind.PAID_ELSEWHERE)
    before = await staff.card(case.case_id)
    for _ in range(3):
        with pytest.raises(NoRight):
            await staff.decide(case.case_id, Decision.RECEIVED, "路人", STRANGER)
    assert await staff.card(case.case_id) == before
    assert await paid(container, customer) == [PaymentOutcome.OPEN]
    (kept,) = await record(container, case.case_id)
    assert (kept.author, kept.words, kept.by, kept.by_id) == (
        Author.DENIED, Decision.RECEIVED, "路人", STRANGER,
    )  # fmt: skip
    assert await staff.for_customers(customer.id) == ()


@on_sqlite
async def test_each_answer_and_decision_is_kept_with_the_id_and_outlives_the_case_being_opened_again(
    container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    staff, case = container.staff_service, await asked(container, customer, CaseKind.PAID_ELSEWHERE)
    (card,) = await staff.for_staff()
    await staff.shown(card.card, -500, 70)
    await staff.answer(-500, 70, "查一下", "小王", 71, by_id=SEES)
    clock.advance(minutes=1)
    await staff.decide(case.case_id, Decision.NOT_RECEIVED, "老李", DECIDES)
    async with container.store.read() as uow:
        row = await uow.cases.get(case.case_id)
        assert row is not None
        assert (row.decided_by, row.decided_by_id) == ("老李", DECIDES)
    clock.advance(minutes=1)
    again = await container.services.support.write(customer.id, case.case_id, "真的还了", 9)
    assert again.status is CaseStatus.WAITING
    said = [(one.author, one.by, one.by_id) for one in await record(container, case.case_id)]
    assert said == [("staff", "小王", SEES), ("shop", "老李", DECIDES), ("customer", None, None)]


@on_sqlite
async def test_words_of_who_is_not_on_the_list_are_not_kept(
    container: Container, customer: CustomerView
) -> None:
    staff, case = container.staff_service, await asked(container, customer, CaseKind.HARDSHIP)
    (card,) = await staff.for_staff()
    await staff.shown(card.card, -500, 70)
    for by_id in (STRANGER, ANONYMOUS_ADMIN, None):
        with pytest.raises(NoRight):
            await staff.answer(-500, 70, "骗您的", "路人", 71, by_id=by_id)
    assert await record(container, case.case_id) == []


@pytest.mark.parametrize("first", [Decision.RECEIVED, Decision.NOT_RECEIVED])
async def test_two_who_decide_otherwise_at_once_have_one_outcome(
    container: Container, customer: CustomerView, first: Decision
) -> None:
    """A tap on 钱已到账 that comes a moment after 没有收到 credits nothing."""
    staff, case = container.staff_service, await asked(container, customer, CaseKind.PAID_ELSEWHERE)
    second = Decision.NOT_RECEIVED if first is Decision.RECEIVED else Decision.RECEIVED
    cards = await asyncio.gather(
        staff.decide(case.case_id, first, "老李", DECIDES),
        staff.decide(case.case_id, second, "老张", ALSO_DECIDES),
    )
    assert sorted(card.decided_now for card in cards) == [False, True]
    (winner,) = (card for card in cards if card.decided_now)
    assert {card.decision for card in cards} == {winner.decision}
    outcome = PaymentOutcome.TAKEN if winner.decision is Decision.RECEIVED else PaymentOutcome.NOT_TAKEN
    assert await paid(container, customer) == [outcome]
    assert await container.services.refunds.overpayments(customer.id) == ()
    decisions = [one.words for one in await record(container, case.case_id) if one.author == Author.SHOP]
    assert decisions == [winner.decision]


async def test_the_customers_copy_tells_no_id_of_the_staff_and_nothing_of_who_tried(
    container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    staff, case = container.staff_service, await asked(container, customer, CaseKind.HARDSHIP)
    (card,) = await staff.for_staff()
    await staff.shown(card.card, -500_700, 70)
    await staff.answer(-500_700, 70, "好的", "小王", 71, by_id=SEES)
    with pytest.raises(NoRight):
        await staff.decide(case.case_id, Decision.REFUSED, "路人", STRANGER)
    await staff.decide(case.case_id, Decision.AGREED_30, "老李", DECIDES)
    clock.advance(days=1)
    copy = json.dumps((await container.services.privacy.copy(customer.id)).held, ensure_ascii=False)
    assert "好的" in copy
    for hidden in (f"{SEES}", f"{DECIDES}", f"{STRANGER}", "路人", "500700"):
        assert hidden not in copy


@on_sqlite
async def test_a_pause_that_was_agreed_on_runs_from_the_decision(
    container: Container, customer: CustomerView
) -> None:
    case = await asked(container, customer, CaseKind.HARDSHIP)
    card = await container.staff_service.decide(case.case_id, Decision.AGREED_30, "老李", DECIDES)
    assert card.decided_now
    assert card.pauses_until == LATE + timedelta(days=30)
