"""A bot that hands updates over as they came: they go into the inbox before anything is made of them."""

from __future__ import annotations

from time import monotonic
from typing import Any

from telegram import Update
from telegram.error import NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.observer import Observer
from bot.sending.pacing import Pace
from handlers.ui.sending import has_turn

# What puts a message into a chat. Edits, deletions and answers to taps are none.
MESSAGES = frozenset({"sendMessage", "sendRichMessage", "sendPhoto", "sendDocument", "sendInvoice"})


class PollingBot(ExtBot[None]):
    """PTB parses a batch of updates as a whole, so one that it cannot read would stop all of them, for ever."""

    def __init__(self, token: str, observer: Observer, pace: Pace, *, paid: bool, **options: Any) -> None:
        super().__init__(token, **options)
        self._observer = observer
        self._pace = pace
        self._paid = paid

    async def _post(self, endpoint: str, data: Any = None, **options: Any) -> Any:
        """`paid`: reminders beyond what is free are paid for."""
        if endpoint in MESSAGES and data is not None:
            if not has_turn.get():
                await self._pace.answer(int(data["chat_id"]))
            elif self._paid:
                data["allow_paid_broadcast"] = True
        began, outcome = monotonic(), "ok"
        try:
            return await super()._post(endpoint, data, **options)
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
