"""Who is asked outside: whoever brings a code to a phone."""

from __future__ import annotations

from typing import Protocol


class CodeSender(Protocol):
    async def send(self, message_id: str, phone: str, code: str) -> bool:
        """Bring the code by SMS; under the same id once, however often it is asked for. Return whether it was taken."""
        ...
