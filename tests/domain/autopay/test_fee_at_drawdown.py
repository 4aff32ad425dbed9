"""A fee at drawdown is debited by the next window that begins after the contract, and no window before it was missed."""

from __future__ import annotations

from datetime import date, time, timedelta

from domain.outbox.results import NoticeKind
from domain.terms import DebitTerms
from tests.domain.autopay import test_autopay
from tests.domain.autopay.test_autopay import CARD, Bank, open_bills, planned, require_clean_books, run_at
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.fees_at_drawdown import BILL_FEN, FEE_FEN, PLAN_ID, open_shop
from tests.support.people import buy

bank = test_autopay.bank
SIGNED = date(2026, 1, 12)


async def signed_at(bank: Bank, clock: MovableClock, at: time) -> None:
    """Somebody with automatic debit signs; windows are at 09:00 and 20:00. What they signed before is not due yet."""
    customer = await test_autopay.subscribed(bank.container, CARD)
    await open_shop(bank.container, debit=DebitTerms((time(9), time(20)), partial=True))
    clock.move_to(SIGNED, at)
    await buy(bank.container, customer, plan_id=PLAN_ID)
    assert (await open_bills(bank.container, customer))[:1] == [FEE_FEN]


@on_sqlite
async def test_the_next_window_of_the_day_takes_it(bank: Bank, clock: MovableClock) -> None:
    await signed_at(bank, clock, time(9, 30))
    assert await run_at(bank.container, clock, SIGNED, time(9, 31)) == {}  # in a window that is open already
    assert bank.charged_fen() == 0
    assert await run_at(bank.container, clock, SIGNED, time(20, 1)) == {"posted": 1}
    assert bank.charged_fen() == FEE_FEN
    await require_clean_books(bank.container)


async def test_signed_after_the_last_window_nothing_was_missed_and_the_next_day_takes_it(
    bank: Bank, clock: MovableClock
) -> None:
    await signed_at(bank, clock, time(21, 30))
    runner, now = bank.container.debit_runner, bank.container.clock.now()
    assert await runner.run(now) == {}
    due = await runner.run_due(now)
    assert due is not None
    assert due > now
    assert await planned(bank.container, NoticeKind.DEBIT_FAILED) == 0
    assert await run_at(bank.container, clock, SIGNED + timedelta(days=1), time(9, 1)) == {"posted": 1}
    assert FEE_FEN <= bank.charged_fen() < FEE_FEN + BILL_FEN
    await require_clean_books(bank.container)


async def test_the_run_is_due_at_the_window_that_begins_next(bank: Bank, clock: MovableClock) -> None:
    await signed_at(bank, clock, time(9, 30))
    due = await bank.container.debit_runner.run_due(bank.container.clock.now())
    assert due is not None
    assert due == clock.move_to(SIGNED, time(20))
