"""`python -m tests.support.canned_server`: a Bot API that answers every request with the same message, at once.

A process of its own, so that what it costs is not charged to the client that is measured. Prints its port.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys

_MESSAGE = {"message_id": 1, "date": 1767225600, "chat": {"id": 7, "type": "private"}, "text": "好"}
_BODY = json.dumps({"ok": True, "result": _MESSAGE}).encode()
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
    len(_BODY),
    _BODY,
)
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class CannedProtocol(asyncio.Protocol):
    """Knows of HTTP where one request ends and the next begins, no more."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._waiting = b""

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while (end := self._end_of_first()) is not None:
            self._waiting = self._waiting[end:]
            self._transport.write(_ANSWER)

    def _end_of_first(self) -> int | None:
        head = self._waiting.find(b"\r\n\r\n")
        if head < 0:
            return None
        length = _LENGTH.search(self._waiting, 0, head)
        end = head + 4 + (int(length[1]) if length else 0)
        return end if len(self._waiting) >= end else None


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(CannedProtocol, "127.0.0.1")
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
