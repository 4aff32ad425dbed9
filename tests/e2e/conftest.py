"""The sandbox with the assistant in one process, as a newcomer starts it, on each database; and its page alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.cli.audit import audit
from tests.support.browser import chromium
from tests.support.databases import Shop
from tests.support.installation import Installation
from tests.support.pages import Stage, staged
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.purchases import CUSTOMER, QUICK_READER, START, Purchases
from tests.support.sandbox_client import SandboxClient
from tests.support.telegram import check_requests
from tests.support.untouched import untouched_settings


async def books_agree(database_url: str, folder: Path) -> None:
    """Whatever a test did to the assistant, which ran in this folder: no entry, payment or credit line may disagree
    afterwards, and every sealed field opens in its place.
    """
    own = {"database_url": database_url, "data_dir": folder / "data"}
    settings = untouched_settings().model_copy(update=own)
    breaches: list[str] = []
    assert await audit(settings, say=lambda _: None, complain=breaches.append) == 0, breaches


@pytest.fixture
def database_kind() -> str:
    """What the services do is tested on both kinds; what is said about it does not depend on the kind."""
    return "sqlite"


@pytest.fixture
def shop(request: pytest.FixtureRequest, shop: Shop) -> Shop:
    """The newcomer's, where people talk to the assistant."""
    return Shop.EXAMPLE if {"sandbox", "installation"} & {*request.fixturenames} else shop


@pytest.fixture(scope="session")
def purchases(tmp_path_factory: pytest.TempPathFactory) -> Purchases:
    return Purchases(tmp_path_factory.mktemp("purchases"))


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path, database_kind: str) -> Iterator[str]:
    """Under `bought`, what `CUSTOMER` bought is in it."""
    bought = request.node.get_closest_marker("bought")
    if bought is None:
        yield request.getfixturevalue("fresh_database_url")
        return
    databases = request.getfixturevalue(f"{database_kind}_databases")
    url = request.getfixturevalue("purchases").copy(databases, *bought.args, folder=tmp_path)
    yield url
    if database_kind == "postgres":
        databases.spend(url)


@pytest.fixture
async def sandbox(
    request: pytest.FixtureRequest, tmp_path: Path, database_url: str
) -> AsyncIterator[SandboxClient]:
    """Yields the people's side. At the end every request the assistant made is held against the Bot API."""
    options = ("--port", "0", "--database-url", database_url, "--at", START, "--no-limits")
    async with running("sandbox", *options, cwd=tmp_path, **QUICK_READER) as process:
        address = await process.sandbox_address()
        async with SandboxClient(address) as client:
            if request.node.get_closest_marker("bought"):
                await _begun(client)
            yield client
            check_requests(await client.requests())
        assert not [line for line in process.lines if "ERROR" in line or "Traceback" in line], process.lines
        assert await process.stop() == 0
    await books_agree(database_url, tmp_path)


async def _begun(client: SandboxClient) -> None:
    """Wait until the assistant is there, which otherwise is waited for by whoever arrives: it knows of what was bought."""
    while await client.next_due() is None:  # noqa: ASYNC110 - another process gets there
        await asyncio.sleep(0.01)


@pytest.fixture
async def person(request: pytest.FixtureRequest, sandbox: SandboxClient) -> Person:
    """Somebody who was welcomed a moment ago or, under `bought`, placed an order."""
    newcomer = Person(sandbox, CUSTOMER)
    if request.node.get_closest_marker("bought") is None:
        await newcomer.arrive()
    return newcomer


@pytest.fixture
async def applicant(person: Person) -> Person:
    """Somebody who buys and is asked for their name."""
    await person.reach_name()
    return person


@pytest.fixture
async def installation(tmp_path: Path, database_url: str) -> AsyncIterator[Installation]:
    options = ("--no-bot", "--port", "0", "--at", START, "--no-limits", "--clock", "frozen")
    async with running("sandbox", *options, cwd=tmp_path) as server:
        address = await server.sandbox_address()
        async with SandboxClient(address) as client:
            yield Installation(tmp_path, database_url, client)
            check_requests(await client.requests())
        assert not [
            line for line in server.lines if "the clock moves on" in line
        ]  # nobody was waited for in vain
    await books_agree(database_url, tmp_path)


@pytest.fixture(params=["polling", "webhook"])
def either_way(installation: Installation, request: pytest.FixtureRequest) -> Installation:
    """The test runs once with each way of receiving."""
    if request.param == "webhook":
        installation.use_webhook()
    return installation


@pytest.fixture
def web(installation: Installation) -> str:
    """Updates come by webhook; the address of the web app."""
    return installation.use_webhook()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One a worker: it takes longer to start than a test."""
    async with chromium() as launched:
        yield launched


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser, tmp_path: Path) -> AsyncIterator[Stage]:
    """The chat page on a sandbox whose bot is the test."""
    async with staged(browser, tmp_path) as ready:
        yield ready
