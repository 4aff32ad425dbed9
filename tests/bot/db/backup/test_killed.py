"""Killed by SIGKILL while a backup is made or restored: what was there is there, or all that was to come; never half."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.db.backup.archive import unpack
from bot.settings import Settings
from bot.wiring import Container
from tests.support.people import arrive, buy
from tests.support.processes import Helper
from tests.support.whole_rows import whole_rows

pytestmark = pytest.mark.long

Rows = dict[str, list[tuple[Any, ...]]]
Point = tuple[str, int]
# What happens the how manieth time (`tests.support.kill_backup`), and whether the file, or the new database, is there then.
BACKUP: dict[str, dict[Point, bool]] = {
    "postgres": {("call _fill: put", 7): False},
    "sqlite": {
        ("call copy_pages: <lambda>", 3): False,
        ("call _pour: goes_on", 1): False,
        ("c_call pack: fsync", 1): False,
        ("call make_backup: check", 1): False,
        ("return publish: replace", 1): True,
        ("call publish: replace", 1): False,
    },
}
RESTORE: dict[str, dict[Point, bool]] = {
    "sqlite": {
        ("call _pour: goes_on", 1): False,
        ("call _replace: put_in_place", 1): False,
        ("call _copy_over: goes_on", 1): False,
        ("call _copy_over: goes_on", 8): False,
        ("c_return _copy_over: backup", 1): True,
    },
    "postgres": {
        ("call _drop_all: execute", 1): False,
        ("call _over_tables: _count_on", 30): False,
        ("return _replace: __exit__", 1): True,
    },
}


class Mortals:
    """Commands that are killed, forked from a process that has everything imported."""

    def __init__(self) -> None:
        self._helper = Helper("tests.support.kill_backup")

    def do(self, settings: Settings, *arguments: str | Path, die_at: Point | None = None) -> dict[str, Any]:
        environment = {"DATABASE_URL": settings.database_url, "DATA_DIR": str(settings.data_dir)}
        return self._helper.ask(arguments=[*map(str, arguments)], environment=environment, die_at=die_at)

    def close(self) -> None:
        self._helper.close()


@pytest.fixture(scope="module")
def mortals() -> Iterator[Mortals]:
    processes = Mortals()
    yield processes
    processes.close()


async def test_a_backup_that_is_killed_leaves_no_file_or_a_whole_one_and_does_not_hinder_the_next(
    mortals: Mortals, container: Container, settings: Settings, tmp_path: Path, database_kind: str
) -> None:
    await buy(container, await arrive(container))
    folder = tmp_path / "kept"
    folder.mkdir()
    for number, (point, is_made) in enumerate(BACKUP[database_kind].items()):
        file = folder / f"{number}.backup"
        assert mortals.do(settings, "backup", file, die_at=point)["killed"], point
        assert file.exists() == is_made, point
        if is_made:
            unpack(file, tmp_path / "unpacked.db", lambda done, total: None)
    assert (folder / ".backup-work").exists()  # a half of the one before
    assert mortals.do(settings, "backup", folder / "last.backup")["code"] == 0
    assert {path.suffix for path in folder.iterdir()} == {".backup"}


async def test_a_restore_that_is_killed_leaves_the_old_database_or_the_whole_new_one(
    mortals: Mortals, container: Container, settings: Settings, tmp_path: Path, database_kind: str
) -> None:
    await buy(container, await arrive(container))
    file = tmp_path / "today.backup"
    assert mortals.do(settings, "backup", file)["code"] == 0
    new = await whole_rows(settings.database_url)
    old = await changed(container, settings)
    assert old != new
    for point, is_new in RESTORE[database_kind].items():
        assert mortals.do(settings, "restore", file, "--discard", die_at=point)["killed"], point
        assert await whole_rows(settings.database_url) == (new if is_new else old), point
        assert await changed(container, settings) == old
    assert mortals.do(settings, "restore", file, "--discard")["code"] == 0
    assert await whole_rows(settings.database_url) == new


async def changed(container: Container, settings: Settings) -> Rows:
    """What was written after the backup; nobody keeps a connection."""
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE customers SET locale = 'en'"))
    await container.engine.dispose()
    return await whole_rows(settings.database_url)
