"""Whoever writes another number at Telegram into a customer's row, without the keys, is nobody."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import text

from bot.cli.audit import audit
from bot.cli.migrate import bring_up_to_date
from bot.cli.prepare import prepare
from bot.db.sealed_accounts import seal_accounts
from bot.run import open_container
from bot.settings import Settings, SettingsError
from bot.web.metrics import PrometheusObserver
from bot.wiring import Container, build_container
from domain.customers.errors import AccountRefused
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.earlier_tables import bring_back
from tests.support.people import arrive, buy

THIEF = 9_900_000_099


async def write(container: Container, statement: str, **values: object) -> None:
    async with container.engine.execution_options(writes=True).begin() as connection:
        assert (await connection.execute(text(statement), values)).rowcount >= 1


async def take_over(container: Container, customer_id: str) -> None:
    await write(container, "UPDATE customers SET telegram_id = :to WHERE id = :id", to=THIEF, id=customer_id)


async def breaches_of(settings: Settings) -> list[str]:
    breaches: list[str] = []
    await audit(settings, say=lambda _: None, complain=breaches.append)
    return breaches


@on_sqlite
async def test_who_wrote_their_number_into_a_customer_is_refused_counted_and_named_by_the_audit(
    settings: Settings, container: Container, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    assert await breaches_of(settings) == []
    await take_over(container, customer.id)
    observer = PrometheusObserver()
    watched = build_container(settings, clock, observer)
    for name in (None, "name"):
        with pytest.raises(AccountRefused):
            await watched.services.customers.arrive(THIEF, "zh-hans", name)
    with pytest.raises(AccountRefused):
        await watched.services.customers.view(customer.id)
    await watched.aclose()
    counted = 'fenqi_fields_refused_total{column="telegram_token",table="customers"} 3.0'
    assert counted in observer.text().decode()
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(said) == 1  # once for each row
    assert "customers.telegram_token" in said[0]
    assert not any(secret in caplog.text for secret in (str(THIEF), customer.id))
    assert await breaches_of(settings) == [
        f"customers {customer.id}: its number at Telegram is not the one that was sealed, or it was frozen then.",
        "1 breach(es) in the books.",
    ]


async def test_the_seal_of_one_customer_is_none_of_another(settings: Settings, container: Container) -> None:
    """Number and seal of an account of one's own, written into another's row."""
    victim, own = await arrive(container, 1), await arrive(container, 2)
    async with container.engine.execution_options(writes=True).begin() as connection:
        sealed = await connection.scalar(
            text("SELECT telegram_token FROM customers WHERE id = :id"), {"id": own.id}
        )
    await write(container, "UPDATE customers SET telegram_id = 3 WHERE id = :id", id=own.id)
    await write(
        container,
        "UPDATE customers SET telegram_id = 2, telegram_token = :token WHERE id = :id",
        token=sealed,
        id=victim.id,
    )
    for number in (2, 3):
        with pytest.raises(AccountRefused):
            await arrive(container, number)
    breaches = await breaches_of(settings)
    assert [line for line in breaches if victim.id in line] == [
        f"customers {victim.id}, telegram_token: does not open in its place: moved, altered, or without its key."
    ]
    assert [line for line in breaches if own.id in line] == [
        f"customers {own.id}: its number at Telegram is not the one that was sealed, or it was frozen then."
    ]


async def test_a_seal_that_was_taken_out_is_refused_and_never_made_anew(
    settings: Settings, container: Container
) -> None:
    customer, other = await arrive(container, 1), await arrive(container, 2)
    await take_over(container, customer.id)
    await write(container, "UPDATE customers SET telegram_token = NULL WHERE id = :id", id=customer.id)
    assert await bring_up_to_date(settings, say=lambda _: None, complain=lambda _: None) == 0
    async with open_container(settings) as again:
        with pytest.raises(AccountRefused):
            await again.services.customers.arrive(THIEF, "zh-hans")
        assert (await again.services.customers.arrive(2, "zh-hans")).id == other.id
    assert await breaches_of(settings) == [
        f"customers {customer.id}: its number at Telegram is not sealed: the seal was taken out.",
        "1 breach(es) in the books.",
    ]


async def of_an_earlier_version(container: Container) -> None:
    """The tables as they were before there were seals."""
    await bring_back(container.engine, "0008")


async def test_a_database_of_an_earlier_version_is_sealed_once_by_migrate(
    settings: Settings, container: Container
) -> None:
    people = [await arrive(container, number) for number in range(1, 4)]
    await of_an_earlier_version(container)
    said: list[str] = []
    for _ in range(2):
        assert await bring_up_to_date(settings, say=said.append, complain=said.append) == 0
    assert [line for line in said if "sealed" in line] == [
        "The Telegram accounts of 3 customer(s) were sealed."
    ]
    assert [(await arrive(container, number)).id for number in range(1, 4)] == [each.id for each in people]
    assert await breaches_of(settings) == []


async def test_where_every_seal_was_taken_out_none_is_made_anew_and_nothing_starts(
    settings: Settings, container: Container
) -> None:
    customer = await arrive(container, 1)
    await take_over(container, customer.id)
    await write(container, "UPDATE customers SET telegram_token = NULL")
    said: list[str] = []
    assert await bring_up_to_date(settings, say=said.append, complain=said.append) == 0
    await prepare(settings, None, say=said.append, complain=said.append)
    assert not any("sealed" in line for line in said)
    with pytest.raises(SettingsError, match=r"no customer's Telegram account is sealed.*restore a backup"):
        async with open_container(settings):
            pass


async def test_an_upgrade_that_was_broken_off_before_it_sealed_is_finished_when_asked(
    settings: Settings, container: Container
) -> None:
    customer = await arrive(container, 1)
    await write(container, "UPDATE customers SET telegram_token = NULL")
    assert await bring_up_to_date(settings, say=print, complain=print, seal=True) == 0
    async with open_container(settings) as started:
        assert (await started.services.customers.arrive(1, "zh-hans")).id == customer.id
    assert await breaches_of(settings) == []


async def test_more_accounts_than_fit_one_batch_are_all_sealed(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 8):
        await arrive(container, number)
    await write(container, "UPDATE customers SET telegram_token = NULL")
    monkeypatch.setattr("bot.db.sealed_accounts.BATCH", 3)
    assert await seal_accounts(container.engine, container.cipher) == 7
    assert not (await arrive(container, 7)).is_new
