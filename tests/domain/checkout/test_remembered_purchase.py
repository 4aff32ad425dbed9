"""What is put back of a purchase is what buying would have written, so who begins after it begins from the real thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.keys import read_keys, write_keys
from bot.cli.audit import audit
from bot.private_files import private_folder
from bot.settings import Settings
from bot.wiring import Container, build_container
from tests.support import remembered_purchases as remembered
from tests.support.clock import MovableClock
from tests.support.databases import Shop, SqliteDatabases
from tests.support.people import arrive, buy, repay_next

# What no two purchases have in common.
AN_ID = re.compile(r"'[2-9a-hjkmnp-z]{12}'")
RANDOM = ("id", "token", "hash", "number", "chain", "digest", "sha256")


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
async def shops(
    settings: Settings, clock: MovableClock, sqlite_databases: SqliteDatabases, tmp_path: Path
) -> AsyncIterator[list[tuple[Settings, Container]]]:
    """Three shops alike, in which nobody has bought anything."""
    found = []
    for number in range(3):
        folder = tmp_path / f"shop{number}"
        private_folder(folder)
        own = settings.model_copy(
            update={"database_url": sqlite_databases.fresh(folder, Shop.SYNTHETIC), "data_dir": folder}
        )
        write_keys(own, read_keys(settings))
        found.append((own, build_container(own, clock)))
    yield found
    for _, container in found:
        await container.aclose()


async def written(container: Container) -> Counter[tuple[str, str]]:
    """All rows, by table, without what is another each time."""
    rows = Counter[tuple[str, str]]()
    for name, found in (await remembered._everything(container)).items():
        for row in found.values():
            kept = {key: value for key, value in row.items() if not any(word in key for word in RANDOM)}
            rows[name, AN_ID.sub("an id", repr(kept))] += 1
    return rows


async def test_it_is_the_same_as_buying_and_life_goes_on_from_it(
    shops: list[tuple[Settings, Container]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "_done", {})
    for _, container in shops:
        await buy(container, await arrive(container))
    assert [purchase is not None for purchase in remembered._done.values()] == [True]
    by_buying, _, put_back = [await written(container) for _, container in shops]
    assert put_back == by_buying
    settings, container = shops[-1]
    await repay_next(container, await arrive(container))
    breaches: list[str] = []
    await audit(settings, say=lambda _: None, complain=breaches.append)
    assert breaches == []


async def test_who_has_something_already_buys_anew(
    shops: list[tuple[Settings, Container]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "_done", {})
    numbers = set()
    for _, container in shops:
        customer = await arrive(container)
        await buy(container, customer)
        order = await buy(container, customer, product_id="lamp", plan_id="consumer-3")
        numbers.add(order.summary.number)
    assert len(numbers) == len(shops)
    assert len(remembered._done) == 1
