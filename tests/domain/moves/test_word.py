"""The wait begins when the old account has the word; without it nothing moves unless the staff, asked again, says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.settings import Settings
from bot.wiring import Container, delivery_service
from domain.cases.types import CaseMove, CaseStatus, CaseView, Decision, StopReason
from domain.customers.results import CustomerView
from domain.errors import Stale
from domain.moves.errors import CannotMove
from domain.moves.notices import MoveAskedContent, MovedContent
from domain.moves.results import WAIT
from domain.notices.ports import DeliveryOutcome
from domain.support.rights import NoRight, StaffRights
from domain.support.staff import StaffService
from tests.domain.moves.test_moves import NEW, agree, announced, card_of, decide, heard
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.builders import ADULT
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy


@pytest.fixture
async def old(container: Container) -> AsyncIterator[CustomerView]:
    customer = await arrive(container, 1)
    await buy(container, customer)
    yield customer


@pytest.fixture
async def new(container: Container) -> CustomerView:
    return await arrive(container, NEW)


async def proven(container: Container, new: CustomerView) -> CaseView:
    case = await container.services.moves.ask(new.id, ADULT)
    await decide(container, case)
    return case


async def not_delivered(container: Container, outcome: DeliveryOutcome) -> None:
    channel = RecordingChannel()
    channel.outcomes = [outcome]
    await delivery_service(container, channel).deliver(container.clock.now())
    assert channel.outcomes == []


async def shown(container: Container, case: CaseView) -> CaseMove:
    move = (await card_of(container, case)).move
    assert move is not None
    return move


@on_sqlite
@pytest.mark.parametrize(
    "outcome", [DeliveryOutcome.UNREACHABLE, DeliveryOutcome.UNCERTAIN], ids=lambda outcome: outcome.value
)
async def test_an_account_that_was_not_told_does_not_move_and_nobody_says_that_it_was(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView, outcome: DeliveryOutcome
) -> None:
    case = await proven(container, new)
    await not_delivered(container, outcome)
    await container.services.moves.carry_out_due(clock.advance(hours=23))
    assert "done" not in await container.services.moves.carry_out_due(clock.advance(hours=2))
    assert (await arrive(container, NEW)).id == new.id
    view, card = await container.services.moves.view(new.id), await shown(container, case)
    assert (view.is_announced, view.moves_at, card.is_announced, card.moves_at) == (True, None, True, None)


@on_sqlite
async def test_the_wait_begins_with_the_word_that_arrives_however_late(
    container: Container, settings: Settings, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    """Said again a day later; that one arrives, and from then on there are 24 hours."""
    case, moves = await proven(container, new), container.services.moves
    await not_delivered(container, DeliveryOutcome.UNCERTAIN)
    assert await moves.next_due() == clock.now() + timedelta(days=1)
    assert await moves.carry_out_due(clock.advance(hours=24)) == {"pursued": 1}
    clock.advance(hours=1)
    version = (await card_of(container, case)).version
    (told,) = (await heard(container)).contents(MoveAskedContent)
    card = await shown(container, case)
    assert (card.moves_at, card.is_told) == (clock.now() + WAIT, True)
    assert (await container.services.moves.view(new.id)).is_told
    assert (await card_of(container, case)).version > version  # the staff chat shows it
    assert await moves.announced(old.id) == (told.move_id, clock.now() + WAIT)
    assert await moves.carry_out_due(clock.advance(hours=23)) == {}
    assert await moves.carry_out_due(clock.advance(hours=1)) == {"done": 1}
    assert (await arrive(container, NEW)).id == old.id
    await agree(settings)


async def test_who_comes_back_to_the_old_account_is_told_with_the_next_round(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    await proven(container, new)
    await not_delivered(container, DeliveryOutcome.UNREACHABLE)
    assert await container.services.moves.carry_out_due(clock.advance(minutes=30)) == {}
    await arrive(container, 1)
    assert await container.services.moves.next_due() == clock.now()
    assert await container.services.moves.carry_out_due(clock.now()) == {"pursued": 1}
    assert len((await heard(container)).contents(MoveAskedContent)) == 1


async def unheard(container: Container, clock: MovableClock, new: CustomerView) -> CaseView:
    """Three days in which the word did not arrive."""
    case = await proven(container, new)
    for _ in range(3):
        await not_delivered(container, DeliveryOutcome.UNCERTAIN)
        assert not (await shown(container, case)).is_unheard
        await container.services.moves.carry_out_due(clock.advance(days=1))
    return case


@on_sqlite
async def test_after_three_days_without_word_the_staff_is_asked_again_once(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    case = await unheard(container, clock, new)
    card = await card_of(container, case)
    assert card.status is CaseStatus.WAITING
    assert card.decision is None
    assert (await shown(container, case)).is_unheard
    await not_delivered(container, DeliveryOutcome.UNCERTAIN)
    await container.services.moves.carry_out_due(clock.advance(hours=1))
    assert (await card_of(container, case)).version == card.version


async def test_the_staff_lets_it_move_anyway_or_stops_it_and_nobody_without_the_right_does(
    container: Container, settings: Settings, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    case = await unheard(container, clock, new)
    staff = StaffService(
        container.store,
        clock,
        container.cipher,
        container.staff_service._external,
        StaffRights(seeing=frozenset({7, 8}), money=frozenset({8})),
    )
    with pytest.raises(NoRight):
        await staff.decide(case.case_id, Decision.MOVE_ANYWAY, "小王", 7)
    assert "done" not in await container.services.moves.carry_out_due(clock.now())
    await staff.decide(case.case_id, Decision.MOVE_ANYWAY, "小李", 8)
    view, card = await container.services.moves.view(new.id), await shown(container, case)
    assert (view.moves_at, view.is_told, card.moves_at, card.is_told) == (
        clock.now(),
        False,
        clock.now(),
        False,
    )
    await not_delivered(container, DeliveryOutcome.UNCERTAIN)  # the last word, which was on its way
    assert (await container.services.moves.carry_out_due(clock.now()))["done"] == 1
    assert (await arrive(container, NEW)).id == old.id
    await agree(settings)


@on_sqlite
async def test_what_the_staff_stops_does_not_move_and_both_sides_read_why(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    case = await unheard(container, clock, new)
    await decide(container, case, Decision.STOP_MOVE)
    (told,) = [
        content
        for number, content in (await heard(container)).received
        if number == NEW and isinstance(content, MovedContent)
    ]
    assert told.stopped is StopReason.NOT_TOLD
    assert (await shown(container, case)).stopped is StopReason.NOT_TOLD
    assert await container.services.moves.carry_out_due(clock.advance(days=9)) == {}
    assert (await arrive(container, NEW)).id == new.id


@on_sqlite
async def test_anyway_is_no_answer_before_the_staff_was_asked_again(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    """Nor is it one of an account that was told, or of a move that nobody has seen proof of."""
    case = await container.services.moves.ask(new.id, ADULT)
    with pytest.raises(Stale):
        await decide(container, case, Decision.MOVE_ANYWAY)
    await decide(container, case)
    await container.services.support.write(new.id, case.case_id, "怎么样了", 7)
    with pytest.raises(Stale):
        await decide(container, case, Decision.MOVE_ANYWAY)
    await heard(container)
    with pytest.raises(Stale):
        await decide(container, case, Decision.MOVE_ANYWAY)


@on_sqlite
async def test_not_proven_after_all_stops_what_was_announced(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    case = await announced(container, new)
    await container.services.support.write(new.id, case.case_id, "怎么样了", 7)
    await decide(container, case, Decision.NOT_PROVEN)
    assert await container.services.moves.carry_out_due(clock.advance(hours=48)) == {}
    assert (await shown(container, case)).stopped is StopReason.NOT_PROVEN


async def away(container: Container, clock: MovableClock, new: CustomerView) -> CaseView:
    """Three days in which the old account has stopped the assistant."""
    case = await proven(container, new)
    await not_delivered(container, DeliveryOutcome.UNREACHABLE)
    for _ in range(3):
        await container.services.moves.carry_out_due(clock.advance(days=1))
        assert (await heard(container)).received == []  # nothing is sent to who is away
    assert (await shown(container, case)).is_unheard
    return case


async def test_an_old_account_that_is_back_is_told_before_the_staff_lets_it_move(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    case = await away(container, clock, new)
    await arrive(container, 1)
    with pytest.raises(CannotMove) as refused:
        await decide(container, case, Decision.MOVE_ANYWAY)
    assert refused.value.is_back
    assert await container.services.moves.next_due() == clock.now()
    await container.services.moves.carry_out_due(clock.now())
    assert len((await heard(container)).contents(MoveAskedContent)) == 1
    assert (await shown(container, case)).moves_at == clock.now() + WAIT
    assert (await arrive(container, NEW)).id == new.id


@on_sqlite
async def test_and_so_is_one_that_comes_back_after_the_staff_has(
    container: Container, settings: Settings, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    case, moves = await away(container, clock, new), container.services.moves
    await decide(container, case, Decision.MOVE_ANYWAY)
    await arrive(container, 1)
    assert await moves.carry_out_due(clock.now()) == {}
    assert await moves.carry_out_due(clock.now()) == {"pursued": 1}
    assert len((await heard(container)).contents(MoveAskedContent)) == 1
    found = await moves.announced(old.id)
    assert found is not None
    assert found[1] == clock.now() + WAIT
    assert await moves.carry_out_due(clock.advance(hours=23)) == {}
    assert (await moves.carry_out_due(clock.advance(hours=1)))["done"] == 1
    await agree(settings)


async def test_a_word_that_arrives_after_the_staff_let_it_move_begins_the_wait(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    case, moves = await unheard(container, clock, new), container.services.moves
    await decide(container, case, Decision.MOVE_ANYWAY)
    await container.services.support.write(new.id, case.case_id, "谢谢", 7)  # which opens the case again
    assert await moves.carry_out_due(clock.now()) == {}
    assert len((await heard(container)).contents(MoveAskedContent)) == 1
    assert await moves.carry_out_due(clock.advance(hours=23)) == {}
    assert (await arrive(container, NEW)).id == new.id
