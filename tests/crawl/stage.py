"""The assistant as it is, on a database of its own, to be pressed, spoken to, and put back to a moment."""

from __future__ import annotations

import asyncio
import copy
import logging
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import make_url
from telegram import Update
from telegram.ext import ConversationHandler

from bot.app import Assistant, build_application
from bot.settings import Settings
from bot.wiring import Container, build_container
from domain.customers.consents import Purpose
from domain.customers.results import CustomerView
from domain.identity.ports import CardReader
from handlers.ui.misses import Misses
from tests.crawl.telegram import Chats, ChatServer, Shown, Toast
from tests.support.clock import MovableClock
from tests.support.mail_book import MailBook

STAFF_CHAT, STAFF = -1001, 7001
LANGUAGES = {"zh_CN": "zh-hans", "zh_TW": "zh-hant", "en": "en"}


class Incidents(logging.Handler):
    """What was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()} {record.exc_info or ''}")


class Database:
    """The file's whole content at a moment, kept in memory."""

    def __init__(self, path: str) -> None:
        self.live = sqlite3.connect(path, isolation_level=None)
        self.live.execute("PRAGMA foreign_keys=OFF")
        self._seen = self._version()

    def copy(self) -> sqlite3.Connection:
        kept = sqlite3.connect(":memory:")
        self.live.backup(kept)
        self._seen = self._version()
        return kept

    def put_back(self, kept: sqlite3.Connection) -> None:
        kept.backup(self.live)
        self._seen = self._version()

    def has_changed(self) -> bool:
        """Return whether somebody wrote since the last copy was made or put back."""
        return self._version() != self._seen

    def _version(self) -> int:
        (version,) = self.live.execute("PRAGMA data_version").fetchone()
        return int(version)

    def rows(self) -> dict[str, set[tuple[Any, ...]]]:
        """Return everything, by table."""
        return content(self.live)

    def close(self) -> None:
        self.live.close()


def content(database: sqlite3.Connection) -> dict[str, set[tuple[Any, ...]]]:
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: set(database.execute(f'SELECT * FROM "{name}"')) for name in names}


