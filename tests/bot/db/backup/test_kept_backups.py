"""Backups that are made by themselves: daily, before an upgrade; and that one is of one moment, whoever writes meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cli.parser import DONE, FAILED, WRONG, main
from bot.db.backup import snapshot
from bot.db.backup.archive import read_manifest
from bot.db.backup.press import make_backup
from bot.db.backup.schedule import DailyBackup
from bot.db.backup.shelf import Occasion, Shelf
from bot.db.backup.snapshot import copy_pages
from bot.db.backup.work import Passed
from bot.db.engine import create_engine
from bot.db.revision import check_schema
from bot.settings import Settings
from bot.wiring import Container
from tests.support.builders import NOON
from tests.support.clock import MovableClock
from tests.support.earlier_tables import bring_back
from tests.support.people import arrive, buy
from tests.support.processes import ROOT, Birth, born
from tests.support.whole_rows import whole_rows

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
# Of a version that had fewer tables, and tables with fewer columns.
EARLIER = "0004"


@pytest.fixture
async def earlier(container: Container, settings: Settings) -> str:
    """A database of an earlier version, in which somebody bought something; answers where it is."""
    await buy(container, await arrive(container))
    await bring_back(container.engine, EARLIER)
    await container.engine.dispose()
    return settings.database_url


async def run(*arguments: str | Path) -> int:
    return await asyncio.to_thread(main, [*map(str, arguments)])


async def test_an_upgrade_backs_up_what_it_is_going_to_change_and_that_can_be_restored(
    earlier: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("migrate", "--database-url", earlier) == DONE
    (made,) = (settings.data_dir / "backups").glob("fenqi-*-before-upgrade.backup")
    assert str(made) in capsys.readouterr().out
    assert read_manifest(made).revision == EARLIER
    upgraded = await whole_rows(earlier)
    upgraded.pop("key_canaries")  # that version had none: each upgrade notes the keys anew
    (customer,) = upgraded.pop("customers")  # as it sealed no numbers: each upgrade seals them anew
    assert await run("migrate", "--database-url", earlier) == DONE  # nothing changes: nothing is backed up
    assert await run("restore", made, "--discard", "--database-url", earlier) == DONE
    restored = await whole_rows(earlier)
    assert restored.items() >= upgraded.items()
    assert [row[:2] for row in restored["customers"]] == [customer[:2]]
    assert len([*(settings.data_dir / "backups").iterdir()]) == 1


@on_sqlite
async def test_where_no_backup_can_be_made_an_upgrade_changes_nothing_unless_it_is_told_to(
    earlier: str,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "no folder").write_text("")
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "no folder"))
    assert await run("migrate", "--database-url", earlier) == WRONG
    said = capsys.readouterr().err
    assert "BACKUP_DIR" in said
    assert "--no-backup" in said
    engine = create_engine(earlier)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == EARLIER
    assert await run("migrate", "--no-backup", "--database-url", earlier) == DONE
    await check_schema(engine)
    await engine.dispose()


@on_sqlite
async def test_a_first_start_backs_up_nothing(tmp_path: Path, settings: Settings) -> None:
    assert await run("migrate", "--database-url", f"sqlite+aiosqlite:///{tmp_path}/new/fenqi.db") == DONE
    assert not (settings.data_dir / "backups").exists()


@on_sqlite
async def test_a_copy_is_of_one_moment_however_much_is_written_meanwhile(
    container: Container, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "_PAGES", 16)  # a tenth of this database at a time
    await buy(container, await arrive(container))
    before, steps = await whole_rows(str(container.engine.url)), 0
    writing = create_engine(f"sqlite+aiosqlite:///{tmp_path}/fenqi.db")
    loop = asyncio.get_running_loop()

    async def write() -> None:
        async with writing.execution_options(writes=True).begin() as connection:
            await connection.execute(text("UPDATE customers SET locale = locale || 'x'"))
            await connection.execute(text("UPDATE products SET stock = stock + 1"))

    def passed(done: int, total: int) -> None:
        nonlocal steps
        steps += 1
        assert steps < 20, "it was begun anew"
        asyncio.run_coroutine_threadsafe(write(), loop).result()

    await asyncio.to_thread(copy_pages, tmp_path / "fenqi.db", tmp_path / "copy.db", passed, 10)
    await writing.dispose()
    assert steps > 5
    assert await whole_rows(f"sqlite+aiosqlite:///{tmp_path}/copy.db") == before
    assert await whole_rows(f"sqlite+aiosqlite:///{tmp_path}/fenqi.db") != before


@on_sqlite
@pytest.mark.parametrize("step", ["copying", "packing", "checking"])
async def test_asked_to_stop_a_backup_ends_with_its_step_and_leaves_nothing(
    settings: Settings, tmp_path: Path, step: str
) -> None:
    begun, working = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    @contextlib.contextmanager
    def shown(name: str) -> Iterator[Passed]:
        def passed(done: int, total: int) -> None:
            if name == step:
                loop.call_soon_threadsafe(begun.set)
                working.wait(10)

        yield passed

    (tmp_path / "kept").mkdir()
    work = asyncio.create_task(make_backup(settings, tmp_path / "kept" / "x.backup", NOON, shown))
    await begun.wait()
    work.cancel()
    loop.call_later(0.05, working.set)
    with pytest.raises(asyncio.CancelledError):
        await work
    assert not [*(tmp_path / "kept").iterdir()]


@on_sqlite
async def test_a_full_disk_is_one_sentence_and_leaves_no_half_of_a_backup(
    container: Container, settings: Settings, tmp_path: Path
) -> None:
    await buy(container, await arrive(container))
    (tmp_path / "kept").mkdir()
    life = {"DATABASE_URL": settings.database_url, "DATA_DIR": str(settings.data_dir)}
    async with born(Birth(largest_file=300_000), "backup", "kept/x.backup", cwd=tmp_path, **life) as process:
        assert await process.exit_code() in (FAILED, WRONG)
        assert [line[:7] for line in process.lines] == ["error: "], process.lines
    assert not [*(tmp_path / "kept").iterdir()]


@on_sqlite
async def test_the_daily_backup_is_made_once_a_day_and_made_up_for_and_old_ones_go(
    container: Container, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await buy(container, await arrive(container))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "kept"))
    daily = settings.model_copy(update={"backup_at": "03:30", "backup_dir": tmp_path / "kept"})
    clock, shelf = MovableClock(datetime.now(UTC)), Shelf(daily)
    for days in (15, 1):
        shelf.place_for(Occasion.SCHEDULED, clock.now() - timedelta(days=days, minutes=1)).touch()
    before_upgrade = shelf.place_for(Occasion.BEFORE_UPGRADE, clock.now() - timedelta(days=13))
    before_upgrade.touch()
    await DailyBackup(settings, clock).look()  # none is asked for
    assert len([*shelf.folder.iterdir()]) == 3
    for _ in range(2):
        await DailyBackup(daily, clock).look()
    assert before_upgrade.exists()
    yesterday, made = sorted(shelf.folder.glob("fenqi-*-scheduled.backup"))
    assert yesterday.stat().st_size == 0
    assert read_manifest(made).made_at <= datetime.now(UTC)


@on_sqlite
async def test_a_daily_backup_that_fails_is_said_and_tried_again_an_hour_later(
    container: Container,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "fenqi.db"))
    clock = MovableClock(datetime.now(UTC))
    daily = DailyBackup(settings.model_copy(update={"backup_at": "03:30"}), clock)
    with caplog.at_level(logging.ERROR):
        await daily.look()
        clock.advance(minutes=59)
        await daily.look()
    (said,) = [record.getMessage() for record in caplog.records]
    assert said.startswith("the daily backup failed (exit code 1): error: Not a directory")
