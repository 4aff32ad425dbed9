"""Long polling keeps to what Telegram asks, and goes on after whatever happened."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from telegram.error import NetworkError, RetryAfter, TelegramError

from bot.app import Assistant
from bot.receiving.inbox import Inbox
from bot.receiving.receiver import Receiver


class Telegram:
    """Answers each poll with the next of the errors; when none is left, polling is over."""

    def __init__(self, *errors: TelegramError) -> None:
        self._errors = list(errors)

    async def raw_updates(self, offset: int | None, wait_s: int) -> list[dict[str, Any]]:
        if self._errors:
            raise self._errors.pop(0)
        raise asyncio.CancelledError


class Talking:
    """As much of an assistant as polling needs."""

    def __init__(self, bot: Telegram) -> None:
        self.bot = bot


async def poll(*errors: TelegramError) -> None:
    assistant = cast(Assistant, Talking(Telegram(*errors)))
    with pytest.raises(asyncio.CancelledError):
        await Receiver(assistant, cast(Inbox, None))._poll()


async def test_told_to_come_later_it_polls_again_when_asked_to(slept_s: list[float]) -> None:
    await poll(RetryAfter(17), RetryAfter(3))
    assert slept_s == [17, 3]


async def test_the_pauses_grow_while_telegram_is_out_of_reach(slept_s: list[float]) -> None:
    await poll(*[NetworkError("x")] * 7)
    assert slept_s == [1, 2, 4, 8, 16, 30, 30]
