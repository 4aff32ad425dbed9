"""The words between the sandbox and an attached assistant process: JSON objects over a WebSocket.

The server asks `{"id", "do", …}`, the client answers `{"id", "result", "busy"}`, where `busy` is what the
client has in flight after doing what was asked.

    do          with                            result
    set         now, running                    null
    fires       after, until, limit             {"fires": [[job, at, order, due], …], "idle": {job: {…}}}: by time, up to
                                                the first instant at which a job is due, all of the last instant; and
                                                what each job answers where it has nothing to do
    run         job, at, set                    {name: count, …} or {"error": "ExceptionName"}, null without
                                                such a job; `set`: the clock shows `at` from then on
    busy                                        null
    next_due    after                           "2026-12-05", the first day later than that of `after`, or null

Instants are ISO 8601 with an offset. The first thing a server says is `set`.
"""

from __future__ import annotations

from datetime import UTC, datetime

SET, FIRES, RUN, BUSY, NEXT_DUE = "set", "fires", "run", "busy", "next_due"


def to_wire(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()


def from_wire(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
