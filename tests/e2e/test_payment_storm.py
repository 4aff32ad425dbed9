"""Whatever customers, sweeps and failing gateways do at once: every payment is posted once, void, or the customer's."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

import bot.wiring
from bot.adapters.holidays import ChineseHolidays
from bot.adapters.payments.registry import PaymentMethods
from bot.adapters.payments.sandbox import SandboxGateway
from bot.payment_poller import PaymentPoller
from bot.sandbox.charge_book import ChargeBook
from bot.settings import Settings
from bot.web.webhooks import Webhooks
from bot.wiring import NOTICES, build_container, catalog_importer
from domain.notices.delivery import DeliveryService
from domain.payments.gateways import GatewayRegistry
from domain.value import replace
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import postgres_usually
from tests.support.gateways import serving
from tests.support.people import arrive, buy, id_number_of, verify
from tests.support.qr_gateway import QrGateway
from tests.support.returning import require_clean_books
from tests.support.storm import KEY, MoodyGateway, Storm
from tests.support.thorough import either

pytestmark = pytest.mark.long

# Other weather: STORM_SEEDS=2,3,4; more of it: STORM_ACTS=5000.
LOANS = int(os.environ.get("STORM_LOANS", either("12", "20")))
ACTS = int(os.environ.get("STORM_ACTS", either("240", "400")))
SEEDS = [int(seed) for seed in os.environ.get("STORM_SEEDS", "1").split(",")]
BOOK_FILE = "charges.db"


@pytest.fixture(params=SEEDS)
def chance(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(request.param)


@pytest.fixture
def moody(tmp_path: Path, clock: MovableClock, chance: random.Random) -> MoodyGateway:
    return MoodyGateway(
        ChargeBook(tmp_path / BOOK_FILE, lambda: clock.now().timestamp()), random.Random(chance.random())
    )


@pytest.fixture
async def storm(
    settings: Settings,
    clock: MovableClock,
    tmp_path: Path,
    chance: random.Random,
    moody: MoodyGateway,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Storm]:
    qr = QrGateway(tmp_path)
    async with serving(moody) as address:
        sandbox = SandboxGateway(address, key=KEY)
        payment_methods = PaymentMethods(
            GatewayRegistry(sandbox, qr), {"sandbox": sandbox}, closers=[sandbox.aclose]
        )
        monkeypatch.setattr(bot.wiring, "build_payment_methods", lambda *_: payment_methods)
        container = build_container(settings, clock)
        goods = tuple(replace(product, stock=LOANS) for product in catalog().products)
        await catalog_importer(container.store).apply(catalog(products=goods), {})
        owners = [await arrive(container, number) for number in range(1, LOANS + 1)]
        for number, owner in enumerate(owners):
            await verify(container, owner, id_number_of(number))
            await buy(container, owner)
        notices = DeliveryService(container.store, clock, RecordingChannel(), ChineseHolidays(), NOTICES)
        poller = PaymentPoller(container.services.payments, notices, clock)
        webhooks = Webhooks(container, "1:storm", poller.send_soon)
        yield Storm(container, clock, moody.book, qr, webhooks, owners, chance)
        await container.aclose()
    moody.book.close()
    qr.close()


@postgres_usually
async def test_after_the_storm_every_payment_is_posted_once_void_or_the_customers(
    storm: Storm, moody: MoodyGateway, tmp_path: Path
) -> None:
    await storm.rage(ACTS)
    moody.trouble = 0
    await storm.settle()
    statuses = await _statuses(storm)
    print(dict(storm.done), dict(storm.refused), dict(moody.met), statuses)
    assert statuses.keys() <= {"posted", "void", "credited"}
    assert statuses["posted"] > ACTS / 20
    assert statuses["credited"] > 0
    assert await _taken(storm, "sandbox", "id") == _charged(tmp_path / BOOK_FILE, storm)
    assert await _taken(storm, "qr", "gateway_reference") == storm.qr.paid()
    await require_clean_books(storm.container)

    moody.trouble, storm.qr.lose_answers = 0.4, 3
    owed_fen = await _one(storm, "SELECT sum(received_fen) FROM payments WHERE status = 'credited'")
    await storm.pay_everything_back()
    assert await _one(storm, "SELECT count(*) FROM refunds WHERE status <> 'done'") == 0
    assert await _one(storm, "SELECT sum(amount_fen) FROM refunds") == owed_fen
    assert storm.qr.refunded_fen() + _refunded_fen(tmp_path / BOOK_FILE) == owed_fen
    await require_clean_books(storm.container)


async def _statuses(storm: Storm) -> dict[str, int]:
    async with storm.container.engine.connect() as connection:
        rows = await connection.execute(text("SELECT status, count(*) FROM payments GROUP BY status"))
        return {str(row[0]): int(row[1]) for row in rows}


async def _taken(storm: Storm, gateway: str, key: str) -> dict[str, int]:
    """What the books say came in by this gateway."""
    query = (
        f"SELECT {key}, coalesce(received_fen, amount_fen) FROM payments"
        f" WHERE gateway = '{gateway}' AND status IN ('posted', 'credited')"
    )
    async with storm.container.engine.connect() as connection:
        rows = list(await connection.execute(text(query)))
    assert len({row[0] for row in rows}) == len(rows)
    return {str(row[0]): int(row[1]) for row in rows}


def _charged(file: Path, storm: Storm) -> dict[str, int]:
    """What the sandbox's gateway says that it took."""
    with sqlite3.connect(file) as book:
        ids = [row[0] for row in book.execute("SELECT id FROM charges")]
    outcomes = {charge_id: storm.book.outcome(charge_id) for charge_id in ids}
    return {
        charge_id: outcome["amount_fen"]
        for charge_id, outcome in outcomes.items()
        if outcome is not None and outcome["status"] == "succeeded"
    }


def _refunded_fen(file: Path) -> int:
    with sqlite3.connect(file) as book:
        return int(book.execute("SELECT coalesce(sum(amount_fen), 0) FROM refunds").fetchone()[0])


async def _one(storm: Storm, query: str) -> int:
    async with storm.container.engine.connect() as connection:
        return int(await connection.scalar(text(query)) or 0)
