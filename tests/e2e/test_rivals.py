"""Two processes confirm, look up and follow the same payments at once: each is charged once and posted once."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sqlite3
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.sandbox.charge_book import ChargeBook
from bot.wiring import Container, catalog_importer
from domain.value import replace
from tests.support.builders import catalog
from tests.support.databases import on_each_database
from tests.support.gateways import serving
from tests.support.people import arrive, buy, id_number_of, verify
from tests.support.processes import Helper
from tests.support.returning import require_clean_books
from tests.support.storm import MoodyGateway

pytestmark = pytest.mark.long

LOANS = int(os.environ.get("RIVALS_LOANS", "12"))
RIVALS = 2
BOOK_FILE = "charges.db"


def _rival(*arguments: str) -> Helper:
    helper = Helper("tests.support.rival", *arguments)
    assert helper.hear() == "ready"
    return helper


def _go(rival: Helper) -> str:
    """What it says of all it did."""
    rival.tell("go")
    said = rival.hear()
    rival.close()
    return said


@on_each_database
async def test_two_processes_that_pay_the_same_bills_take_each_amount_once(
    container: Container, database_url: str, tmp_path: Path
) -> None:
    goods = tuple(replace(product, stock=LOANS) for product in catalog().products)
    await catalog_importer(container.store).apply(catalog(products=goods), {})
    await _quote_bills(container, tmp_path / "offers")
    later_s = [0]
    book = ChargeBook(tmp_path / BOOK_FILE, lambda: time.time() + later_s[0])
    moody = MoodyGateway(book, random.Random(LOANS))
    async with serving(moody) as address:
        arguments = (database_url, address, str(tmp_path))
        rivals = [_rival(*arguments, str(number)) for number in range(RIVALS)]
        said = await asyncio.gather(*(asyncio.to_thread(_go, rival) for rival in rivals))
        moody.trouble, later_s[0] = 0, 3600  # what takes its time is done
        said.append(await asyncio.to_thread(_go, _rival(*arguments, "last")))
    book.close()
    print([json.loads(out) for out in said], dict(moody.met))
    seen = [Counter(json.loads(out)) for out in said]
    assert all(each["Receipt"] and each["swept"] for each in seen[:RIVALS])
    await _require_each_once(container, tmp_path / BOOK_FILE)
    await require_clean_books(container)


async def _quote_bills(container: Container, file: Path) -> None:
    """The first bill of everybody, on a confirmation screen."""
    lines = []
    for number in range(1, LOANS + 1):
        owner = await arrive(container, number)
        await verify(container, owner, id_number_of(number))
        bill = (await buy(container, owner)).bills[0]
        lines.append(
            f"{owner.id} {(await container.services.quotes.bill(owner.id, bill.installment_id)).quote_id}"
        )
    file.write_text("\n".join(lines))


async def _require_each_once(container: Container, file: Path) -> None:
    query = "SELECT id, amount_fen, status FROM payments ORDER BY id"
    async with container.engine.connect() as connection:
        payments = [tuple(row) for row in await connection.execute(text(query))]
    assert len(payments) == LOANS
    assert {status for *_, status in payments} <= {"posted", "void"}
    declined = {payment_id for payment_id, _, status in payments if status == "void"}
    with sqlite3.connect(file) as book:
        charged = list(book.execute("SELECT id, amount_fen FROM charges ORDER BY id"))
        refused = {row[0] for row in book.execute("SELECT id FROM declined")}
    assert charged == [(payment_id, amount_fen) for payment_id, amount_fen, _ in payments]
    assert refused == declined
