"""A test's hands at the sandbox: people who write and press, the clock, the log, the faults."""

from __future__ import annotations

import asyncio
import ssl
import time
from dataclasses import dataclass, field
from functools import cached_property
from json import dumps, loads
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import httpx

from bot.sending.http_answer import MalformedAnswer
from bot.sending.http_client import HttpClient, endpoint_of
from bot.sending.transport_body import Body

_TIMEOUT_S = 600.0  # moving the clock over months of jobs takes a while on a busy machine


class SandboxError(AssertionError):
    """The sandbox refused what the test asked; `body` is its answer."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as a person sees it. `raw` is the whole of it; buttons are those under the message now."""

    message_id: int
    sender: str
    text: str
    html: str
    rich_html: str | None
    labels: tuple[str, ...]
    edited: bool
    deleted: bool
    raw: dict[str, Any] = field(repr=False)

    def data_of(self, label: str) -> str:
        """What the button would send. KeyError where there is no such button, or it sends nothing."""
        return str(next(b["data"] for row in self.raw["keyboard"] for b in row if b["label"] == label))


@dataclass(slots=True)
class _Chat:
    """What is known of what a person sees, up to the revision."""

    revision: int = 0
    messages: dict[int, Seen] = field(default_factory=dict)


class SandboxClient:
    """`async with SandboxClient(base_url) as people: …`"""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        # Most of what a test does in the chat are these requests: httpx takes three times as long for one.
        self._client = HttpClient(ssl.create_default_context, {})
        self._sandbox = endpoint_of(base_url)
        self._chats: dict[int, _Chat] = {}

    @cached_property
    def http(self) -> httpx.AsyncClient:
        """For what is no request of the sandbox's own API."""
        # The environment's proxies have nothing to do with this machine, nor have the world's certificates.
        return httpx.AsyncClient(base_url=self.base_url, timeout=_TIMEOUT_S, trust_env=False, verify=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        self._client.close()
        if "http" in vars(self):
            await self.http.aclose()

    async def user(
        self,
        person_id: int,
        *,
        first_name: str | None = None,
        language_code: str | None = None,
        username: str | None = None,
    ) -> dict[str, Any]:
        """Make or change a person."""
        given = {"first_name": first_name, "language_code": language_code, "username": username}
        body = {name: value for name, value in given.items() if value is not None}
        return await self._call("PUT", f"/users/{person_id}", json=body)

    async def say(self, person_id: int, text: str) -> dict[str, Any]:
        return await self.send(person_id, {"text": text})

    async def send(self, person_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Anything but a file: text, contact, location, sticker, an edit, a reply."""
        return await self._call("POST", f"/users/{person_id}/messages", json=body)

    async def send_file(
        self, person_id: int, kind: str, name: str, content: bytes, mime_type: str, caption: str = ""
    ) -> dict[str, Any]:
        """`kind` is "photo" or "document"."""
        files = {kind: (name, content, mime_type)}
        return await self._call(
            "POST", f"/users/{person_id}/messages", files=files, data={"caption": caption}
        )

    async def press(
        self, person_id: int, label: str, *, message_id: int | None = None, times: int = 1
    ) -> dict[str, Any]:
        """Press a button, by default under the newest of the bot's messages that has it.

        AssertionError, with the labels there are, where nothing has it.
        """
        if message_id is None:
            message_id = await self._newest_with(person_id, label)
        return await self._press(person_id, {"message_id": message_id, "label": label, "times": times})

    async def press_data(
        self, person_id: int, message_id: int, data: str, *, times: int = 1
    ) -> dict[str, Any]:
        """A tap with any data, on the keyboard or not."""
        return await self._press(person_id, {"message_id": message_id, "data": data, "times": times})

    async def pay(self, person_id: int, message_id: int) -> dict[str, Any]:
        """Pay an invoice; "ok" is false, with "error_message", where the assistant refused."""
        return await self._call("POST", f"/users/{person_id}/pay", json={"message_id": message_id})

    async def block(self, person_id: int) -> None:
        await self._call("POST", f"/users/{person_id}/block")

    async def unblock(self, person_id: int) -> None:
        await self._call("POST", f"/users/{person_id}/unblock")

    async def messages(self, person_id: int, *, idle: bool = True) -> list[Seen]:
        """All that a person sees, or the bot said in a group (`person_id` below 0), once nothing is left to do (or at once).
        Only what changed is fetched.
        """
        chat = self._chats.setdefault(person_id, _Chat())
        answer = await self._changed(person_id, chat.revision, idle=idle)
        if answer["revision"] < chat.revision:  # the sandbox began anew
            chat.messages.clear()
            answer = await self._changed(person_id, 0, idle=idle)
        chat.revision = answer["revision"]
        for message in answer["messages"]:
            chat.messages[message["message_id"]] = _seen(message)
        return sorted(chat.messages.values(), key=lambda seen: seen.message_id)

    async def last(self, person_id: int, *, idle: bool = True) -> Seen:
        """The newest of the bot's messages the person can see. AssertionError where there is none."""
        visible = await self._visible(person_id, idle=idle)
        assert visible, f"person {person_id} sees no message of the bot"
        return visible[-1]

    async def wait_for(self, person_id: int, part: str, within_s: float = 180.0) -> Seen:
        """The newest of the bot's messages that has `part` in it, as soon as there is one."""
        deadline = time.monotonic() + within_s
        while True:
            visible = await self._visible(person_id, idle=True)
            for seen in reversed(visible):
                if part in seen.text:
                    return seen
            assert time.monotonic() < deadline, f"nothing says {part!r}: {[seen.text for seen in visible]}"
            await asyncio.sleep(0.2)

    async def commands(self, person_id: int) -> dict[str, Any]:
        return await self._call("GET", f"/users/{person_id}/commands")

    async def clock(self) -> dict[str, Any]:
        return await self._call("GET", "/clock")

    async def advance(self, duration: str) -> list[dict[str, Any]]:
        """Move by an ISO 8601 duration; answers what ran."""
        answer = await self._call("POST", "/clock", json={"advance": duration})
        return list(answer["ran"])

    async def move_to(self, instant: str) -> list[dict[str, Any]]:
        """Move to an ISO 8601 instant, Beijing time without an offset; answers what ran."""
        answer = await self._call("POST", "/clock", json={"to": instant})
        return list(answer["ran"])

    async def move_clock(self, body: dict[str, str]) -> dict[str, Any]:
        """What a move answers as a whole."""
        return await self._call("POST", "/clock", json=body)

    async def stop_clock(self) -> dict[str, Any]:
        return await self._call("POST", "/clock/stop")

    async def next_due(self, after: str | None = None) -> str | None:
        answer = await self._call("GET", "/clock/next-due", params={"after": after} if after else {})
        return answer["date"] if answer["date"] is None else str(answer["date"])

    async def requests(self, method: str | None = None, since: int = 0) -> list[dict[str, Any]]:
        """The log of the bot's requests numbered above `since`."""
        params = {"since": str(since)} | ({"method": method} if method else {})
        answer = await self._call("GET", "/requests", params=params)
        return list(answer["requests"])

    async def fault(self, kind: str, *, target: str = "bot_api", **details: Any) -> None:
        """`details`: method, chat_id, times or share, retry_after, delay_s."""
        await self._call("POST", "/faults", json={"target": target, "kind": kind, **details})

    async def clear_faults(self) -> None:
        await self._call("DELETE", "/faults")

    async def inject(self, update: dict[str, Any]) -> int:
        """A raw Update; answers its update_id."""
        answer = await self._call("POST", "/updates", json=update)
        return int(answer["update_id"])

    async def idle(self, timeout_s: float = 180.0) -> None:
        await self._call("GET", "/idle", params={"timeout": str(timeout_s)})

    async def reset(self) -> None:
        await self._call("POST", "/reset")
        self._chats.clear()

    async def bot(self, method: str, token: str = "1:sandbox", **params: Any) -> httpx.Response:
        """A request as the bot makes it."""
        return await self.http.post(f"/bot{token}/{method}", json=params)

    async def _changed(self, person_id: int, since: int, *, idle: bool) -> dict[str, Any]:
        params = {"since": str(since), "timeout": "180"} | ({"wait": "idle"} if idle else {})
        where = f"/users/{person_id}" if person_id > 0 else f"/groups/{person_id}"
        return await self._call("GET", f"{where}/messages", params=params)

    async def _press(self, person_id: int, body: dict[str, Any]) -> dict[str, Any]:
        return await self._call("POST", f"/users/{person_id}/press", json=body)

    async def _newest_with(self, person_id: int, label: str) -> int:
        visible = await self._visible(person_id, idle=True)
        found = [message.message_id for message in visible if label in message.labels]
        assert found, f"no button {label!r}; there are {[m.labels for m in visible if m.labels]}"
        return found[-1]

    async def _visible(self, person_id: int, *, idle: bool) -> list[Seen]:
        messages = await self.messages(person_id, idle=idle)
        return [message for message in messages if message.sender == "bot" and not message.deleted]

    async def _call(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        params: dict[str, str] | None = None,
        **form: Any,
    ) -> dict[str, Any]:
        """The answer to JSON, or to a form with `files` and `data`. Raises `httpx.TransportError` where there is none."""
        if form:
            answered = await self.http.request(method, f"/sandbox{path}", **form)
            status, content = answered.status_code, answered.content
        else:
            query = f"?{urlencode(params)}" if params else ""
            status, content = await self._exchange(method, f"{self.base_url}/sandbox{path}{query}", json)
        body: dict[str, Any] = loads(content)
        if status >= 400:
            raise SandboxError(status, body)
        return body

    async def _exchange(self, method: str, url: str, content: object) -> tuple[int, bytes]:
        body = None if content is None else Body([dumps(content).encode()], "application/json", _TIMEOUT_S)
        head = self._client.head(method, url, self._sandbox, None, body)
        try:
            connection = await self._client.connection(self._sandbox, None, _TIMEOUT_S)
            try:
                return await connection.exchange(head, body, _TIMEOUT_S)
            finally:
                self._client.give_back(connection, self._sandbox, None)
        except (OSError, MalformedAnswer) as error:  # a timeout is an OSError, too
            raise httpx.TransportError(repr(error)) from error


def _seen(message: dict[str, Any]) -> Seen:
    return Seen(
        message_id=message["message_id"],
        sender=message["from"],
        text=message["text"],
        html=message["html"],
        rich_html=message.get("rich_html"),
        labels=tuple(button["label"] for row in message["keyboard"] for button in row),
        edited=message["edited"],
        deleted=message["deleted"],
        raw=message,
    )
