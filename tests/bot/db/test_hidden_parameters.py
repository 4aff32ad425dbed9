"""What a statement was about stands in no log: neither its parameters nor what the database says of them."""

from __future__ import annotations

import ast
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.log import LineFormatter
from bot.wiring import Container

TELEGRAM_ID = 700_123_457
NAME = "planted-in-a-parameter"
MAKERS = {"create_engine", "create_async_engine", "engine_from_config", "async_engine_from_config"}


async def _logged(container: Container, statement: str, parameters: dict[str, object]) -> str:
    """Return the line with the traceback of the statement, which fails."""
    try:
        async with container.engine.execution_options(writes=True).begin() as connection:
            await connection.execute(text(statement), parameters)
    except DBAPIError:
        record = logging.LogRecord("bot.test", logging.ERROR, __file__, 1, "it failed", (), sys.exc_info())
        return LineFormatter().format(record)
    pytest.fail("the statement did not fail")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO nowhere (telegram_id, name) VALUES (:telegram_id, :name)",
        "INSERT INTO planted (telegram_id, name) VALUES (:telegram_id, :name)",
        "INSERT INTO planted (telegram_id, name) VALUES (NULL, :name)",
    ],
    ids=["no table", "twice", "missing"],
)
async def test_a_failed_statement_shows_none_of_its_values(container: Container, statement: str) -> None:
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(
            text("CREATE TABLE planted (telegram_id BIGINT NOT NULL UNIQUE, name TEXT NOT NULL)")
        )
        await connection.execute(text("INSERT INTO planted VALUES (700123457, 'planted-in-a-parameter')"))
    given: dict[str, object] = {"telegram_id": TELEGRAM_ID, "name": NAME}
    if ":telegram_id" not in statement:
        del given["telegram_id"]
    line = await _logged(container, statement, given)
    assert "Traceback" in line
    assert str(TELEGRAM_ID) not in line
    assert NAME not in line


@pytest.mark.postgres
@pytest.mark.parametrize("database_kind", ["postgres"])
async def test_a_value_that_the_driver_refuses_is_not_shown_either(container: Container) -> None:
    for statement, wrong in (
        ("SELECT * FROM customers WHERE telegram_id = CAST(:given AS BIGINT)", NAME),
        ("SELECT CAST(CAST(:given AS TEXT) AS BIGINT)", NAME),
    ):
        line = await _logged(container, statement, {"given": wrong})
        assert "Traceback" in line
        assert NAME not in line


def makers_of_engines(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls that make an engine of SQLAlchemy's; ours of the same name are made of these."""
    theirs = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("sqlalchemy", "sqlmodel"))
        for name in node.names
        if name.name in MAKERS
    }
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        of_library = isinstance(called, ast.Attribute) and called.attr in MAKERS
        if isinstance(node, ast.Call) and (of_library or getattr(called, "id", None) in theirs):
            yield node


def test_no_engine_is_made_that_shows_them() -> None:
    made = [
        (path.as_posix(), {given.arg: ast.unparse(given.value) for given in call.keywords})
        for path in Path("bot").rglob("*.py")
        for call in makers_of_engines(ast.parse(path.read_text()))
    ]
    assert len(made) >= 4
    assert [path for path, given in made if given.get("hide_parameters") != "True"] == []
