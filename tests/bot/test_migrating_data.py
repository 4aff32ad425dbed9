"""What an older version wrote is kept by the migrations, and its books agree afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, inspect, text

from bot.db.engine import create_engine
from bot.migrating import alembic_config, migrate
from bot.settings import Settings
from bot.wiring import build_house, catalog_importer
from domain.services.audit import AuditService
from domain.tables import Customer
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import SqliteDatabases
from tests.support.people import arrive, buy, repay_next

BEFORE_EARLY_REPAYMENT = "0004"
OLD_ACCOUNTS = {"fee_receivable": "fee_income", "interest_receivable": "interest_income"}


async def rows_of_today(url: str, settings: Settings, clock: MovableClock) -> dict[str, list[dict[str, Any]]]:
    """Two loans, one bill of each kind of plan paid, as the present version writes them."""
    house = build_house(settings.model_copy(update={"database_url": url}), clock)
    await catalog_importer(house.store).apply(catalog(), {})
    customer = await arrive(house)
    for plan_id in ("consumer-12", "bank-12"):
        order = await buy(house, customer, plan_id=plan_id)
        await repay_next(house, customer, order.bills[0].loan_id)
    async with house.engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        found = {
            name: [dict(row) for row in (await connection.execute(text(f"SELECT * FROM {name}"))).mappings()]
            for name in names
        }
    await house.aclose()
    return found


def in_the_old_way(found: dict[str, list[dict[str, Any]]]) -> None:
    """One entry for the whole principal at drawdown, costs booked as income when they are paid, and no chain."""
    entries = []
    for loan in found["loans"]:
        of_loan = [entry for entry in found["ledger_entries"] if entry["loan_id"] == loan["id"]]
        opening = {**of_loan[0], "amount_fen": loan["principal_fen"], "installment_id": None}
        paid = [entry for entry in of_loan if entry["rule"] != "drawdown"]
        for number, entry in enumerate([opening, *paid], start=1):
            account = entry["credit_account"]
            entries.append(
                {**entry, "seq": number, "credit_account": OLD_ACCOUNTS.get(account, account), "chain": ""}
            )
    found["ledger_entries"] = entries


def fill(connection: Connection, found: dict[str, list[dict[str, Any]]]) -> None:
    """The rows into tables of an older schema, as far as it knows their columns."""
    present = set(inspect(connection).get_table_names())
    for name in (table.name for table in Customer.metadata.sorted_tables if table.name in present):
        known = {column["name"] for column in inspect(connection).get_columns(name)}
        for row in found[name]:
            kept = {column: value for column, value in row.items() if column in known}
            places = ", ".join(f":{column}" for column in kept)
            connection.execute(text(f"INSERT INTO {name} ({', '.join(kept)}) VALUES ({places})"), kept)


async def test_a_ledger_of_the_first_version_is_written_in_finer_accounts_and_agrees(
    sqlite_databases: SqliteDatabases, clock: MovableClock, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path / "data", disclosure_reading_s=0)
    found = await rows_of_today(sqlite_databases.fresh(tmp_path), settings, clock)
    in_the_old_way(found)
    old = f"sqlite+aiosqlite:///{tmp_path}/old.db"
    engine = create_engine(old)
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(alembic_config(sync), BEFORE_EARLY_REPAYMENT))
        await connection.run_sync(fill, found)
    await engine.dispose()
    await migrate(old)

    house = build_house(settings.model_copy(update={"database_url": old}), clock)
    audit = AuditService(house.store)
    breaches = [breach async for _, of_loan in audit.loans() for breach in of_loan] + await audit.across()
    assert await audit.loan_count() == 2
    assert breaches == []
    await house.aclose()


async def test_what_was_told_before_the_ladder_is_not_told_again(database_url: str) -> None:
    """The newest notice was planned five minutes after midnight in Beijing, when it was still yesterday in UTC."""
    engine = create_engine(database_url)
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(alembic_config(sync), "0010"))
        await connection.execute(
            text(
                "INSERT INTO customers (id, telegram_id, locale, plain_text, created_at) "
                "VALUES ('c', 1, 'zh_CN', false, '2026-01-05 00:00:00')"
            )
        )
        for kind, status in (("due_soon", "planned"), ("overdue", "claimed"), ("due_today", "planned")):
            await connection.execute(
                text(
                    "INSERT INTO notices (customer_id, kind, business_day, send_after, status, attempts, created_at)"
                    f" VALUES ('c', '{kind}', '2026-02-05', '2026-02-02 01:00:00', '{status}', 0,"
                    " '2026-02-01 16:05:00')"
                )
            )
    await engine.dispose()
    await migrate(database_url)
    async with engine.connect() as connection:
        days = (await connection.execute(text("SELECT CAST(day AS text) FROM planned_days"))).scalars().all()
        told = await connection.execute(text("SELECT kind, status FROM notices ORDER BY kind"))
        assert days == ["2026-02-02"]
        assert [tuple(row) for row in told] == [
            ("due_soon", "skipped"),
            ("due_today", "planned"),
            ("overdue", "skipped"),
        ]
    await engine.dispose()
