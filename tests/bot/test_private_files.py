"""Database, log and key are readable by their owner only, whatever the umask was and whatever was there before."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.db.engine import create_engine
from bot.private_files import BESIDE, keep_others_out, private_folder
from bot.settings import Settings
from bot.wiring import build_container
from tests.support.clock import MovableClock

pytestmark = pytest.mark.skipif(os.name != "posix", reason="elsewhere the folder's own rights hold")


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """As of a machine that lets everybody read and write what is made."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode)
        for path in (folder, *folder.rglob("*"))
    }


async def test_what_is_made_anew_is_its_owners_only(
    settings: Settings, clock: MovableClock, tmp_path: Path
) -> None:
    home = tmp_path / "fresh"
    container = build_container(settings.model_copy(update={"data_dir": home}), clock)
    database = home / "deeper" / "its.sqlite3"
    engine = create_engine(f"sqlite+aiosqlite:///{database}")
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("CREATE TABLE planted (value TEXT)"))
    found = modes(home)
    assert {path.name for path in database.parent.iterdir()} > {database.name}  # what SQLite puts beside it
    assert {name for name, mode in found.items() if mode & 0o077} == set()
    await engine.dispose()
    await container.aclose()


async def test_what_an_older_version_left_open_is_closed_with_what_stands_beside_it(
    database_url: str,
) -> None:
    database = Path(str(make_url(database_url).database))
    with closing(sqlite3.connect(database)) as old:
        old.execute("PRAGMA journal_mode=WAL")
        old.execute("CREATE TABLE planted (value TEXT)")
        old.commit()
        beside = [path for end in BESIDE if (path := database.with_name(database.name + end)).exists()]
        for path in (database, *beside):
            path.chmod(0o666)
        assert len(beside) == 2
        engine = create_engine(database_url)
        async with engine.connect() as connection:
            await connection.execute(text("SELECT * FROM planted"))
        for path in (database, *beside):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        await engine.dispose()


async def test_an_open_folder_and_key_of_an_older_version_are_closed(
    settings: Settings, clock: MovableClock, tmp_path: Path
) -> None:
    home = tmp_path / "older"
    own = settings.model_copy(update={"data_dir": home})
    container = build_container(own, clock)
    await container.aclose()
    for path in (home, *home.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    again = build_container(own, clock)
    assert {name for name, mode in modes(home).items() if mode & 0o077} == set()
    await again.aclose()


def test_what_cannot_be_closed_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    file = tmp_path / "another.sqlite3"
    file.touch(0o666)
    monkeypatch.setattr(Path, "chmod", refuse)
    with caplog.at_level(logging.WARNING):
        keep_others_out(file)
        keep_others_out(file)
    (record,) = caplog.records
    assert "Operation not permitted" in record.getMessage()
    assert "600" in record.getMessage()


def test_a_folder_that_is_there_loses_nothing_but_the_rights_of_others(tmp_path: Path) -> None:
    folder = tmp_path / "there"
    folder.mkdir(0o755)
    private_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    keep_others_out(tmp_path / "nowhere")  # is no error
