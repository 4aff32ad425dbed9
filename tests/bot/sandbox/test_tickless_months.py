"""Whatever happens in a shop, what a move of the clock sets off is the same whether it stops everywhere or only where a job
is due: every message, every result of a job and every row, to the minute."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.months import Month, lived
from tests.support.thorough import either

pytestmark = pytest.mark.long

WAYS = ("stops", "tickless")


class Drawn:
    """Ids by a seed, so that two lives have the same ones."""

    def __init__(self) -> None:
        self.token_bytes = random.Random(0).randbytes


def homes(folder: Path, databases: SqliteDatabases | PostgresDatabases) -> dict[str, Settings]:
    """For each way a database and a folder of its own, and the same key."""
    found = {}
    for way in WAYS:
        data = folder / way
        data.mkdir()
        (data / "field.key").write_text("0" * 43 + "=")
        url = databases.fresh(data) if isinstance(databases, SqliteDatabases) else databases.fresh()
        found[way] = Settings(database_url=url, data_dir=data, disclosure_reading_s=0)
    return found


@pytest.fixture
def on_sqlite(tmp_path: Path, sqlite_databases: SqliteDatabases) -> dict[str, Settings]:
    return homes(tmp_path, sqlite_databases)


@pytest.fixture
def on_postgres(tmp_path: Path, postgres_databases: PostgresDatabases) -> dict[str, Settings]:
    return homes(tmp_path, postgres_databases)


async def both(settings: dict[str, Settings], seed: int, days: int, patch: pytest.MonkeyPatch) -> list[Month]:
    """The life of this seed, each way."""
    lives = []
    for way in WAYS:
        patch.setattr("domain.ids.secrets", Drawn())
        lives.append(await lived(settings[way], seed, days, tickless=way == "tickless"))
    return lives


async def require_the_same(stops: Month, tickless: Month) -> None:
    try:
        assert tickless.told == stops.told
        assert tickless.ran == stops.ran
        assert await tickless.dump() == await stops.dump()
        assert tickless.told
        assert tickless.runs < stops.runs / 5
    finally:
        await stops.aclose()
        await tickless.aclose()


async def test_whatever_happens_the_same_comes_of_it_either_way(
    on_sqlite: dict[str, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    await require_the_same(*await both(on_sqlite, 0, either(3, 9), monkeypatch))


@pytest.mark.postgres
async def test_so_it_does_on_postgres(
    on_postgres: dict[str, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    await require_the_same(*await both(on_postgres, 2, either(1, 2), monkeypatch))
