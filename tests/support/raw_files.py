"""What stands in a database's files, byte by byte, and who may open them."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.sealed_fields import sealed_tables


async def sealed_values(engine: AsyncEngine) -> set[str]:
    """Whatever is sealed in any table."""
    async with engine.connect() as connection:
        return {
            value
            for table, names in sealed_tables().items()
            for row in await connection.execute(select(*(table.c[name] for name in names)))
            for value in row
            if value is not None
        }


def raw(file: Path) -> bytes:
    """Read by another process: to close the file here would take SQLite's locks from this process's connections."""
    code = "import sys, pathlib; sys.stdout.buffer.write(pathlib.Path(sys.argv[1]).read_bytes())"
    return subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, check=True).stdout


def log_of(database: Path) -> Path:
    return Path(f"{database}-wal")


def left_in_files(database: Path, values: Iterable[str]) -> dict[str, int]:
    """By file, how many of the values stand in it: the database and whatever SQLite has put beside it."""
    planted = [value.encode() for value in values]
    files = [file for file in database.parent.glob(f"{database.name}*") if file.is_file()]
    found = {
        file.name: sum(value in content for value in planted) for file in files for content in [raw(file)]
    }
    return {name: count for name, count in found.items() if count}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
