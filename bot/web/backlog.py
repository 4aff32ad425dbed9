"""What waits in the database, as metrics (bot/db/backlog.py): read when somebody asks, at most every fifteen seconds.

Each process that serves metrics reads it for itself and says the same: whoever adds up over processes takes the greatest.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from time import monotonic

from prometheus_client.core import GaugeMetricFamily
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.backlog import Backlog, Waiting, read_backlog
from bot.db.outage import is_outage
from bot.supervision.failure import described
from domain.ports import Clock

logger = logging.getLogger(__name__)
HOLDS_S = 15.0
WITHIN_S = 5.0


class BacklogFigures:
    """Fulfils `bot.web.metrics.Gathered`. `clock`: the one of the business, by which things have waited."""

    def __init__(self, engine: AsyncEngine, clock: Clock, now_s: Callable[[], float] = monotonic) -> None:
        self._engine = engine
        self._clock = clock
        self._now_s = now_s
        self._one_at_a_time = asyncio.Lock()
        self._asked_at_s: float | None = None
        self._reading: asyncio.Task[Backlog | None] | None = None
        self._found: Backlog | None = None

    async def renew(self) -> None:
        """Read anew what was read too long ago; where that takes too long or fails, nothing is known."""
        async with self._one_at_a_time:
            if self._asked_at_s is None or self._now_s() - self._asked_at_s >= HOLDS_S:
                self._found = await self._read_in_time()
                self._asked_at_s = self._now_s()

    async def _read_in_time(self) -> Backlog | None:
        """Not broken off when it takes too long: a thread cannot be, and the next one to ask sees what came of it."""
        if self._reading is None:
            self._reading = asyncio.create_task(self._read(), name="backlog")
        await asyncio.wait({self._reading}, timeout=WITHIN_S)
        if not self._reading.done():
            return None
        found, self._reading = self._reading.result(), None
        return found

    async def _read(self) -> Backlog | None:
        try:
            return await read_backlog(self._engine, self._clock.now())
        except Exception as error:
            if not is_outage(error):  # of that others speak
                logger.error("what waits could not be counted: %s", described(error))
            return None

    async def aclose(self) -> None:
        """Let nothing be read any more."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait({self._reading}, timeout=WITHIN_S)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield _number(
            "fenqi_backlog_known", "Whether what waits in the database could be read", self._found is not None
        )
        if self._found is not None:
            yield from _families(self._found)


def _families(found: Backlog) -> Iterator[GaugeMetricFamily]:
    """Yield all there is to say of it."""
    lately = {"failed", "unreachable", "uncertain"}
    yield _counts(
        "fenqi_notices_open",
        "Notices that are not sent yet",
        {name: one for name, one in found.notices.items() if name not in lately},
    )
    yield _counts(
        "fenqi_notices_lately",
        "Notices that did not arrive, or perhaps, of those to be sent in the last 24 hours",
        {name: one for name, one in found.notices.items() if name in lately},
    )
    yield _number(
        "fenqi_notice_oldest_waiting_seconds",
        "How long the notice has waited whose time came first",
        found.notices["waiting"].oldest_s,
    )
    yield _counts("fenqi_payments_open", "Payments without an outcome", found.payments)
    yield _ages(
        "fenqi_payment_oldest_seconds", "Age of the oldest payment without an outcome", found.payments
    )
    older = GaugeMetricFamily(
        "fenqi_payments_unknown", "Payments of which the gateway gave no clear answer", labels=["older_than"]
    )
    for age, count in found.payments["unknown"].older.items():
        older.add_metric([age], count)
    yield older
    yield _counts("fenqi_refunds_open", "Refunds without an outcome", found.refunds)
    yield _ages("fenqi_refund_oldest_seconds", "Age of the oldest refund without an outcome", found.refunds)
    yield _number("fenqi_inbox_depth", "Updates that came and are not handled yet", found.inbox.count)
    yield _number("fenqi_inbox_oldest_seconds", "Age of the oldest of them", found.inbox.oldest_s)


def _number(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=float(value))


def _counts(name: str, what: str, by_status: Mapping[str, Waiting]) -> GaugeMetricFamily:
    return _by_status(name, what, {status: float(one.count) for status, one in by_status.items()})


def _ages(name: str, what: str, by_status: Mapping[str, Waiting]) -> GaugeMetricFamily:
    return _by_status(name, what, {status: one.oldest_s for status, one in by_status.items()})


def _by_status(name: str, what: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what, labels=["status"])
    for status, value in values.items():
        family.add_metric([status], value)
    return family
