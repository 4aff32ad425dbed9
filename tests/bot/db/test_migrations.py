"""Migrations and models say the same, on both databases."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from bot.cli.parser import main
from bot.db import migrate as migrating
from bot.db import revision
from bot.db.engine import create_engine
from bot.db.migrate import alembic_config
from bot.db.revision import check_schema
from bot.settings import SettingsError
from domain import tables
from tests.support.databases import PostgresDatabases


async def test_migrated_database_and_models_agree(database_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, tables.Customer.metadata))

    engine = create_engine(database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_an_index_over_some_rows_has_the_same_condition_in_the_models_and_in_both_databases(
    database_url: str,
) -> None:
    conditions = {
        index.name: where.text
        for table in tables.Customer.metadata.tables.values()
        for index in table.indexes
        if (where := index.dialect_kwargs.get("sqlite_where")) is not None
    }
    catalogues = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE schemaname = current_schema() AND indexdef LIKE '% WHERE %'",
    }
    engine = create_engine(database_url)
    async with engine.connect() as connection:
        found = (await connection.execute(text(catalogues[engine.dialect.name]))).all()
    await engine.dispose()

    assert len(conditions) > 5
    assert {name: plain(made.split(" WHERE ")[1]) for name, made in found} == {
        name: plain(condition) for name, condition in conditions.items()
    }


def plain(condition: str) -> str:
    """PostgreSQL shows types and brackets, and IN as ANY of an array."""
    bare = re.sub(r"::[a-z ]+(\[\])?", "", condition).replace("= ANY", "IN").replace("ARRAY", "")
    return re.sub(r"[()\[\]\s]", "", bare)


async def test_an_empty_database_is_refused_with_what_to_do(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path}/empty.db")
    with pytest.raises(SettingsError, match="python -m bot migrate"):
        await check_schema(engine)
    await engine.dispose()


def test_a_database_server_that_does_not_answer_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--database-url", "postgresql+asyncpg://nobody@127.0.0.1:1/x"]) == 1
    assert capsys.readouterr().err.startswith("error: the database (DATABASE_URL) cannot be used: ")


def test_a_database_that_does_not_exist_is_one_sentence(
    postgres_databases: PostgresDatabases, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate", "--database-url", postgres_databases.url("no_such_database")]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: the database (DATABASE_URL) cannot be used: ")
    assert "no_such_database" in error


def test_migrating_twice_is_no_harm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/new/fenqi.db"
    assert main(["migrate", "--database-url", url]) == 0
    assert main(["migrate", "--database-url", url]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "The database is up to date."


def test_a_database_that_cannot_be_opened_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fenqi.db").write_text("this is no database, whatever its name says")
    assert main(["migrate", "--database-url", f"sqlite+aiosqlite:///{tmp_path}/fenqi.db"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: the database (DATABASE_URL) cannot be used: ")
    assert "Traceback" not in error


async def test_a_database_of_another_version_is_refused_and_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/fenqi.db"
    engine = create_engine(url)
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        await connection.execute(text("INSERT INTO alembic_version VALUES ('9021')"))
    with pytest.raises(SettingsError, match="a database of another version"):
        await check_schema(engine)
    with pytest.raises(SettingsError, match="9021"):
        await migrating.migrate(url)
    async with engine.connect() as connection:
        tables_there = await connection.run_sync(lambda sync: sync.dialect.get_table_names(sync))
    await engine.dispose()
    assert tables_there == ["alembic_version"]


NEXT = """
from alembic import op
revision = "9000"
down_revision = "{newest}"
def upgrade() -> None:
    with op.batch_alter_table("customers", recreate="always"):
        pass
"""


async def test_a_table_is_rebuilt_while_rows_of_others_refer_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite makes another table in its place, which the references to it would forbid."""
    url = f"sqlite+aiosqlite:///{tmp_path}/fenqi.db"
    await migrating.migrate(url)
    engine = create_engine(url)
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO customers (id, telegram_id, locale, created_at)"
                " VALUES ('c', 1, 'zh_CN', '2026-01-05 00:00:00')"
            )
        )
        await connection.execute(text("INSERT INTO identities (customer_id) VALUES ('c')"))
    scripts = shutil.copytree(revision.SCRIPTS, tmp_path / "migrations")
    newest = revision.newest_revision()
    (scripts / "versions" / "9000_next.py").write_text(NEXT.format(newest=newest))
    monkeypatch.setattr(revision, "SCRIPTS", scripts)
    monkeypatch.setattr(migrating, "SCRIPTS", scripts)
    assert await migrating.migrate(url) == (newest, "9000")
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM customers"))).scalar() == 1
    await engine.dispose()


async def test_cases_of_the_first_version_are_kept_with_all_that_was_said_in_them(database_url: str) -> None:
    """Back to the first version, a case written as it did, and forth again."""
    at = "'2026-01-05 00:00:00'" + ("::timestamptz" if database_url.startswith("postgresql") else "")
    engine = create_engine(database_url)
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(alembic_config(sync), "0001"))
        for statement in (
            f"INSERT INTO customers (id, telegram_id, locale, created_at) VALUES ('c', 1, 'zh_CN', {at})",
            "INSERT INTO cases (id, number, customer_id, kind, status, staff_message_id, version, shown_version,"
            f" opened_at, turned_to_at) VALUES ('k', 'K', 'c', 'question', 'waiting', 70, 2, 2, {at}, {at})",
            "INSERT INTO case_entries (id, case_id, author, words, source_id, message_id, at, delivered_at)"
            f" VALUES ('e', 'k', 'customer', 'x', 5, 71, {at}, {at})",
        ):
            await connection.execute(text(statement))
    assert await migrating.migrate(database_url) == ("0001", revision.newest_revision())
    entry = "INSERT INTO case_entries (id, case_id, author, words, source_id, source_chat_id, at) VALUES"
    async with engine.execution_options(writes=True).begin() as connection:
        kept = await connection.execute(text("SELECT source_id, source_chat_id, by_id FROM case_entries"))
        assert kept.all() == [(5, 0, None)]
        await connection.execute(text(f"{entry} ('f', 'k', 'customer', 'x', 5, -500, {at})"))
    with pytest.raises(IntegrityError):
        async with engine.execution_options(writes=True).begin() as connection:
            await connection.execute(text(f"{entry} ('g', 'k', 'customer', 'x', 5, -500, {at})"))
    await engine.dispose()
