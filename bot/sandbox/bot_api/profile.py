"""Methods about the bot itself: getMe, commands, descriptions, the menu button."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.sandbox.bot_api.call import Call
from bot.sandbox.commands import scope_key
from bot.sandbox.errors import bad_request
from domain.patterns import pattern

MAX_COMMANDS = 100
MAX_DESCRIPTION, MAX_SHORT_DESCRIPTION = 512, 120
_COMMAND = pattern(r"[a-z0-9_]{1,32}")
_LANGUAGE = pattern(r"([a-z]{2})?")
_MENU_BUTTONS = frozenset({"commands", "web_app", "default"})


async def get_me(call: Call) -> dict[str, Any]:
    return {
        **call.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def set_my_commands(call: Call) -> bool:
    commands = call.params.structure("commands")
    if not isinstance(commands, list):
        raise bad_request("commands must be a list")
    kept = _checked(commands)
    table = call.backend.store.settings.get("commands", {})
    table[scope_key(_scope(call), _language(call))] = kept
    call.backend.store.settings.put("commands", table)
    call.backend.hub.wake()
    return True


async def get_my_commands(call: Call) -> list[dict[str, str]]:
    table = call.backend.store.settings.get("commands", {})
    commands: list[dict[str, str]] = table.get(scope_key(_scope(call), _language(call)), [])
    return commands


async def set_my_description(call: Call) -> bool:
    return _describe(call, "description", MAX_DESCRIPTION)


async def set_my_short_description(call: Call) -> bool:
    return _describe(call, "short_description", MAX_SHORT_DESCRIPTION)


def _describe(call: Call, name: str, most: int) -> bool:
    """Keep the text for its language. A chat in which nothing was said shows it, so the page looks again."""
    text = call.params.text(name)
    if len(text) > most:
        raise bad_request("description is too long")
    texts = call.backend.store.settings.get(name, {})
    texts[_language(call)] = text
    call.backend.store.settings.put(name, texts)
    call.backend.store.messages.next_revision()
    call.backend.hub.wake()
    return True


async def set_chat_menu_button(call: Call) -> bool:
    """Check the menu button only: the page shows the commands in any case."""
    button = call.params.structure("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in _MENU_BUTTONS:
        raise bad_request("can't parse menu button: unsupported menu button type")
    return True


def _checked(commands: Sequence[Any]) -> list[dict[str, str]]:
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict) or not _COMMAND.fullmatch(
            str(command.get("command", "")).lstrip("/")
        ):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return [{"command": c["command"].lstrip("/"), "description": c["description"]} for c in commands]


def _scope(call: Call) -> dict[str, Any]:
    scope = call.params.structure("scope") or {"type": "default"}
    if not isinstance(scope, dict) or "type" not in scope:
        raise bad_request("can't parse BotCommandScope: expected an Object with a type")
    if scope["type"] == "chat" and call.backend.store.people.chat(int(scope.get("chat_id", 0))) is None:
        raise bad_request("chat not found")
    return scope


def _language(call: Call) -> str:
    language = call.params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language
