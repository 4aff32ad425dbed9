"""Who was reading a cost disclosure when the process ended is found again by the next one."""

from __future__ import annotations

from bot.wiring import Container
from domain.customers.results import CustomerView
from tests.support.databases import on_sqlite
from tests.support.people import arrive, read_and_agree, verify

MESSAGE_ID = 77


async def at_the_disclosure(container: Container) -> tuple[CustomerView, str]:
    customer = await arrive(container)
    checkout, agreements = container.services.checkout, container.services.agreements
    draft_id = (await checkout.start_with(customer.id, "xiaomi-15")).draft_id
    await checkout.choose_periods(customer.id, draft_id, 12)
    await verify(container, customer)
    await checkout.choose_plan(customer.id, draft_id, "consumer-12")
    await agreements.disclosure(customer.id, draft_id)
    await agreements.disclosure_seen_in(customer.id, draft_id, MESSAGE_ID)
    return customer, draft_id


async def disclosures_being_read(container: Container) -> list[tuple[str, int]]:
    return [
        (reader.draft_id, reader.message_id)
        for reader in await container.services.agreements.disclosures_being_read()
    ]


async def test_whoever_was_reading_is_found_after_a_restart(container: Container) -> None:
    _, draft_id = await at_the_disclosure(container)
    assert await disclosures_being_read(container) == [(draft_id, MESSAGE_ID)]


async def test_killed_between_the_end_of_the_time_and_the_button_the_button_still_comes(
    container: Container,
) -> None:
    customer, draft_id = await at_the_disclosure(container)
    assert await container.services.agreements.reading_time_over(customer.id, draft_id) is not None
    assert await disclosures_being_read(container) == [(draft_id, MESSAGE_ID)]


@on_sqlite
async def test_whoever_went_on_is_no_reader_any_more(container: Container) -> None:
    customer, draft_id = await at_the_disclosure(container)
    await read_and_agree(container, customer, draft_id)
    assert await disclosures_being_read(container) == []
