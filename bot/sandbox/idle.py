"""Waiting until nothing is left to do: asked of everybody, never counted from afar."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable

from bot.sandbox.clock.attached import AttachedProcesses
from bot.sandbox.hub import Hub
from bot.sandbox.store.store import Store

_FIRST_PAUSE_S = 0.002
_LONGEST_PAUSE_S = 0.05


class IdleWatch:
    def __init__(self, store: Store, hub: Hub, processes: AttachedProcesses) -> None:
        self._store = store
        self._hub = hub
        self._processes = processes

    async def wait(self, timeout_s: float) -> bool:
        """Return True once everything is quiet, False after `timeout_s`."""
        until_s = time.monotonic() + timeout_s
        pause_s = _FIRST_PAUSE_S
        while not await self._is_idle():
            left_s = until_s - time.monotonic()
            if left_s <= 0 or self._hub.closing:
                return False
            # A process gets free without telling us, so we ask again; what happens here wakes us at once.
            if not await self._hub.changed(min(pause_s, left_s)):
                pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)
        return True

    def is_quiet_here(self) -> bool:
        """Return whether no update waits and no request is being handled."""
        return self._hub.in_flight == 0 and self._store.updates.count() == 0

    def is_quiet_after(self, activity: int, busy: Iterable[int]) -> bool:
        """Return whether nothing happened since `activity` was read, by answers that came since."""
        return self._hub.activity == activity and not any(busy) and self.is_quiet_here()

    def can_become_idle(self) -> bool:
        """Return whether anybody is there to take the updates that wait."""
        has_webhook = bool(self._store.settings.get("webhook"))
        return self.is_quiet_here() or bool(self._processes or self._hub.polling or has_webhook)

    async def _is_idle(self) -> bool:
        activity = self._hub.activity
        if not self.is_quiet_here():
            return False
        busy = await self._processes.busy()
        await asyncio.sleep(0)
        return self.is_quiet_after(activity, busy)
