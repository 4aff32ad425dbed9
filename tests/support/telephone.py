"""A customer's telephone as a file: what arrived there stays, whatever becomes of the process that sent it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from telegram.request import BaseRequest, RequestData

BOT = {"id": 1, "is_bot": True, "first_name": "分期管家", "username": "fenqi_test_bot"}
_TAG = re.compile(r"<[^>]*>")
_FIRST_ID = 1000  # of the messages that are sent


class Telephone(BaseRequest):
    """The Bot API, so far as one chat sees it: each request is a line of the file, written before it is answered."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        name = url.rsplit("/", 1)[-1]
        given = dict(request_data.parameters) if request_data is not None else {}
        number = len(requests_in(self._file))
        with self._file.open("a") as file:
            file.write(json.dumps({"method": name, "id": _FIRST_ID + number} | given) + "\n")
        return 200, json.dumps({"ok": True, "result": _answer(name, given, _FIRST_ID + number)}).encode()


def _answer(name: str, given: dict[str, Any], number: int) -> object:
    if name == "getMe":
        return BOT
    if not name.startswith(("send", "edit")) or name == "sendChatAction":
        return True
    chat = {"id": given.get("chat_id", 1), "type": "private"}
    return {"message_id": given.get("message_id", number), "date": 1767225600, "chat": chat, "text": "好"}


def requests_in(file: Path) -> list[dict[str, Any]]:
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text().splitlines()]


def messages_in(file: Path) -> dict[int, str]:
    """What each message says in the end, by its id: sent ones and edited ones."""
    messages: dict[int, str] = {}
    for request in requests_in(file):
        if request["method"].startswith("send") and request["method"] != "sendChatAction":
            messages[request["id"]] = _said(request)
        elif request["method"].startswith("editMessage"):
            messages[request["message_id"]] = _said(request)
    return messages


def _said(request: dict[str, Any]) -> str:
    """The text without its markup."""
    text = request.get("text") or request.get("caption") or request.get("rich_message", {}).get("html", "")
    return _TAG.sub("", text)
