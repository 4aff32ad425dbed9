"""What happens right now: who waits for a change, what is being handled, who is typing. Never kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

TYPING_S = 5.0  # as long as Telegram shows a chat action


class Hub:
    """`activity` grows whenever something happened that may keep the sandbox from being idle."""

    def __init__(self) -> None:
        self.activity = 0
        self.in_flight = 0
        self.polling = 0  # getUpdates calls that wait
        self.poll_turn = 0  # the newest of them; the others must end
        self.closing = False
        self.epoch = 0  # grows with each reset
        self._changed = asyncio.Event()
        self._typing_until: dict[int, float] = {}

    def notify(self) -> None:
        """Wake everybody who waits for a change."""
        self.activity += 1
        self.wake()

    def wake(self) -> None:
        """Wake waiters for something that is no activity (the clock moved, someone is typing)."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self, timeout_s: float) -> bool:
        """Wait for the next change; False after `timeout_s` without one."""
        if self.closing or timeout_s <= 0:
            await asyncio.sleep(0)
            return False
        try:
            async with asyncio.timeout(timeout_s):
                await self._changed.wait()
        except TimeoutError:
            return False
        return True

    @contextmanager
    def handling(self) -> Iterator[None]:
        """Count a request of the bot as under way while the block runs."""
        self.in_flight += 1
        self.activity += 1
        try:
            yield
        finally:
            self.in_flight -= 1
            self.notify()

    def start_poll(self) -> int:
        """Begin a getUpdates call; any other that waits is woken to see that its turn is over."""
        self.poll_turn += 1
        if self.polling:
            self.wake()
        self.polling += 1
        return self.poll_turn

    def end_poll(self) -> None:
        self.polling -= 1

    def close(self) -> None:
        """End long polls and event streams now: the server is going down."""
        self.closing = True
        self.wake()

    def type_in(self, chat_id: int) -> None:
        self._typing_until[chat_id] = time.monotonic() + TYPING_S
        self.wake()

    def stop_typing(self, chat_id: int) -> None:
        self._typing_until.pop(chat_id, None)

    def typing(self) -> list[int]:
        """Return the chats the bot is typing in."""
        now_s = time.monotonic()
        self._typing_until = {
            chat: until_s for chat, until_s in self._typing_until.items() if until_s > now_s
        }
        return sorted(self._typing_until)
