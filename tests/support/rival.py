"""A helper, told DATABASE_URL PAYMENT_URL FOLDER SEED: one of several processes that pay the same bills.

Says "ready"; at a line of input it confirms every payment's offer (lines "CUSTOMER OFFER" of FOLDER/offers) in an order
of its own, twice, with sweeps in between, and says how often it got what, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections import Counter
from pathlib import Path

from bot.settings import Settings
from bot.wiring import Container, build_container
from domain.errors import DomainError
from tests.support.clock import MovableClock

SIDE_BY_SIDE = 6


async def pay(
    container: Container, clock: MovableClock, taps: list[tuple[str, str]], chance: random.Random
) -> Counter[str]:
    seen: Counter[str] = Counter()
    places = asyncio.Semaphore(SIDE_BY_SIDE)
    payments = container.services.payments

    async def tap(customer_id: str, quote_id: str) -> None:
        async with places:
            try:
                seen[type(await payments.confirm_quote(customer_id, quote_id)).__name__] += 1
            except DomainError as refusal:
                seen[type(refusal).__name__] += 1

    async def sweep() -> None:
        async with places:
            clock.advance(minutes=2)
            seen["swept"] += sum((await payments.reconcile(clock.now())).values())
            seen["swept"] += sum((await payments.follow(clock.now())).values())

    doing = [tap(*each) for each in taps * 2] + [sweep() for _ in taps]
    chance.shuffle(doing)
    await asyncio.gather(*doing)
    return seen


async def _live(database_url: str, payment_url: str, folder: str, seed: str) -> None:
    clock = MovableClock()
    settings = Settings(
        database_url=database_url,
        payment_url=payment_url,
        data_dir=Path(folder) / "data",
        disclosure_reading_s=0,
    )
    container = build_container(settings, clock)
    taps = [(line.split()[0], line.split()[1]) for line in (Path(folder) / "offers").read_text().splitlines()]
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    print(json.dumps(await pay(container, clock, taps, random.Random(seed))), flush=True)
    await container.aclose()


def main() -> None:
    asyncio.run(_live(*sys.argv[1:]))
