"""However a command opens the database, it waits for a busy one as long as SQLITE_BUSY_S says."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli.parser import COMMANDS, main
from bot.db.sqlite_inline import create_inline_engine

BUSY_S = 3.25
TAKES_NO_DATABASE = {
    "ask",
    "quote",
    "doctor",
    "completion",
}  # the doctor only looks at it, and for seconds, whatever is set
EXAMPLE = str(Path(__file__).parents[3] / "examples" / "catalog.toml")
CALLS = (
    ("start",),  # in the sandbox, which cannot start here
    ("run",),  # without a token
    ("deliver",),
    ("console",),  # where its port is another's
    ("staff", "list"),
    ("import", "payments", "came.csv"),
    ("export", "trial-balance"),
    ("migrate",),
    ("backup",),
    ("restore", "today.backup"),
    ("audit",),
    ("verify", "X"),
    ("sandbox",),
    ("catalog", "import", EXAMPLE),
    ("refunds", "list"),
    ("payments", "list"),
    ("customers", "unreachable"),
    ("cases", "X"),
    ("questions",),
    ("orders", "list"),
    ("updates",),
    ("keys", "rotate"),
    ("keys", "prune"),
    ("rehearse", "--days", "1"),
)


def test_every_command_is_tried() -> None:
    assert {call[0] for call in CALLS} == {command.name for command in COMMANDS} - TAKES_NO_DATABASE


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_a_command_waits_for_a_busy_database_as_long_as_the_setting_says(
    call: tuple[str, ...], database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SQLITE_BUSY_S", str(BUSY_S))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    shutil.copy(Path(EXAMPLE).with_name("import.toml"), tmp_path)
    (tmp_path / "came.csv").write_text("支付编号,合同号,金额,到账日,流水号\n", encoding="gbk")
    await asyncio.to_thread(_seal_something, database_url)
    await asyncio.to_thread(main, ["backup", "today.backup", "--database-url", database_url])
    waits: list[float] = []

    def recording(url: URL, busy_s: float) -> AsyncEngine:
        if str(url) == database_url:  # not the copy of a rehearsal, or of a backup
            waits.append(busy_s)
        return create_inline_engine(url, busy_s)

    monkeypatch.setattr("bot.db.engine.create_inline_engine", recording)
    monkeypatch.setattr("bot.cli.sandbox.running_sandbox", _no_place)
    monkeypatch.setattr("bot.console.process.serving", _no_place)
    await asyncio.to_thread(main, [*call, "--database-url", database_url])
    assert waits
    assert set(waits) == {BUSY_S}


def _seal_something(database_url: str) -> None:
    """There is a key file from here on."""
    main(["run", "--database-url", database_url])


def _no_place(*_: Any, **__: Any) -> Any:
    raise OSError("no place for a sandbox here")
