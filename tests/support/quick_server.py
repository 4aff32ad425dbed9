"""A Bot API for measuring with: it reads no more of a request than it must, so that it costs as little as can be.

What runs on it is a process of its own, so that its cost is not charged to the bot or client that is measured.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys

MESSAGE = {"message_id": 1, "date": 1767225600, "chat": {"id": 7, "type": "private"}, "text": "好"}
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class QuickProtocol(asyncio.Protocol):
    """Knows of HTTP where one request ends and the next begins, no more."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._waiting = b""

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while (end := self._end_of_first()) is not None:
            request, self._waiting = self._waiting[:end], self._waiting[end:]
            self.request_received(request)

    def request_received(self, request: bytes) -> None:
        """A whole request, head and body. Those that follow it on the connection may come before its answer."""
        raise NotImplementedError

    def _end_of_first(self) -> int | None:
        head = self._waiting.find(b"\r\n\r\n")
        if head < 0:
            return None
        length = _LENGTH.search(self._waiting, 0, head)
        end = head + 4 + (int(length[1]) if length else 0)
        return end if len(self._waiting) >= end else None


def answer(result: object) -> bytes:
    """What goes over the wire where a request of the Bot API succeeded with `result`."""
    body = json.dumps({"ok": True, "result": result}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )


def tell(line: str) -> None:
    """To the process that started this one."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def tell_port(server: asyncio.Server) -> None:
    tell(str(server.sockets[0].getsockname()[1]))
