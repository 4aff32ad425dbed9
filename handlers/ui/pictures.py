"""Pictures that stand in a message or are one, and what Telegram calls those it has: none is uploaded twice."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Any

from telegram import InputFile

REMEMBERED = 1_000  # pictures
_PART = "picture"  # of the form in which it is uploaded, and its id within the message
TAG = f'<img src="tg://photo?id={_PART}"/>'


class KnownPictures:
    """By its content, the id under which the server has a picture. Forgotten with the process."""

    def __init__(self) -> None:
        self._ids: OrderedDict[bytes, str] = OrderedDict()

    def id_of(self, content: bytes) -> str | None:
        key = _key(content)
        if key in self._ids:
            self._ids.move_to_end(key)
        return self._ids.get(key)

    def note(self, content: bytes, file_id: str | None) -> None:
        """Note what the server calls it; None where it knows it no more, or did not say."""
        if file_id is None:
            self._ids.pop(_key(content), None)
            return
        self._ids[_key(content)] = file_id
        if len(self._ids) > REMEMBERED:
            self._ids.popitem(last=False)


def _key(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def in_message(html: str, content: bytes | None, known: str | None) -> dict[str, Any]:
    """Return the arguments that make a rich message of `html`, in which the picture stands at `TAG` where there is one."""
    if content is None:
        return {"rich_message": {"html": html}}
    photo = {"type": "photo", "media": known or f"attach://{_PART}"}
    arguments: dict[str, Any] = {"rich_message": {"html": html, "media": [{"id": _PART, "media": photo}]}}
    return arguments if known else arguments | {_PART: upload(content)}


def upload(content: bytes) -> InputFile:
    return InputFile(content, filename=f"{_PART}.png" if content[:4] == b"\x89PNG" else f"{_PART}.jpg")


def id_in(rich_message: Any) -> str | None:
    """Return what the server calls the picture in the message it answers with."""
    blocks = rich_message.get("blocks", []) if isinstance(rich_message, dict) else []
    sizes = next((block["photo"] for block in blocks if block.get("type") == "photo"), None)
    return str(sizes[-1]["file_id"]) if sizes else None
