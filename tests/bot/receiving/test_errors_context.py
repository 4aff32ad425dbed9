"""What is known of an update when something goes wrong with it is known to whoever says so, and of no other."""

from __future__ import annotations

import pytest
from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.app import Assistant, build_application
from bot.wiring import Container
from handlers.context import Context
from handlers.errors import on_error

FAILED = RuntimeError("x")


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def assistant(container: Container) -> Assistant:
    return build_application(container, token="1:context", api_base_url="http://telegram.invalid")


async def test_an_error_knows_whose_update_it_is_of_and_nothing_of_another(
    assistant: Assistant, container: Container
) -> None:
    update, later = Update(1), Update(2)
    context = Context.from_update(update, assistant.application)
    context.set_customer(await container.services.customers.arrive(51, "en"))
    context.of_staff = context.booked = True
    known = Context.from_error(update, FAILED, assistant.application)
    assert (known.known_customer, known.of_staff, known.booked) == (context.customer, True, True)
    for other in (later, None):
        unknown = Context.from_error(other, FAILED, assistant.application)
        assert (unknown.known_customer, unknown.of_staff, unknown.booked) == (None, False, False)


async def test_what_somebody_is_told_to_have_failed_is_not_left_to_the_next_process_as_it_was_meant(
    assistant: Assistant, container: Container
) -> None:
    """Though a stop comes before it could be crossed out: Telegram holds the answer, say, or it was not known to arrive."""
    await container.inbox.store([{"update_id": 1}, {"update_id": 2}])
    update = Update(1)
    with pytest.raises(ApplicationHandlerStop):
        await on_error(update, Context.from_error(update, FAILED, assistant.application))
    await container.inbox.leave()
    assert (await container.inbox.undone()).untold == {2}
