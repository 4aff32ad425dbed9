"""Whether somebody answers at an address, within seconds. Of what was sent and answered nothing is told."""

from __future__ import annotations

import httpx

REACH_S = 4.0


class Unreachable(Exception):
    """Nobody answers; the message is the reason in a few words, without the address."""


async def status_of(url: str) -> int | None:
    """Return the status that GET is answered with; None where nobody answers."""
    try:
        return await _status(url)
    except Unreachable:
        return None


async def trouble_at(url: str) -> str | None:
    """Return why nobody can be spoken to there, in a few words; None where somebody answers, whatever it is."""
    try:
        status = await _status(url)
    except Unreachable as error:
        return str(error)
    return f"answers with {status}" if status >= 500 else None


async def _status(url: str) -> int:
    try:
        async with httpx.AsyncClient(timeout=REACH_S) as http:
            return (await http.get(url)).status_code
    except httpx.HTTPError as error:
        raise Unreachable(reason_of(error)) from None
    except (ValueError, httpx.InvalidURL):
        raise Unreachable("is no address that can be asked") from None


def reason_of(error: BaseException) -> str:
    """Return a few words; the error's own may hold the address, and that a token."""
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain:
        chain.append(at)
        at = at.__cause__ or at.__context__
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return f"no answer within {REACH_S:.0f} s"
    found = next((one for one in chain if isinstance(one, OSError) and one.strerror), None)
    return str(found.strerror) if isinstance(found, OSError) else type(error).__name__
