"""Killed at random under load: everybody gets to the end, nothing is lost, nothing happens twice."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
from collections.abc import Awaitable, Callable, Sequence
from itertools import pairwise

import httpx
import pytest
from sqlalchemy import text

from bot.db.engine import create_engine
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.databases import DATABASES
from tests.support.installation import Installation
from tests.support.sandbox_client import SandboxClient, Seen
from tests.support.thorough import by_turns

pytestmark = pytest.mark.long

# The whole size, 200 people and 20 kills, takes minutes: KILL_TEST_PEOPLE=200 KILL_TEST_KILLS=20.
PEOPLE = int(os.environ.get("KILL_TEST_PEOPLE", "8"))
KILLS = int(os.environ.get("KILL_TEST_KILLS", "4"))
# Either way of receiving, and each database.
in_pairs = pytest.mark.parametrize(
    ("database_kind", "either_way"), by_turns(DATABASES, ["polling", "webhook"]), indirect=["either_way"]
)
RESUME = "继续下单"
# 这一步没有办成 or 可能已经办成了, 可能没有办成 of what a killed process left undone; the answer may be lost.
FAILED = ("这一步", "可能没有办成", "没有送到")
# What somebody reads who may go on to the next question: the question, or, where they typed the last answer twice
# (told "maybe done" of the first), that it is no answer to the next one.
ASKS_NUMBER = ("第 2 步", "身份证号只有数字")
ASKS_PHONE = ("第 3 步", "手机号应是 11 位")
PATIENCE_S, AGAIN_S = 240.0, 4.0


class Walker:
    """Somebody who taps what they see and waits as long as it takes; taps again when nothing came of it. `is_repeated`: they
    did with what they did last."""

    def __init__(self, sandbox: SandboxClient, person_id: int) -> None:
        self.sandbox = sandbox
        self.id = person_id
        self.is_repeated = False
        self._once_more: Callable[[], Awaitable[None]] | None = None

    async def buy_and_repay(self) -> None:
        await self.sandbox.user(self.id, first_name="测试", language_code="zh-hans")
        await self.say("/start", "去逛逛")
        await self.walk(
            "去逛逛",
            "手机（5）",
            "小米手机 15 · 12GB+256GB　¥3,999.00",
            "选 3 期",
            "为什么要实名",
        )
        await self.say(NAME, says=ASKS_NUMBER)
        await self.say(ADULT, says=ASKS_PHONE)
        await self.say(PHONE, "示例消费金融")
        await self.walk(
            "示例消费金融",
            "☐ 我已阅读，同意《分期服务协议》",
            "确认下单 ¥3,999.00",
            "看还款计划",
            "还第 1 期 ¥1,333.00",
            "确认还款 ¥1,333.00",
        )
        await self.tap("确认还款 ¥1,333.00", says="已还 ¥1,333.00")

    async def walk(self, *labels: str) -> None:
        """Tap each once it is there, until the last one shows."""
        for label, then in pairwise(labels):
            await self.tap(label, then)

    async def say(self, words: str, label: str | None = None, *, says: tuple[str, ...] = ()) -> None:
        before = await self.sandbox.messages(self.id, idle=False)
        newest_before = await self._newest()

        async def again() -> None:
            # Of what was not answered, or told to have failed, nobody knows whether it arrived.
            newest = await self._newest()
            if newest == newest_before or any(part in newest for part in FAILED):
                self.is_repeated = True
                await self.sandbox.say(self.id, words)
            elif RESUME in (shown := (await self.sandbox.messages(self.id, idle=False))[-1]).labels:
                with contextlib.suppress(
                    httpx.HTTPError
                ):  # told by a notice that it went on: one goes on from there
                    await self.sandbox.press_data(self.id, shown.message_id, shown.data_of(RESUME))

        self.is_repeated = False
        await self._do(self.sandbox.say(self.id, words))
        await self._until(label, says, nudge=again, but=before)

    async def _newest(self) -> str:
        seen = await self.sandbox.messages(self.id, idle=False)
        return next((message.text for message in reversed(seen) if message.sender == "bot"), "")

    async def _do(self, action: Awaitable[object]) -> None:
        await action

    async def tap(self, label: str, then: str | None = None, *, says: str | None = None) -> None:
        # What they tapped before may be done again after a kill, and its answer be shown instead of what they saw already.
        message = await self._until(label, nudge=self._once_more)

        async def again() -> None:
            # The screen may have moved on meanwhile; then the tap is a stale one, which must do no harm either. Where it was
            # replaced by one with the same button, that is the one they tap.
            nonlocal message
            seen = await self.sandbox.messages(self.id, idle=False)
            message = next((each for each in reversed(seen) if label in each.labels), message)
            with contextlib.suppress(httpx.HTTPError):
                await self.sandbox.press_data(self.id, message.message_id, message.data_of(label))

        async def repeated() -> None:
            self.is_repeated = True
            await again()

        self.is_repeated = False
        await self._do(again())
        await self._until(then, () if says is None else (says,), nudge=repeated)
        self._once_more = again

    async def _until(
        self,
        label: str | None,
        says: Sequence[str] = (),
        nudge: Callable[[], Awaitable[None]] | None = None,
        but: Sequence[Seen] = (),
    ) -> Seen:
        """Until a message has the button, or says so, other than those that were there as they are; every few seconds of
        nothing the person tries again.
        """
        known = {(seen.message_id, seen.text) for seen in but}
        loop = asyncio.get_running_loop()
        began = nudged = loop.time()
        while loop.time() - began < PATIENCE_S:
            for message in reversed(await self.sandbox.messages(self.id, idle=False)):
                if message.sender != "bot" or (message.message_id, message.text) in known:
                    continue
                if label in message.labels or any(part in message.text for part in says):
                    return message
            if nudge is not None and loop.time() - nudged > AGAIN_S:
                nudged = loop.time()
                await nudge()
            await asyncio.sleep(0.1)
        raise AssertionError(f"person {self.id} never saw {label or says}, but {await self._newest()!r}")


class Unlucky(Walker):
    """The process dies while each single thing this person does is being handled; the next one takes over."""

    def __init__(self, installation: Installation, person_id: int) -> None:
        super().__init__(installation.sandbox, person_id)
        self._installation = installation
        self._chance = random.Random(person_id)
        self._running = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Unlucky:
        self._process = await self._running.enter_async_context(self._installation.assistant())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._running.aclose()

    async def _do(self, action: Awaitable[object]) -> None:
        doing = asyncio.ensure_future(action)
        # From before the update is fetched until after it is answered: a tap takes some tens of milliseconds.
        await asyncio.sleep(self._chance.uniform(0, 0.08))
        await self._process.kill()
        await self._running.aclose()
        self._process = await self._running.enter_async_context(self._installation.assistant())
        with contextlib.suppress(httpx.HTTPError):
            await doing


@in_pairs
async def test_killed_at_every_step_of_checkout_and_repayment_one_goes_on_from_the_same_message(
    either_way: Installation, database_url: str
) -> None:
    await _stock_up(database_url, 1)
    async with Unlucky(either_way, 700) as person:
        await person.buy_and_repay()
        await either_way.sandbox.idle()
    await _nothing_was_doubled(database_url, 1)


@in_pairs
async def test_everybody_gets_there_however_often_the_process_is_killed(
    either_way: Installation, database_url: str
) -> None:
    await _stock_up(database_url, PEOPLE)
    chance = random.Random(PEOPLE)
    walkers = [Walker(either_way.sandbox, 1000 + i) for i in range(PEOPLE)]
    done = asyncio.gather(*(walker.buy_and_repay() for walker in walkers))
    for _ in range(KILLS):
        async with either_way.assistant():
            await asyncio.wait([done], timeout=chance.uniform(0.3, 3))
    async with either_way.assistant():
        await done
        await either_way.sandbox.idle()
    await _nothing_was_doubled(database_url, PEOPLE)


async def _stock_up(database_url: str, people: int) -> None:
    """One phone for each, so that a phone sold twice would be missing."""
    engine = create_engine(database_url)
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE products SET stock = :people"), {"people": people})
    await engine.dispose()


async def _nothing_was_doubled(database_url: str, people: int) -> None:
    engine = create_engine(database_url)
    async with engine.connect() as connection:

        async def count(query: str) -> int:
            return int(await connection.scalar(text(query)) or 0)

        assert await count("SELECT count(*) FROM orders") == people
        assert await count("SELECT count(*) FROM loans") == people
        assert await count("SELECT count(*) FROM payments WHERE status = 'posted'") == people
        assert await count("SELECT count(*) FROM payments") == people
        assert await count("SELECT count(*) FROM installments WHERE settled_at IS NOT NULL") == people
        assert await count("SELECT count(*) FROM inbox WHERE done_at IS NULL") == 0
        assert await count("SELECT stock FROM products WHERE id = 'xiaomi-15'") == 0
    await engine.dispose()
