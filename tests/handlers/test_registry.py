"""Every button, every phrase and every command leads somewhere, and to one place."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from telegram.ext import (
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    ContextTypes,
    ConversationHandler,
    DictPersistence,
)

from handlers import buttons, features
from handlers.buttons.lookups import OpenField, OpenReasons, OpenSheet
from handlers.buttons.support import DecideCase
from handlers.commands import COMMANDS
from handlers.context import BotData, Context
from handlers.features import FEATURES
from handlers.intents import classify, fold
from handlers.registry import App, register
from handlers.ui.callback_data import Action, Ignore

HANDLERS = Path(inspect.getfile(features)).parent


def every_button() -> Iterator[type[Action]]:
    yield Ignore
    for found in pkgutil.iter_modules(buttons.__path__):
        module = importlib.import_module(f"{buttons.__name__}.{found.name}")
        for value in vars(module).values():
            if inspect.isclass(value) and issubclass(value, Action) and value.__module__ == module.__name__:
                yield value


BUTTONS = tuple(every_button())


STAFF = {DecideCase, OpenField, OpenReasons, OpenSheet}  # in the staff chat, which the guards let no further


@pytest.fixture(scope="module")
def registered() -> App:
    application: App = (
        ApplicationBuilder()
        .token("1:registered")
        .context_types(ContextTypes(context=Context, bot_data=BotData))
        .updater(None)
        .job_queue(None)
        .persistence(DictPersistence())
        .build()
    )
    application.bot_data.classify = classify
    register(application)
    return application


def begun_by(handlers: Iterable[BaseHandler[Any, Any, Any]]) -> Iterator[object]:
    """The patterns of the taps that begin something: those that only end a conversation do not count."""
    for handler in handlers:
        if isinstance(handler, ConversationHandler):
            yield from begun_by(handler.entry_points)
        elif isinstance(handler, CallbackQueryHandler) and handler.pattern is not None:
            yield handler.pattern


def test_every_button_has_exactly_one_handler(registered: App) -> None:
    taps = Counter(tap for group in registered.handlers.values() for tap in begun_by(group))
    wrong = [button.__name__ for button in BUTTONS if taps[button.matches] != 1 and button not in STAFF]
    assert wrong == []
    assert taps.total() == len(BUTTONS) - len(STAFF)


def test_no_button_is_taken_for_another() -> None:
    codes = Counter(button.code for button in BUTTONS)
    assert [code for code, count in codes.items() if count > 1 or not code or ":" in code] == []


def test_every_module_that_offers_something_is_a_feature() -> None:
    offering = {
        ".".join(("handlers", *path.relative_to(HANDLERS).with_suffix("").parts))
        for path in HANDLERS.rglob("*.py")
        if "\nTAPS: " in path.read_text(encoding="utf-8") and path.parent != HANDLERS
    }
    assert {feature.__name__ for feature in FEATURES} == offering  # type: ignore[attr-defined]


def test_no_phrase_opens_two_screens() -> None:
    said = Counter(
        phrase
        for feature in FEATURES
        for phrases in feature.PHRASES.values()
        for phrase in {fold(phrase) for phrase in phrases}
    )
    assert [phrase for phrase, count in said.items() if count > 1] == []


def test_every_phrase_opens_the_screen_of_its_feature() -> None:
    for feature in FEATURES:
        for screen, phrases in feature.PHRASES.items():
            assert [phrase for phrase in phrases if classify(phrase).known is not screen] == []


def test_what_a_command_opens_can_be_asked_for_in_words() -> None:
    known = {screen for feature in FEATURES for screen in feature.PHRASES} | {classify("取消").known}
    assert [command.name for command in COMMANDS if command.handler not in known] == []


def test_what_each_conversation_waits_for_is_kept_under_a_name_of_its_own(registered: App) -> None:
    names = Counter(
        handler.name
        for group in registered.handlers.values()
        for handler in group
        if isinstance(handler, ConversationHandler)
    )
    assert len(names) > 5
    assert [name for name, times in names.items() if times > 1] == []
