"""`python -m bot audit`: exit code 0 and a sentence, or 1 and a line for each breach."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from bot.cli.parser import main
from bot.settings import Settings
from bot.wiring import Container
from tests.support.people import arrive, buy


async def _audit(settings: Settings) -> int:
    return await asyncio.to_thread(main, ["audit", "--database-url", settings.database_url])


async def test_good_books_are_one_sentence(
    container: Container, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await buy(container, await arrive(container))
    assert await _audit(settings) == 0
    assert (
        capsys.readouterr().out
        == "The books agree: 1 loan(s), every entry, every payment, every credit line.\n"
    )


async def test_a_tampered_database_is_refused_with_the_row_and_the_figures(
    container: Container, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await buy(container, await arrive(container))
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE credit_lines SET used_fen = used_fen - 100"))
    assert await _audit(settings) == 1
    errors = capsys.readouterr().err.splitlines()
    assert "399800 fen are used up, but 399900 fen of principal are open" in errors[0]
    assert errors[-1] == "error: 1 breach(es) in the books."
