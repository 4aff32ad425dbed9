"""The body of a request, no more of it than is expected. How long it may take to come: `bot.web.patience`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response


async def read_body(request: Request, largest: int) -> tuple[bytes, bool]:
    """Return the body, and whether it is all of it: of one of more than `largest` bytes it is the beginning."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > largest:
            return bytes(body), False
    return bytes(body), True


async def gone(request: Request, error: Exception) -> Response:
    """Whoever went before saying everything, or was sent away for taking too long: nobody reads the answer, and it is no
    fault of ours."""
    return Response(status_code=408)
