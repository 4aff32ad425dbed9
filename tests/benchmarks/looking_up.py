"""CPU per bill look-up: /bills in, the bill out, over HTTP, beside a bare PTB handler that sends a constant text."""

from __future__ import annotations

import asyncio

from tests.benchmarks import tables
from tests.benchmarks.running import OURS, Demand, baseline, put_under
from tests.benchmarks.shop import environment, forget_inbox, shop_with_customers

MEASURES = True
CHATS = 50
ROUNDS = 3
COUNT = 1500


async def _measured() -> list[list[float]]:
    demand = Demand(COUNT, CHATS)
    rounds = []
    async with shop_with_customers(CHATS) as folder:
        for _ in range(ROUNDS):
            ours = await put_under(demand, OURS, environment(folder))
            forget_inbox(folder)
            bare = await put_under(demand, baseline("bare_bot"), {})
            rounds.append([ours.cpu_s, bare.cpu_s])
    return rounds


def main() -> None:
    ours, bare = tables.medians(asyncio.run(_measured()))
    tables.heading(f"CPU per bill look-up ({COUNT} of {CHATS} people, medians of {ROUNDS})")
    tables.line("bare PTB handler, constant text", bare / COUNT * 1e6, "µs")
    tables.line("the assistant, /bills", ours / COUNT * 1e6, "µs")
    tables.ratio("ours / bare", ours / bare, "at most 5")


if __name__ == "__main__":
    main()
