"""Whether, and to whom, the web app hands updates."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

Receive = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]


@dataclass
class Door:
    """Shut until `receive` is there: before that the process starts or stands by."""

    receive: Receive | None = None
