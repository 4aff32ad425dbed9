"""The SMS service over a real socket: signed, asked again under the same id, and never logged with what it brings."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest

from bot.adapters.sms import HttpCodeSender
from tests.support.sms_server import SECRET, SmsServer, sms_server

PHONE, CODE = "13800138000", "314159"


@pytest.fixture
async def service() -> AsyncIterator[SmsServer]:
    async with sms_server() as running:
        yield running


async def sent(service: SmsServer, secret: str = SECRET) -> bool:
    sender = HttpCodeSender(service.url, secret)
    try:
        return await sender.send("m1", PHONE, CODE)
    finally:
        await sender.aclose()


async def test_a_code_is_brought_once_however_often_it_is_asked_for(
    service: SmsServer, slept_s: list[float]
) -> None:
    service.down = 1
    assert await sent(service)
    assert await sent(service)
    assert service.brought == {"m1": (PHONE, CODE)}
    assert service.asked == 3


async def test_what_is_not_taken_is_said_and_neither_number_nor_code_is_logged(
    service: SmsServer, slept_s: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.down = 3
    assert not await sent(service)
    assert not await sent(service, "another-secret-than-theirs")
    assert (service.refused, service.brought) == (3, {})
    assert "the SMS service answered 503" in caplog.text
    assert not any(secret in caplog.text for secret in (PHONE, CODE, SECRET))


async def test_where_nobody_answers_it_is_not_taken(slept_s: list[float]) -> None:
    sender = HttpCodeSender("http://127.0.0.1:9", SECRET)
    assert not await sender.send("m1", PHONE, CODE)
    await sender.aclose()
