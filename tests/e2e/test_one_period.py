"""次月付, the commonest product there is: one period, from the shop to the certificate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.example_catalog import example_text, write_example
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.sandbox_client import SandboxClient

NEXT_MONTH = """
[[plans]]
id = "next-month"
institution = "demo-consumer"
method = "flat_fee"
periods = 1
fee_per_period = "0.6%"
min_amount = 300
max_amount = 50000
"""
AMOUNT = "¥4,022.99"


@pytest.fixture
async def buyer(person: Person, tmp_path: Path, database_url: str) -> AsyncIterator[Person]:
    """Somebody in a shop where everything can be paid next month."""
    file = tmp_path / "catalog.toml"
    write_example(file, example_text() + NEXT_MONTH)
    async with running(
        "catalog", "import", str(file), "--database-url", database_url, cwd=tmp_path
    ) as imported:
        assert await imported.exit_code() == 0, imported.lines
    yield person


async def test_it_is_shown_bought_reminded_of_and_repaid(buyer: Person, sandbox: SandboxClient) -> None:
    card = await buyer.open_product()
    assert "¥3,999.00" in card.text
    await buyer.say("/start")
    placed = await buyer.buy(periods=1)
    assert AMOUNT in placed.text
    assert AMOUNT in (await buyer.say("/bills")).text
    assert "1 期" in (await buyer.say("/orders")).text
    assert AMOUNT in (await buyer.say("/repay")).text
    await buyer.say("/calendar")
    await sandbox.move_to("2026-02-05T12:00:00+08:00")
    assert any(AMOUNT in seen.text for seen in (await buyer.heard())[-3:])
    await buyer.say("/repay")
    assert (await buyer.press_with(AMOUNT)).text.startswith(f"✅ 已还 {AMOUNT}")
    assert "没有待还的" in (await buyer.say("/bills")).text


async def test_it_is_settled_before_its_day(buyer: Person) -> None:
    await buyer.buy(periods=1)
    await buyer.say("/settle")
    await buyer.press("今天结清")
    assert (await buyer.press_first()).text.startswith("✅ 已还 ")
