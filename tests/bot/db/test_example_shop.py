"""Outside a demo the example's shop is not opened: nobody real lends there."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.cli.parser import DONE, WRONG, main
from bot.db.example_shop import require_own_shop
from bot.settings import Settings, SettingsError
from bot.wiring import Container
from tests.support.databases import Shop
from tests.support.example_catalog import example_text, write_example
from tests.support.people import arrive, buy

EMPTY, EXAMPLE = Shop.EMPTY, Shop.EXAMPLE
LENDER = {
    "BOT_TOKEN": "1:nobody",
    "BOT_API_BASE_URL": "http://127.0.0.1:9",
    "OPERATOR_MODE": "lender",
    "PAYMENT_GATEWAYS": "external",
    "IDENTITY_URL": "https://identity.invalid",
    "IDENTITY_SECRET": "a-secret-of-one-partner",
}


def real(settings: Settings, mode: str = "lender") -> Settings:
    return settings.model_copy(update={"operator_mode": mode})


async def command(database_url: str, *arguments: str) -> int:
    return await asyncio.to_thread(main, [*arguments, "--database-url", database_url])


@pytest.mark.parametrize("shop", [EXAMPLE])
@pytest.mark.parametrize("name", ["run", "deliver", "start"])
async def test_a_lender_is_not_started_with_the_examples_lenders(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for variable, value in (LENDER | {"DATA_DIR": str(tmp_path / "data")}).items():
        monkeypatch.setenv(variable, value)
    assert await command(database_url, name) == WRONG
    said = capsys.readouterr().err
    assert "the example's lenders (demo-bank, demo-city-bank" in said
    assert "catalog import" in said


@pytest.mark.parametrize("shop", [EMPTY])
async def test_nor_is_an_empty_shop_filled_with_them(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable, value in (LENDER | {"DATA_DIR": str(tmp_path / "data")}).items():
        monkeypatch.setenv(variable, value)
    for _ in range(2):
        assert await command(database_url, "start") == WRONG
        assert "The shop is empty" in capsys.readouterr().err


@pytest.mark.parametrize("shop", [EXAMPLE])
async def test_once_a_catalogue_of_ones_own_is_imported_the_shop_is_opened(
    container: Container, settings: Settings, tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    write_example(own, example_text().replace('"demo-', '"own-'))
    assert await command(settings.database_url, "catalog", "import", str(own)) == DONE
    for mode in ("lender", "merchant"):
        await require_own_shop(container.engine, real(settings, mode))


@pytest.mark.parametrize("shop", [EXAMPLE])
async def test_a_demo_and_a_rehearsal_on_the_sandboxs_clock_may_play(
    database_url: str, settings: Settings, container: Container
) -> None:
    await require_own_shop(container.engine, settings)
    rehearsed = real(settings).model_copy(update={"clock_url": "http://127.0.0.1:9/sandbox/clock"})
    await require_own_shop(container.engine, rehearsed)


async def test_what_was_bought_in_a_demo_is_no_debt_to_a_real_lender(
    container: Container, settings: Settings
) -> None:
    """Though a catalogue of one's own was imported meanwhile."""
    await buy(container, await arrive(container))
    with pytest.raises(SettingsError, match="begin with an empty one"):
        await require_own_shop(container.engine, real(settings))


def test_every_lender_of_the_example_says_that_it_is_one() -> None:
    lines = example_text().split("[[institutions]]")[1:]
    assert lines
    assert all(section.strip().startswith('id = "demo-') for section in lines)
