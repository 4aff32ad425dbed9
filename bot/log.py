"""Logging on stderr: one event a line, readable by people and by machines, with what is secret or personal taken out.

    2026-01-05T10:00:00.123+08:00 WARNING bot.receiving update=17 chat=5f2a9c01 polling: Timed out; again in 1 s
    2026-01-05T10:00:01.456+08:00 ERROR handlers.errors update=18 chat=5f2a9c01 incident=9c0e41d2 … trace="Traceback …"

Fields come before the message as key=value; a chat appears as a keyed hash, so lines of one chat can be put together
without saying whose it is. With LOG_FORMAT=json a line is an object with the same in it:

    {"at": "2026-01-05T10:00:01.456+08:00", "level": "ERROR", "logger": "handlers.errors", "message": "…", "update": "18", …}
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from domain.dates import SHANGHAI
from domain.patterns import pattern

# What PostgreSQL and its driver say of the values in a statement, beside the statement's own parameters, which the engines
# hide; as it stands in a message, and with its line's end escaped in a traceback.
_VALUES = (
    (pattern(r"(DETAIL|CONTEXT): .*?(?=\\n|\n| trace=|$)"), r"\1: <hidden>"),
    (pattern(r"(query argument \$[0-9]+): .*?(?=\\n|\n| trace=|$)"), r"\1: <hidden>"),
    (
        pattern(r"(invalid input (?:syntax|value) for [^:\n]{1,60}): .*?(?=\\n|\n| trace=|$)"),
        r"\1: <hidden>",
    ),
)
# A bot token (also the short ones of the sandbox, as part of an address), an ID number, a bank card, a mobile number.
_SECRETS = (
    (pattern(r"\b\d{6,}:[A-Za-z0-9_-]{30,}"), "<token>"),
    (pattern(r"/bot\d+:[A-Za-z0-9_-]+"), "/bot<token>"),
    (pattern(r"(?<!\d)\d{17}[\dXx](?!\d)"), "<id-number>"),
    (pattern(r"(?<!\d)\d{16,19}(?!\d)"), "<card>"),
    (pattern(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "<phone>"),
)
# Fields that a record may carry (`extra=`) and that are shown.
_FIELDS = ("incident", "job", "result", "ms")
# Libraries that put whole requests or addresses into their messages.
_QUIET = (
    "httpx",
    "httpcore",
    "apscheduler",
    "telegram",
    "uvicorn",
    "websockets",
    "asyncio",
    "alembic",
)

TEXT, JSON = "text", "json"  # LOG_FORMAT

_about: ContextVar[dict[str, str]] = ContextVar("about")


@contextlib.contextmanager
def about(**fields: str) -> Iterator[None]:
    """Let every line logged inside the block, and in tasks begun there, carry `fields`."""
    token = _about.set(_about.get({}) | fields)
    try:
        yield
    finally:
        _about.reset(token)


def redact(text: str) -> str:
    for found, stand_in in (*_VALUES, *_SECRETS):
        text = found.sub(stand_in, text)
    return text


class LineFormatter(logging.Formatter):
    """One line an event; redacted at the very end, so arguments and tracebacks are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        moment = _moment(record)
        fields = _about.get({}) | {
            name: str(value) for name in _FIELDS if (value := getattr(record, name, None)) is not None
        }
        parts = [
            moment,
            record.levelname,
            record.name,
            *(f"{k}={_value(v)}" for k, v in fields.items()),
            _message(record),
        ]
        if record.exc_info:
            parts.append(f"trace={json.dumps(self.formatException(record.exc_info), ensure_ascii=False)}")
        return redact(" ".join(parts))


class JsonFormatter(logging.Formatter):
    """One object an event, on one line. Each text in it is redacted by itself, so that the object stays one."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **_about.get({}),
        }
        said |= {name: value for name in _FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(_redacted(said), ensure_ascii=False)


def _redacted(value: object) -> Any:
    """Return it with what is secret taken out, wherever it stands; a number as long as a secret is a text."""
    if isinstance(value, Mapping):
        return {redact(str(name)): _redacted(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted(one) for one in value]
    if value is None or isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 10**9):
        return value
    return redact(str(value))


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, SHANGHAI).isoformat(timespec="milliseconds")


def _message(record: logging.LogRecord) -> str:
    return " ".join(record.getMessage().split("\n"))


def _value(text: str) -> str:
    return text if re.fullmatch(r"[\w.:-]+", text) else json.dumps(text, ensure_ascii=False)


def without_what_a_stop_broke_off(record: logging.LogRecord) -> bool:
    """Let SQLAlchemy's pool say in a line, and not with a traceback, that a connection was being closed when the task that
    closed it was broken off: the driver drops the connection then."""
    error = record.exc_info[1] if record.exc_info else None
    if record.name.startswith("sqlalchemy.pool") and isinstance(error, asyncio.CancelledError):
        record.exc_info = record.exc_text = None
    return True


def configure_logging(level: str, form: str = TEXT) -> None:
    """Log from `level` on to stderr; `form` is TEXT or JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if form == JSON else LineFormatter())
    handler.addFilter(without_what_a_stop_broke_off)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
