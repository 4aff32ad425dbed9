"""Posting a payment, beside bare transactions that write as many rows on the same database."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from time import perf_counter

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import gc_tuning as memory
from bot.db.migrate import migrate
from bot.settings import Settings
from bot.wiring import Container, build_container, catalog_importer
from domain.customers.results import CustomerView
from domain.ids import new_id
from domain.payments.gateways import GatewayRegistry
from domain.payments.ports import (
    CANCELLED,
    AmountRange,
    Charge,
    ChargeResult,
    ChargeStatus,
    GatewayRefundStatus,
    RefundRequest,
    RefundResult,
)
from domain.payments.service import PaymentService
from domain.quotes.results import QuoteView
from domain.value import replace
from tests.benchmarks import tables
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import PostgresDatabases
from tests.support.people import arrive, buy, id_number_of, verify

MEASURES = True
PEOPLE = 20
PERIODS = 12  # payments a person
ROUNDS = 3


class InstantGateway:
    """Answers at once, so that only what we write is measured."""

    name = "instant"
    amounts = AmountRange()
    customer_acts = False

    async def start(self, charge: Charge) -> ChargeResult:
        return ChargeResult(ChargeStatus.SUCCEEDED, charge.payment_id)

    async def query(self, payment_id: str) -> ChargeResult:
        return ChargeResult(ChargeStatus.NOT_FOUND)

    async def cancel(self, payment_id: str) -> ChargeResult:
        return ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED)

    async def refund(self, request: RefundRequest) -> RefundResult:
        return RefundResult(GatewayRefundStatus.BY_HAND)


async def borrowers(container: Container, first_id: int) -> list[CustomerView]:
    people = [await arrive(container, first_id + number) for number in range(PEOPLE)]
    for number, person in enumerate(people, start=first_id):
        await verify(container, person, id_number_of(number))
        await buy(container, person)
    return people


async def post_next(container: Container, service: PaymentService, people: list[CustomerView]) -> float:
    """Seconds that posting the next bill of each took; making the quotes is not in them."""
    quotes = [await _quote(container, person) for person in people]
    begun = perf_counter()
    for person, quote in zip(people, quotes, strict=True):
        await service.confirm_quote(person.id, quote.quote_id)
    return perf_counter() - begun


async def _quote(container: Container, person: CustomerView) -> QuoteView:
    (bill, *_) = (await container.services.bills.open_bills(person.id)).bills
    return await container.services.quotes.bill(person.id, bill.installment_id)


async def prepare_bare(engine: AsyncEngine) -> None:
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(
            text("CREATE TABLE bare (id TEXT PRIMARY KEY, a TEXT, b TEXT, n BIGINT, m BIGINT)")
        )
        for number in range(4):
            await connection.execute(_INSERT, {"id": f"kept-{number}"})


async def write_bare(engine: AsyncEngine, count: int) -> float:
    """Two transactions each, like a payment's: one row is inserted; two are inserted and four changed."""
    writing = engine.execution_options(writes=True)
    begun = perf_counter()
    for _ in range(count):
        payment = new_id()
        async with writing.begin() as connection:
            await connection.execute(_INSERT, {"id": payment})
        async with writing.begin() as connection:
            await connection.execute(_INSERT, {"id": new_id()})
            await connection.execute(_INSERT, {"id": new_id()})
            for changed in (payment, "kept-1", "kept-2", "kept-3"):
                await connection.execute(_UPDATE, {"id": changed})
    return perf_counter() - begun


_INSERT = text("INSERT INTO bare VALUES (:id, 'a text', 'another text', 1, 2)")
_UPDATE = text("UPDATE bare SET n = n + 1 WHERE id = :id")


async def measure(database_url: str, folder: Path) -> tuple[float, float]:
    """Payments a second, ours and bare; medians of turns, so that what else the machine does falls on both."""
    settings = Settings(database_url=database_url, data_dir=folder / "data", disclosure_reading_s=0)
    container = build_container(settings, MovableClock())
    plenty = tuple(replace(product, stock=1_000_000) for product in catalog().products)
    await catalog_importer(container.store).apply(catalog(products=plenty), {})
    service = PaymentService(container.store, container.clock, GatewayRegistry(InstantGateway()))
    await prepare_bare(container.engine)
    turns = []
    memory.started()  # as the assistant does
    for number in range(ROUNDS):
        people = await borrowers(container, number * PEOPLE + 1)
        for _ in range(PERIODS):
            ours_s = await post_next(container, service, people)
            turns.append([ours_s, await write_bare(container.engine, PEOPLE)])
    await container.aclose()
    ours_s, bare_s = tables.medians(turns)
    return PEOPLE / ours_s, PEOPLE / bare_s


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.setdefault("XDG_RUNTIME_DIR", name)  # the server's wheel warns where it is missing
        sqlite = f"sqlite+aiosqlite:///{folder / 'posting.db'}"
        asyncio.run(migrate(sqlite))
        server = PostgresDatabases(folder)
        try:
            measured = {
                "SQLite": asyncio.run(measure(sqlite, folder)),
                "PostgreSQL": asyncio.run(measure(server.fresh(), folder)),
            }
        finally:
            server.stop()
    tables.heading(f"Posting a payment, {PEOPLE} at a time (medians of {ROUNDS * PERIODS} turns)")
    for database, (ours, bare) in measured.items():
        tables.line(f"{database}, bare transactions", bare, "a second")
        tables.line(f"{database}, payments posted", ours, "a second")
        tables.ratio(f"{database}, ours / bare", ours / bare, "at least 0.4")
