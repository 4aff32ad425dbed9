"""Whose debit was refused is told why, and when it is tried again: after a real run against a gateway on a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import time
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.wiring import build_container, catalog_importer
from tests.domain.autopay.test_autopay import CARD, DUE, run_at, subscribed
from tests.support.asking import Asker, words
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.gateways import FaultyApp, book_in, serving


@pytest.fixture
async def refused(settings: Settings, clock: MovableClock, tmp_path: Path) -> AsyncIterator[Asker]:
    """Somebody whose card had nothing on it at 09:00 of the due day; it is 10:00."""
    book = book_in(tmp_path)
    async with serving(FaultyApp(book)) as address:
        container = build_container(settings.model_copy(update={"payment_url": address}), clock)
        await catalog_importer(container.store).apply(catalog(), {})
        customer = await subscribed(container, CARD)
        book.cards.set_balance(CARD[-4:], 0)
        await run_at(container, clock, DUE, time(9, 1))
        clock.move_to(DUE, time(10))
        yield Asker(container, customer)
        await container.aclose()
    book.close()


async def told(asking: Asker, said: str) -> list[str]:
    return words(await asking.says(said)).replace("<b>", "").replace("</b>", "").split("\n")


async def test_a_debit_that_failed_is_told_with_the_reason_that_its_bank_gave(refused: Asker) -> None:
    lines = await told(refused, "为啥今天扣款失败了")
    assert lines[0] == "自动扣款失败怎么办？"
    assert "上次没扣成是 2月5日（周四）（小米手机 15，¥357.24）：银行说卡里余额不够。" in lines


async def test_a_time_that_has_been_tried_is_no_next_time(refused: Asker) -> None:
    (line,) = [line for line in await told(refused, "下次几点扣款") if line.startswith("下次扣款")]
    assert "09:00" not in line
    assert "15:00、20:00" in line
