"""Several pictures sent as one, of which each fails: one sentence about it, and not one a picture."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Never

import pytest
from telegram import Update

from bot.app import Assistant, build_application
from bot.wiring import Container
from domain.customers.service import CustomerService
from tests.support.moody_telegram import MoodyTelegram, moody_telegram

PERSON = {"id": 7, "is_bot": False, "first_name": "测试", "language_code": "zh-hans"}
CHAT = {"id": 7, "type": "private", "first_name": "测试"}


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
async def telegram() -> AsyncIterator[MoodyTelegram]:
    async with moody_telegram() as server:
        yield server


@pytest.fixture
async def assistant(container: Container, telegram: MoodyTelegram) -> AsyncIterator[Assistant]:
    built = build_application(container, token="1:albums", api_base_url=telegram.url)
    await built.application.initialize()
    yield built
    await built.application.shutdown()


async def send(assistant: Assistant, number: int, **content: Any) -> None:
    message = {"message_id": number, "date": 1_767_578_400, "chat": CHAT, "from": PERSON, **content}
    update = Update.de_json({"update_id": number, "message": message}, assistant.bot)
    await assistant.application.process_update(update)


async def test_an_album_that_fails_is_told_of_once_and_another_once_more(
    assistant: Assistant, telegram: MoodyTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> Never:
        raise RuntimeError("x")

    monkeypatch.setattr(CustomerService, "arrive", fail)
    photo = [{"file_id": "f", "file_unique_id": "f", "width": 9, "height": 9}]
    for number, album in enumerate(("13", "13", "13", "14"), start=1):
        await send(assistant, number, media_group_id=album, photo=photo)
    assert ["出了点问题" in sent["text"] for sent in telegram.sent] == [True, True]
    await send(assistant, 5, text="账单")
    assert len(telegram.sent) == 3
