"""Fixtures of the whole suite: databases of both kinds, and the services on them."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot import gc_tuning
from bot.adapters.keys import Keys, write_keys
from bot.private_files import private_folder
from bot.settings import Settings
from bot.wiring import Container, build_container
from tests.support.authority import trust_nobody_else
from tests.support.clock import MovableClock
from tests.support.databases import (
    DATABASES,
    HURRIED,
    PostgresDatabases,
    Shop,
    SqliteDatabases,
    postgres_server,
)
from tests.support.memory_files import write_to_memory
from tests.support.order import begin_with_the_long
from tests.support.share_compiling import share_compiling
from tests.support.statements import compile_once
from tests.support.thorough import leave_out
from tests.support.untouched import forget_settings, untouched_settings

gc_tuning.starting()  # what is imported and collected stays
write_to_memory()
compile_once()
trust_nobody_else()


def pytest_collection(session: pytest.Session) -> None:
    share_compiling(session.config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In each worker alike, after the order was drawn."""
    kept, left = leave_out(items)
    config.hook.pytest_deselected(items=left)
    items[:] = begin_with_the_long(kept, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def pytest_collection_finish() -> None:
    """What is there now stays to the end, half a million objects: looking through memory leaves them alone, and looks at
    what comes as seldom as in the assistant.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(gc_tuning.YOUNG, *gc.get_threshold()[1:])


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own .env or environment does not reach a test."""
    forget_settings(monkeypatch)


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[PostgresDatabases]:
    with postgres_server(HURRIED) as databases:
        yield databases


@pytest.fixture
def shop(request: pytest.FixtureRequest) -> Shop:
    """What the database holds when the test begins: what `container` offers, where the test asks for it."""
    return Shop.SYNTHETIC if "container" in request.fixturenames else Shop.EMPTY


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """The test runs once on each kind."""
    return str(request.param)


@pytest.fixture
def fresh_database_url(
    request: pytest.FixtureRequest, tmp_path: Path, database_kind: str, shop: Shop
) -> Iterator[str]:
    """A migrated database with nothing but the shop in it."""
    if database_kind == "sqlite":
        files: SqliteDatabases = request.getfixturevalue("sqlite_databases")
        yield files.fresh(tmp_path, shop)
        return
    server: PostgresDatabases = request.getfixturevalue("postgres_databases")
    url = server.fresh(shop)
    yield url
    server.spend(url)


@pytest.fixture
def database_url(fresh_database_url: str) -> str:
    return fresh_database_url


@pytest.fixture
def slept_s(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, which takes no time here."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    return pauses


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


# Of every test, so that what was sealed for one opens in another.
_KEYS = Keys((Fernet.generate_key().decode(),), bound=True)


@pytest.fixture
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Commands of the same test have the same keys; those of another test have them, too."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    own = {"database_url": database_url, "data_dir": tmp_path / "data", "disclosure_reading_s": 0}
    settings = untouched_settings().model_copy(update=own)
    private_folder(settings.data_dir)
    write_keys(settings, _KEYS)
    return settings


@pytest.fixture
async def container(settings: Settings, clock: MovableClock) -> AsyncIterator[Container]:
    """Everything but Telegram, on a database that holds the synthetic catalogue."""
    built = build_container(settings, clock)
    yield built
    await built.aclose()
