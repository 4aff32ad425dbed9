"""Whether the database cannot be used just now, or something is wrong with what was asked of it."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from time import monotonic

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.unit_of_work import Conflict

logger = logging.getLogger(__name__)
LOGGED_EVERY_S = 60.0
# Classes of SQLSTATE, and two states: no connection, no resources, an operator's intervention, the system, a transaction
# that another one made impossible; read-only, a lock that was not to be had.
_CLASSES = ("08", "53", "57", "58", "40")
_STATES = ("25006", "55P03")
# Classes of SQLSTATE after which nobody knows what became of a COMMIT.
_SILENT = ("08", "57")


class OutageLog:
    """Tells outages from faults of ours, and logs one line a minute of them, however many notice."""

    def __init__(self, now_s: Callable[[], float] = monotonic) -> None:
        self._now_s = now_s
        self._logged_s: float | None = None
        self._unlogged = 0

    def covers(self, error: BaseException) -> bool:
        """Return whether the error says that the database cannot be used; then it is logged."""
        if not is_outage(error):
            return False
        now_s = self._now_s()
        if self._logged_s is not None and now_s - self._logged_s < LOGGED_EVERY_S:
            self._unlogged += 1
            return True
        logger.error("the database cannot be used: %s%s", _cause(error), self._others())
        self._logged_s, self._unlogged = now_s, 0
        return True

    def _others(self) -> str:
        return f" (and {self._unlogged} times since the last such line)" if self._unlogged else ""


def is_outage(error: BaseException) -> bool:
    if isinstance(error, PoolTimeout | ConnectionError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state[:2] in _CLASSES or state in _STATES
    if getattr(error.orig, "sqlite_errorname", None) == "SQLITE_ERROR":
        return False  # a statement that it does not understand
    return error.connection_invalidated or isinstance(error, OperationalError)


def is_surely_undone(error: BaseException) -> bool:
    """Return whether nothing was committed, of an error with which a COMMIT ended: the database itself says why it did
    not. A connection that was lost, or shut, says nothing of it."""
    if isinstance(error, Conflict):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return True  # rolled back: bot/db/sqlite_inline.py
    state = getattr(error.orig, "sqlstate", None)
    return state is not None and state[:2] not in _SILENT


def _cause(error: BaseException) -> str:
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
