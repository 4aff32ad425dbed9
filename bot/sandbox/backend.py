"""The sandbox's parts, put together once and handed to the routes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.clock.attached import AttachedProcesses
from bot.sandbox.clock.position import Position
from bot.sandbox.clock.walker import Walker
from bot.sandbox.faults import Faults
from bot.sandbox.hub import Hub
from bot.sandbox.idle import IdleWatch
from bot.sandbox.limits import SendingLimits
from bot.sandbox.queue import UpdateQueue
from bot.sandbox.store.store import Store


@dataclass(slots=True)
class Backend:
    store: Store
    position: Position
    limits: SendingLimits
    hub: Hub = field(default_factory=Hub)
    faults: Faults = field(default_factory=Faults)
    processes: AttachedProcesses = field(init=False)
    queue: UpdateQueue = field(init=False)
    idle: IdleWatch = field(init=False)
    walker: Walker = field(init=False)
    token: str = "1:sandbox"  # noqa: S105 - of the assistant that called last

    def __post_init__(self) -> None:
        self.processes = AttachedProcesses(self.position)
        self.queue = UpdateQueue(self.store, self.hub)
        self.idle = IdleWatch(self.store, self.hub, self.processes)
        self.walker = Walker(self.position, self.processes, self.idle, self.hub)

    def reset(self) -> None:
        """Forget chats, requests and faults. The clock and what the bot set up (commands, webhook) stay."""
        self.store.reset()
        self.faults.clear()
        self.limits.reset()
        self.hub.epoch += 1
        self.hub.notify()

    def with_revision(self, body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "revision": self.store.messages.revision}
