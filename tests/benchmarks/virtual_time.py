"""What moving the sandbox's clock costs: a month with nobody in the shop, one with one loan, 到下一个还款日 on the page.

From outside: `python -m bot sandbox` as a process, moved over HTTP and, for the last, by the button in Chromium.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from tests.benchmarks import tables
from tests.support.browser import chromium
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.sandbox_client import SandboxClient

MEASURES = True
ROUNDS = 3
_OPTIONS = ("--port", "0", "--at", "2026-01-05T10:00", "--no-limits")
_SETTINGS = {"DISCLOSURE_READING_S": "0.2", "UPDATES_PER_MINUTE": "100000"}
_LONGEST_MS = 120_000
Move = Callable[[SandboxClient], Awaitable[float]]


async def nobody(client: SandboxClient) -> float:
    """Seconds for a month in an empty shop."""
    await Person(client, 21).arrive()  # the assistant listens now
    return await _a_month(client)


async def one_loan(client: SandboxClient) -> float:
    """Seconds for a month in which four reminders go out."""
    await _buy(client)
    return await _a_month(client)


async def next_due_day(client: SandboxClient) -> float:
    """Seconds from the press of the button until the page says what the move set off."""
    await _buy(client)
    async with chromium() as browser:
        page = await browser.new_page()
        await page.goto(f"{client.base_url}/#21")
        await page.get_by_test_id("clock-next-due").click(trial=True)
        began_s = time.perf_counter()
        await page.get_by_test_id("clock-next-due").click()
        done = page.get_by_test_id("clock-log").get_by_text("走到还款日")
        await done.first.wait_for(state="attached", timeout=_LONGEST_MS)  # in a list that is folded
        return time.perf_counter() - began_s


async def _buy(client: SandboxClient) -> None:
    person = Person(client, 21)
    await person.arrive()
    await person.buy(periods=3)


async def _a_month(client: SandboxClient) -> float:
    await client.idle()
    began_s = time.perf_counter()
    await client.advance("P1M")
    return time.perf_counter() - began_s


async def _measured(move: Move) -> list[float]:
    return [await _once(move) for _ in range(ROUNDS)]


async def _once(move: Move) -> float:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running("sandbox", *_OPTIONS, cwd=Path(folder), **_SETTINGS) as process,
            SandboxClient(await process.sandbox_address()) as client,
        ):
            return await move(client)


def main() -> None:
    tables.heading(f"Moving the virtual clock (medians of {ROUNDS})")
    for name, move in (
        ("a month, nobody in the shop (under 1 s)", nobody),
        ("a month, one loan (under 3 s)", one_loan),
        ("到下一个还款日 on the page (within 2 s)", next_due_day),
    ):
        tables.line(name, median(asyncio.run(_measured(move))), "s", 2)


if __name__ == "__main__":
    main()
