"""Forms on our pages, opened by the button in the chat and sent as the page sends them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.support.persons import Person

IDENTITY, MOVE = "/identity/form", "/identity/move"


async def opened(person: Person, path: str = IDENTITY) -> str:
    """What Telegram says of who opened the form under the newest message with a button of one."""
    keyboard = [
        button for message in await person.heard() for row in message.raw["keyboard"] for button in row
    ]
    app = next(button["web_app"] for button in reversed(keyboard) if "web_app" in button)
    opening = f"/sandbox/users/{person.id}/web_app"
    answer = await person.sandbox.http.get(opening, params={"url": app}, follow_redirects=False)
    address = urlsplit(answer.headers["location"])
    assert address.path == path
    return parse_qs(address.fragment)["tgWebAppData"][0]


async def send(person: Person, init_data: str, path: str = IDENTITY, **answers: Any) -> httpx.Response:
    return await person.sandbox.http.post(path, json={"init_data": init_data, "lang": "zh_CN", **answers})
