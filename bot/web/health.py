"""GET /healthz and /readyz, wherever they are served: whether the process lives, and whether it does what it is for."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.watch import Failing


def health_routes(not_ready: Failing) -> list[Route]:
    """Return the routes; `not_ready` names what is not well."""

    async def health(_: Request) -> Response:
        return JSONResponse({"ok": True})

    async def ready(_: Request) -> Response:
        failing = await not_ready()
        return JSONResponse({"ready": not failing, "failing": failing}, status_code=503 if failing else 200)

    return [Route("/healthz", health), Route("/readyz", ready)]
