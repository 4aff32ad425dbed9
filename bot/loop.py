"""The event loop of every command. What cannot be broken off is done in threads that nobody has to wait for at the end."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ClassVar

# How long threads are waited for at the end, and how often they are looked at.
TICK_S, LET_GO_TICKS = 0.1, 4


class Threads(ThreadPoolExecutor):
    """Knows which calls are not done yet."""

    def __init__(self) -> None:
        super().__init__(thread_name_prefix="asyncio")
        self.undone: set[Future[Any]] = set()

    def submit(self, call: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:
        future = super().submit(call, *arguments, **options)
        self.undone.add(future)
        future.add_done_callback(self.undone.discard)
        return future


class Loop(asyncio.SelectorEventLoop):
    """Looks names up in a thread of its own for each: one that hangs keeps neither the few threads that the database's
    commits need, nor the end of the process.
    """

    left_behind: ClassVar[bool] = False  # whether a thread of this process never ends, or not soon

    def __init__(self) -> None:
        super().__init__()
        self.threads = Threads()
        self.set_default_executor(self.threads)

    async def getaddrinfo(
        self,
        host: bytes | str | None,
        port: bytes | str | int | None,
        *,
        family: int = 0,
        type: int = 0,
        proto: int = 0,
        flags: int = 0,
    ) -> Any:
        found: asyncio.Future[Any] = self.create_future()

        def tell(set_outcome: Callable[[Any], None], outcome: object) -> None:
            if not found.done():  # broken off meanwhile
                set_outcome(outcome)

        def look_up() -> None:
            try:
                outcome: Any = socket.getaddrinfo(host, port, family, type, proto, flags)
                set_outcome: Callable[[Any], None] = found.set_result
            except Exception as error:
                outcome, set_outcome = error, found.set_exception
            try:
                self.call_soon_threadsafe(tell, set_outcome, outcome)
            except RuntimeError:
                return  # the loop is closed: nobody wants to know any more

        threading.Thread(target=look_up, name="name look-up", daemon=True).start()
        return await found

    async def shutdown_default_executor(self) -> None:
        """Let go of the threads. One that is still at something is left behind, and not waited for."""
        for _ in range(LET_GO_TICKS):
            if not self.threads.undone:
                break
            await asyncio.sleep(TICK_S)
        Loop.left_behind |= bool(self.threads.undone)
        self.threads.shutdown(wait=not self.threads.undone, cancel_futures=True)
