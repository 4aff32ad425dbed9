"""A form for one's identity is taken once, whatever became of it, by whichever process."""

from __future__ import annotations

import asyncio

import pytest

from bot.settings import Settings
from bot.wiring import Container, build_container
from domain.errors import InvalidInput
from domain.identity.types import FormProblems, IdentityState
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive

OPENED_S = 1_795_478_400


async def send(container: Container, customer_id: str, opened_s: int, name: str = NAME) -> IdentityState:
    view = await container.services.identity.submit_form(customer_id, name, ADULT, PHONE, opened_s=opened_s)
    return view.state


@on_sqlite
async def test_what_was_wiped_is_not_brought_back_by_the_same_form_or_an_older_one(
    container: Container,
) -> None:
    customer = await arrive(container)
    assert await send(container, customer.id, OPENED_S) is IdentityState.VERIFIED
    for consent in (await container.services.privacy.view(customer.id)).consents:
        await container.services.privacy.withdraw(customer.id, consent.consent_id)
    assert (await container.services.identity.view(customer.id)).state is IdentityState.NONE
    for replayed_s in (OPENED_S, OPENED_S - 60):
        with pytest.raises(InvalidInput):
            await send(container, customer.id, replayed_s)
    assert (await container.services.identity.view(customer.id)).state is IdentityState.NONE
    assert await send(container, customer.id, OPENED_S + 1) is IdentityState.VERIFIED


@on_sqlite
async def test_problems_do_not_use_it_up(container: Container) -> None:
    customer = await arrive(container)
    for _ in range(2):
        with pytest.raises(FormProblems):
            await send(container, customer.id, OPENED_S, name="张*")
    assert await send(container, customer.id, OPENED_S) is IdentityState.VERIFIED


async def test_of_two_processes_one_takes_it(
    container: Container, settings: Settings, clock: MovableClock
) -> None:
    customer, other = await arrive(container), build_container(settings, clock)
    try:
        sent = [send(one, customer.id, OPENED_S) for one in (container, other)]
        outcomes = await asyncio.gather(*sent, return_exceptions=True)
    finally:
        await other.aclose()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IdentityState", "InvalidInput"]
