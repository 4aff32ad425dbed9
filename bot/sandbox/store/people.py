"""People and their chats with the bot."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from bot.sandbox.store.database import Database
from domain.value import Value

DEFAULT_LANGUAGE = "zh-hans"


class Person(Value):
    id: int
    first_name: str
    language_code: str = DEFAULT_LANGUAGE
    username: str | None = None

    def as_user(self) -> dict[str, Any]:
        """Return the Bot API's User."""
        user = {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
        }
        return user | ({"username": self.username} if self.username else {})

    def as_chat(self) -> dict[str, Any]:
        """Return the Bot API's Chat of this person with the bot."""
        chat = {"id": self.id, "type": "private", "first_name": self.first_name}
        return chat | ({"username": self.username} if self.username else {})


class Chat(Value):
    id: int
    chat: dict[str, Any]
    blocked: bool
    upgraded_to: int | None = None


class People:
    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, person: Person) -> None:
        self._database.execute(
            "INSERT OR REPLACE INTO people VALUES (?, ?, ?, ?)",
            person.id,
            person.first_name,
            person.language_code,
            person.username,
        )
        if self.chat(person.id):
            self.open_chat(person.as_chat())

    def get(self, person_id: int) -> Person | None:
        row = self._database.one("SELECT * FROM people WHERE id = ?", person_id)
        return Person(**dict(row)) if row else None

    def ensure(self, person_id: int) -> Person:
        """Return the person, made with plain defaults where unknown."""
        person = self.get(person_id)
        if person is None:
            person = self.or_stranger(person_id)
            self.save(person)
        return person

    def or_stranger(self, person_id: int) -> Person:
        """Return the person, or one with plain defaults who is nowhere kept: a question makes nobody."""
        return self.get(person_id) or Person(person_id, f"User {person_id}")

    def all(self) -> list[tuple[Person, bool]]:
        """Everybody, and whether they blocked the bot."""
        rows = self._database.rows(
            "SELECT people.*, coalesce(chats.blocked, 0) AS blocked "
            "FROM people LEFT JOIN chats USING (id) ORDER BY id"
        )
        return [(_person(row), bool(row["blocked"])) for row in rows]

    def open_chat(self, chat: dict[str, Any]) -> None:
        """Let the bot write here from now on. A block stays."""
        text = json.dumps(chat, ensure_ascii=False)
        self._database.execute(
            "INSERT INTO chats (id, chat) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET chat = excluded.chat",
            chat["id"],
            text,
        )

    def chat(self, chat_id: int) -> Chat | None:
        row = self._database.one(
            "SELECT chats.*, upgraded_to FROM chats LEFT JOIN upgraded_chats USING (id) WHERE id = ?", chat_id
        )
        if row is None:
            return None
        return Chat(row["id"], json.loads(row["chat"]), bool(row["blocked"]), row["upgraded_to"])

    def upgrade(self, chat_id: int, new_id: int) -> None:
        """Let the group be a supergroup of another number from now on, which the bot may write to."""
        self._database.execute("INSERT OR REPLACE INTO upgraded_chats VALUES (?, ?)", chat_id, new_id)
        known = self.chat(chat_id)
        if self.chat(new_id) is None:
            self.open_chat((known.chat if known else {}) | {"id": new_id, "type": "supergroup"})

    def set_blocked(self, chat_id: int, blocked: bool) -> None:
        self._database.execute("UPDATE chats SET blocked = ? WHERE id = ?", int(blocked), chat_id)


def _person(row: sqlite3.Row) -> Person:
    return Person(row["id"], row["first_name"], row["language_code"], row["username"])