@dataclass(frozen=True)
class Moment:
    """Everything that decides what the next press does."""

    database: sqlite3.Connection
    chats: Chats
    conversations: tuple[dict[Any, Any], ...]
    trails: dict[str, Any]
    questions: dict[str, str]
    now: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a press, or of words. `messages`: each that was sent or edited, as it is now, in their order."""

    messages: tuple[Shown, ...]
    toasts: tuple[Toast, ...]
    incidents: tuple[str, ...]
    strange: tuple[str, ...]
    wrote: bool
    consents: frozenset[tuple[str, Purpose]]  # customer and purpose, given by it
    languages: frozenset[str] = frozenset()  # in force before and after it


class Stage:
    def __init__(self, container: Container, clock: MovableClock, assistant: Assistant, path: str) -> None:
        self.container, self.clock, self.assistant = container, clock, assistant
        self.server, self.mail = ChatServer(), MailBook()
        container.services.backup_channels._channel = self.mail
        self.incidents = Incidents()
        self.database = Database(path)
        self._updates = 0
        self._dirty = True
        self._at: Moment | None = None
        assistant.bot._request = (self.server, self.server)

    @property
    def application(self) -> Any:
        return self.assistant.application

    async def open(self) -> None:
        logging.getLogger().addHandler(self.incidents)
        await self.application.initialize()

    async def close(self) -> None:
        logging.getLogger().removeHandler(self.incidents)
        self.database.close()
        await self.application.shutdown()
        await self.container.aclose()

    # What people do

    async def press(self, under: Shown, data: str, by: int) -> Answer:
        query = {
            "id": "1",
            "from": self._person(by),
            "chat_instance": "1",
            "data": data,
            "message": self.server.as_message(under),
        }
        return await self._handled({"callback_query": query})

    async def say(self, words: str, by: int) -> Answer:
        message = self._message(by) | {"text": words}
        if words.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(words)}]
        return await self._handled({"message": message})

    async def send_photo(self, by: int) -> Answer:
        sizes = [{"file_id": "f", "file_unique_id": "u", "width": 800, "height": 600, "file_size": 1000}]
        return await self._handled({"message": self._message(by) | {"photo": sizes}})

    async def send_file(self, name: str, content: bytes, by: int) -> Answer:
        self.server.content = content
        file = {"file_id": "f", "file_unique_id": "u", "file_name": name, "file_size": len(content)}
        return await self._handled({"message": self._message(by) | {"document": file}})

    async def joins(self, status: str, by: int) -> Answer:
        """Somebody blocks the assistant (`kicked`), or lets it in again (`member`)."""
        was = "member" if status == "kicked" else "kicked"
        bot = self.server.as_message(Shown(by, 1, "", ()))["from"]
        told = {
            "chat": {"id": by, "type": "private"},
            "from": self._person(by),
            "date": self._seconds(),
            "old_chat_member": {"user": bot, "status": was, "until_date": 0},
            "new_chat_member": {"user": bot, "status": status, "until_date": 0},
        }
        return await self._handled({"my_chat_member": told})

    def _message(self, by: int) -> dict[str, Any]:
        return {
            "message_id": self.server.next_id(),
            "date": self._seconds(),
            "chat": {"id": by, "type": "private", "first_name": "x"},
            "from": self._person(by),
        }

    def _person(self, number: int) -> Mapping[str, Any]:
        return {"id": number, "is_bot": False, "first_name": "x", "language_code": "zh-hans"}

    async def _handled(self, update: dict[str, Any]) -> Answer:
        self._updates += 1
        self.server.at = self._seconds()
        self.server.clear()
        self.incidents.lines.clear()
        before, languages = self._consents(), self._languages()
        bot = self.assistant.bot
        await self.application.process_update(Update.de_json({"update_id": self._updates, **update}, bot))
        while self.assistant.timers.pending:  # noqa: ASYNC110 - a disclosure is read, in no time
            await asyncio.sleep(0)
        wrote = self.database.has_changed()
        self._dirty = self._dirty or wrote
        latest = {(one.chat_id, one.message_id): one for one in self.server.said}
        return Answer(
            tuple(latest.values()),
            tuple(self.server.toasts),
            tuple(self.incidents.lines),
            tuple(self.server.strange),
            wrote,
            frozenset(self._consents() - before) if wrote else frozenset(),
            languages | self._languages() if wrote else languages,
        )

    def _seconds(self) -> int:
        return int(self.clock.now().astimezone(UTC).timestamp())

    def _consents(self) -> set[tuple[str, Purpose]]:
        found = self.database.live.execute(
            "SELECT customer_id, purpose FROM consents WHERE withdrawn_at IS NULL"
        )
        return {(customer, Purpose(purpose)) for customer, purpose in found}

    def _languages(self) -> frozenset[str]:
        return frozenset(locale for (locale,) in self.database.live.execute("SELECT locale FROM customers"))

    # Moments

    def moment(self) -> Moment:
        """Return this one; the database is copied only where somebody wrote into it."""
        same = self._at is not None and not self._dirty
        database = self._at.database if same and self._at is not None else self.database.copy()
        self._dirty = False
        data = self.application.bot_data
        self._at = Moment(
            database,
            dict(self.server.chats),
            tuple(dict(_states(one)) for one in self._conversations()),
            copy.deepcopy(vars(data.trails)),
            dict(data.questions),
            self.clock.now(),
        )
        return self._at

    def put_back(self, moment: Moment) -> None:
        if self._dirty or self._at is None or self._at.database is not moment.database:
            self.database.put_back(moment.database)
            self._dirty = False
        self._at = moment
        self.server.chats = dict(moment.chats)
        for conversation, states in zip(self._conversations(), moment.conversations, strict=True):
            kept = _states(conversation)
            kept.clear()
            kept.update(states)
        data = self.application.bot_data
        vars(data.trails).update(copy.deepcopy(moment.trails))
        data.questions = dict(moment.questions)
        data.doubted_cards = {}
        data.misses = Misses()
        data.talks = {}
        self.clock._now = moment.now

    def _conversations(self) -> list[ConversationHandler[Any]]:
        handlers = [one for group in self.application.handlers.values() for one in group]
        return [one for one in handlers if isinstance(one, ConversationHandler)]

    def waits_for(self, person: int) -> tuple[str, int] | None:
        """Return the conversation in which the person's words would be an answer, and its state."""
        for one in self._conversations():
            state = _states(one).get((person, person))
            if state is not None and one.name is not None:
                asked = self.application.bot_data.questions
                if one.name == "checkout" or one.name in asked.values():
                    return one.name, int(state)
        return None


def _states(conversation: ConversationHandler[Any]) -> dict[Any, Any]:
    kept: Any = conversation._conversations
    return kept if isinstance(kept, dict) else kept.data


async def staged(settings: Settings, clock: MovableClock, reader: CardReader | None = None) -> Stage:
    """Build and open it; the settings' limits of a person's and of Telegram's pace do not hold back the crawl."""
    unhurried = {"messages_per_s": 1000, "updates_per_minute": 1_000_000, "staff_chat_id": STAFF_CHAT}
    settings = settings.model_copy(update=unhurried)
    container = build_container(settings, clock, reader=reader)
    assistant = build_application(container, token="1:crawl", api_base_url="http://telegram.invalid")
    stage = Stage(container, clock, assistant, str(make_url(settings.database_url).database))
    await stage.open()
    return stage


async def arrived(stage: Stage, number: int, locale: str) -> CustomerView:
    """Somebody new, who speaks this language and has begun to talk."""
    return await stage.container.services.customers.arrive(number, LANGUAGES[locale])
