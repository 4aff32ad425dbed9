"""Which commands and description Telegram shows a person.

Source: Bot API, "Determining list of commands": the narrowest scope wins, and in it the person's language.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.store.database import StoredSettings
from bot.sandbox.store.people import Person


def scope_key(scope: dict[str, Any], language: str) -> str:
    """Return the name a list of commands is kept under: scope, chat, member, two-letter language."""
    return f"{scope['type']}:{scope.get('chat_id', '')}:{scope.get('user_id', '')}:{language}"


def commands_for(settings: StoredSettings, person: Person) -> list[dict[str, str]]:
    """Return what the menu button shows the person."""
    table: dict[str, list[dict[str, str]]] = settings.get("commands", {})
    scopes: tuple[dict[str, Any], ...] = (
        {"type": "chat", "chat_id": person.id},
        {"type": "all_private_chats"},
        {"type": "default"},
    )
    for scope in scopes:
        for language in (person.language_code[:2].lower(), ""):
            if commands := table.get(scope_key(scope, language)):
                return commands
    return []


def description_for(settings: StoredSettings, person: Person, name: str = "description") -> str:
    """Return what an empty chat shows the person; as "short_description", what the bot's profile does."""
    texts: dict[str, str] = settings.get(name, {})
    return texts.get(person.language_code[:2].lower()) or texts.get("", "")
