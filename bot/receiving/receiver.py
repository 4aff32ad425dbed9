"""Receiving by long polling or by webhook: into the inbox first, confirmed afterwards, handled from the queue."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from telegram import Update
from telegram.error import Conflict, InvalidToken

from bot.app import POLL_S, Assistant
from bot.receiving.inbox import Inbox
from bot.receiving.raw import RawUpdate, is_always_handled, says_something, talks_in, told_once
from bot.receiving.refused_updates import RefusedUpdates, sorted_batch
from bot.receiving.validation import InvalidUpdate, is_relevant
from bot.receiving.webhook import Webhook
from bot.supervision.failure import described
from bot.supervision.supervisor import Supervisor

if TYPE_CHECKING:  # loaded where something comes in over HTTP
    from bot.web.webhook_handlers import Receive, WebhookHandlers

logger = logging.getLogger(__name__)
# Updates of one person, or group, that are handled or wait; more than anybody taps and writes while an answer takes long.
MOST_WAITING = 200
FLOOD_LOGGED_EVERY_S = 60.0
POLLING, WEBHOOK = "polling", "webhook"
# How long the start waits for the first try of what is not needed to answer people; it goes on being tried.
TRIED_FOR_S = 5.0
# A poll waits up to `POLL_S` for news and a while for its answer; a locked table may hold up writing it down.
LONGEST_POLL_S, FRESH_POLL_S = 180.0, 2 * POLL_S + 30.0
WATCH_S, LONGEST_WATCH_S = 120.0, 60.0
# Before the next poll where nothing of the last one could be confirmed.
AGAIN_S = 1.0


class Receiver:
    """Feeds the assistant's queue. What an earlier process left undone comes first.

    `webhook_handlers`: of the web server, if one runs.
    """

    def __init__(
        self,
        assistant: Assistant,
        inbox: Inbox,
        refused_updates: RefusedUpdates,
        webhook_handlers: WebhookHandlers | None = None,
    ) -> None:
        self._assistant = assistant
        self._inbox = inbox
        self._refused_updates = refused_updates
        self._webhook_handlers = webhook_handlers
        self._offset: int | None = None
        self._unreadable: dict[int, str] = {}
        self._left_out = 0
        self._flood_logged_s = float("-inf")

    @contextlib.asynccontextmanager
    async def receiving_at(self, url: str, secret: str, supervisor: Supervisor) -> AsyncIterator[None]:
        """Receive by webhook while the block runs: updates are let in, and Telegram is told where to bring them, again
        whenever it no longer knows."""
        webhook = Webhook(self._assistant.bot, url, secret)

        async def receive(updates: Sequence[RawUpdate]) -> None:
            await self.receive(updates)
            webhook.is_doubtful = False
            supervisor.note_well(WEBHOOK)  # what was brought shows it as well as any look

        await self.take_up_undone()
        self._let_in(receive)
        try:
            async with supervisor.repeating(
                WEBHOOK,
                webhook.watch,
                every_s=WATCH_S,
                limit_s=LONGEST_WATCH_S,
                fresh_s=2.5 * WATCH_S,
                is_doubtful=lambda: webhook.is_doubtful,
            ) as task:
                await supervisor.first_try(task, TRIED_FOR_S)
                yield
        finally:
            self._let_in(None)

    @contextlib.asynccontextmanager
    async def polling(self, supervisor: Supervisor) -> AsyncIterator[None]:
        """Receive by long polling while the block runs. A webhook that is set is taken away; as there is none nearly always,
        polling begins while that is tried."""
        await self.take_up_undone()
        async with supervisor.once("no webhook", self._assistant.bot.delete_webhook) as removal:
            await supervisor.first_try(removal, TRIED_FOR_S)
            self._let_in(self.receive)
            try:
                async with supervisor.repeating(
                    POLLING, self._poll, limit_s=LONGEST_POLL_S, fresh_s=FRESH_POLL_S
                ):
                    yield
            finally:
                self._let_in(None)

    def _let_in(self, receive: Receive | None) -> None:
        if self._webhook_handlers is not None:
            self._webhook_handlers.receive = receive
            self._webhook_handlers.put_aside = self._refused_updates.put_aside if receive else None

    async def receive(self, updates: Sequence[RawUpdate]) -> None:
        """Write down and queue; when this returns, the updates may be confirmed."""
        await self.take_up(await self._inbox.store(await self._within_bounds(updates)))

    async def _within_bounds(self, updates: Sequence[RawUpdate]) -> list[RawUpdate]:
        """Leave out what comes from one chat beyond all measure: it would get no answer anyway, and others wait behind it.
        Not so of the staff's."""
        came = Counter(talks_in(raw) for raw in updates)
        left = {chat_id: await self._room_for(chat_id, count) for chat_id, count in came.items()}
        within = []
        for raw in updates:
            chat_id = talks_in(raw)
            left[chat_id] -= 1
            if left[chat_id] >= 0:
                within.append(raw)
        self._note_flood(len(updates) - len(within))
        return within

    async def _room_for(self, chat_id: int | None, count: int) -> int:
        """Return how many of so many updates of the chat are taken."""
        if chat_id is None:
            return count
        room = max(MOST_WAITING - self._assistant.processor.waiting(chat_id), 0)
        if room < count and chat_id < 0 and await self._assistant.desk.is_staff_chat(chat_id):
            return count
        return min(room, count)

    def _note_flood(self, left_out: int) -> None:
        """Say it in one line a minute: a flood must not become one of the log."""
        self._left_out += left_out
        if left_out and monotonic() - self._flood_logged_s >= FLOOD_LOGGED_EVERY_S:
            logger.warning("updates of a flood are left out, %d up to now", self._left_out)
            self._flood_logged_s = monotonic()

    async def take_up(self, updates: Sequence[RawUpdate]) -> None:
        """Queue what can be read, all of it before anything is waited for: what is written down comes only once. Then put
        the rest aside."""
        irrelevant = []
        for raw in updates:
            update = self._read(raw)
            if update is None:
                irrelevant.append(raw)
            else:
                self._assistant.queue.put_nowait(update)
        for raw in irrelevant:
            await self._put_aside(raw)
        await self._inbox.done(*(raw["update_id"] for raw in irrelevant))

    async def take_up_undone(self) -> None:
        """Take up what an earlier process received and did not get done. What is old is not handled as it was meant, nor is
        what somebody wrote who may have been told already that it failed; each chat is told so once."""
        undone = await self._inbox.undone()
        marks = self._assistant.undone
        unclear = [
            raw for raw in undone.lately if raw["update_id"] not in undone.untold and says_something(raw)
        ]
        put_off = {raw["update_id"] for raw in unclear}
        lately = [raw for raw in undone.lately if raw["update_id"] not in put_off]
        answered, marks.silence = told_once(sorted((*undone.long_ago, *unclear), key=_number))
        taken = sorted((*answered, *lately), key=_number)
        marks.all.update(map(_number, taken))
        marks.unclear.update(raw["update_id"] for raw in lately if raw["update_id"] not in undone.untold)
        marks.old.update(raw["update_id"] for raw in answered if not is_always_handled(raw))
        if undone.lost:
            logger.error(
                "%d updates that were left undone cannot be read, and are crossed out", len(undone.lost)
            )
        over = {*map(_number, undone.long_ago)}.difference(map(_number, answered))
        await self._inbox.done(*over, *undone.lost)
        await self.take_up(taken)

    def _read(self, raw: RawUpdate) -> Update | None:
        """Return the update; None where there is nobody to answer, or it is no update that Telegram would send."""
        try:
            return Update.de_json(raw, self._assistant.bot) if is_relevant(raw) else None
        except InvalidUpdate as error:
            self._unreadable[raw["update_id"]] = str(error)
        except Exception as error:  # PTB promises no particular one
            self._unreadable[raw["update_id"]] = type(error).__name__
        return None

    async def _put_aside(self, raw: RawUpdate) -> None:
        """Keep one that could not be read. Where that fails the others go on all the same."""
        reason = self._unreadable.pop(raw["update_id"], None)
        if reason is None:
            return
        try:
            await self._refused_updates.put_aside(raw, reason)
        except Exception as error:
            logger.error("update %s could not be put aside: %s", raw["update_id"], described(error))

    async def _poll(self) -> None:
        """Ask for updates once, and take them in; what cannot be one is put aside, and the rest goes on."""
        try:
            came = await self._assistant.bot.raw_updates(self._offset, POLL_S)
        except InvalidToken:
            raise InvalidToken("Telegram no longer knows the token in BOT_TOKEN") from None
        except Conflict:
            await (
                self._assistant.bot.delete_webhook()
            )  # somebody set one; or another polls, then it does no harm
            raise
        batch = sorted_batch(came)
        for refused, reason in batch.refused:
            await self._refused_updates.put_aside(refused, reason)
        await self.receive(batch.readable)
        if batch.last_id is not None:
            self._offset = batch.last_id + 1
        elif came:  # nothing to confirm it by: it comes again at once
            await asyncio.sleep(AGAIN_S)


def _number(raw: RawUpdate) -> int:
    return int(raw["update_id"])
