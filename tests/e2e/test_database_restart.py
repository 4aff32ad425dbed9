"""PostgreSQL is cut off in the middle of payments and comes back: everything is answered or handled later, once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.db.engine import create_engine
from bot.settings import Settings
from bot.wiring import Container, build_container, catalog_importer
from domain.customers.results import CustomerView
from domain.errors import DomainError
from domain.payments.results import Receipt
from tests.e2e.test_kills import Walker
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import RESTARTED, PostgresDatabases, Shop, postgres_server
from tests.support.gateways import FaultyApp, book_in, serving
from tests.support.installation import Installation
from tests.support.people import arrive, buy
from tests.support.returning import require_clean_books

pytestmark = [pytest.mark.long, pytest.mark.postgres]
PEOPLE = 5  # as many telephones as the shop has
WALKERS = 8
RESTARTS = 3
PAUSE_S = 0.2
PATIENCE_S = 300.0
T = TypeVar("T")


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresDatabases]:
    """One that nobody else uses."""
    with postgres_server(RESTARTED) as databases:
        yield databases


@pytest.fixture
def database_url(server: PostgresDatabases, shop: Shop) -> str:
    return server.fresh(shop)


async def restart(server: PostgresDatabases) -> None:
    await asyncio.to_thread(server.break_off)
    await asyncio.sleep(PAUSE_S)
    await asyncio.to_thread(server.start_again)


@pytest.fixture
async def paying(settings: Settings, clock: MovableClock, tmp_path: Path) -> AsyncIterator[Container]:
    """The services, with the gateway on a socket of its own."""
    book = book_in(tmp_path)
    async with serving(FaultyApp(book)) as address:
        container = build_container(settings.model_copy(update={"payment_url": address}), clock)
        await catalog_importer(container.store).apply(catalog(), {})
        yield container
        await require_clean_books(container)
        await container.aclose()
    book.close()


async def test_payments_under_way_while_the_database_restarts_are_charged_and_posted_once(
    paying: Container, clock: MovableClock, server: PostgresDatabases
) -> None:
    owners = [await arrive(paying, number) for number in range(PEOPLE)]
    for owner in owners:
        await buy(paying, owner)
    failed: Counter[str] = Counter()
    paid = [asyncio.create_task(_pay_all(paying, owner, failed)) for owner in owners]
    for _ in range(RESTARTS):
        await asyncio.sleep(PAUSE_S)
        await restart(server)
    amounts = [amount for of_owner in await asyncio.gather(*paid) for amount in of_owner]
    await paying.services.payments.reconcile(clock.advance(minutes=5))
    print(dict(failed))
    assert failed["database"] > 0  # or nothing was tried
    assert len(amounts) == PEOPLE * 12
    async with paying.engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT status, count(*), sum(amount_fen) FROM payments GROUP BY status")
        )
        assert [tuple(row) for row in rows] == [("posted", PEOPLE * 12, sum(amounts))]


async def _pay_all(container: Container, owner: CustomerView, failed: Counter[str]) -> list[int]:
    """Bill after bill, tapping each button again until the receipt is there."""
    services, amounts = container.services, list[int]()
    while (await _persistently(partial(services.bills.open_bills, owner.id), failed)).bills:
        bills = await _persistently(partial(services.bills.open_bills, owner.id), failed)
        first = bills.bills[0].installment_id
        quote = await _persistently(partial(services.quotes.bill, owner.id, first), failed)
        receipt = await _persistently(
            partial(services.payments.confirm_quote, owner.id, quote.quote_id), failed
        )
        assert isinstance(receipt, Receipt)
        amounts.append(receipt.amount_fen)
    return amounts


async def _persistently(action: Callable[[], Awaitable[T]], failed: Counter[str]) -> T:
    """Until it works. A database that is away is one kind of error, whatever it was doing."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                return await action()
            except DBAPIError:
                failed["database"] += 1
            except DomainError as refusal:
                failed[type(refusal).__name__] += 1
            await asyncio.sleep(0.05)


async def test_a_chat_goes_on_after_every_restart_of_the_database(
    installation: Installation, server: PostgresDatabases, database_url: str
) -> None:
    walkers = [Walker(installation.sandbox, 1000 + number) for number in range(WALKERS)]
    done = asyncio.gather(*(walker.buy_and_repay() for walker in walkers))
    chance = random.Random(WALKERS)
    async with installation.assistant() as process:
        for _ in range(RESTARTS):
            await asyncio.wait([done], timeout=chance.uniform(2, 3))
            await restart(server)
        await done
        await installation.sandbox.idle()
        assert await process.stop() == 0
    assert any("The connection to the database was lost" in line for line in process.lines), process.lines
    assert not any("Traceback" in line for line in process.lines), "\n".join(process.lines)
    engine = create_engine(database_url)
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT status, count(*) FROM payments GROUP BY status"))
        assert [tuple(row) for row in rows] == [("posted", WALKERS)]
        assert await connection.scalar(text("SELECT count(*) FROM orders")) == WALKERS
        assert await connection.scalar(text("SELECT count(*) FROM inbox WHERE done_at IS NULL")) == 0
    await engine.dispose()
