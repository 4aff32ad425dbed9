"""A plan in hardship through services, ledger, notices and the audit: asked for, signed, kept to, lapsed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.wiring import Container
from domain.errors import Stale
from domain.hardship.errors import HardshipUnavailable
from domain.hardship.results import NoPlan, PlanStatus, WhyNoPlan
from domain.hardship.service import ShownPlan
from domain.rescheduling.results import MoveKind, Obstacle, WhyNot
from tests.domain.hardship.shop import (
    INTEREST_ONLY,
    JULY_15,
    LONGER,
    LOWER_RATE,
    PART_NOW,
    PENALTY,
    TERMS,
    end_plans,
    late_loan,
    sign,
    signs,
)
from tests.domain.rescheduling.shop import breaches
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import pay, repay_next
from tests.support.returning import REST, THOUSAND, bought, open_shop, send_back

AUG_5 = date(2026, 8, 5)


async def owed(container: Container, customer_id: str) -> list[tuple[date, int]]:
    return [
        (bill.due_date, bill.owed_fen)
        for bill in (await container.services.bills.open_bills(customer_id)).bills
    ]


async def test_the_plan_of_the_page_is_signed_and_nothing_is_late(
    container: Container, clock: MovableClock
) -> None:
    """2718.68 over 24 months at 12 %: 3119.17 in all, 8.89 of penalty set aside."""
    customer, loan_id = await late_loan(container, clock)
    choice = await container.services.hardship.choice(customer.id, loan_id)
    assert [(one.place, one.plan.total_fen) for one in choice.options] == [
        (LONGER, 311_917),
        (INTEREST_ONLY, 319_719),
        (PART_NOW, 291_401),
        (LOWER_RATE, 303_057),
    ]
    assert (choice.obstacle, choice.signed) == (None, None)
    done = await sign(container, customer, loan_id)
    bills = await owed(container, customer.id)
    assert len(bills) == 24
    assert (bills[0], bills[-1]) == ((AUG_5, 13_039), (date(2028, 7, 5), 12_020))
    assert (sum(fen for _, fen in bills), done.waived_fen) == (311_917, 889)
    assert await breaches(container) == []
    state = (await container.services.hardship.choice(customer.id, loan_id)).signed
    assert state is not None
    assert (state.status, state.left, state.next_due) == (PlanStatus.ACTIVE, 24, AUG_5)


@pytest.mark.parametrize("place", [INTEREST_ONLY, PART_NOW])
@pytest.mark.parametrize("plan_id", ["bank-12", "consumer-12"])
@on_sqlite
async def test_any_offer_is_booked_as_it_is_shown(
    container: Container, clock: MovableClock, place: int, plan_id: str
) -> None:
    customer, loan_id = await late_loan(container, clock, plan_id)
    shown = (await container.services.hardship.agreement(customer.id, loan_id, place)).preview
    await sign(container, customer, loan_id, place)
    assert await owed(container, customer.id) == [(row.due_date, row.payment_fen) for row in shown.plan.rows]
    assert await breaches(container) == []


@on_sqlite
async def test_what_was_paid_in_part_stays_paid(container: Container, clock: MovableClock) -> None:
    customer, loan_id = await late_loan(container, clock)
    await pay(
        container, customer, (await container.services.quotes.amount(customer.id, loan_id, 10_000)).quote_id
    )
    shown = (await container.services.hardship.agreement(customer.id, loan_id, LONGER)).preview
    await sign(container, customer, loan_id)
    assert sum(fen for _, fen in await owed(container, customer.id)) == shown.plan.total_fen
    assert await breaches(container) == []


@on_sqlite
async def test_signed_twice_it_is_one_plan_and_an_old_screen_signs_nothing(
    container: Container, clock: MovableClock
) -> None:
    customer, loan_id = await late_loan(container, clock)
    service = container.services.hardship
    shown = ShownPlan.of((await service.agreement(customer.id, loan_id, LONGER)).preview)
    clock.move_to(JULY_15 + timedelta(days=1))
    with pytest.raises(Stale):
        await service.confirm(customer.id, shown, signs)
    shown = ShownPlan.of((await service.agreement(customer.id, loan_id, LONGER)).preview)
    done = await service.confirm(customer.id, shown, signs)
    assert await service.confirm(customer.id, shown, signs) == done
    with pytest.raises(HardshipUnavailable):
        await service.agreement(customer.id, loan_id, PART_NOW)
    moves = await container.services.reschedulings.choice(customer.id, loan_id, MoveKind.DUE_DAY)
    assert moves.obstacle == Obstacle(WhyNot.IN_PLAN)


@on_sqlite
async def test_there_is_none_before_anything_is_late(container: Container, clock: MovableClock) -> None:
    customer, loan_id = await late_loan(container, clock, on=date(2026, 6, 5))
    choice = await container.services.hardship.choice(customer.id, loan_id)
    assert choice.obstacle == NoPlan(WhyNoPlan.NOT_LATE, from_day=date(2026, 6, 6))
    assert not await container.services.hardship.offered(customer.id, loan_id)


@on_sqlite
async def test_kept_to_the_end_the_penalty_is_never_paid(container: Container, clock: MovableClock) -> None:
    customer, loan_id = await late_loan(container, clock)
    done = await sign(container, customer, loan_id)
    paid = 0
    for row in done.rows:
        clock.move_to(row.due_date)
        assert await end_plans(container, clock) == {"kept": 0, "lapsed": 0}
        paid += await repay_next(container, customer)
    assert paid == 311_917
    assert await end_plans(container, clock) == {"kept": 1, "lapsed": 0}
    assert await end_plans(container, clock) == {"kept": 0, "lapsed": 0}
    assert await breaches(container) == []


@on_sqlite
async def test_too_late_the_penalty_comes_back_to_the_fen_and_the_dates_stay(
    container: Container, clock: MovableClock
) -> None:
    """130.39 due on 2026-08-05, ten days borne with: on the 16th 8.89 come back, beside eleven days' penalty."""
    customer, loan_id = await late_loan(container, clock)
    await sign(container, customer, loan_id)
    service = container.services.hardship
    assert await service.end_due(clock.now()) is not None
    clock.move_to(AUG_5 + timedelta(days=10))
    assert await end_plans(container, clock) == {"kept": 0, "lapsed": 0}
    clock.move_to(AUG_5 + timedelta(days=11))
    before = await owed(container, customer.id)
    assert await end_plans(container, clock) == {"kept": 0, "lapsed": 1}
    after = await owed(container, customer.id)
    assert (before[0][1], after[0][1]) == (13_039 + 72, 13_039 + 72 + 889)
    assert after[1:] == before[1:]
    assert await breaches(container) == []
    await repay_next(container, customer)
    assert await breaches(container) == []
    assert await service.end_due(clock.now()) is None
    choice = await service.choice(customer.id, loan_id)
    assert choice.obstacle == NoPlan(WhyNoPlan.SIGNED)
    assert choice.signed is not None
    assert choice.signed.status is PlanStatus.LAPSED


