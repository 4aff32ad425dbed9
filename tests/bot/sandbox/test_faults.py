"""Injected faults and the sandbox's own sending limits."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.faults import Faults, Target, read_fault
from bot.sandbox.limits import CHAT_BURST, SendingLimits
from bot.sandbox.server import SandboxConfig, running_sandbox
from domain.value import replace
from tests.bot.sandbox.conftest import PERSON
from tests.bot.sandbox.test_sending import refusal, sent
from tests.support.sandbox_client import SandboxClient, SandboxError


async def test_a_429_says_when_to_come_back_and_ends_after_its_times(people: SandboxClient) -> None:
    await people.fault("429", method="sendMessage", times=2, retry_after=7)
    for _ in range(2):
        body = (await people.bot("sendMessage", chat_id=PERSON, text="x")).json()
        assert body == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        }
    await sent(people, text="x")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("403", (403, "Forbidden: bot was blocked by the user")),
        ("400", (400, "Bad Request: injected by the sandbox")),
        ("500", (500, "Internal Server Error")),
    ],
)
async def test_refusals_can_be_injected(people: SandboxClient, kind: str, expected: tuple[int, str]) -> None:
    await people.fault(kind)
    assert await refusal(people, "sendMessage", chat_id=PERSON, text="x") == expected
    assert len(await people.messages(PERSON, idle=False)) == 1


async def test_a_fault_can_be_meant_for_one_chat(people: SandboxClient) -> None:
    await people.say(7, "x")
    await people.fault("500", chat_id=7)
    await sent(people, text="x")
    assert (await refusal(people, "sendMessage", chat_id=7, text="x"))[0] == 500


async def test_a_fault_without_a_method_spares_polling(people: SandboxClient) -> None:
    await people.fault("500")
    assert (await people.bot("getUpdates")).json()["ok"]
    assert (await people.bot("getMe")).status_code == 500


async def test_cleared_faults_do_not_come(people: SandboxClient) -> None:
    await people.fault("500", times=100)
    await people.clear_faults()
    await sent(people, text="x")


async def test_a_cut_connection_delivers_nothing(people: SandboxClient) -> None:
    await people.fault("disconnect")
    with pytest.raises(httpx.RemoteProtocolError):
        await people.bot("sendMessage", chat_id=PERSON, text="x")
    assert len(await people.messages(PERSON, idle=False)) == 1
    assert (await people.requests("sendMessage"))[-1]["status"] == 0


@pytest.mark.parametrize(("kind", "delivered"), [("timeout", 0), ("timeout_delivered", 1)])
async def test_a_timeout_may_or_may_not_have_delivered(
    people: SandboxClient, kind: str, delivered: int
) -> None:
    await people.fault(kind)
    with pytest.raises(httpx.ReadTimeout):
        await people.http.post(
            "/bot1:sandbox/sendMessage", json={"chat_id": PERSON, "text": "x"}, timeout=0.3
        )
    assert len(await people.messages(PERSON)) == 1 + delivered


async def test_a_slow_answer_still_comes(people: SandboxClient) -> None:
    await people.fault("slow", delay_s=0.05)
    await sent(people, text="x")


async def test_unknown_faults_are_refused(people: SandboxClient) -> None:
    with pytest.raises(SandboxError) as error:
        await people.fault("flood")
    assert error.value.status == 400


def test_a_share_of_requests_meets_the_fault_in_every_run_the_same() -> None:
    def struck() -> list[bool]:
        faults = Faults()
        faults.add(read_fault({"target": "payment", "kind": "timeout", "share": 0.1}))
        return [faults.take(Target.PAYMENT) is not None for _ in range(1000)]

    first = struck()
    assert first == struck()
    assert 60 < sum(first) < 140


class Ticking:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_a_chat_takes_a_burst_and_then_one_message_a_second() -> None:
    clock = Ticking()
    limits = SendingLimits(enabled=True, monotonic=clock)
    for _ in range(int(CHAT_BURST)):
        limits.count(1)
    with pytest.raises(ApiError) as error:
        limits.count(1)
    assert (error.value.code, error.value.retry_after) == (429, 1)
    clock.now_s = 1.0
    limits.count(1)
    with pytest.raises(ApiError):
        limits.count(1)


def test_all_chats_together_take_30_messages_a_second() -> None:
    clock = Ticking()
    limits = SendingLimits(enabled=True, monotonic=clock)
    for chat_id in range(30):
        limits.count(chat_id)
    with pytest.raises(ApiError):
        limits.count(99)
    clock.now_s = 0.5
    for chat_id in range(15):
        limits.count(100 + chat_id)
    with pytest.raises(ApiError):
        limits.count(99)


@pytest.fixture
async def strict(config: SandboxConfig) -> AsyncIterator[SandboxClient]:
    async with (
        running_sandbox(replace(config, limits=True)) as sandbox,
        SandboxClient(sandbox.base_url) as client,
    ):
        await client.say(PERSON, "x")
        yield client


async def test_a_loop_that_keeps_sending_is_stopped_but_may_edit(strict: SandboxClient) -> None:
    statuses = [(await strict.bot("sendMessage", chat_id=PERSON, text=str(i))).status_code for i in range(30)]
    assert statuses[:20] == [200] * 20
    assert 429 in statuses[20:]
    message = await strict.last(PERSON, idle=False)
    for i in range(40):
        await sent(strict, "editMessageText", message_id=message.message_id, text=f"edit {i}")
