"""How fast messages go out: no window of a second holds more than Telegram takes, and what answers a person goes first.

One number is kept, the instant from which on the next message is in order (a virtual schedule, as in GCRA). Reminders wait
for it; an answer may be a little before it, so it goes at once, and the reminders make room afterwards. In any second there
are at most `rate + rate * (slack + early) + 1` messages. Edits and answers to taps are no messages and do not count.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from time import monotonic
from typing import Protocol

from domain.ports import Clock
from domain.value import Value

# A message a second to one chat, by Telegram's own word.
CHAT_GAP_S = 1.0
# Above it messages are paid for (paid broadcast), up to 1000 a second.
FREE_PER_S = 30
# So many of the last refusals in a row of requests say that all is too much, not one chat.
LOOKED_AT, TOO_MANY = 10, 3
REMEMBERED_CHATS = 10_000
# How long work on reminders stands back for people at a time: longer than an answer takes here, too short to hold
# reminders up where Telegram answers slowly.
STAND_BACK_S = 0.003


class Tempo(Value):
    """`rate`: messages a second. `early_s`: how far before its time an answer may go. `slack_s`: by how much a reminder that
    woke up late may catch up. `most`: reminders at a time."""

    rate: float
    early_s: float
    slack_s: float
    most: int


def tempo_for(per_s: int) -> Tempo:
    """Return the tempo in which no second holds more than `per_s` messages. Few at a time while few are allowed."""
    most = max(1, per_s // 32)
    early, slack = 1.1 * most, (0.25 if most == 1 else 1.75) * most
    rate = per_s - early - slack - 1 - (0.25 if most == 1 else 0.0)
    return Tempo(rate=rate, early_s=early / rate, slack_s=slack / rate, most=most)


class SendSlots(Protocol):
    """The instant of the next message, kept where all who send can see it."""

    async def take(self, count: int, before_s: float, slack_s: float, rate: float) -> float:
        """Take the next `count` places if their time is less than `before_s` ahead: 0. Else how long it is until then."""
        ...


class OwnSendSlots:
    """For one process."""

    def __init__(self, now_s: Callable[[], float] = monotonic) -> None:
        self._now_s = now_s
        self._next_s = now_s()

    async def take(self, count: int, before_s: float, slack_s: float, rate: float) -> float:
        now_s = self._now_s()
        wait_s = self._next_s - now_s - before_s
        if wait_s > 0:
            return wait_s
        self._next_s = max(self._next_s, now_s - slack_s) + count / rate
        return 0.0


class _Moment(Value):
    monotonic_s: float
    at: datetime


class Pace:
    """Before each message: `answer` or `reminders`. After a refusal: `refused`."""

    def __init__(self, schedule: SendSlots, tempo: Tempo, clock: Clock) -> None:
        self._send_slots = schedule
        self._tempo = tempo
        self._clock = clock
        self._line = asyncio.Lock()
        self._held_until_s = 0.0
        self._refusals: deque[bool] = deque(maxlen=LOOKED_AT)
        self._last: dict[int, _Moment] = {}
        self._answering = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def most(self) -> int:
        return self._tempo.most

    async def answer(self, chat_id: int) -> None:
        """Wait until an answer to a person may go; it goes before every reminder."""
        wait_s = await self._take(1, self._tempo.early_s)
        while wait_s > 0:
            await asyncio.sleep(wait_s)
            wait_s = await self._take(1, self._tempo.early_s)
        self._note(chat_id)

    async def reminders(self, most: int) -> int:
        """Wait until some may go; how many. One after the other, in the order in which they asked."""
        count = min(most, self._tempo.most)
        async with self._line:
            while True:
                held_s = self._held_until_s - monotonic()
                wait_s = held_s if held_s > 0 else await self._take(count, 0.0)
                if wait_s <= 0:
                    return count
                await asyncio.sleep(wait_s)

    async def apart(self, chat_id: int) -> None:
        """Wait until a second has passed since the last message to this chat, or the clock has leapt over it: between two
        stops of a virtual clock lie days.
        """
        last = self._last.get(chat_id)
        if last is not None and (wait_s := CHAT_GAP_S - self._since_s(last)) > 0:
            await asyncio.sleep(wait_s)
        self._note(chat_id)

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """Keep count of who is being answered, while the block runs."""
        self._answering += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._answering -= 1
            if not self._answering:
                self._quiet.set()

    async def give_way(self) -> None:
        """Between two steps of the work on reminders: whoever is being answered goes first."""
        await asyncio.sleep(0)  # what has come in meanwhile begins
        if not self._quiet.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STAND_BACK_S):
                    await self._quiet.wait()

    def refused(self, wait_s: float) -> None:
        """Told that there were too many. Where that is so of more than one chat, reminders wait as long as asked."""
        self._refusals.append(True)
        if sum(self._refusals) >= TOO_MANY:
            self._held_until_s = max(self._held_until_s, monotonic() + wait_s)
            self._refusals.clear()

    def taken(self) -> None:
        self._refusals.append(False)

    async def _take(self, count: int, before_s: float) -> float:
        return await self._send_slots.take(count, before_s, self._tempo.slack_s, self._tempo.rate)

    def _since_s(self, moment: _Moment) -> float:
        by_clock_s = (self._clock.now() - moment.at).total_seconds()
        return max(monotonic() - moment.monotonic_s, by_clock_s)

    def _note(self, chat_id: int) -> None:
        if len(self._last) >= REMEMBERED_CHATS:
            old_s = monotonic() - CHAT_GAP_S
            self._last = {chat: last for chat, last in self._last.items() if last.monotonic_s > old_s}
        self._last[chat_id] = _Moment(monotonic(), self._clock.now())
