"""How long, and with how many at once, the web server waits for requests: who sends half of one keeps nobody else out.

uvicorn ends a connection that is silent between two requests, and nothing else. Here a request has to have come as a whole
within a time, however it trickles; what is answered has to be read within it, too; and where all places are taken, whoever
has kept one for the longest without having said everything gives it to the next.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from domain.value import Value


class Patience(Value):
    """`request_s`: for a request from its first byte, or the connection, to its last byte; also for reading an answer.
    `most`: connections at once. `idle_s`: between two requests."""

    request_s: float = 10.0
    idle_s: float = 5.0
    most: int = 256


@dataclass(slots=True)
class _Places:
    """Who is connected. `unsaid`: who has not sent a whole request, the longest first."""

    taken: int = 0
    unsaid: dict[PatientProtocol, None] = field(default_factory=dict)


class PatientProtocol(H11Protocol):
    """uvicorn's, with an end to patience. Each server has a class of its own: see `patient_protocol`."""

    patience: Patience
    places: _Places

    _until_said: asyncio.TimerHandle | None = None
    _until_read: asyncio.TimerHandle | None = None
    _has_place = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        if self.places.taken >= self.patience.most and not self._took_a_place():
            transport.abort()
            return
        self.places.taken += 1
        self._has_place = True
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        self._give_back()
        if self._until_read is not None:
            self._until_read.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.cycle is not None and self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]:
            self._stop_waiting()  # for the next request; it begins here
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._until_read is None:
            self._until_read = self.loop.call_later(self.patience.request_s, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._until_read is not None:
            self._until_read.cancel()
            self._until_read = None

    def _took_a_place(self) -> bool:
        """Send away who has kept a place for the longest without saying everything, if there is anybody."""
        oldest = next(iter(self.places.unsaid), None)
        if oldest is None:
            return False
        oldest.transport.abort()
        oldest._give_back()  # the loop tells of its end a moment later
        return True

    def _give_back(self) -> None:
        self._stop_waiting()
        if self._has_place:
            self._has_place = False
            self.places.taken -= 1

    def _look(self) -> None:
        """Wait for the rest of a request, or no longer. Their state is that of who sends: nothing yet, or a body."""
        if self.transport.is_closing() or self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._stop_waiting()
        elif self._until_said is None:
            self._until_said = self.loop.call_later(self.patience.request_s, self.transport.abort)
            self.places.unsaid[self] = None

    def _stop_waiting(self) -> None:
        if self._until_said is not None:
            self._until_said.cancel()
            self._until_said = None
        self.places.unsaid.pop(self, None)


def patient_protocol(patience: Patience) -> type[PatientProtocol]:
    """Return the protocol for one server, whose connections share its places."""
    shared: dict[str, Any] = {"patience": patience, "places": _Places()}
    return type("PatientProtocolOfOneServer", (PatientProtocol,), shared)
