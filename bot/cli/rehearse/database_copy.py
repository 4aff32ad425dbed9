"""A copy of what notices are made from, in a folder of its own that goes when the rehearsal is over.

Read in one transaction that cannot write, so that it is one moment's state. Names, identity numbers, documents and
conversations stay where they are; Telegram's ids and the tokens of cards are left out of what is copied.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, event, insert, literal, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import SQLModel, col
from tqdm import tqdm

from bot.db.engine import create_engine
from bot.db.store import open_store
from bot.settings import Settings
from bot.shutdown import go_on
from domain import tables as t
from domain.dates import business_day

BATCH = 1000
_WHOLE: tuple[type[SQLModel], ...] = (
    t.Institution,
    t.Customer,
    t.Purchase,
    t.Order,
    t.OrderLine,
    t.Loan,
    t.Installment,
    t.HardshipPlan,
    t.RepaymentQuote,
    t.Payment,
    t.PaymentCard,
    t.DebitMandate,
    t.Refund,
    t.Return,
    t.Shipment,
    t.PlannedDay,
    t.ReminderChoice,
    t.Case,
    t.BackupChannelChoice,
    t.TrackedBill,
    t.TrackedDue,
    t.Sharing,
)
_UNFINISHED = (t.NoticeStatus.PLANNED, t.NoticeStatus.CLAIMED, t.NoticeStatus.SENDING)
# A notice that is done with is looked at again on its day only; a monthly one is keyed by the month's first.
_REMEMBERED = timedelta(days=40)


@contextlib.asynccontextmanager
async def copied(settings: Settings, now: datetime, stopped: asyncio.Event) -> AsyncIterator[AsyncEngine]:
    """Yield an engine on a copy that nobody else can read. Raises `SettingsError` where the tables are not up to
    date, and `Stopped`.
    """
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:  # 0700
        engine = _engine_of_the_copy(Path(folder) / "copy.db")
        try:
            await _copy(settings, engine, business_day(now), stopped)
            yield engine
        finally:
            await engine.dispose()


def _engine_of_the_copy(path: Path) -> AsyncEngine:
    engine = create_engine(f"sqlite+aiosqlite:///{path}")
    event.listen(engine.sync_engine, "connect", _loosen)
    return engine


def _loosen(connection: Any, _record: object) -> None:
    """Loosen the copy: it need not survive a power cut, and what its rows refer to is not all there."""
    for pragma in ("synchronous=OFF", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}")


async def _copy(settings: Settings, target: AsyncEngine, today: date, stopped: asyncio.Event) -> None:
    async with open_store(settings) as store, _reading(store.engine) as taken, target.connect() as put:
        await put.run_sync(SQLModel.metadata.create_all)
        with tqdm(desc="copying", unit=" rows", disable=None, leave=False) as bar:
            for model, wanted in _wanted(today):
                async for rows in _batches(taken, model, wanted):
                    await go_on(stopped)
                    await put.execute(insert(model), rows)
                    bar.update(len(rows))
        await put.commit()


@contextlib.asynccontextmanager
async def _reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Yield a connection that cannot write, in one transaction."""
    on_sqlite = engine.dialect.name == "sqlite"
    if not on_sqlite:
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    async with engine.connect() as connection:
        if on_sqlite:
            await connection.exec_driver_sql("PRAGMA query_only=ON")
        yield connection


def _wanted(today: date) -> Sequence[tuple[type[SQLModel], ColumnElement[bool]]]:
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    # The monthly summary asks when what fell due in the month that ended was paid.
    summed_up = select(col(t.Installment.id)).where(col(t.Installment.due_date) >= last_month)
    return (
        *((model, true()) for model in _WHOLE),
        (t.LedgerEntry, col(t.LedgerEntry.installment_id).in_(summed_up)),
        (
            t.Notice,
            or_(
                col(t.Notice.status).in_(_UNFINISHED),
                col(t.Notice.business_day) >= today - _REMEMBERED,
            ),
        ),
    )


async def _batches(
    connection: AsyncConnection, model: type[SQLModel], wanted: ColumnElement[bool]
) -> AsyncIterator[list[dict[str, Any]]]:
    """Rows by key, `BATCH` at a time: memory does not grow with the table."""
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    key = tuple(table.primary_key.columns)
    page = select(table).where(wanted).order_by(*key).limit(BATCH)
    count = 0
    rows = await _read(connection, page)
    while rows:
        yield [_without_secrets(table, row, count + place) for place, row in enumerate(rows, 1)]
        count += len(rows)
        last = tuple_(*(literal(rows[-1][column.name], column.type) for column in key))
        rows = await _read(connection, page.where(tuple_(*key) > last))


async def _read(connection: AsyncConnection, statement: Any) -> Sequence[RowMapping]:
    return (await connection.execute(statement)).mappings().all()


def _without_secrets(table: Table, row: RowMapping, number: int) -> dict[str, Any]:
    """Return the row without what no notice says; `number` is its place in the table."""
    match table.name:
        case "customers":
            has_chat = row["telegram_id"] is not None
            return {**row, "telegram_id": number if has_chat else None, "telegram_token": None}
        case "payment_cards":
            return {**row, "token": ""}
        case "backup_channels":
            return {**row, "address_token": "", "pending_token": None}
        case "tracked_bills":
            return {**row, "terms_token": ""}
        case "shipments":
            return {**row, "receiver_token": "", "phone_token": "", "address_token": ""}
        case "loans":
            return {**row, "disclosure": {}}
    return dict(row)
