"""`backup` and `restore` as the operator runs them, on both kinds of database."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from bot.adapters.keys import KEY_FILE, Keys, read_keys, write_keys
from bot.cli.parser import DONE, FAILED, WRONG, main
from bot.db.backup.archive import MANIFEST
from bot.db.engine import create_engine
from bot.db.revision import newest_revision
from bot.receiving.lock import nobody_receiving
from bot.settings import Settings
from bot.wiring import Container
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.databases import DATABASES, PostgresDatabases
from tests.support.people import arrive, buy, repay_next
from tests.support.whole_rows import whole_rows

# What the file holds is an SQLite database in any case.
on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
async def bought(container: Container) -> str:
    """Somebody bought and paid the first bill; answers the loan's id."""
    customer = await arrive(container)
    loan_id = (await buy(container, customer)).bills[0].loan_id
    await repay_next(container, customer, loan_id)
    return loan_id


async def command(url: str, *arguments: str | Path) -> int:
    return await asyncio.to_thread(main, [*map(str, arguments), "--database-url", url])


async def spoil(container: Container) -> None:
    """A day on which somebody deletes what must not go."""
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE customers SET locale = 'en'"))
        await connection.execute(text("DELETE FROM ledger_entries WHERE payment_id IS NOT NULL"))


@pytest.fixture(params=DATABASES)
def target_url(
    request: pytest.FixtureRequest, settings: Settings, database_kind: str, tmp_path: Path
) -> Iterator[str]:
    """The same database, or an empty one of the other kind."""
    if request.param == database_kind:
        yield settings.database_url
    elif request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/moved/to.db"
    else:
        server: PostgresDatabases = request.getfixturevalue("postgres_databases")
        yield (url := server.fresh())
        server.spend(url)


