"""The schedule of all processes that send, in one row of the database they share (PostgreSQL)."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.outage import OutageLog
from bot.sending.pacing import OwnSendSlots

# By the database's clock: those of several machines differ. One statement, so that two never take the same place.
# A schedule further ahead than anything can put it is one from before that clock was set back: it begins anew.
_FURTHEST = "clock_timestamp() + interval '1 minute'"
_TAKE = text(
    f"UPDATE send_tempo SET next_at = CASE WHEN next_at > {_FURTHEST} THEN clock_timestamp() "  # noqa: S608
    "ELSE greatest(next_at, clock_timestamp() - make_interval(secs => :slack)) END "
    "+ make_interval(secs => :length) "
    f"WHERE id = 1 AND (next_at <= clock_timestamp() + make_interval(secs => :before) OR next_at > {_FURTHEST})"
)
_WAIT = text("SELECT extract(epoch FROM next_at - clock_timestamp()) FROM send_tempo WHERE id = 1")
LEAST_WAIT_S = 0.001


class SharedSendSlots:
    """Fulfils `bot.sending.pacing.SendSlots`. While the database is away each process keeps to its `own`: it must still be
    able to say so."""

    def __init__(self, engine: AsyncEngine, outages: OutageLog, own: OwnSendSlots) -> None:
        self._engine = engine
        self._outages = outages
        self._own = own

    async def take(self, count: int, before_s: float, slack_s: float, rate: float) -> float:
        try:
            return await self._take_shared(count, before_s, slack_s, rate)
        except Exception as error:
            if not self._outages.covers(error):
                raise
            return await self._own.take(count, before_s, slack_s, rate)

    async def _take_shared(self, count: int, before_s: float, slack_s: float, rate: float) -> float:
        given = {"slack": slack_s, "length": count / rate, "before": before_s}
        async with self._engine.begin() as connection:
            if (await connection.execute(_TAKE, given)).rowcount:
                return 0.0
            ahead_s = await connection.scalar(_WAIT)
        return max(LEAST_WAIT_S, float(ahead_s or 0) - before_s)
