"""Checks of `reply_markup`, worded as Telegram words its refusals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.text.links import is_button_url, is_web_app_url

MAX_DATA_BYTES = 64
MAX_BUTTONS = 100
MAX_COPY_CHARACTERS = 256
STYLES = frozenset({"danger", "success", "primary"})
_ACTIONS = frozenset(
    {"callback_data", "url", "web_app", "copy_text", "pay", "login_url", "switch_inline_query"}
    | {"switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game", "disabled"}
)
_OTHER_MARKUPS = frozenset({"keyboard", "remove_keyboard", "force_reply"})

Markup = dict[str, Any]


def check_markup(markup: Any) -> Markup | None:
    """Return the markup as it was given, None for none. Raises ApiError."""
    if markup in (None, {}):
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if not _OTHER_MARKUPS & markup.keys():
        raise bad_request("object expected as reply markup")
    return markup


def _inline(rows: Any) -> Markup | None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('can\'t parse reply keyboard markup: Field "inline_keyboard" must be of type Array')
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    for index, button in enumerate(buttons):
        _check_button(button, is_first=index == 0)
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def _check_button(button: Any, *, is_first: bool) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str) or not button["text"]:
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if button.get("style") not in (None, *STYLES):
        raise bad_request("can't parse inline keyboard button: Invalid button style specified")
    _check_action(button, [name for name in _ACTIONS if button.get(name) not in (None, False)])
    if button.get("pay") and not is_first:
        raise bad_request("can't parse inline keyboard button: Pay button must be the first button")


def _check_action(button: Markup, actions: Sequence[str]) -> None:
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action must be used")
    value = button[actions[0]]
    if actions[0] == "callback_data" and not 1 <= len(str(value).encode()) <= MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if actions[0] == "url" and not is_button_url(str(value)):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    if actions[0] == "web_app" and not is_web_app_url(_member(value, "url")):
        raise bad_request(
            f"inline keyboard button Web App URL '{_member(value, 'url')}' is invalid: "
            "Only HTTPS links are allowed"
        )
    if actions[0] == "copy_text" and not 1 <= len(_member(value, "text")) <= MAX_COPY_CHARACTERS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _member(value: Any, name: str) -> str:
    return str(value.get(name, "")) if isinstance(value, dict) else ""


def buttons_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the inline buttons under a Bot API Message, row by row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
