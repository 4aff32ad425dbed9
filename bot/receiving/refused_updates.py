"""Updates that cannot be read are put aside, so that those beside and behind them go on.

What they say is sealed, as in the inbox, and goes after a week; only when they came, why they were refused and how large
they were is ever shown (`python -m bot updates`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import SQLModel

from bot.adapters.outside_json import holds_half_characters, is_too_deep
from bot.observer import Observer
from domain.columns import place_in
from domain.outbox.tables import RefusedUpdate
from domain.ports import Clock, FieldCipher
from domain.text import is_digits
from domain.value import Value, names_of

logger = logging.getLogger(__name__)
KEPT_FOR = timedelta(days=7)
# Of one update, in characters; of all of them, in rows: beyond that they are counted only.
MOST_KEPT, MOST_ROWS = 65_536, 1_000
# Telegram counts updates in 32 bits with a sign. One that is far beyond would, once confirmed, confirm all that come later,
# too: nobody would be answered any more, and nothing would say so.
LARGEST_ID = 2**31 - 1

_REFUSED = SQLModel.metadata.tables["refused_updates"]


class Batch(Value):
    """What one poll brought. `refused`: what cannot be an update, each with the reason. `last_id`: the greatest number of an
    update that could be read; None where none could."""

    readable: tuple[dict[str, Any], ...]
    refused: tuple[tuple[object, str], ...]
    last_id: int | None


def sorted_batch(came: Sequence[object]) -> Batch:
    """Tell what can be written down as an update from what cannot."""
    readable: list[dict[str, Any]] = []
    refused: list[tuple[object, str]] = []
    numbers: list[int] = []
    for one in came:
        number = _number(one)
        if number is not None:
            numbers.append(number)
        reason = _fault(one)
        if reason is not None:
            refused.append((one, reason))
        else:
            assert isinstance(one, dict)
            readable.append(one)
    return Batch(tuple(readable), tuple(refused), max(numbers, default=None))


def _fault(one: object) -> str | None:
    """Return why it cannot be written down as an update; None where it can."""
    if not isinstance(one, dict):
        return "no object"
    if "update_id" not in one:
        return "no update_id"
    if type(one["update_id"]) is not int:
        return "update_id is no whole number"
    if not 0 <= one["update_id"] <= LARGEST_ID:
        return "update_id is out of range"
    if is_too_deep(one):
        return "nested too deep"  # as by webhook
    if holds_half_characters(one):
        return "half a character"  # no answer that repeats it could be sent, and no row written
    return None


def _number(one: object) -> int | None:
    """Return the number by which Telegram can be told that it came, also where it stands as a text."""
    given = one.get("update_id") if isinstance(one, dict) else None
    if isinstance(given, str) and is_digits(given) and len(given) < 20:
        given = int(given)
    return given if type(given) is int and 0 <= given <= LARGEST_ID else None


class RefusedUpdates:
    def __init__(self, engine: AsyncEngine, clock: Clock, cipher: FieldCipher, observer: Observer) -> None:
        self._engine = engine.execution_options(writes=True)
        self._reading = engine
        self._clock = clock
        self._cipher = cipher
        self._observer = observer

    async def put_aside(self, came: object, reason: str) -> None:
        """Keep what came, sealed; bytes as they are, anything else as JSON. The same again is counted."""
        text = came.decode("utf-8", "replace") if isinstance(came, bytes) else json.dumps(came)
        size = len(came) if isinstance(came, bytes) else len(text)
        number = _number(came)
        self._observer.update_put_aside()
        logger.warning("update %s put aside: %s", "-" if number is None else number, reason)
        row_id = self._cipher.lookup_hash(f"refused:{text}")[:24]
        values = {
            "id": row_id,
            "update_id": number,
            "payload": self._cipher.seal(text[:MOST_KEPT], place_in(_REFUSED, "payload", {"id": row_id})),
            "size": size,
            "reason": reason[:64],
        }
        async with self._engine.begin() as connection:
            await self._write(connection, values)

    async def _write(self, connection: AsyncConnection, values: dict[str, Any]) -> None:
        now = self._clock.now()
        again = (
            update(RefusedUpdate)
            .where(_REFUSED.c.id == values["id"])
            .values(times=_REFUSED.c.times + 1, last_at=now)
        )
        if (await connection.execute(again)).rowcount:
            return
        if (await connection.scalar(select(func.count()).select_from(_REFUSED)) or 0) >= MOST_ROWS:
            return
        await connection.execute(insert(_REFUSED), values | {"times": 1, "received_at": now, "last_at": now})

    async def prune(self, now: datetime) -> int:
        """Drop what was put aside long ago; how many."""
        old = delete(RefusedUpdate).where(_REFUSED.c.last_at < now - KEPT_FOR)
        async with self._engine.begin() as connection:
            return (await connection.execute(old)).rowcount

    async def prune_due(self) -> datetime | None:
        """Return from when on `prune` has something to do."""
        async with self._reading.connect() as connection:
            oldest: datetime | None = await connection.scalar(select(func.min(_REFUSED.c.last_at)))
        return oldest + KEPT_FOR if oldest else None


class Refusal(Value):
    """One that was put aside, without what it said. `size`: in bytes."""

    update_id: int | None
    reason: str
    size: int
    times: int
    received_at: datetime
    last_at: datetime


async def refusals(engine: AsyncEngine) -> list[Refusal]:
    """Return what was put aside, the latest first."""
    names = [_REFUSED.c[name] for name in names_of(Refusal)]
    async with engine.connect() as connection:
        rows = await connection.execute(select(*names).order_by(_REFUSED.c.last_at.desc(), _REFUSED.c.id))
        return [Refusal(*row) for row in rows]
