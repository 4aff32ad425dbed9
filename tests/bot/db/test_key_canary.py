"""Other keys than the database's are found out at the start, by every command, and nothing is changed or made."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.keys import KEY_FILE, Keys, read_keys, write_keys
from bot.cli.parser import WRONG, main
from bot.db.key_canary import require_own_keys
from bot.run import open_container
from bot.settings import Settings, SettingsError
from bot.wiring import Container
from tests.support.people import arrive, verify

COMMANDS = (["run"], ["deliver"], ["start"], ["migrate"], ["keys", "rotate"], ["keys", "prune"])


@pytest.fixture
async def in_use(container: Container, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with somebody's identity in it, begun with the keys of this file."""
    monkeypatch.setenv("BOT_TOKEN", "1:nobody")
    monkeypatch.setenv("BOT_API_BASE_URL", "http://127.0.0.1:9")
    await require_own_keys(container.engine, settings)
    await verify(container, await arrive(container))
    return settings.data_dir / KEY_FILE


async def canaries(engine: AsyncEngine) -> list[tuple[object, ...]]:
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text("SELECT * FROM key_canaries"))]


async def command(settings: Settings, arguments: list[str]) -> int:
    return await asyncio.to_thread(main, [*arguments, "--database-url", settings.database_url])


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
async def test_with_other_keys_no_command_begins_and_it_says_which_belong_there(
    container: Container,
    settings: Settings,
    in_use: Path,
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    ours, before = read_keys(settings).fingerprint, await canaries(container.engine)
    theirs = Keys((Fernet.generate_key().decode(),), bound=True)
    write_keys(settings, theirs)
    as_it_was = in_use.read_bytes()
    assert await command(settings, arguments) == WRONG
    said = capsys.readouterr().err
    assert theirs.fingerprint in said
    assert ours in said
    assert in_use.read_bytes() == as_it_was
    assert await canaries(container.engine) == before


@pytest.mark.parametrize("arguments", COMMANDS[:4], ids=" ".join)
async def test_where_the_keys_are_lost_none_are_made_beside_what_they_sealed(
    settings: Settings, in_use: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    ours = read_keys(settings).fingerprint
    in_use.unlink()
    assert await command(settings, arguments) == WRONG
    said = capsys.readouterr().err
    assert ours in said
    assert str(settings.data_dir) in said
    assert not in_use.exists()


async def test_a_key_too_few_is_found_out_though_the_look_up_key_is_right(
    container: Container, settings: Settings, in_use: Path
) -> None:
    held = read_keys(settings)
    others = settings.model_copy(
        update={
            "field_keys": SecretStr(Fernet.generate_key().decode()),
            "lookup_key": SecretStr(held.fields[0]),
            "fields_bound": True,
        }
    )
    with pytest.raises(SettingsError, match="FIELD_KEYS lacks the key"):
        await require_own_keys(container.engine, others)


async def test_rotated_and_pruned_they_are_the_same_keys(
    container: Container, settings: Settings, in_use: Path
) -> None:
    ours = read_keys(settings).fingerprint
    for action in ("rotate", "prune"):
        assert await command(settings, ["keys", action]) == 0
        assert read_keys(settings).fingerprint == ours
        await require_own_keys(container.engine, settings)
    ((_, fingerprint, _),) = await canaries(container.engine)
    assert fingerprint == ours


async def test_a_database_of_an_earlier_version_takes_the_keys_that_open_what_is_in_it(
    container: Container, settings: Settings
) -> None:
    await verify(container, await arrive(container))
    own = read_keys(settings)
    write_keys(settings, Keys((Fernet.generate_key().decode(),), bound=True))
    with pytest.raises(SettingsError, match="opens nothing of what is sealed"):
        await require_own_keys(container.engine, settings)
    assert await canaries(container.engine) == []
    (settings.data_dir / KEY_FILE).unlink()
    with pytest.raises(SettingsError, match="No new key was made"):
        await require_own_keys(container.engine, settings)
    write_keys(settings, own)
    await require_own_keys(container.engine, settings)
    ((_, fingerprint, _),) = await canaries(container.engine)
    assert fingerprint == own.fingerprint


async def test_the_first_start_makes_a_key_and_notes_it(database_url: str, tmp_path: Path) -> None:
    settings = Settings(database_url=database_url, data_dir=tmp_path / "first")
    async with open_container(settings) as opened:
        ((_, fingerprint, _),) = await canaries(opened.engine)
    assert fingerprint == read_keys(settings).fingerprint


async def test_processes_that_start_together_note_the_keys_once(
    container: Container, settings: Settings
) -> None:
    await asyncio.gather(*(require_own_keys(container.engine, settings) for _ in range(5)))
    assert len(await canaries(container.engine)) == 1
