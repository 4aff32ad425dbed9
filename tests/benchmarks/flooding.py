"""10,000 messages of one person, and then one of another: how long the other waits, beside waiting for nobody."""

from __future__ import annotations

import asyncio

from tests.benchmarks import tables
from tests.benchmarks.running import OURS, Demand, put_under
from tests.benchmarks.shop import environment, shop_with_customers

MEASURES = True
FLOOD = 10_000


async def _waited_s(before: int) -> float:
    async with shop_with_customers(2) as folder:
        return (await put_under(Demand(before + 1, 2, flood=True), OURS, environment(folder))).seconds


def main() -> None:
    alone_s, behind_s = asyncio.run(_waited_s(0)), asyncio.run(_waited_s(FLOOD))
    tables.heading(f"One person's answer behind {FLOOD:,} messages of another")
    tables.line("with nobody before", alone_s * 1000, "ms")
    tables.line("behind the flood", behind_s * 1000, "ms")
    tables.ratio("the flood, in seconds", behind_s - alone_s, "at most 1.0")


if __name__ == "__main__":
    main()
