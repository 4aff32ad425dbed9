"""Reading the people side's requests, and its refusals."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.adapters.outside_json import NotJson, read_json
from bot.sandbox.backend import Backend
from bot.sandbox.errors import ApiError, PeopleError

IDLE_TIMEOUT_S = 10.0


async def json_body(request: Request) -> dict[str, Any]:
    """Return the body's object, {} for none. Raises PeopleError."""
    body = await request.body()
    try:
        value = read_json(body) if body else {}
    except ValueError:
        raise PeopleError(400, "the body is not JSON") from None
    if not isinstance(value, dict):
        raise PeopleError(400, "the body must be a JSON object")
    return value


def number(body: dict[str, Any], name: str, default: int | None = None) -> int:
    """Return the whole number. Raises PeopleError where it is missing without a default, or no whole number."""
    value = body.get(name, default)
    try:
        return int(value)  # type: ignore[arg-type]  # None raises TypeError like every other wrong value
    except (TypeError, ValueError):
        raise PeopleError(400, f"{name} must be a whole number") from None


def query_number(request: Request, name: str, default: float) -> float:
    try:
        return float(request.query_params.get(name, default))
    except ValueError:
        raise PeopleError(400, f"{name} must be a number") from None


async def wait_idle(backend: Backend, request: Request) -> None:
    """Wait until the sandbox is idle. Raises PeopleError 504 where the sandbox is not idle within `timeout` seconds."""
    timeout_s = query_number(request, "timeout", IDLE_TIMEOUT_S)
    if not await backend.idle.wait(timeout_s):
        raise PeopleError(
            504,
            f"not idle within {timeout_s:g} s",
            unconfirmed_updates=backend.store.updates.count(),
            requests_in_flight=backend.hub.in_flight,
            attached_processes=len(backend.processes),
        )


async def refuse(request: Request, error: Exception) -> Response:
    """Answer with the error, as the exception handler of the people side."""
    backend: Backend = request.app.state.backend
    if isinstance(error, NotJson):
        error = PeopleError(400, f"the body cannot be read: {error}")
    if isinstance(error, ApiError):
        error = PeopleError(400, error.description)
    assert isinstance(error, PeopleError)  # the only other kind it is registered for
    body = backend.with_revision({"error": error.error, **error.details})
    return JSONResponse(body, status_code=error.status)
