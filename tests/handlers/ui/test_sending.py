"""When a request that failed is made again: where it surely did nothing, or where twice is like once."""

from __future__ import annotations

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from handlers.ui.sending import NotDelivered, patiently

pytestmark = pytest.mark.usefixtures("slept_s")


class Request:
    """Fails with each of the errors in turn, then answers."""

    def __init__(self, *errors: TelegramError) -> None:
        self._errors = list(errors)
        self.made = 0

    async def __call__(self) -> str:
        self.made += 1
        if self._errors:
            raise self._errors.pop(0)
        return "done"


UNCLEAR = [TimedOut(), NetworkError("MalformedAnswer: IncompleteReadError")]


async def test_what_surely_did_nothing_is_made_again() -> None:
    request = Request(NotDelivered("Bad Gateway (502)"), NotDelivered("no route"))
    assert await patiently(request) == "done"


@pytest.mark.parametrize("error", UNCLEAR)
async def test_a_message_that_may_have_arrived_is_not_sent_twice(error: TelegramError) -> None:
    request = Request(error)
    with pytest.raises(NetworkError):
        await patiently(request)
    assert request.made == 1


@pytest.mark.parametrize("error", UNCLEAR)
async def test_an_edit_is_made_again_whatever_became_of_the_first(error: TelegramError) -> None:
    request = Request(error, error)
    assert await patiently(request, repeatable=True) == "done"


@pytest.mark.parametrize("error", [BadRequest("message text is empty"), Forbidden("blocked")])
async def test_a_refusal_is_final(error: TelegramError) -> None:
    request = Request(error)
    with pytest.raises(type(error)):
        await patiently(request, repeatable=True)
    assert request.made == 1


async def test_told_to_come_later_it_waits_as_long_as_asked(slept_s: list[float]) -> None:
    assert await patiently(Request(RetryAfter(7), RetryAfter(2))) == "done"
    assert slept_s == [7, 2]


async def test_patience_ends_with_the_last_error() -> None:
    for error in (RetryAfter(1), NotDelivered("down")):
        with pytest.raises(type(error)):
            await patiently(Request(*[error] * 100))
