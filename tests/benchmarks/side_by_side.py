"""200 people tapping at once, every Bot API call taking 100 ms: the assistant beside itself on PTB's defaults."""

from __future__ import annotations

import asyncio

from handlers.buttons.bills import OpenBills
from tests.benchmarks import tables
from tests.benchmarks.running import OURS, Cost, Demand, baseline, put_under
from tests.benchmarks.shop import environment, shop_with_customers

MEASURES = True
PEOPLE = 200
TAPS_EACH = 20
# PTB's default handles one at a time, so that a few say as much as many.
TAPS_OF_BASELINE = 60
LATENCY_S = 0.1


async def _measured() -> tuple[Cost, Cost]:
    tap = OpenBills().pack()
    async with shop_with_customers(PEOPLE) as folder:
        theirs = await put_under(
            Demand(TAPS_OF_BASELINE, PEOPLE, LATENCY_S, tap), baseline("default_bot"), environment(folder)
        )
        ours = await put_under(Demand(PEOPLE * TAPS_EACH, PEOPLE, LATENCY_S, tap), OURS, environment(folder))
    return ours, theirs


def main() -> None:
    ours, theirs = asyncio.run(_measured())
    our_rate, their_rate = PEOPLE * TAPS_EACH / ours.seconds, TAPS_OF_BASELINE / theirs.seconds
    tables.heading(f"{PEOPLE} people tapping at once, {LATENCY_S * 1000:.0f} ms a Bot API call")
    tables.line("on PTB's processor and transport", their_rate, "taps/s", 1)
    tables.line("the assistant, inbox and flush on", our_rate, "taps/s", 1)
    tables.ratio("ours / PTB's", our_rate / their_rate, "at least 50")
    print(f"  each chat in order: {'yes' if ours.in_order else 'NO'}")


if __name__ == "__main__":
    main()
