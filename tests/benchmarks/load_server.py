"""`python -m tests.benchmarks.load_server`: a Bot API that hands out updates as fast as they are fetched.

Prints its port, then "polled" when a bot asks for updates the first time; told "go", it hands them out, and prints one
JSON line when every update is answered: the seconds it took, and whether each chat was answered in the order of its
updates.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from tests.support.quick_server import MESSAGE, QuickProtocol, answer, tell, tell_port

_QUERY = re.compile(rb'callback_query_id(?:=|": ?")(\d+)')
_SECOND = re.compile(rb'chat_id(?:=|": ?)2\b')
_ME = {"id": 1, "is_bot": True, "first_name": "bot", "username": "bench_bot"}
_SHOWING = (b"sendMessage", b"sendRichMessage", b"editMessageText")
_BATCH = 100


@dataclass
class Load:
    """`count` updates of `chats` people in turns: words, or taps where `tap` is given.

    `flood`: all but the last are one person's, and the load is answered when the last one's person is.
    """

    count: int
    chats: int
    latency_s: float
    words: str
    tap: str | None
    flood: bool = False
    go: asyncio.Event = field(default_factory=asyncio.Event)
    handed: int = 0
    answered: int = 0
    began: float = 0.0
    in_order: bool = True
    last: dict[int, int] = field(default_factory=dict)

    def batch(self) -> list[dict[str, Any]]:
        numbers = range(self.handed, min(self.handed + _BATCH, self.count))
        self.handed += len(numbers)
        return [self._update(number) for number in numbers]

    def _update(self, number: int) -> dict[str, Any]:
        person = {
            "id": self._person(number),
            "is_bot": False,
            "first_name": "测试",
            "language_code": "zh-hans",
        }
        chat = {"id": person["id"], "type": "private", "first_name": "测试"}
        message = {"message_id": 1, "date": 1767225600, "chat": chat, "text": self.words}
        if self.tap is None:
            is_command = self.words.startswith("/")
            entities = [{"type": "bot_command", "offset": 0, "length": len(self.words)}] if is_command else []
            return {"update_id": number + 1, "message": {**message, "from": person, "entities": entities}}
        query = {
            "id": str(number),
            "from": person,
            "chat_instance": "1",
            "data": self.tap,
            "message": message,
        }
        return {"update_id": number + 1, "callback_query": query}

    def _person(self, number: int) -> int:
        return 1 + (number == self.count - 1) if self.flood else number % self.chats + 1

    def see(self, method: bytes, body: bytes) -> None:
        """An answer of the bot: to words it is a message, to a tap the tap's own answer."""
        if self.flood:
            self.answered = self.count if method in _SHOWING and _SECOND.search(body) else 0
        elif self.tap is None:
            self.answered += method in _SHOWING
        elif method == b"answerCallbackQuery" and (query := _QUERY.search(body)):
            number = int(query[1])
            chat = number % self.chats
            self.in_order &= self.last.get(chat, -1) < number
            self.last[chat] = number
            self.answered += 1
        if self.answered == self.count:
            self.answered += 1  # said once
            tell(json.dumps({"seconds": monotonic() - self.began, "in_order": self.in_order}))


class Protocol(QuickProtocol):
    def __init__(self, load: Load) -> None:
        self._load = load
        self._tasks: set[asyncio.Task[None]] = set()

    def request_received(self, request: bytes) -> None:
        method = request.split(b" ", 2)[1].rsplit(b"/", 1)[-1]
        if method == b"getUpdates":
            task = asyncio.get_running_loop().create_task(self._hand_out())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            self._load.see(method, request)
            self._later(_ME if method == b"getMe" else MESSAGE if method in _SHOWING else True)

    def _later(self, result: object) -> None:
        latency_s = self._load.latency_s
        asyncio.get_running_loop().call_later(latency_s, self._answer, result) if latency_s else self._answer(
            result
        )

    def _answer(self, result: object) -> None:
        self.transport.write(answer(result))

    async def _hand_out(self) -> None:
        load = self._load
        if not load.go.is_set():
            tell("polled")
            await load.go.wait()
            load.began = monotonic()
        updates = load.batch()
        if not updates:
            await asyncio.Event().wait()
        self._answer(updates)


async def _serve(load: Load) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Protocol(load), "127.0.0.1", backlog=1024)
    tell_port(server)
    await loop.run_in_executor(None, sys.stdin.readline)
    load.go.set()
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--chats", type=int, required=True)
    parser.add_argument("--latency-s", type=float, default=0)
    parser.add_argument("--words", default="/bills")
    parser.add_argument("--tap")
    parser.add_argument("--flood", action="store_true")
    options = parser.parse_args()
    load = Load(options.count, options.chats, options.latency_s, options.words, options.tap, options.flood)
    asyncio.run(_serve(load))


if __name__ == "__main__":
    main()
