"""Logging: one line an event on stderr, with what is secret or personal taken out, whoever wrote it."""

from __future__ import annotations

import logging
import re

# A bot token, an ID number, a bank card, a mobile number, in that order: the longer forms first.
_SECRETS = (
    (re.compile(r"\b\d{6,}:[A-Za-z0-9_-]{30,}\b"), "<token>"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "<id-number>"),
    (re.compile(r"(?<!\d)\d{16,19}(?!\d)"), "<card>"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "<phone>"),
)
# Libraries that put whole requests or addresses (with the token in them) into their messages.
_QUIET = ("httpx", "httpcore", "apscheduler", "telegram", "uvicorn", "websockets", "aiosqlite", "asyncio")


def redact(text: str) -> str:
    for pattern, stand_in in _SECRETS:
        text = pattern.sub(stand_in, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Formats, then takes secrets out: so arguments and tracebacks are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def configure_logging(level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
