"""An address of a calendar is its customer's own: sealed, made once, replaced and taken back by them only."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from bot.settings import Settings
from bot.wiring import Container, build_container
from domain.customers.errors import AccountFrozen
from domain.errors import NotFound
from tests.support.clock import MovableClock
from tests.support.people import arrive


async def test_there_is_one_address_and_a_second_tap_makes_no_other(container: Container) -> None:
    customer, feeds = await arrive(container), container.services.feeds
    assert await feeds.view(customer.id) is None
    first = await feeds.make(customer.id)
    assert await feeds.make(customer.id) == first == await feeds.view(customer.id)
    assert first.with_amounts is False
    second = await feeds.renew(customer.id, first.no)
    assert await feeds.renew(customer.id, first.no) == second
    assert second.secret != first.secret


async def test_of_two_processes_that_make_one_there_is_one(
    settings: Settings, container: Container, clock: MovableClock
) -> None:
    customer, rival = await arrive(container), build_container(settings, clock)
    making = [one.services.feeds.make(customer.id) for one in (container, rival) * 3]
    made = await asyncio.gather(*making)
    await rival.aclose()
    assert len({feed.secret for feed in made}) == 1


async def test_what_is_written_down_opens_no_calendar(container: Container) -> None:
    customer, feeds = await arrive(container), container.services.feeds
    secret = (await feeds.make(customer.id)).secret
    assert secret is not None
    async with container.engine.connect() as connection:
        (row,) = (await connection.execute(text("SELECT * FROM calendar_feeds"))).mappings().all()
    assert secret not in "".join(str(value) for value in row.values())
    assert await feeds.file(str(row["secret_hash"])) is None


async def test_a_row_that_was_made_somebody_elses_shows_nothing(container: Container) -> None:
    customer, other, feeds = await arrive(container), await arrive(container, 2), container.services.feeds
    secret = (await feeds.make(customer.id)).secret
    assert secret is not None
    assert await feeds.file(secret) is not None
    async with container.engine.begin() as connection:
        await connection.execute(text("UPDATE calendar_feeds SET customer_id = :other"), {"other": other.id})
    assert await feeds.file(secret) is None
    view = await feeds.view(other.id)
    assert view is not None
    assert view.secret is None


async def test_nobody_changes_the_address_of_somebody_else(container: Container) -> None:
    customer, other, feeds = await arrive(container), await arrive(container, 2), container.services.feeds
    made = await feeds.make(customer.id)
    with pytest.raises(NotFound):
        await feeds.renew(other.id, made.no)
    with pytest.raises(NotFound):
        await feeds.show_amounts(other.id, with_amounts=True)
    await feeds.stop(other.id)
    assert await feeds.view(customer.id) == made


async def test_while_frozen_an_address_can_be_taken_back_and_none_is_made(container: Container) -> None:
    customer, feeds = await arrive(container), container.services.feeds
    made = await feeds.make(customer.id)
    await container.services.security.freeze(customer.id)
    with pytest.raises(AccountFrozen):
        await feeds.renew(customer.id, made.no)
    await feeds.stop(customer.id)
    with pytest.raises(AccountFrozen):
        await feeds.make(customer.id)


async def test_it_is_in_the_copy_without_what_opens_it_and_deleted_with_the_rest(
    container: Container,
) -> None:
    customer, services = await arrive(container), container.services
    secret = (await services.feeds.make(customer.id)).secret
    assert secret is not None
    copy = await services.privacy.copy(customer.id)
    (shown,) = copy.held["account"]["calendar_feeds"]
    assert shown["secret"] == f"{secret[:4]}…"
    assert secret not in str(copy.held)
    await services.privacy.erase(customer.id)
    assert await services.feeds.file(secret) is None
