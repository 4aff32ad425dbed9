"""The words between the sandbox and an attached assistant process: JSON objects over a WebSocket.

The server asks `{"id", "do", …}`, the client answers `{"id", "result", "busy"}`, where `busy` is what the
client has in flight after doing what was asked.

    do          with                            result
    set         now, running                    null
    due         after, until, limit             [[job, at, order], …] by time, all of the last instant
    run         job, at, set                    {name: count, …} or {"error": "ExceptionName"}, null without
                                                such a job; `set`: the clock shows `at` from then on
    busy                                        null
    next_due                                    "2026-12-05" or null

Instants are ISO 8601 with an offset. The first thing a server says is `set`.
"""

from __future__ import annotations

from datetime import UTC, datetime

SET, DUE, RUN, BUSY, NEXT_DUE = "set", "due", "run", "busy", "next_due"


def to_wire(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()


def from_wire(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
