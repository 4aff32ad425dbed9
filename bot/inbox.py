"""The durable inbox: an update is written down before Telegram is told that it arrived, and crossed out when handled.

What is written is sealed, since it may hold a name or a number, and goes when the update is done; the number of the
update stays for a while, so that the same one is not handled twice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from domain.ports import Clock, FieldCipher
from domain.tables import InboxUpdate

RawUpdate = dict[str, Any]
KEPT_FOR = timedelta(days=2)  # Telegram repeats an unconfirmed update for one day


class Inbox:
    def __init__(self, engine: AsyncEngine, clock: Clock, cipher: FieldCipher) -> None:
        self._engine = engine.execution_options(writes=True)
        self._reading = engine
        self._clock = clock
        self._cipher = cipher

    async def store(self, updates: Sequence[RawUpdate]) -> list[RawUpdate]:
        """Write the updates down; answers those that were not known yet."""
        if not updates:
            return []
        rows = [
            {
                "update_id": raw["update_id"],
                "payload": self._cipher.seal(json.dumps(raw)),
                "received_at": self._clock.now(),
            }
            for raw in updates
        ]
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        statement = (
            insert(InboxUpdate).values(rows).on_conflict_do_nothing().returning(col(InboxUpdate.update_id))
        )
        async with self._engine.begin() as connection:
            new = set((await connection.execute(statement)).scalars())
        return [raw for raw in updates if raw["update_id"] in new]

    async def pending(self) -> list[RawUpdate]:
        """What was received and not done, in order: handled again after a start."""
        statement = (
            select(col(InboxUpdate.payload))
            .where(col(InboxUpdate.done_at).is_(None))
            .order_by(col(InboxUpdate.update_id))
        )
        async with self._reading.connect() as connection:
            payloads = (await connection.execute(statement)).scalars().all()
        return [json.loads(self._cipher.open(payload)) for payload in payloads if payload is not None]

    async def done(self, update_id: int) -> None:
        """Cross it out, and forget what it said."""
        statement = (
            update(InboxUpdate)
            .where(col(InboxUpdate.update_id) == update_id)
            .values(done_at=self._clock.now(), payload=None)
        )
        async with self._engine.begin() as connection:
            await connection.execute(statement)

    async def prune(self, now: datetime) -> dict[str, int]:
        """The job: numbers of updates that cannot come again are dropped."""
        statement = delete(InboxUpdate).where(col(InboxUpdate.done_at) < now - KEPT_FOR)
        async with self._engine.begin() as connection:
            return {"pruned": (await connection.execute(statement)).rowcount}
