"""An answer to getFile that says of no file where it is, is an answer that is none: the photo is asked for again."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from telegram.error import NetworkError

from bot.app import build_application
from bot.receiving.bot import PollingBot
from bot.wiring import Container
from tests.support.moody_telegram import Fault, MoodyTelegram, moody_telegram

FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 100}


@pytest.fixture
async def telegram() -> AsyncIterator[MoodyTelegram]:
    async with moody_telegram() as server:
        yield server


@pytest.fixture
async def bot(container: Container, telegram: MoodyTelegram) -> AsyncIterator[PollingBot]:
    assistant = build_application(container, token="1:sandbox", api_base_url=telegram.url)
    await assistant.bot.initialize()
    yield assistant.bot
    await assistant.bot.shutdown()


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize(
    "result",
    [
        FILE,
        FILE | {"file_path": ""},
        FILE | {"file_path": None},
        FILE | {"file_path": 7},
        FILE | {"file_path": []},
        [],
        True,
    ],
    ids=str,
)
async def test_a_file_without_a_place_is_a_fault_of_the_network(
    bot: PollingBot, telegram: MoodyTelegram, result: object
) -> None:
    body = json.dumps({"ok": True, "result": result}).encode()
    telegram.fail("getFile", Fault(200, body=body))
    with pytest.raises(NetworkError, match="getFile: the answer has not the form of one"):
        await bot.get_file("f")


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_a_file_with_a_place_is_found_there(bot: PollingBot, telegram: MoodyTelegram) -> None:
    body = json.dumps({"ok": True, "result": FILE | {"file_path": "photos/1.jpg"}}).encode()
    telegram.fail("getFile", Fault(200, body=body))
    assert str((await bot.get_file("f")).file_path) == f"{telegram.url}/file/bot1:sandbox/photos/1.jpg"