@pytest.mark.parametrize("plan_id", ["bank-12", "consumer-12"])
@on_sqlite
async def test_settling_within_a_plan_asks_for_what_was_owed_and_the_days_since_and_no_fee(
    container: Container, clock: MovableClock, plan_id: str
) -> None:
    """On 2026-07-25: 2718.68, 57.96 of interest from before, and ten days on 2718.68 at 12 %, 9.06."""
    customer, loan_id = await late_loan(container, clock, plan_id)
    await sign(container, customer, loan_id)
    clock.move_to(date(2026, 7, 25))
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    if plan_id == "bank-12":
        assert quote.amount_fen == 271_868 + 5_796 + 906
    assert quote.amount_fen <= 311_917
    await container.services.breakdowns.quote(customer.id, quote.quote_id)
    await pay(container, customer, quote.quote_id)
    assert await end_plans(container, clock) == {"kept": 1, "lapsed": 0}
    assert await breaches(container) == []


@on_sqlite
async def test_goods_go_back_within_a_plan_and_the_books_are_clean(
    container: Container, clock: MovableClock
) -> None:
    """Goods of ¥1,000.00 of ¥3,999.00, once before the plan's first day and once after it."""
    await open_shop(container, hardship=TERMS, penalty=PENALTY)
    customer, order = await bought(container, clock, "bank-12")
    loan_id = order.bills[0].loan_id
    clock.move_to(JULY_15)
    signed_fen = sum(row.payment_fen for row in (await sign(container, customer, loan_id, LOWER_RATE)).rows)
    clock.move_to(JULY_15 + timedelta(days=3))
    await send_back(container, customer, order, {THOUSAND: 1})
    left_fen = sum(bill.owed_fen for bill in (await container.services.bills.open_bills(customer.id)).bills)
    assert signed_fen - left_fen > 1_000_00  # and the interest that the goods would have borne
    clock.move_to(date(2026, 8, 5))
    await repay_next(container, customer)
    await send_back(container, customer, order, {REST: 1})
    assert await breaches(container) == []
