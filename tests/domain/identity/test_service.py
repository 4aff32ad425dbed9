"""Real-name data: each answer checked as typed, stored encrypted, shown masked."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.wiring import Container
from domain.errors import InvalidInput
from domain.identity.errors import IdentityMissing
from tests.support.builders import ADULT, MINOR, NAME, PHONE
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, verify


@on_sqlite
async def test_answers_are_masked_and_complete_after_the_third(container: Container) -> None:
    customer = await arrive(container)
    await verify(container, customer)
    view = await container.services.identity.view(customer.id)
    assert (view.name_mask, view.id_number_mask, view.phone_mask, view.verified) == (
        "张**", "1****************1", "138****0000", True,
    )  # fmt: skip


async def test_nothing_typed_stands_in_the_database_as_typed(container: Container) -> None:
    customer = await arrive(container)
    await verify(container, customer)
    async with container.engine.connect() as connection:
        (row,) = (await connection.execute(text("SELECT * FROM identities"))).all()
    stored = " ".join(str(value) for value in row)
    assert not any(secret in stored for secret in (ADULT, NAME, PHONE, ADULT[6:14]))


@on_sqlite
@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("", "empty"),
        ("11010119900307001", "length"),
        ("110101199003070012", "check_digit"),
        ("１１０１０１１９９００３０７００１２", "check_digit"),
        ("11010119900307001Z", "characters"),
        (MINOR, "minor"),
    ],
)
async def test_a_wrong_number_says_what_is_wrong_and_keeps_the_name(
    container: Container, number: str, reason: str
) -> None:
    customer = await arrive(container)
    await container.services.identity.submit_name(customer.id, NAME)
    with pytest.raises(InvalidInput) as refused:
        await container.services.identity.submit_id_number(customer.id, number)
    assert (refused.value.field, refused.value.reason) == ("id_number", reason)
    view = await container.services.identity.view(customer.id)
    assert (view.name_mask, view.id_number_mask) == ("张**", None)


@on_sqlite
async def test_eighteen_is_reached_on_the_birthday(container: Container, clock: MovableClock) -> None:
    customer = await arrive(container)
    await container.services.identity.submit_name(customer.id, NAME)
    from datetime import date

    clock.move_to(date(2027, 11, 21))
    with pytest.raises(InvalidInput):
        await container.services.identity.submit_id_number(customer.id, MINOR)
    clock.move_to(date(2027, 11, 22))
    await container.services.identity.submit_id_number(customer.id, MINOR)


@on_sqlite
async def test_the_phone_comes_last(container: Container) -> None:
    customer = await arrive(container)
    with pytest.raises(IdentityMissing):
        await container.services.identity.submit_phone(customer.id, PHONE)


@on_sqlite
async def test_a_finished_identity_is_not_changed_by_a_late_message(container: Container) -> None:
    customer = await arrive(container)
    await verify(container, customer)
    with pytest.raises(InvalidInput) as refused:
        await container.services.identity.submit_name(customer.id, "李示例")
    assert refused.value.reason == "already_verified"


@on_sqlite
async def test_a_message_handled_again_after_a_kill_is_no_second_answer(container: Container) -> None:
    customer = await arrive(container)
    await container.services.identity.submit_name(customer.id, NAME, answer_id=7)
    await container.services.identity.submit_id_number(customer.id, NAME, answer_id=7)
    view = await container.services.identity.view(customer.id)
    assert (view.name_mask, view.id_number_mask) == ("张**", None)
