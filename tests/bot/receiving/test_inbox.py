"""The durable inbox: every update once, in order, and none of what it said is left lying about."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from bot.receiving.inbox import AT_ONCE, Inbox
from bot.wiring import Container
from tests.support.builders import ADULT
from tests.support.clock import MovableClock


def _update(update_id: int, words: str = "x") -> dict[str, object]:
    return {"update_id": update_id, "message": {"text": words}}


def _another(container: Container) -> Inbox:
    """That of a process which starts when this one has ended."""
    return Inbox(container.engine, container.clock, container.cipher, container.second_tries)


@pytest.fixture
def inbox(container: Container) -> Inbox:
    return container.inbox


async def test_an_update_that_comes_twice_is_new_once(inbox: Inbox) -> None:
    assert [u["update_id"] for u in await inbox.store([_update(1), _update(2)])] == [1, 2]
    assert [u["update_id"] for u in await inbox.store([_update(2), _update(3)])] == [3]
    await inbox.done(2)
    assert await inbox.store([_update(2)]) == []


async def test_what_is_not_done_comes_again_in_order(inbox: Inbox) -> None:
    await inbox.store([_update(7), _update(5), _update(6)])
    await inbox.done(6)
    assert [u["update_id"] for u in (await inbox.undone()).lately] == [5, 7]


async def test_what_was_left_in_good_order_is_known_from_what_may_have_been_answered(inbox: Inbox) -> None:
    await inbox.store([_update(1), _update(2)])
    await inbox.done(1)
    assert (await inbox.undone()).untold == frozenset()  # killed
    await inbox.leave()
    assert (await inbox.undone()).untold == {2}
    assert (await inbox.undone()).untold == frozenset()  # whoever took it up may have answered


async def test_where_nothing_can_be_written_a_start_takes_what_was_left_as_if_it_had_been_answered(
    container: Container, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await inbox.store([_update(1)])
    await inbox.leave()
    next_one = _another(container)
    take_up = next_one._take_up

    async def away() -> None:
        raise ConnectionResetError

    monkeypatch.setattr(next_one, "_take_up", away)
    undone = await next_one.undone()
    assert (len(undone.lately), undone.untold) == (1, frozenset())
    await container.second_tries.aclose()
    await take_up()  # once the database is back
    assert (await _another(container).undone()).untold == frozenset()


async def test_of_what_a_killed_process_left_a_stop_knows_no_more(container: Container, inbox: Inbox) -> None:
    await inbox.store([_update(1)])
    next_one = _another(container)
    await next_one.undone()
    await next_one.store([_update(2)])
    await next_one.leave()  # before it came to either
    assert (await _another(container).undone()).untold == {2}


async def test_whoever_stops_before_taking_anything_up_leaves_it_as_it_was(
    container: Container, inbox: Inbox
) -> None:
    await inbox.store([_update(1)])
    await _another(container).leave()
    assert (await _another(container).undone()).untold == frozenset()
    await inbox.leave()
    await _another(container).leave()
    assert (await _another(container).undone()).untold == {1}


async def test_what_was_said_to_have_failed_is_not_left_as_if_nobody_had_been_told(inbox: Inbox) -> None:
    await inbox.store([_update(number) for number in range(2 * AT_ONCE)])
    inbox.note_failed(7)
    await inbox.leave()
    assert (await inbox.undone()).untold == {*range(2 * AT_ONCE)} - {7}


async def test_what_could_not_be_crossed_out_is_not_left_as_if_nobody_had_been_told(
    container: Container, inbox: Inbox
) -> None:
    async def away() -> None:
        raise ConnectionResetError

    await inbox.store([_update(1)])
    await container.second_tries.write("what was answered", away)
    await inbox.leave()
    assert (await inbox.undone()).untold == frozenset()


async def test_words_are_sealed_while_kept_and_gone_when_done(container: Container, inbox: Inbox) -> None:
    await inbox.store([_update(1, ADULT), _update(2, ADULT)])
    await inbox.done(1)
    async with container.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT * FROM inbox ORDER BY update_id"))).all()
    assert ADULT not in json.dumps([str(value) for row in rows for value in row])
    assert [row.payload is None for row in rows] == [True, False]


async def test_numbers_are_forgotten_when_telegram_cannot_repeat_them(
    inbox: Inbox, clock: MovableClock
) -> None:
    await inbox.store([_update(1), _update(2)])
    await inbox.done(1)
    assert await inbox.prune(clock.advance(days=1)) == {"pruned": 0}
    assert await inbox.prune(clock.advance(days=2)) == {"pruned": 1}
    assert [u["update_id"] for u in (await inbox.undone()).long_ago] == [2]
