"""A locked database or a full disk: said clearly, nothing lost, and it goes on when the trouble is over."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import sys
from pathlib import Path

import pytest

from bot.catalog_file import load_catalog
from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.processes import ROOT, Birth, born, running
from tests.support.sandbox_client import SandboxClient

STOPS_WITHIN_S = 30.0
EXAMPLE = ROOT / "examples" / "catalog.toml"


async def test_a_locked_database_is_logged_and_the_tap_is_handled_when_it_is_free(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/fenqi.db"
    options = ("--port", "0", "--database-url", url, "--no-limits")
    async with running("sandbox", *options, cwd=tmp_path, SQLITE_BUSY_S="0.3") as process:
        address = await process.sandbox_address()
        async with SandboxClient(address) as sandbox:
            person = Person(sandbox, 51)
            await person.arrive()
            await person.open_product()
            other = sqlite3.connect(tmp_path / "fenqi.db", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            card = await person.last()
            taps = asyncio.create_task(sandbox.press(person.id, "加入购物车", message_id=card.message_id))
            said = await process.line("20")  # a line of the log begins with the year
            other.execute("ROLLBACK")
            other.close()
            await taps
            assert "database is locked" in said
            assert "× 1" in (await person.say("购物车")).text


@pytest.mark.skipif(sys.platform != "linux", reason="a limit on file sizes stands for the full disk")
async def test_a_full_disk_stops_an_import_with_one_sentence_and_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/fenqi.db"
    async with running("migrate", "--database-url", url, cwd=tmp_path) as done:
        assert await done.exit_code() == 0, done.lines
    arguments = ("catalog", "import", str(EXAMPLE), "--database-url", url)
    # A page of the log is 4 KiB.
    async with born(Birth(largest_file=16_384), *arguments, cwd=tmp_path) as failed:
        assert await failed.exit_code() == 1, failed.lines
    assert [
        line for line in failed.lines if line.startswith("error: the database (DATABASE_URL) cannot be used")
    ]
    assert not [line for line in failed.lines if "Traceback" in line]
    async with running(*arguments, cwd=tmp_path) as done:
        assert await done.exit_code() == 0, done.lines
        spec = load_catalog(EXAMPLE).spec
        assert spec is not None
        count = sum(map(len, (spec.institutions, spec.categories, spec.products, spec.plans)))
        assert any(f"{count} new" in line for line in done.lines)


@pytest.mark.skipif(sys.platform != "linux", reason="a limit on file sizes stands for the full disk")
async def test_a_disk_that_fills_up_is_told_and_all_goes_on_when_there_is_room_again(
    installation: Installation,
) -> None:
    """Nothing that failed keeps the others from writing, and a stop is heard meanwhile."""
    sandbox, person = installation.sandbox, Person(installation.sandbox, 52)
    async with installation.assistant() as process:
        await person.arrive()
        card = await person.open_product()
        _limit_files(process.pid, 1)
        tapping = asyncio.create_task(sandbox.press(person.id, "加入购物车", message_id=card.message_id))
        await process.line("20")  # a line of the log begins with the year
        _limit_files(process.pid, resource.RLIM_INFINITY)
        await tapping
        assert "× 1" in (await person.say("购物车")).text
        _limit_files(process.pid, 1)
        await sandbox.say(person.id, "账单")
        async with asyncio.timeout(STOPS_WITHIN_S):
            assert await process.stop() == 0
    async with installation.assistant():
        await sandbox.idle()
        assert "没有待还的" in (await person.last()).text


def _limit_files(pid: int, largest: int) -> None:
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
