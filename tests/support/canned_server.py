"""`python -m tests.support.canned_server`: a Bot API that answers every request with the same message, at once.

Prints its port.
"""

from __future__ import annotations

import asyncio

from tests.support.quick_server import MESSAGE, QuickProtocol, answer, tell_port

_ANSWER = answer(MESSAGE)


class CannedProtocol(QuickProtocol):
    def request_received(self, request: bytes) -> None:
        self.transport.write(_ANSWER)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(CannedProtocol, "127.0.0.1")
    tell_port(server)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