async def test_what_was_backed_up_is_there_again_row_by_row_on_either_kind(
    container: Container,
    settings: Settings,
    bought: str,
    tmp_path: Path,
    target_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "today.backup"
    assert await command(settings.database_url, "backup", file) == DONE
    assert "the books in it agree" in capsys.readouterr().out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = await whole_rows(settings.database_url)
    await spoil(container)
    assert await command(target_url, "restore", file) == DONE, capsys.readouterr().err
    assert await whole_rows(target_url) == before
    assert sum(map(len, before.values())) > 40
    assert await command(target_url, "audit") == DONE


async def test_what_was_there_before_a_restore_is_on_the_shelf_and_can_be_had_again(
    container: Container, settings: Settings, bought: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "today.backup"
    assert await command(settings.database_url, "backup", file) == DONE
    await spoil(container)
    spoiled = await whole_rows(settings.database_url)
    assert await command(settings.database_url, "restore", file) == DONE
    (kept,) = (settings.data_dir / "backups").glob("fenqi-*-before-restore.backup")
    assert str(kept) in capsys.readouterr().out
    # Its books do not agree, which has to be said twice.
    assert await command(settings.database_url, "restore", kept, "--discard") == FAILED
    assert "nothing was replaced" in capsys.readouterr().err
    assert await whole_rows(settings.database_url) != spoiled
    assert await command(settings.database_url, "restore", kept, "--discard", "--with-breaches") == DONE
    assert await whole_rows(settings.database_url) == spoiled


@on_sqlite
async def test_books_that_do_not_agree_are_backed_up_and_that_is_said(
    container: Container, settings: Settings, bought: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await spoil(container)
    assert await command(settings.database_url, "backup", tmp_path / "broken.backup") == FAILED
    said = capsys.readouterr().err
    assert bought in said
    assert "the backup was made" in said
    assert (tmp_path / "broken.backup").exists()


@on_sqlite
async def test_neither_keys_nor_what_they_seal_can_be_read_in_a_backup(
    settings: Settings, bought: str, tmp_path: Path
) -> None:
    file = tmp_path / "today.backup"
    assert await command(settings.database_url, "backup", file) == DONE
    keys = read_keys(settings)
    with zipfile.ZipFile(file) as archive:
        said = json.loads(archive.read(MANIFEST))
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert said["keys"] == keys.fingerprint
    assert bought.encode() in content
    assert said["revision"] == newest_revision()
    for secret in (*keys.fields, NAME, PHONE, ADULT):
        assert secret.encode() not in content


# Refused, and nothing changed


def _cut(file: Path, _settings: Settings) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def _one_bit(file: Path, _settings: Settings) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF  # one bit alone may be one that pads, and says nothing
    file.write_bytes(bytes(content))


def _no_backup(file: Path, _settings: Settings) -> None:
    file.write_text("a letter to my aunt")


def _other_keys(_file: Path, settings: Settings) -> None:
    write_keys(settings, Keys((Fernet.generate_key().decode(),), bound=True))


def _no_keys(_file: Path, settings: Settings) -> None:
    (settings.data_dir / KEY_FILE).unlink()


def _says(**other: object) -> Callable[[Path, Settings], None]:
    def change(file: Path, _settings: Settings) -> None:
        with zipfile.ZipFile(file) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts[MANIFEST] = json.dumps(json.loads(parts[MANIFEST]) | other).encode()
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    return change


REFUSED = {
    "cut off": (_cut, "is damaged"),
    "a bit is another": (_one_bit, "is damaged"),
    "something else": (_no_backup, "is damaged, or no backup"),
    "with another checksum": (_says(sha256="0" * 64), "its checksum is another"),
    "of a newer schema": (_says(revision="9021"), "9021"),
    "in a newer form": (_says(format=2), "in form 2"),
    "sealed with other keys": (_other_keys, "is sealed with other keys"),
    "without its keys": (_no_keys, "there are none here"),
}


@on_sqlite
@pytest.mark.parametrize("what", REFUSED)
async def test_a_file_that_is_not_ours_and_whole_is_refused_with_a_sentence_and_nothing_is_changed(
    settings: Settings, bought: str, tmp_path: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file, (change, sentence) = tmp_path / "today.backup", REFUSED[what]
    assert await command(settings.database_url, "backup", file) == DONE
    ours = read_keys(settings).fingerprint
    change(file, settings)
    before = await whole_rows(settings.database_url)
    assert await command(settings.database_url, "restore", file) == WRONG
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    if "keys" in what:
        assert ours in said
    assert await whole_rows(settings.database_url) == before
    assert not (settings.data_dir / "backups").exists()


async def test_nothing_is_restored_while_an_assistant_runs(
    container: Container, settings: Settings, bought: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "today.backup"
    assert await command(settings.database_url, "backup", file) == DONE
    async with nobody_receiving(container.engine):  # held by this one, as an assistant does
        assert await command(settings.database_url, "restore", file) == WRONG
    assert "DATABASE_URL is in use" in capsys.readouterr().err
    assert await command(settings.database_url, "restore", file) == DONE


@on_sqlite
async def test_a_file_that_is_there_is_not_replaced_and_no_second_backup_is_made_beside_one(
    settings: Settings, bought: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "old.backup").write_text("the only one")
    assert await command(settings.database_url, "backup", folder / "old.backup") == WRONG
    assert "is there already" in capsys.readouterr().err
    assert (folder / "old.backup").read_text() == "the only one"
    with _taken(folder):
        assert await command(settings.database_url, "backup", folder / "new.backup") == WRONG
    assert "another backup is being made" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["old.backup"]


@contextlib.contextmanager
def _taken(folder: Path) -> Iterator[None]:
    """The folder, as another process that makes a backup there has it."""
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    yield
    os.close(descriptor)


@on_sqlite
async def test_where_there_is_no_database_none_is_made_to_back_it_up(
    tmp_path: Path, database_kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/nowhere/fenqi.db"
    assert await command(url, "backup", tmp_path / "none.backup") == WRONG
    assert "where there is no database" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()


@on_sqlite
async def test_a_database_that_nothing_can_read_is_set_aside(
    container: Container,
    settings: Settings,
    bought: str,
    tmp_path: Path,
    database_kind: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, database = tmp_path / "today.backup", tmp_path / "fenqi.db"
    assert await command(settings.database_url, "backup", file) == DONE
    before = await whole_rows(settings.database_url)
    await container.engine.dispose()
    database.write_bytes(b"what a failing disk gives back" * 1000)
    assert await command(settings.database_url, "restore", file) == WRONG
    assert "--discard" in capsys.readouterr().err
    assert await command(settings.database_url, "restore", file, "--discard") == DONE
    assert "it was moved to" in capsys.readouterr().out
    assert await whole_rows(settings.database_url) == before
    assert len([*tmp_path.glob("fenqi.db.unreadable-*")]) == 1


@pytest.fixture
def theirs(postgres_databases: PostgresDatabases) -> Iterator[str]:
    yield (url := postgres_databases.fresh())
    postgres_databases.spend(url)


@on_sqlite
async def test_tables_of_somebody_else_are_not_touched(
    settings: Settings, bought: str, tmp_path: Path, theirs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "today.backup"
    assert await command(settings.database_url, "backup", file) == DONE
    engine = create_engine(theirs)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE alembic_version RENAME TO versions"))
    assert await command(theirs, "restore", file) == WRONG
    assert "tables of somebody else" in capsys.readouterr().err
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM versions")) == 1
    await engine.dispose()


@on_sqlite
async def test_a_database_that_somebody_keeps_locked_is_refused_with_a_sentence_and_left_as_it_is(
    container: Container,
    settings: Settings,
    bought: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SQLITE_BUSY_S", "0.2")
    file = tmp_path / "today.backup"
    assert await command(settings.database_url, "backup", file) == DONE
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE customers SET locale = 'en'"))
        assert await command(settings.database_url, "restore", file, "--discard") == WRONG
    said = capsys.readouterr().err
    assert "DATABASE_URL is in use" in said
    assert said.count("\n") == 1
    assert {row[2] for row in (await whole_rows(settings.database_url))["customers"]} != {"zh_CN"}
