"""What every status line is taken from says what the debit run and the notices then do."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from bot.wiring import Container, delivery_service
from domain.cases.types import CaseKind, Decision
from domain.errors import NotFound, Stale
from domain.loans.results import BillState
from domain.standing.results import DebitState, ReminderState
from domain.value import replace
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.debtors import (
    DUE,
    STATES,
    Debtor,
    State,
    dispute,
    freeze,
    hardship,
    indebted,
    nothing,
    one_of_two_disputed,
    settled,
    switched_off,
    without_card,
)
from tests.support.people import arrive, buy

LATE = DUE + timedelta(days=1)


@pytest.fixture
async def debtor(container: Container, clock: MovableClock) -> Debtor:
    return await indebted(container, clock)


@on_sqlite
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
async def test_on_the_due_day_it_is_debited_and_reminded_as_it_is_said(debtor: Debtor, state: State) -> None:
    debtor.clock.move_to(DUE, time(8, 30))
    await state(debtor)
    standing = await debtor.stands()
    paused = {pause.loan_id for pause in standing.pauses}
    due = {
        bill.loan_id
        for bill in standing.bills
        if bill.due_date <= DUE and bill.state is not BillState.PAYING and bill.loan_id not in paused
    }
    paying = {bill.loan_id for bill in standing.paying}
    async with debtor.container.store.read() as uow:
        debited = {candidate.loan_id for candidate in await uow.autopay.due(DUE)} - paying
        has_card = bool(await uow.autopay.debited_cards(debtor.customer.id))
    assert debited == (due if standing.debit is DebitState.ON else set())
    assert (standing.debit is DebitState.ON) <= has_card
    channel = RecordingChannel()
    notices = delivery_service(debtor.container, channel)
    now = debtor.clock.move_to(DUE, time(9, 30))
    await notices.plan(now)
    await notices.deliver(now)
    reminders = [content for _, content in channel.received if content.kind.startswith("due")]
    speaks = standing.reminders in (ReminderState.ON, ReminderState.DUE_DAY)
    assert bool(reminders) == (speaks and bool(due))


@on_sqlite
async def test_it_says_what_is_late_what_comes_next_and_what_is_left(debtor: Debtor) -> None:
    debtor.clock.move_to(LATE, time(10))
    standing = await debtor.stands()
    assert [bill.no for bill in standing.late] == [1]
    assert ([bill.no for bill in standing.coming], len(standing.bills)) == ([2], 12)
    assert standing.left_fen == sum(bill.owed_fen for bill in standing.bills) > 12 * 35_724


@pytest.mark.parametrize(
    ("state", "debit", "reminders"),
    [
        (nothing, DebitState.ON, ReminderState.DEBITED),
        (freeze, DebitState.FROZEN, ReminderState.FROZEN),
        (hardship, DebitState.PAUSED, ReminderState.PAUSED),
        (switched_off, DebitState.OFF, ReminderState.ON),
        (without_card, DebitState.NO_CARD, ReminderState.ON),
        (one_of_two_disputed, DebitState.ON, ReminderState.DEBITED),
        (settled, DebitState.ON, ReminderState.DEBITED),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
async def test_its_state_has_one_name(
    debtor: Debtor, state: State, debit: DebitState, reminders: ReminderState
) -> None:
    await state(debtor)
    standing = await debtor.stands()
    assert (standing.debit, standing.reminders) == (debit, reminders)


@on_sqlite
async def test_who_chose_the_days_before_away_is_reminded_on_the_day_itself(debtor: Debtor) -> None:
    for day in (7, 3, 1):
        await debtor.container.services.preferences.choose_day(debtor.customer.id, day, wanted=False)
    assert (await debtor.stands()).reminders is ReminderState.DUE_DAY


@on_sqlite
async def test_a_pause_says_until_when_and_what_a_day_of_it_costs(debtor: Debtor) -> None:
    debtor.clock.move_to(LATE, time(10))
    case_id = await debtor.ask(CaseKind.HARDSHIP)
    (pause,) = (await debtor.stands()).pauses
    today, tomorrow = (await debtor.stands()).late[0], None
    assert (pause.case.case_id, pause.until, pause.is_late) == (case_id, LATE + timedelta(days=7), True)
    debtor.clock.advance(days=1)
    tomorrow = (await debtor.stands()).late[0]
    assert pause.daily_fen == tomorrow.owed_fen - today.owed_fen > 0


@on_sqlite
async def test_a_dispute_pauses_until_it_is_answered_and_before_the_due_day_costs_nothing(
    debtor: Debtor,
) -> None:
    await dispute(debtor)
    (pause,) = (await debtor.stands()).pauses
    assert (pause.until, pause.daily_fen, pause.is_late) == (None, 0, False)


@on_sqlite
async def test_what_the_staff_agreed_to_pauses_after_the_case_is_closed(debtor: Debtor) -> None:
    case_id = await debtor.ask(CaseKind.HARDSHIP)
    await debtor.container.staff_service.decide(case_id, Decision.AGREED_30, "小王", 7)
    standing = await debtor.stands()
    assert [pause.until for pause in standing.pauses] == [standing.today + timedelta(days=30)]
    assert standing.waiting == ()


@pytest.mark.parametrize("decision", [None, Decision.AGREED_30], ids=["asked for", "agreed to"])
async def test_a_pause_that_is_taken_back_is_over_tomorrow(debtor: Debtor, decision: Decision | None) -> None:
    case_id = await debtor.ask(CaseKind.HARDSHIP)
    if decision is not None:
        await debtor.container.staff_service.decide(case_id, decision, "小王", 7)
    await debtor.container.services.support.end_pause(debtor.customer.id, case_id)
    assert [pause.until for pause in (await debtor.stands()).pauses] == [(await debtor.stands()).today]
    debtor.clock.advance(days=1)
    standing = await debtor.stands()
    assert (standing.pauses, standing.debit) == ((), DebitState.ON)
    with pytest.raises(Stale):
        await debtor.container.services.support.end_pause(debtor.customer.id, case_id)


@on_sqlite
async def test_nobody_ends_anothers_pause_and_none_ends_a_freeze(debtor: Debtor) -> None:
    support, stranger = debtor.container.services.support, await arrive(debtor.container, 9)
    case_id = await debtor.ask(CaseKind.HARDSHIP)
    with pytest.raises(NotFound):
        await support.end_pause(stranger.id, case_id)
    frozen = await debtor.container.services.security.freeze(debtor.customer.id)
    with pytest.raises(Stale):
        await support.end_pause(debtor.customer.id, frozen.case_id)


@on_sqlite
async def test_a_question_without_words_waits_for_nobody(debtor: Debtor) -> None:
    support = debtor.container.services.support
    case = await support.turn_to(debtor.customer.id, None)
    assert (await debtor.stands()).waiting == ()
    await support.write(debtor.customer.id, case.case_id, "什么时候发货", 7)
    assert [one.case_id for one in (await debtor.stands()).waiting] == [case.case_id]


@on_sqlite
async def test_a_stranger_stands_with_nothing(container: Container) -> None:
    customer = await arrive(container)
    standing = await container.services.standing.of(customer.id)
    assert (standing.bills, standing.debit, standing.coming, standing.left_fen) == (
        (),
        DebitState.OFF,
        (),
        0,
    )


@on_sqlite
async def test_now_it_has_the_bills_of_the_month_and_the_next_of_each_loan_and_else_says_the_same(
    debtor: Debtor,
) -> None:
    await buy(debtor.container, debtor.customer, product_id="lamp", plan_id="consumer-3")
    for day in (DUE - timedelta(days=20), DUE, LATE + timedelta(days=40)):
        debtor.clock.move_to(day, time(10))
        there = await debtor.container.services.bills.current_bills(debtor.customer.id)
        now, whole = await debtor.container.services.standing.now(debtor.customer.id), await debtor.stands()
        assert now.bills == there.bills
        assert replace(whole, bills=now.bills) == now


@on_sqlite
async def test_what_a_day_more_costs_is_the_same_figure_each_day(
    container: Container, clock: MovableClock
) -> None:
    debtor = await indebted(container, clock)
    told = set[int]()
    for later in range(1, 12):
        clock.move_to(DUE + timedelta(days=later), time(12))
        told.add((await container.services.standing.of(debtor.customer.id)).daily_fen)
    assert len(told) == 1
