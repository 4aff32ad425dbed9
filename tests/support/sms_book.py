"""An SMS service as a file: what it was given to bring stays, whatever becomes of the process that asked for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class SmsBook:
    """Fulfils `domain.identity.ports.CodeSender`; under the same id each is brought once."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "sms.jsonl"

    def send_soon(self, message_id: str, phone: str, code: str) -> None:
        self._bring({"id": message_id, "phone": phone, "code": code})

    async def tell(self, message_id: str, phone: str, what: str) -> bool:
        self._bring({"id": message_id, "phone": phone, "what": what})
        return True

    def newest_code(self, phone: str) -> str:
        """The code that came to this phone last."""
        return [str(each["code"]) for each in self._brought() if each["phone"] == phone and "code" in each][
            -1
        ]

    def told(self) -> list[tuple[str, str]]:
        """Phone and word of each that needed no answer."""
        return [(each["phone"], each["what"]) for each in self._brought() if "what" in each]

    def _bring(self, message: dict[str, str]) -> None:
        if message["id"] in {each["id"] for each in self._brought()}:
            return
        with self._file.open("a") as file:
            file.write(json.dumps(message) + "\n")

    def _brought(self) -> list[dict[str, Any]]:
        if not self._file.exists():
            return []
        return [json.loads(line) for line in self._file.read_text().splitlines()]
