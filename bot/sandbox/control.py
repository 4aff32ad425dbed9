"""/sandbox/…: what a test asks of the sandbox itself. Idle, the request log, faults, raw updates, reset."""

from __future__ import annotations

from typing import Any, TypeGuard

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.backend import Backend
from bot.sandbox.errors import PeopleError
from bot.sandbox.faults import read_fault
from bot.sandbox.requests import json_body, query_number, wait_idle
from bot.sandbox.store.people import DEFAULT_LANGUAGE, Person


def control_routes(backend: Backend) -> list[BaseRoute]:
    control = _Control(backend)
    return [
        Route("/healthz", control.health, methods=["GET"]),
        Route("/sandbox/idle", control.idle, methods=["GET"]),
        Route("/sandbox/requests", control.requests, methods=["GET"]),
        Route("/sandbox/updates", control.inject, methods=["POST"]),
        Route("/sandbox/faults", control.add_fault, methods=["POST"]),
        Route("/sandbox/faults", control.clear_faults, methods=["DELETE"]),
        Route("/sandbox/reset", control.reset, methods=["POST"]),
    ]


LARGEST_ID = 2**52  # of Telegram: at most so many bits
CHAT_KINDS = ("private", "group", "supergroup", "channel")


class _Control:
    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def health(self, _: Request) -> Response:
        return self._json({"ok": True})

    async def idle(self, request: Request) -> Response:
        await wait_idle(self._backend, request)
        return self._json({"idle": True})

    async def requests(self, request: Request) -> Response:
        since = int(query_number(request, "since", 0))
        log = self._backend.store.requests.since(since, request.query_params.get("method"))
        return self._json({"requests": log})

    async def inject(self, request: Request) -> Response:
        update = await json_body(request)
        if not any(isinstance(value, dict) for value in update.values()):
            raise PeopleError(400, "an update carries an object such as message or callback_query")
        for chat in _chats_of(update):
            self._know(chat)
        message = update.get("message")
        if isinstance(message, dict) and (upgraded := _upgrade_of(message)) is not None:
            self._backend.store.people.upgrade(*upgraded)
        return self._json({"update_id": self._backend.queue.inject(update)})

    async def add_fault(self, request: Request) -> Response:
        self._backend.faults.add(read_fault(await json_body(request)))
        return self._json({"ok": True})

    async def clear_faults(self, _: Request) -> Response:
        self._backend.faults.clear()
        return self._json({"ok": True})

    async def reset(self, _: Request) -> Response:
        self._backend.reset()
        return self._json({"ok": True})

    def _know(self, chat: dict[str, Any]) -> None:
        """Let the bot write to a chat it heard of."""
        people = self._backend.store.people
        if chat["type"] == "private" and people.get(chat["id"]) is None:
            name = str(chat.get("first_name", f"User {chat['id']}"))
            username = chat.get("username")
            handle = username if isinstance(username, str) else None
            people.save(Person(chat["id"], name, DEFAULT_LANGUAGE, handle))
        if people.chat(chat["id"]) is None:
            people.open_chat(chat)

    def _json(self, body: dict[str, Any]) -> JSONResponse:
        return JSONResponse(self._backend.with_revision(body))


def _is_chat(chat: dict[str, Any]) -> bool:
    """Return whether there can be such a chat: an injected update may have anything in it."""
    kind = chat.get("type")
    return _is_number(chat.get("id")) and isinstance(kind, str) and kind in CHAT_KINDS


def _is_number(number: object) -> TypeGuard[int]:
    return type(number) is int and abs(number) < LARGEST_ID


def _upgrade_of(message: dict[str, Any]) -> tuple[int, int] | None:
    """Return the group's old and new number, where the message says that it became a supergroup."""
    chat = message.get("chat")
    if not isinstance(chat, dict) or not _is_chat(chat):
        return None
    old, new = message.get("migrate_from_chat_id"), message.get("migrate_to_chat_id")
    if _is_number(old):
        return old, chat["id"]
    return (chat["id"], new) if _is_number(new) else None


def _chats_of(update: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the chats an update's object belongs to, directly or through its message."""
    found = []
    for value in update.values():
        holders = (value, value.get("message")) if isinstance(value, dict) else ()
        for holder in holders:
            chat = holder.get("chat") if isinstance(holder, dict) else None
            if isinstance(chat, dict) and _is_chat(chat):
                found.append(chat)
    return found
