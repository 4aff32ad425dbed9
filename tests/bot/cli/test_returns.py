"""`python -m bot refunds`: what the shop's staff see and do, in plain text with exit codes."""

from __future__ import annotations

import asyncio

import pytest

from bot.cli.parser import main
from bot.settings import Settings
from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.returns.results import ReturnStatus
from tests.support import returning
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.returning import EVERYTHING, THOUSAND, ask, bought, open_shop


@pytest.fixture(autouse=True)
def clock_of_the_container(clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command lives on the test's day, too."""
    monkeypatch.setattr("bot.adapters.clock.SystemClock", lambda: clock)


@pytest.fixture
async def customer_and_order(container: Container, clock: MovableClock) -> tuple[CustomerView, OrderDetail]:
    await open_shop(container)
    owner = await bought(container, clock)
    clock.move_to(returning.TEN_DAYS_IN)
    return owner


async def run(settings: Settings, *arguments: str) -> int:
    return await asyncio.to_thread(main, ["refunds", *arguments, "--database-url", settings.database_url])


async def test_nothing_to_do_is_a_sentence(
    container: Container, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(settings, "list") == 0
    assert capsys.readouterr().out == "No request waits for the shop.\n"


async def test_requests_are_listed_shown_and_booked(
    container: Container,
    settings: Settings,
    customer_and_order: tuple[CustomerView, OrderDetail],
    capsys: pytest.CaptureFixture[str],
) -> None:
    customer, order = customer_and_order
    return_id = (await ask(container, customer, order, {THOUSAND: 1})).return_id
    assert await run(settings, "list") == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header.split() == ["ID", "ORDER", "REQUESTED", "RECEIVED", "PIECES", "GOODS"]
    number = order.summary.number
    assert row.split() == [return_id, number, "2026-05-15", "10:00", "yes", "1", "1,000.00"]
    assert len(header) == len(row)

    assert await run(settings, "show", return_id) == 0
    shown = capsys.readouterr().out
    assert f"Refund {return_id} of order {number}: requested, after receipt" in shown
    assert "1,000.00  pays principal to come, from the last instalment backwards" in shown
    assert "72.03  fees that fall away" in shown
    assert "1,785.94 are left to pay instead of 2,857.97." in shown

    assert await run(settings, "book", return_id) == 0
    booked = capsys.readouterr().out
    assert "The customer is owed 0.00." in booked
    assert booked.endswith("The customer is told with the next notices.\n")
    assert (await container.services.returns.find_return(return_id)).status is ReturnStatus.BOOKED
    assert await run(settings, "book", return_id) == 0
    assert capsys.readouterr().out == f"Refund {return_id} was booked before; nothing was changed.\n"
    await returning.require_clean_books(container)


@on_sqlite
async def test_a_request_is_declined_with_a_reason_and_not_booked_afterwards(
    container: Container,
    settings: Settings,
    customer_and_order: tuple[CustomerView, OrderDetail],
    capsys: pytest.CaptureFixture[str],
) -> None:
    return_id = (await ask(container, *customer_and_order, EVERYTHING)).return_id
    assert await run(settings, "decline", return_id, "--why", "  少了\n充电器 ") == 0
    assert "Reason: 少了 充电器" in capsys.readouterr().out
    assert await run(settings, "book", return_id) == 2
    assert capsys.readouterr().err == (
        f"error: refund {return_id} is declined already; nothing was changed.\n"
    )
    assert await run(settings, "show", return_id) == 0
    assert "declined" in capsys.readouterr().out


@on_sqlite
async def test_what_is_not_there_is_a_sentence(
    container: Container, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (("show", "x"), ("book", "x"), ("decline", "x", "--why", "no")):
        assert await run(settings, *arguments) == 2
        assert (
            capsys.readouterr().err
            == "error: there is no refund 'x'; `refunds list` shows those that wait.\n"
        )


@pytest.mark.parametrize("why", ["", "   ", "x" * 201])
def test_a_reason_is_a_short_text(why: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["refunds", "decline", "x", "--why", why])
    assert stopped.value.code == 2
    assert "the reason has 1 to 200 characters" in capsys.readouterr().err


@on_sqlite
async def test_a_payment_in_flight_is_waited_for(
    container: Container,
    settings: Settings,
    customer_and_order: tuple[CustomerView, OrderDetail],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    return_id = (await ask(container, *customer_and_order, {THOUSAND: 1})).return_id
    monkeypatch.setattr("domain.returns.facts.snapshot_of", _in_flight)
    assert await run(settings, "book", return_id) == 1
    assert capsys.readouterr().err.startswith("error: a payment of this loan has no outcome yet")


@on_sqlite
async def test_a_day_before_the_drawdown_is_a_sentence(
    container: Container,
    settings: Settings,
    clock: MovableClock,
    customer_and_order: tuple[CustomerView, OrderDetail],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A clock that is wrong, or not the sandbox's."""
    return_id = (await ask(container, *customer_and_order, {THOUSAND: 1})).return_id
    clock.advance(days=-300)
    assert await run(settings, "book", return_id) == 1
    assert "error: this cannot be worked out as of today: " in capsys.readouterr().err


async def _in_flight(*_: object) -> None:
    from domain.loans.errors import PaymentInFlight

    raise PaymentInFlight()
