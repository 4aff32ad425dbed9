"""What nobody expected is told in a topic of the staff chat: a message a kind, edited with its count, of nobody."""

from __future__ import annotations

from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden

from handlers.support.incident_desk import IncidentDesk
from handlers.ui.incidents import Incidents, Where
from handlers.ui.reply import Reply
from handlers.ui.sending import topic
from tests.support.clock import MovableClock

GROUP, TOPIC = -1001, 7


class Group:
    """A staff chat's desk and its sender in one: keeps what is said, and where."""

    def __init__(self) -> None:
        self.said: list[tuple[str, int, str]] = []
        self.refusal: Exception | None = None

    async def chat_id(self) -> int:
        return GROUP

    async def send(self, chat_id: int, shown: Reply) -> int:
        return self._say("send", len(self.said) + 1, shown)

    async def edit(self, chat_id: int, message_id: int, shown: Reply) -> bool:
        return bool(self._say("edit", message_id, shown))

    def _say(self, how: str, message_id: int, shown: Reply) -> int:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        assert topic.get() == (GROUP, TOPIC)
        self.said.append((how, message_id, shown.html()))
        return message_id


@pytest.fixture
def group() -> Group:
    return Group()


@pytest.fixture
def incidents(clock: MovableClock) -> Incidents:
    return Incidents(clock, lambda _: None)


def fail(incidents: Incidents, number: str, error: Exception | None = None) -> None:
    incidents.note(Where.CHAT, error or KeyError("张三"), number=number)


def desk_of(group: Any, incidents: Incidents, clock: MovableClock) -> IncidentDesk:
    return IncidentDesk(incidents, group, group, clock, TOPIC)


async def test_a_flood_of_one_kind_is_one_message_with_a_count(
    group: Group, incidents: Incidents, clock: MovableClock
) -> None:
    desk = desk_of(group, incidents, clock)
    await desk.tell()
    fail(incidents, "9c0e41d2")
    await desk.tell()
    for number in range(30):
        clock.advance(minutes=1)
        fail(incidents, f"{number:08x}")
    incidents.note(Where.JOB, ValueError(), about="debit_due")
    await desk.tell()
    await desk.tell()
    (first, one, new), (second, two, edited), (third, _, job) = group.said
    assert (first, second, third, one) == ("send", "edit", "send", two)
    assert "KeyError" in new and "9c0e41d2" in new and "1 次" in new
    assert "31 次" in edited and "0000001d" in edited and "01-05 10:00" in edited
    assert "debit_due" in job
    assert not any("张三" in words for *_, words in group.said)


async def test_what_cannot_be_edited_is_told_anew_and_what_cannot_be_told_is_kept_for_half_an_hour(
    group: Group, incidents: Incidents, clock: MovableClock
) -> None:
    desk = desk_of(group, incidents, clock)
    fail(incidents, "1")
    await desk.tell()
    fail(incidents, "2")
    group.refusal = BadRequest("Message to edit not found")
    await desk.tell()
    assert [how for how, *_ in group.said] == ["send", "send"]
    fail(incidents, "3", OSError())
    group.refusal = Forbidden("bot was kicked")
    await desk.tell()
    await desk.tell()
    assert len(group.said) == 2
    clock.advance(minutes=31)
    await desk.tell()
    assert "OSError" in group.said[2][2]
