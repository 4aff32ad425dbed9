"""/sandbox/users/… and the files people see."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.backend import Backend
from bot.sandbox.bot_api.params import read_upload
from bot.sandbox.commands import commands_for, description_for
from bot.sandbox.errors import PeopleError
from bot.sandbox.people import presses as pressing
from bot.sandbox.people import speech as speaking
from bot.sandbox.people.mini_apps import init_data
from bot.sandbox.people.view import message_view
from bot.sandbox.requests import json_body, number, query_number, wait_idle
from bot.sandbox.store.people import DEFAULT_LANGUAGE, Person
from bot.sandbox.text.links import is_web_app_url
from domain.patterns import pattern


def people_routes(backend: Backend) -> list[BaseRoute]:
    people = _People(backend)
    user = "/sandbox/users/{id:int}"
    return [
        Route("/sandbox/users", people.everybody, methods=["GET"]),
        Route(user, people.save, methods=["PUT"]),
        Route(f"{user}/messages", people.messages, methods=["GET"]),
        Route(f"{user}/messages", people.say, methods=["POST"]),
        Route(f"{user}/press", people.press, methods=["POST"]),
        Route(f"{user}/pay", people.pay, methods=["POST"]),
        Route(f"{user}/block", people.block, methods=["POST"]),
        Route(f"{user}/unblock", people.unblock, methods=["POST"]),
        Route(f"{user}/web_app", people.web_app, methods=["GET"]),
        Route(f"{user}/commands", people.commands, methods=["GET"]),
        Route("/sandbox/groups/{id}/messages", people.group, methods=["GET"]),
        Route("/sandbox/files/{file_id}", people.file, methods=["GET"]),
    ]


_GROUP_ID = pattern(r"-[1-9][0-9]{0,15}")


class _People:
    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def everybody(self, _: Request) -> Response:
        users = [_user_view(person, blocked) for person, blocked in self._backend.store.people.all()]
        return self._json({"users": users})

    async def save(self, request: Request) -> Response:
        """Save the person; what is left out stays as it was."""
        person_id, body = _person_id(request), await json_body(request)
        known = self._backend.store.people.get(person_id) or Person(person_id, f"User {person_id}")
        person = Person(
            person_id,
            str(body.get("first_name") or known.first_name),
            str(body.get("language_code") or known.language_code or DEFAULT_LANGUAGE),
            body.get("username", known.username),
        )
        self._backend.store.people.save(person)
        self._backend.store.messages.next_revision()
        self._backend.hub.wake()
        return self._json(_user_view(person, blocked=self._is_blocked(person_id)))

    async def web_app(self, request: Request) -> Response:
        """Open a Mini App as Telegram does: with who opened it after the #, signed with the bot's token."""
        person = self._backend.store.people.get(_person_id(request))
        address = request.query_params.get("url", "")
        if person is None or not is_web_app_url(address):
            raise PeopleError(400, "a Mini App is opened by somebody, at an https address or on this machine")
        return RedirectResponse(f"{address}#{urlencode({'tgWebAppData': init_data(self._backend, person)})}")

    async def messages(self, request: Request) -> Response:
        """`since` a revision; `wait=idle` waits until nothing is left to do, `timeout` seconds at most."""
        return await self._changed(request, _person_id(request))

    async def group(self, request: Request) -> Response:
        """As `messages`, of a group: what the bot said there. What people say comes as injected updates, which are not
        kept.
        """
        number = request.path_params["id"]
        if not _GROUP_ID.fullmatch(number):
            raise PeopleError(400, "a group's id is a number below 0")
        return await self._changed(request, int(number))

    async def _changed(self, request: Request, chat_id: int) -> Response:
        since = query_number(request, "since", 0)
        if request.query_params.get("wait") == "idle":
            await wait_idle(self._backend, request)
        store = self._backend.store
        revision = store.messages.revision
        base_url = str(request.base_url).rstrip("/")
        changed = store.messages.amount_changed(chat_id, int(since))
        views = [message_view(store, stored, base_url) for stored in changed]
        return JSONResponse({"messages": views, "revision": revision})

    async def say(self, request: Request) -> Response:
        person_id = _person_id(request)
        if "form" in request.headers.get("content-type", ""):
            async with request.form() as form:
                return self._json(await self._send_form(person_id, form))
        body = await json_body(request)
        if body.get("edit_message_id") is not None:
            message_id = number(body, "edit_message_id")
            return self._json(speaking.edit(self._backend, person_id, message_id, str(body.get("text", ""))))
        reply_to = number(body, "reply_to_message_id") if body.get("reply_to_message_id") else None
        return self._json(self._send(person_id, body, reply_to))

    def _send(self, person_id: int, body: dict[str, Any], reply_to: int | None) -> dict[str, Any]:
        if body.get("text") is None:
            first_name = self._backend.store.people.ensure(person_id).first_name
            content = speaking.attachment(person_id, first_name, body)
            return dict(speaking.say(self._backend, person_id, content, reply_to))
        parts = speaking.text_parts(str(body["text"]))
        sent = [speaking.say(self._backend, person_id, part, reply_to) for part in parts]
        more = {"message_ids": [one["message_id"] for one in sent]} if len(sent) > 1 else {}
        return {**sent[0], **more}

    async def _send_form(self, person_id: int, form: FormData) -> dict[str, Any]:
        caption, reply_to = str(form.get("caption", "")), form.get("reply_to_message_id")
        for name, make in (("photo", speaking.picture), ("document", speaking.document)):
            if isinstance(file := form.get(name), UploadFile):
                content = make(self._backend, await read_upload(file), caption)
                replied = int(str(reply_to)) if reply_to else None
                return dict(speaking.say(self._backend, person_id, content, replied))
        return self._send(person_id, {name: str(value) for name, value in form.items()}, None)

    async def press(self, request: Request) -> Response:
        person_id, body = _person_id(request), await json_body(request)
        message_id, times = number(body, "message_id"), number(body, "times", 1)
        if ("label" in body) == ("data" in body):
            raise PeopleError(400, "give either the label or the data of a button")
        if "label" in body:
            pressed = pressing.press_label(self._backend, person_id, message_id, str(body["label"]), times)
        else:
            pressed = pressing.press_data(self._backend, person_id, message_id, str(body["data"]), times)
        return self._json(await pressed)

    async def pay(self, request: Request) -> Response:
        body = await json_body(request)
        return self._json(await pressing.pay(self._backend, _person_id(request), number(body, "message_id")))

    async def block(self, request: Request) -> Response:
        return self._json({"update_id": speaking.block(self._backend, _person_id(request), blocked=True)})

    async def unblock(self, request: Request) -> Response:
        return self._json({"update_id": speaking.block(self._backend, _person_id(request), blocked=False)})

    async def commands(self, request: Request) -> Response:
        person = self._backend.store.people.or_stranger(_person_id(request))
        settings = self._backend.store.settings
        descriptions = {
            name: description_for(settings, person, name) for name in ("description", "short_description")
        }
        return self._json({"commands": commands_for(settings, person), **descriptions})

    async def file(self, request: Request) -> Response:
        file = self._backend.store.files.get(request.path_params["file_id"])
        if file is None:
            raise PeopleError(404, "there is no such file")
        kind = "inline" if file.width else "attachment"
        headers = {"content-disposition": f"{kind}; filename*=UTF-8''{quote(file.name)}"}
        return Response(file.content, media_type=file.mime_type, headers=headers)

    def _json(self, body: dict[str, Any]) -> JSONResponse:
        return JSONResponse(self._backend.with_revision(body))

    def _is_blocked(self, person_id: int) -> bool:
        chat = self._backend.store.people.chat(person_id)
        return chat is not None and chat.blocked


def _person_id(request: Request) -> int:
    person_id: int = request.path_params["id"]
    if person_id < 1:
        raise PeopleError(400, "a person's id is 1 or higher")
    return person_id


def _user_view(person: Person, blocked: bool) -> dict[str, Any]:
    user = {name: value for name, value in person.as_user().items() if name != "is_bot"}
    return {**user, "blocked": blocked}
