"""What can go wrong in the background, and how it is said."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from sqlalchemy.exc import DBAPIError
from telegram.error import TelegramError

from bot.db.engine import UNAVAILABLE

logger = logging.getLogger(__name__)


class GaveUp(Exception):
    """A background task cannot be kept going; the message names it."""


class Stuck(Exception):
    """A round took longer than it may, and was broken off."""


# What has nothing to do with this process, and passes without it.
PASSING = (TelegramError, *UNAVAILABLE, OSError)


def described(error: BaseException) -> str:
    """Return an error in a line: its kind, and what it says where that is known to be about no person."""
    kind = type(error).__name__
    if isinstance(error, DBAPIError):
        return f"{kind}: {_first_line(error.orig)}"
    if isinstance(error, (*PASSING, Stuck)):
        return f"{kind}: {_first_line(error)}".removesuffix(": ")
    return kind


def say_if_it_fails(task: asyncio.Task[Any]) -> None:
    """Log what a short task on which nobody waits ends with, where that is an error (`add_done_callback`)."""
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("%s failed: %s", task.get_name(), described(error), exc_info=error)


def is_ended() -> bool:
    """Return whether it is this very task that somebody ends."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _first_line(said: object) -> str:
    return next(iter(str(said).splitlines()), "")
