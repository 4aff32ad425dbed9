"""The clocks: this machine's, PostgreSQL's and Telegram's have to agree; the sandbox's has to answer where it is set."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from bot.adapters.clock import SystemClock
from bot.adapters.outside_json import NotJson, read_json
from bot.cli.doctor.lines import Line, Subject
from bot.cli.doctor.reach import REACH_S
from bot.db.engine import create_looking_engine
from bot.settings import Settings

Find = Callable[[Settings], Awaitable[datetime | None]]
_CLOCK = Subject("clock")
LOOK_S = 2.5
# A header tells whole seconds, and the answer was on its way; signatures of partners hold for minutes.
SMALL, LARGE = timedelta(seconds=10), timedelta(minutes=2)


async def check(settings: Settings) -> Sequence[Line]:
    looks = [_look("Telegram's", _of_telegram, settings), _look("the database's", _of_database, settings)]
    if settings.clock_url is not None:
        looks.insert(0, _sandbox_clock(settings.clock_url))
    return [line for line in await asyncio.gather(*looks) if line is not None]


async def _look(whose: str, find: Find, settings: Settings) -> Line | None:
    theirs = await find(settings)
    return _compared(whose, theirs, SystemClock().now()) if theirs is not None else None


def _compared(whose: str, theirs: datetime, ours: datetime) -> Line:
    apart = abs(ours - theirs)
    if apart <= SMALL:
        return _CLOCK.ok(f"this machine's and {whose} agree.")
    ahead = "ahead of" if ours > theirs else "behind"
    sentence = (
        f"this machine's is {apart.total_seconds():.0f} s {ahead} {whose}: set it by a time service (NTP)."
    )
    return _CLOCK.fail(sentence) if apart > LARGE else _CLOCK.warn(sentence)


async def _sandbox_clock(url: str) -> Line | None:
    """Ask for the time by the door for people: nothing is attached."""
    try:
        async with asyncio.timeout(LOOK_S), httpx.AsyncClient() as http:
            found = read_json((await http.get(url)).content)
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, NotJson):
        found = None
    match found:
        case {"now": str(now)}:
            return _CLOCK.ok(f"CLOCK_URL answers; it is {now} there.")
        case _:
            return _CLOCK.fail("CLOCK_URL is wrong: no sandbox answers there. Take it out for real time.")


async def _of_telegram(settings: Settings) -> datetime | None:
    """Return what the Bot API's server says it is; None where it does not."""
    if settings.bot_token is None:
        return None  # nobody is going to speak to it
    try:
        async with httpx.AsyncClient(timeout=REACH_S) as http:
            said = (await http.head(settings.bot_api_base_url)).headers.get("date")
        return parsedate_to_datetime(said).astimezone(UTC) if said else None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return None  # what is the matter with it is told elsewhere


async def _of_database(settings: Settings) -> datetime | None:
    """Return PostgreSQL's time; None for a file, and where it cannot be asked, which is told elsewhere."""
    if make_url(settings.database_url).get_backend_name() != "postgresql":
        return None
    engine = create_looking_engine(settings.database_url, within_s=REACH_S)
    try:
        async with asyncio.timeout(REACH_S), engine.connect() as connection:
            found: datetime = (await connection.execute(select(func.clock_timestamp()))).scalar_one()
            return found
    except Exception:
        return None
    finally:
        await engine.dispose()
