"""A message as a person sees it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.sandbox.clock.position import beijing_text
from bot.sandbox.store.messages import StoredMessage
from bot.sandbox.store.store import Store


def message_view(store: Store, stored: StoredMessage, base_url: str) -> dict[str, Any]:
    """Return the message in the contract's shape; a deleted message shows nothing but that it is gone."""
    seen: dict[str, Any] = {
        "message_id": stored.message_id,
        "from": stored.sender,
        "date": beijing_text(datetime.fromtimestamp(stored.date, UTC)),
        "text": "",
        "html": "",
        "keyboard": [],
        "edited": stored.edited,
        "deleted": stored.deleted,
    }
    return seen if stored.deleted else seen | _content(store, stored, base_url)


def button_view(button: dict[str, Any]) -> dict[str, Any]:
    seen = {"label": button["text"]}
    seen |= {to: button[name] for name, to in _PLAIN_FIELDS if name in button}
    seen |= {"web_app": button["web_app"]["url"]} if "web_app" in button else {}
    seen |= {"login": button["login_url"]["url"]} if "login_url" in button else {}
    return seen | ({"copy_text": button["copy_text"]["text"]} if "copy_text" in button else {})


_PLAIN_FIELDS = (("callback_data", "data"), ("url", "url"), ("style", "style"), ("pay", "pay"))
_COPIED = ("contact", "location", "sticker", "successful_payment")


def _content(store: Store, stored: StoredMessage, base_url: str) -> dict[str, Any]:
    message, view = stored.message, stored.view
    seen: dict[str, Any] = {
        "text": message.get("text") or message.get("caption") or view.get("text", ""),
        "html": view.get("html", ""),
    }
    seen |= {"rich_html": view["rich_html"]} if "rich_html" in view else {}
    seen |= _keyboards(message.get("reply_markup", {}))
    seen |= _files(store, view, base_url)
    seen |= {"invoice": {**message["invoice"], "paid": "paid_charge" in view}} if "invoice" in message else {}
    seen |= {name: message[name] for name in _COPIED if name in message}
    replied = message.get("reply_to_message")
    return seen | ({"reply_to_message_id": replied["message_id"]} if replied else {})


def _keyboards(markup: dict[str, Any]) -> dict[str, Any]:
    """Buttons under the message, or a keyboard in place of the person's own."""
    seen: dict[str, Any] = {
        "keyboard": [[button_view(button) for button in row] for row in markup.get("inline_keyboard", [])]
    }
    if "keyboard" in markup:
        rows = [[{"text": key} if isinstance(key, str) else key for key in row] for row in markup["keyboard"]]
        seen["reply_keyboard"] = [[{**key, "label": key["text"]} for key in row] for row in rows]
    return seen


def _files(store: Store, view: dict[str, Any], base_url: str) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    if "photo" in view:
        seen["photo"] = {"url": f"{base_url}/sandbox/files/{view['photo']}"}
    if "document" in view and (file := store.files.get(view["document"])):
        seen["document"] = {"file_name": file.name, "url": f"{base_url}/sandbox/files/{file.file_id}"}
    return seen
