"""All stores over one file."""

from __future__ import annotations

from pathlib import Path

from bot.sandbox.store.database import Database, StoredSettings
from bot.sandbox.store.files import Files
from bot.sandbox.store.messages import Messages
from bot.sandbox.store.people import People
from bot.sandbox.store.requests import RequestLog
from bot.sandbox.store.updates import Queries, Updates

_FORGOTTEN = ("people", "chats", "upgraded_chats", "messages", "updates", "queries", "files", "requests")


class Store:
    """The sandbox's state in the file at `path`, made where there is none."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path)
        self.settings = StoredSettings(self._database)
        self.people = People(self._database)
        self.messages = Messages(self._database, self.settings)
        self.updates = Updates(self._database, self.settings)
        self.queries = Queries(self._database)
        self.files = Files(self._database)
        self.requests = RequestLog(self._database)

    def reset(self) -> None:
        """Forget chats, people and requests. Counters go on; the clock and what the bot set up stay."""
        with self._database.transaction():
            for table in _FORGOTTEN:
                self._database.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the tuple above
            self.messages.next_revision()

    def close(self) -> None:
        self._database.close()
