"""Who was reading a cost disclosure when the process ended is found again by the next one."""

from __future__ import annotations

from bot.wiring import House
from domain.customers.results import CustomerView
from tests.support.people import arrive, verify

MESSAGE_ID = 77


async def at_the_disclosure(house: House) -> tuple[CustomerView, str]:
    customer = await arrive(house)
    checkout, signing = house.services.checkout, house.services.signing
    draft_id = (await checkout.start_with(customer.id, "xiaomi-15")).draft_id
    await checkout.choose_periods(customer.id, draft_id, 12)
    await verify(house, customer)
    await checkout.choose_plan(customer.id, draft_id, "consumer-12")
    await signing.disclosure(customer.id, draft_id)
    await signing.disclosure_seen_in(customer.id, draft_id, MESSAGE_ID)
    return customer, draft_id


async def readers(house: House) -> list[tuple[str, int]]:
    return [(reader.draft_id, reader.message_id) for reader in await house.services.signing.readers()]


async def test_whoever_was_reading_is_found_after_a_restart(house: House) -> None:
    _, draft_id = await at_the_disclosure(house)
    assert await readers(house) == [(draft_id, MESSAGE_ID)]


async def test_killed_between_the_end_of_the_time_and_the_button_the_button_still_comes(house: House) -> None:
    customer, draft_id = await at_the_disclosure(house)
    assert await house.services.signing.reading_time_over(customer.id, draft_id) is not None
    assert await readers(house) == [(draft_id, MESSAGE_ID)]


async def test_whoever_went_on_is_no_reader_any_more(house: House) -> None:
    customer, draft_id = await at_the_disclosure(house)
    over = await house.services.signing.reading_time_over(customer.id, draft_id)
    assert over is not None
    await house.services.signing.finish_reading(customer.id, draft_id, over.version)
    assert await readers(house) == []
