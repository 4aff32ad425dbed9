"""Telegram's side of the crawl, in memory: it takes the assistant's requests and knows what every chat shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram.request import BaseRequest, RequestData

from domain.value import replace

BOT = {"id": 1, "is_bot": True, "first_name": "分期管家", "username": "fenqi_crawl_bot"}
PICTURE = "picture.jpg"


@dataclass(frozen=True, slots=True)
class Key:
    """A button as it went over the wire; one without `data` leads out of the chat, or copies something."""

    label: str
    data: str | None
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the assistant's. `text` is Telegram's HTML; `is_text`: it can be edited."""

    chat_id: int
    message_id: int
    text: str
    rows: tuple[tuple[Key, ...], ...]
    is_text: bool = True

    @property
    def keys(self) -> tuple[Key, ...]:
        return tuple(key for row in self.rows for key in row)


@dataclass(frozen=True, slots=True)
class Toast:
    """What the tap itself was answered with."""

    text: str
    alert: bool


Chats = Mapping[tuple[int, int], Shown]


class ChatServer(BaseRequest):
    """Fulfils PTB's `BaseRequest`. `chats` can be put back to what it was; `said` is what went out since it was cleared."""

    def __init__(self) -> None:
        self.chats: dict[tuple[int, int], Shown] = {}
        self.said: list[Shown] = []
        self.toasts: list[Toast] = []
        self.strange: list[str] = []
        self.at = 0  # seconds since 1970
        self._ids = 100
        self.content = b"picture"  # of whatever file is fetched

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    @property
    def read_timeout(self) -> float:
        return 1.0

    def next_id(self) -> int:
        self._ids += 1
        return self._ids

    def clear(self) -> None:
        self.said, self.toasts, self.strange = [], [], []

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        endpoint = url.rsplit("/", 1)[1]
        if endpoint == PICTURE:
            return 200, self.content
        result = self._answer(endpoint, request_data.parameters if request_data is not None else {})
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _answer(self, endpoint: str, data: Mapping[str, Any]) -> Any:
        match endpoint:
            case "getMe":
                return BOT
            case "getFile":
                return {"file_id": "f", "file_unique_id": "u", "file_path": PICTURE}
            case "sendMessage" | "sendRichMessage":
                return self._sent(data, self.next_id(), _text(data))
            case "sendPhoto" | "sendDocument":
                return self._sent(data, self.next_id(), str(data.get("caption", "")), is_text=False)
            case "sendInvoice":
                return self._sent(data, self.next_id(), str(data["title"]), is_text=False)
            case "editMessageText":
                return self._sent(data, int(data["message_id"]), _text(data))
            case "editMessageReplyMarkup":
                place = int(data["chat_id"]), int(data["message_id"])
                return self._kept(replace(self.chats[place], rows=_rows(data)))
            case "answerCallbackQuery":
                self.toasts.append(Toast(str(data.get("text", "")), bool(data.get("show_alert"))))
            case "deleteMessage":
                self.chats.pop((int(data["chat_id"]), int(data["message_id"])), None)
            case "sendChatAction" | "setMyCommands" | "deleteMyCommands" | "setChatMenuButton":
                pass
            case _:
                self.strange.append(endpoint)
        return True

    def _sent(self, data: Mapping[str, Any], message_id: int, text: str, *, is_text: bool = True) -> Any:
        return self._kept(Shown(int(data["chat_id"]), message_id, text, _rows(data), is_text))

    def _kept(self, shown: Shown) -> Any:
        self.chats[shown.chat_id, shown.message_id] = shown
        self.said.append(shown)
        return self.as_message(shown)

    def as_message(self, shown: Shown) -> dict[str, Any]:
        """Return the message as Telegram would hand it out."""
        kind = "private" if shown.chat_id > 0 else "supergroup"
        chat = {"id": shown.chat_id, "type": kind, "title": "客服"}
        message: dict[str, Any] = {
            "message_id": shown.message_id,
            "date": self.at,
            "chat": chat,
            "from": BOT,
        }
        if shown.is_text:
            return message | {"text": "x"}
        return message | {"document": {"file_id": "f", "file_unique_id": "u"}}


def _text(data: Mapping[str, Any]) -> str:
    rich = data.get("rich_message")
    if rich is None:
        return str(data["text"])
    html: str = (json.loads(rich) if isinstance(rich, str) else rich)["html"]
    return html


def _rows(data: Mapping[str, Any]) -> tuple[tuple[Key, ...], ...]:
    markup = data.get("reply_markup")
    if markup is None:
        return ()
    keyboard = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", ())
    return tuple(
        tuple(Key(key["text"], key.get("callback_data"), key.get("style")) for key in row) for row in keyboard
    )
