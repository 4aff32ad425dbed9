"""Which schema a database has, and which this program needs; Alembic itself is only loaded to change it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import SettingsError

SCRIPTS = Path(__file__).parents[1] / "migrations"


async def check_schema(engine: AsyncEngine) -> None:
    """Raise `SettingsError` where the schema is not the one this program knows, or there is no file, which is not made."""
    _require_file(engine)
    async with engine.connect() as connection:
        present = await connection.run_sync(present_revision)
    require_known(present)
    if present != newest_revision():
        raise SettingsError(
            "DATABASE_URL points to a database whose tables are not up to date:"
            " run `python -m bot migrate` first."
        )


def _require_file(engine: AsyncEngine) -> None:
    """Raise `SettingsError` where there is no file: connecting would make an empty one."""
    file = engine.url.database
    if (
        engine.dialect.name == "sqlite"
        and file not in (None, "", ":memory:")
        and not Path(str(file)).exists()
    ):
        raise SettingsError(
            f"DATABASE_URL points to {file}, where there is no database yet: run `python -m bot migrate` first."
        )


def require_known(present: str | None) -> None:
    """Raise `SettingsError` for a database that a version wrote whose migrations this one does not have."""
    if present is not None and not is_known(present):
        raise SettingsError(
            f"DATABASE_URL points to a database of another version (its tables are at {present}), which this one"
            " can neither use nor change: start that version, or name a new database."
        )


def newest_revision() -> str:
    return max(_revisions())


def is_known(revision: str) -> bool:
    """Return whether this program has the migration, or an earlier one."""
    return revision in _revisions()


def _revisions() -> set[str]:
    """Migrations are numbered, and their files begin with the number, which is their revision."""
    return {script.name.split("_")[0] for script in (SCRIPTS / "versions").glob("[0-9]*.py")}


def present_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision
