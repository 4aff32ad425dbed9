"""A bot that hands updates over as they came: they go into the inbox before anything is made of them."""

from __future__ import annotations

from time import monotonic
from typing import Any

from telegram import Update
from telegram.error import BadRequest, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.observer import Observer
from bot.sending.pacing import Pace
from handlers.ui.sending import has_turn, topic

# What puts a message into a chat. Edits, deletions and answers to taps are none.
MESSAGES = frozenset({"sendMessage", "sendRichMessage", "sendPhoto", "sendDocument", "sendInvoice"})
# What is said, or shown, in the topic of a private chat in which somebody is answered. Edits stay where they are.
_IN_TOPICS = MESSAGES | {"sendChatAction"}


class PollingBot(ExtBot[None]):
    """PTB parses a batch of updates as a whole, so one that it cannot read would stop all of them, for ever."""

    def __init__(self, token: str, observer: Observer, pace: Pace, *, paid: bool, **options: Any) -> None:
        super().__init__(token, **options)
        self._observer = observer
        self._pace = pace
        self._paid = paid

    @property
    def observer(self) -> Observer:
        return self._observer

    async def _post(self, endpoint: str, data: Any = None, **options: Any) -> Any:
        """`paid`: reminders beyond what is free are paid for. What PTB has no method for comes as `api_kwargs` alone."""
        data = (data or {}) | (options.pop("api_kwargs", None) or {})
        if endpoint in MESSAGES:
            if not has_turn.get():
                await self._pace.answer(int(data["chat_id"]))
            elif self._paid:
                data["allow_paid_broadcast"] = True
        began, outcome = monotonic(), "ok"
        try:
            return _checked(endpoint, await self._post_in_topic(endpoint, data, **options))
        except TelegramError as error:
            outcome = type(error).__name__
            raise
        except (KeyError, TypeError, AttributeError, RecursionError):
            # An answer that is none: no object, or without what was asked for. What became of the request nobody knows.
            outcome = "NetworkError"
            raise NetworkError(f"{endpoint}: the answer has not the form of one") from None
        finally:
            if endpoint != "getUpdates":  # waiting for news says nothing about speed
                self._observer.request_done(endpoint, outcome, monotonic() - began)

    async def _post_in_topic(self, endpoint: str, data: Any, **options: Any) -> Any:
        """Answer in the topic in which it was said; in the chat, where there is no such topic any more."""
        said_in = topic.get()
        if endpoint not in _IN_TOPICS or said_in is None or int(data["chat_id"]) != said_in[0]:
            return await super()._post(endpoint, data, **options)
        try:
            return await super()._post(endpoint, data | {"message_thread_id": said_in[1]}, **options)
        except BadRequest as error:
            if "thread not found" not in error.message.lower():
                raise
            return await super()._post(endpoint, data, **options)

    async def bare(self, endpoint: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Make a request and return its answer, as they go over the wire."""
        answer: dict[str, Any] = await self._post(endpoint, arguments)
        return answer

    async def raw_updates(self, offset: int | None, wait_s: int) -> list[object]:
        """Return what comes from `offset` on, waiting up to `wait_s` for the first; what is before it is confirmed. Nothing
        is known yet of what is in the list."""
        arguments = {"timeout": wait_s, "allowed_updates": Update.ALL_TYPES} | (
            {"offset": offset} if offset is not None else {}
        )
        read_s = wait_s + (self._request[0].read_timeout or 0)
        updates: object = await self._post("getUpdates", arguments, read_timeout=read_s)
        if not isinstance(updates, list):
            raise NetworkError("getUpdates: the answer is no list of updates")
        return updates


def _checked(endpoint: str, answer: Any) -> Any:
    """Return the answer. Raises KeyError or TypeError where it is none: PTB would fail later, and in other ways."""
    if endpoint == "getFile" and (not isinstance(answer["file_path"], str) or not answer["file_path"]):
        raise TypeError("file_path")
    return answer
