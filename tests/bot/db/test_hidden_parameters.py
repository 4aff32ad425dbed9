"""What a statement was about stands in no log: neither its parameters nor what the database says of them."""

from __future__ import annotations

import logging
import sys

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.log import LineFormatter
from bot.wiring import Container

TELEGRAM_ID = 700_123_457
NAME = "planted-in-a-parameter"


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
