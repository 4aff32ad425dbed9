"""The durable inbox: an update is written down before Telegram is told that it arrived, and crossed out when handled.

What is written is sealed, since it may hold a name or a number, and goes when the update is done; the number of the
update stays for a while, so that the same one is not handled twice. What was handled is crossed out, whatever came of it:
a person who was told that it failed must not find it done later.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel, col

from bot.receiving.raw import RawUpdate
from bot.receiving.second_tries import SecondTries
from domain.columns import place_in
from domain.errors import SealBroken
from domain.outbox.tables import InboxUpdate
from domain.ports import Clock, FieldCipher, Place
from domain.value import Value

KEPT_FOR = timedelta(days=2)  # Telegram repeats an unconfirmed update for one day
# What was left undone for longer is not handled any more: the person has gone on, or tried another way.
HANDLED_WITHIN = timedelta(minutes=10)

_INBOX = SQLModel.metadata.tables["inbox"]
_INSERT = insert(_INBOX)
_KNOWN = select(_INBOX.c.update_id).where(_INBOX.c.update_id.in_(bindparam("ids", expanding=True)))
_OLDEST_DONE = select(func.min(_INBOX.c.done_at))
_DONE = (
    update(InboxUpdate)
    .where(col(InboxUpdate.update_id).in_(bindparam("ids", expanding=True)))
    .values(done_at=bindparam("now"), payload=None)
)
_UNDONE = col(InboxUpdate.done_at).is_(None)
_TAKEN_UP = update(InboxUpdate).where(_UNDONE).values(untold=False)
_LEFT = (
    update(InboxUpdate)
    .where(_UNDONE, col(InboxUpdate.update_id).in_(bindparam("ids", expanding=True)))
    .values(untold=True)
)
AT_ONCE = 500  # numbers in one statement


class Undone(Value):
    """What an earlier process received and did not get done, in order: lately, or too long ago to be handled. `untold`: the
    numbers of those that it left in good order, so that nobody was told yet what came of them. `lost`: the numbers of
    those that nobody can read, as they do not open in their place."""

    lately: Sequence[RawUpdate]
    long_ago: Sequence[RawUpdate]
    untold: frozenset[int] = frozenset()
    lost: Sequence[int] = ()


def _place(update_id: int) -> Place:
    return place_in(_INBOX, "payload", {"update_id": update_id})


class Inbox:
    def __init__(
        self, engine: AsyncEngine, clock: Clock, cipher: FieldCipher, second_tries: SecondTries
    ) -> None:
        self._second_tries = second_tries
        self._engine = engine.execution_options(writes=True)
        self._reading = engine
        self._clock = clock
        self._cipher = cipher
        self._in_doubt: set[int] = set()
        self._untold: set[int] = set()
        self._ending: dict[tuple[int, ...], asyncio.Future[None]] = {}
        self._crossing_out = False

    async def store(self, updates: Sequence[RawUpdate]) -> list[RawUpdate]:
        """Write the updates down; answers those that were not known yet, and those that were written at an attempt that
        failed all the same: the connection broke before the database could say that it had committed."""
        came = {raw["update_id"]: raw for raw in updates}  # a batch may hold the same one twice
        if not came:
            return []
        new: dict[int, RawUpdate] = {}
        try:
            async with self._engine.begin() as connection:
                known = set((await connection.execute(_KNOWN, {"ids": list(came)})).scalars())
                # Only this process writes here: see the receiver's lock.
                new = {number: raw for number, raw in came.items() if number not in known}
                if new:
                    await connection.execute(_INSERT, [self._row(raw) for raw in new.values()])
        except BaseException:
            self._in_doubt.update(new)
            raise
        taken = [raw for number, raw in came.items() if number in new or number in self._in_doubt]
        self._in_doubt.difference_update(came)
        self._untold.update(raw["update_id"] for raw in taken)
        return taken

    def _row(self, raw: RawUpdate) -> dict[str, Any]:
        return {
            "update_id": raw["update_id"],
            "payload": self._cipher.seal(json.dumps(raw), _place(raw["update_id"])),
            "received_at": self._clock.now(),
        }

    async def undone(self) -> Undone:
        """Return what was received and not crossed out. From now on it is this process that may have told somebody."""
        statement = (
            select(
                col(InboxUpdate.update_id),
                col(InboxUpdate.payload),
                col(InboxUpdate.received_at),
                col(InboxUpdate.untold),
            )
            .where(col(InboxUpdate.done_at).is_(None), col(InboxUpdate.payload).is_not(None))
            .order_by(col(InboxUpdate.update_id))
        )
        async with self._reading.connect() as connection:
            rows = (await connection.execute(statement)).all()
        untold = frozenset(row.update_id for row in rows if row.untold)
        if untold and not await self._second_tries.write(_TAKEN_UP, self._take_up):
            untold = (
                frozenset()
            )  # a start goes on without writing; whoever comes next could not know what is said now
        self._untold.update(untold)
        since = self._clock.now() - HANDLED_WITHIN
        opened = [(self._opened(row.update_id, row.payload), row) for row in rows]
        return Undone(
            lately=[raw for raw, row in opened if raw is not None and row.received_at >= since],
            long_ago=[raw for raw, row in opened if raw is not None and row.received_at < since],
            untold=untold,
            lost=[row.update_id for raw, row in opened if raw is None],
        )

    async def _take_up(self) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(_TAKEN_UP)

    def note_failed(self, update_id: int) -> None:
        """Note that somebody is told, or may have been, that it failed."""
        self._untold.discard(update_id)

    async def leave(self) -> None:
        """Leave to whoever starts next what this process took up and nobody was told to have failed. Not where something
        waits to be crossed out, since that may have been answered."""
        if self._second_tries.waiting or not self._untold:
            return
        async with self._engine.begin() as connection:
            numbers = sorted(self._untold)
            for start in range(0, len(numbers), AT_ONCE):
                await connection.execute(_LEFT, {"ids": numbers[start : start + AT_ONCE]})

    def _opened(self, update_id: int, payload: str) -> RawUpdate | None:
        """Return the update; None where it does not open in its place."""
        try:
            raw: RawUpdate = json.loads(self._cipher.open(payload, _place(update_id)))
        except SealBroken:
            return None
        return raw

    async def done(self, *update_ids: int) -> None:
        """Cross them out, and forget what they said; where the database is away, as soon as it is back."""
        if update_ids:
            self._untold.difference_update(update_ids)
            await self._second_tries.write(update_ids, lambda: self._end(update_ids))

    async def _end(self, update_ids: tuple[int, ...]) -> None:
        """Those that end while others are being written go together."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ending[update_ids] = waiting
        if not self._crossing_out:
            await self._cross_out()
        await waiting

    async def _cross_out(self) -> None:
        self._crossing_out = True
        try:
            while self._ending:
                batch, self._ending = self._ending, {}
                await self._write_done(batch)
        finally:
            self._crossing_out = False

    async def _write_done(self, batch: Mapping[tuple[int, ...], asyncio.Future[None]]) -> None:
        given = {"ids": list(itertools.chain(*batch)), "now": self._clock.now()}
        try:
            async with self._engine.begin() as connection:
                await connection.execute(_DONE, given)
        except BaseException as error:
            for waiting in batch.values():
                if waiting.done():  # cancelled with whoever waited
                    continue
                if isinstance(error, Exception):
                    waiting.set_exception(error)
                    waiting.exception()  # seen, though whoever waits may be broken off while the next are written
                else:
                    waiting.cancel()
            if not isinstance(error, Exception):
                raise
        else:
            for waiting in batch.values():
                if not waiting.done():
                    waiting.set_result(None)

    async def prune(self, now: datetime) -> dict[str, int]:
        """Drop the numbers of updates that cannot come again (the job)."""
        old = col(InboxUpdate.done_at) < now - KEPT_FOR
        statement = delete(InboxUpdate).where(old).execution_options(slow=True)
        async with self._engine.begin() as connection:
            return {"pruned": (await connection.execute(statement)).rowcount}

    async def prune_due(self, _: datetime) -> datetime | None:
        """Return from when on `prune` has something to do."""
        async with self._reading.connect() as connection:
            oldest: datetime | None = await connection.scalar(_OLDEST_DONE)
        return oldest + KEPT_FOR if oldest else None
