"""The messages of all chats. Numbers are given across chats, as Telegram does for a bot."""

from __future__ import annotations

import json
import sqlite3
from typing import Any, Literal

from bot.sandbox.store.database import Database, StoredSettings
from domain.value import Value

Sender = Literal["bot", "user"]


class StoredMessage(Value):
    """`message` is the Bot API's Message; `view` what only the people side shows."""

    message_id: int
    chat_id: int
    sender: Sender
    date: int
    message: dict[str, Any]
    view: dict[str, Any]
    revision: int
    edited: bool
    deleted: bool


class Messages:
    def __init__(self, database: Database, settings: StoredSettings) -> None:
        self._database = database
        self._settings = settings

    def add(self, sender: Sender, message: dict[str, Any], view: dict[str, Any]) -> StoredMessage:
        """Store a Message without `message_id`; the answer has it."""
        with self._database.transaction():
            revision = self.next_revision()
            cursor = self._database.execute(
                "INSERT INTO messages (chat_id, sender, date, message, view, revision) "
                "VALUES (?, ?, ?, '{}', ?, ?)",
                message["chat"]["id"],
                sender,
                message["date"],
                _json(view),
                revision,
            )
            message_id = cursor.lastrowid
            assert message_id is not None  # an INSERT gives one
            whole = {"message_id": message_id, **message}
            self._database.execute(
                "UPDATE messages SET message = ? WHERE message_id = ?", _json(whole), message_id
            )
        return StoredMessage(
            message_id, message["chat"]["id"], sender, message["date"], whole, view, revision, False, False
        )

    def get(self, chat_id: int, message_id: int) -> StoredMessage | None:
        """Return the message, deleted or not."""
        row = self._database.one(
            "SELECT * FROM messages WHERE message_id = ? AND chat_id = ?", message_id, chat_id
        )
        return _stored(row) if row else None

    def replace(
        self, stored: StoredMessage, message: dict[str, Any], view: dict[str, Any], *, edited: bool
    ) -> None:
        """Give the message new content. `edited`: the person is shown that it changed (a new keyboard alone is not
        shown).
        """
        with self._database.transaction():
            self._database.execute(
                "UPDATE messages SET message = ?, view = ?, edited = ?, revision = ? WHERE message_id = ?",
                _json(message),
                _json(view),
                int(edited or stored.edited),
                self.next_revision(),
                stored.message_id,
            )

    def delete(self, stored: StoredMessage) -> None:
        """Mark the message as deleted: that there was one stays, for the trace that the page shows; what it said does
        not.
        """
        kept = {name: stored.message[name] for name in _OF_ANY if name in stored.message}
        with self._database.transaction():
            self._database.execute(
                "UPDATE messages SET deleted = 1, message = ?, view = ?, revision = ? WHERE message_id = ?",
                _json(kept | {"text": ""}),
                _json({}),
                self.next_revision(),
                stored.message_id,
            )

    def amount_changed(self, chat_id: int, revision: int) -> list[StoredMessage]:
        """Messages of the chat changed after `revision`, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM messages WHERE chat_id = ? AND revision > ? ORDER BY message_id", chat_id, revision
        )
        return [_stored(row) for row in rows]

    @property
    def revision(self) -> int:
        return int(self._settings.get("revision", 0))

    def next_revision(self) -> int:
        return self._settings.add("revision")


_OF_ANY = ("message_id", "date", "chat", "from")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _stored(row: sqlite3.Row) -> StoredMessage:
    return StoredMessage(
        row["message_id"],
        row["chat_id"],
        row["sender"],
        row["date"],
        json.loads(row["message"]),
        json.loads(row["view"]),
        row["revision"],
        bool(row["edited"]),
        bool(row["deleted"]),
    )
