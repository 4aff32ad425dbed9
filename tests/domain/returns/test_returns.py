"""Goods go back: the figures of docs/rules/returns.md through services, ledger and audit."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal

import pytest

from bot.adapters.payments.sandbox import SandboxGateway
from bot.wiring import Container
from domain.errors import NotFound, Stale
from domain.loans.errors import PaymentInFlight
from domain.loans.results import BillState
from domain.payments.ports import ChargeResult, ChargeStatus
from domain.returns.results import ReturnStatus, ReturnView
from domain.rules.returnable import ReturnLineCode
from domain.terms import PenaltyTerms, PrepayFeeKind, PrepayPolicy, PrepayStrategy, PrepayTerms, ReturnTerms
from tests.domain.rules.test_documentation import table, yuan
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, repay_next
from tests.support.returning import (
    EVERYTHING,
    REST,
    TEN_DAYS_IN,
    TEN_DAYS_LATE,
    THOUSAND,
    ask,
    bought,
    buy_both,
    credit_used_fen,
    one_number,
    open_shop,
    require_clean_books,
    send_back,
    stock_of,
)

PLANS = {"flat": "consumer-12", "loan": "bank-12"}
PAGE = [(plan, *row) for plan in PLANS for row in table("returns.md", f"{plan}, on")]


async def left_to_pay_fen(container: Container, customer_id: str) -> int:
    return sum(bill.owed_fen for bill in (await container.services.bills.open_bills(customer_id)).bills)


# The worked figures


@pytest.mark.parametrize("database_kind", ["sqlite"])  # what is worked out depends on no database
@pytest.mark.parametrize(
    ("plan", "day", "receipt", "returned", "figures"),
    [(plan, day, receipt, returned, figures) for plan, day, receipt, returned, *figures in PAGE],
)
async def test_every_refund_of_the_page_is_booked_as_it_says(
    container: Container,
    clock: MovableClock,
    plan: str,
    day: str,
    receipt: str,
    returned: str,
    figures: list[str],
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, PLANS[plan], received=receipt == "after")
    clock.move_to(date.fromisoformat(day))
    used_fen = await credit_used_fen(container)
    picks = EVERYTHING if Decimal(returned) == 3999 else {THOUSAND: 1}
    booked = await send_back(container, customer, order, picks)
    restored_fen = used_fen - await credit_used_fen(container)
    back_fen = booked.effect_fen(ReturnLineCode.COSTS_RETURNED)
    assert [
        yuan(booked.costs_paid_fen),
        yuan(restored_fen),
        yuan(booked.to_customer_fen - back_fen),
        yuan(back_fen),
        yuan(booked.costs_cut_fen),
        yuan(await left_to_pay_fen(container, customer.id)),
    ] == figures
    assert booked.principal_fen == restored_fen
    assert booked.ended == (figures[-1] == "0.00")


@on_sqlite
async def test_the_loan_pays_what_the_page_says_after_a_part_went_back(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, "bank-12")
    clock.move_to(TEN_DAYS_IN)
    await send_back(container, customer, order, {THOUSAND: 1})
    bills = (await container.services.bills.open_bills(customer.id)).bills
    assert [
        [str(b.no), yuan(b.principal_fen), yuan(b.interest_fen), yuan(b.owed_fen)] for b in bills
    ] == table("returns.md", "no. | principal")
    assert {bill.periods for bill in bills} == {10}


@on_sqlite
@pytest.mark.parametrize("plan_id", ["consumer-12", "bank-12"])
@pytest.mark.parametrize("received", [True, False])
@pytest.mark.parametrize("picks", [{THOUSAND: 1}, {REST: 1}, EVERYTHING])
async def test_what_was_shown_is_what_is_booked(
    container: Container, clock: MovableClock, plan_id: str, received: bool, picks: dict[int, int]
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, plan_id, received=received)
    clock.move_to(TEN_DAYS_LATE)
    preview = await container.services.returns.preview(customer.id, order.summary.order_id, picks)
    booked = await send_back(container, customer, order, picks)
    assert booked.effect == preview.result.lines
    assert booked.to_customer_fen == preview.result.to_balance_fen
    bills = (await container.services.bills.open_bills(customer.id)).bills
    assert {bill.no: bill.owed_fen for bill in bills} == {
        payment.no: payment.after_fen for payment in preview.payments if payment.after_fen
    }


# Before and after receipt


@on_sqlite
async def test_an_order_not_received_and_returned_whole_is_as_if_it_had_never_been(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, paid=0, received=False)
    clock.advance(days=2)
    booked = await send_back(container, customer, order, EVERYTHING)
    assert (booked.ended, booked.to_customer_fen) == (True, 0)
    detail = await container.services.orders.order(customer.id, order.summary.order_id)
    assert (detail.bills, detail.summary.periods) == ((), 0)
    assert (detail.summary.settled, detail.summary.returned, detail.summary.overdue) == (True, True, False)
    assert (await container.services.orders.orders(customer.id, 0)).orders == (detail.summary,)
    assert await credit_used_fen(container) == 0
    assert (await stock_of(container, "part"), await stock_of(container, "rest")) == (5, 5)


@on_sqlite
async def test_goods_that_were_received_do_not_go_back_on_sale(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock)
    await send_back(container, customer, order, {THOUSAND: 1})
    assert await stock_of(container, "part") == 4


async def test_receipt_is_confirmed_once_and_not_while_goods_are_asked_to_go_back(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, paid=0, received=False)
    returns, order_id = container.services.returns, order.summary.order_id
    request = await ask(container, customer, order, {THOUSAND: 1})
    with pytest.raises(Stale):
        await returns.confirm_receipt(customer.id, order_id)
    await returns.withdraw(customer.id, request.return_id)
    await returns.confirm_receipt(customer.id, order_id)
    first = await one_number(container, "SELECT count(*) FROM orders WHERE received_at IS NOT NULL")
    clock.advance(days=1)
    before = await returns.returnable(customer.id, order_id)
    await returns.confirm_receipt(customer.id, order_id)
    assert (first, await returns.returnable(customer.id, order_id)) == (1, before)
    assert before.received


@on_sqlite
async def test_a_request_keeps_the_terms_of_the_day_it_was_made(
    container: Container, clock: MovableClock
) -> None:
    """Requested before receipt: it is booked so, whenever."""
    await open_shop(container)
    customer, order = await bought(container, clock, received=False)
    request = await ask(container, customer, order, EVERYTHING)
    clock.move_to(TEN_DAYS_IN)
    booked = await container.services.returns.book(request.return_id)
    assert booked.to_customer_fen == 4 * 35_724
    await require_clean_books(container)


# Several returns


@on_sqlite
async def test_goods_go_back_one_after_the_other_and_no_more_than_were_bought(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer = await arrive(container)
    order = await buy_both(container, customer, pieces=(("part", 3), ("rest", 1)))
    returns, order_id = container.services.returns, order.summary.order_id
    await returns.confirm_receipt(customer.id, order_id)
    for left in (3, 2, 1):
        assert [one.left for one in (await returns.returnable(customer.id, order_id)).lines] == [left, 1]
        with pytest.raises(Stale):
            await returns.preview(customer.id, order_id, {THOUSAND: left + 1})
        await send_back(container, customer, order, {THOUSAND: 1})
    with pytest.raises(Stale):
        await returns.preview(customer.id, order_id, {THOUSAND: 1})
    last = await send_back(container, customer, order, {REST: 1})
    assert last.ended
    assert (await returns.returnable(customer.id, order_id)).everything == {}
    detail = await container.services.orders.order(customer.id, order_id)
    assert [one.status for one in detail.returns] == [ReturnStatus.BOOKED] * 4


@on_sqlite
async def test_two_returns_before_receipt_give_back_all_that_was_paid(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, "bank-12", received=False)
    clock.move_to(TEN_DAYS_LATE)
    first = await send_back(container, customer, order, {REST: 1})
    second = await send_back(container, customer, order, {THOUSAND: 1})
    assert first.to_customer_fen + second.to_customer_fen == 4 * 35_531
    assert second.ended
    assert await credit_used_fen(container) == 0


@on_sqlite
async def test_a_part_before_and_the_rest_after_receipt(container: Container, clock: MovableClock) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, received=False)
    clock.move_to(TEN_DAYS_LATE)
    before = await send_back(container, customer, order, {THOUSAND: 1})
    await container.services.returns.confirm_receipt(customer.id, order.summary.order_id)
    after = await send_back(container, customer, order, {REST: 1})
    assert (before.received, after.received, after.ended) == (False, True, True)
    assert (await stock_of(container, "part"), await stock_of(container, "rest")) == (5, 4)


# After repaying otherwise than planned


@on_sqlite
async def test_after_a_partial_payment_a_late_bill_bears_penalty_on_what_is_left(
    container: Container, clock: MovableClock
) -> None:
    """The fifth is ten days late. What stays of its penalty is carried, and the smaller debt bears more from now on."""
    await open_shop(container, penalty=PenaltyTerms(daily_pct=Decimal("0.05"), multiple=None))
    customer, order = await bought(container, clock, received=False)
    clock.move_to(TEN_DAYS_LATE)
    late = order.bills[4].installment_id
    assert (await container.services.bills.bill(customer.id, late)).penalty_fen == 179
    await send_back(
        container, customer, order, {THOUSAND: 1}
    )  # pays all of its principal, leaves 23.99 and 1.79
    bill = await container.services.bills.bill(customer.id, late)
    assert (bill.left.principal_fen, bill.left.fee_fen, bill.penalty_fen) == (0, 2_399, 179)
    clock.advance(days=100)
    bill = await container.services.bills.bill(customer.id, late)
    assert bill.penalty_fen == 179 + 120  # 23.99 × 100 × 0.05 % = 1.1995
    while (await container.services.bills.open_bills(customer.id)).bills:
        await repay_next(container, customer)
    await require_clean_books(container)


@on_sqlite
async def test_a_late_bill_of_which_only_the_penalty_is_left_stays_open(
    container: Container, clock: MovableClock
) -> None:
    """Free of interest, not received: the goods pay its principal, and the penalty is owed until the rest goes back."""
    await open_shop(container, penalty=PenaltyTerms(daily_pct=Decimal("0.05"), multiple=None))
    customer, order = await bought(container, clock, "consumer-3", paid=0, received=False)
    clock.move_to(date(2026, 2, 15))
    await send_back(container, customer, order, {REST: 1})
    clock.advance(days=10)
    bill = await container.services.bills.bill(customer.id, order.bills[0].installment_id)
    assert (bill.state, bill.owed_fen, bill.penalty_fen) == (BillState.OVERDUE, 667, 667)
    booked = await send_back(container, customer, order, {THOUSAND: 1})
    assert (booked.ended, booked.effect_fen(ReturnLineCode.PENALTY_CUT)) == (True, 667)


@on_sqlite
async def test_a_bill_begun_keeps_what_was_paid_of_it(container: Container, clock: MovableClock) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, "bank-12", received=False)
    loan_id = order.bills[0].loan_id
    quote = await container.services.quotes.amount(customer.id, loan_id, 2_000)  # of the 27.19 of interest
    await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    clock.move_to(TEN_DAYS_IN)
    booked = await send_back(container, customer, order, {THOUSAND: 1})
    # A quarter and 0.01 of 39.99, 36.84, 33.65, 30.44 and of the 20.00, each down to a fen.
    assert booked.effect_fen(ReturnLineCode.COSTS_RETURNED) == 1_000 + 921 + 841 + 761 + 500
    bill = (await container.services.bills.open_bills(customer.id)).bills[0]
    assert bill.state is BillState.UPCOMING
    booked = await send_back(container, customer, order, {REST: 1})
    assert booked.ended


@on_sqlite
async def test_after_a_prepayment_all_that_was_paid_goes_back_before_receipt(
    container: Container, clock: MovableClock
) -> None:
    prepay = PrepayTerms(PrepayPolicy.DAILY_INTEREST, PrepayFeeKind.PERCENT, Decimal(1))
    await open_shop(container, prepay=prepay)
    customer, order = await bought(container, clock, "bank-12", received=False)
    clock.move_to(TEN_DAYS_IN)
    quote = await container.services.quotes.prepayment(
        customer.id, order.bills[0].loan_id, 100_000, PrepayStrategy.FEWER
    )
    assert quote.amount_fen == 101_333
    await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    part = await send_back(container, customer, order, {THOUSAND: 1})
    assert part.effect_fen(ReturnLineCode.COSTS_RETURNED) == 3_523 + 83 + 250  # 333 and 1000 × 1000 / 3999
    rest = await send_back(container, customer, order, {REST: 1})
    assert part.to_customer_fen + rest.to_customer_fen == 4 * 35_531 + 101_333
    assert await credit_used_fen(container) == 0


async def test_goods_of_a_loan_settled_early_give_all_they_cost_to_the_customer(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock)
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    booked = await send_back(container, customer, order, EVERYTHING)
    assert [(line.code, line.amount_fen) for line in booked.effect] == [(ReturnLineCode.SURPLUS, 399_900)]
    assert booked.to_customer_fen == 399_900


@on_sqlite
async def test_a_lender_who_returns_fees_does_so_after_receipt(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container, goods_return=ReturnTerms(paid_fees_returned=True))
    customer, order = await bought(container, clock)
    booked = await send_back(container, customer, order, {THOUSAND: 1})
    assert booked.to_customer_fen == 4 * 599
    assert len((await container.services.orders.order(customer.id, order.summary.order_id)).bills) == 9


@on_sqlite
async def test_the_contract_says_what_a_refund_does_not_the_catalogue_of_today(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock)
    await open_shop(container, goods_return=ReturnTerms(paid_fees_returned=True))
    assert (await send_back(container, customer, order, {THOUSAND: 1})).to_customer_fen == 0


# Asking, withdrawing, declining


async def test_asking_twice_is_asking_once(container: Container, clock: MovableClock) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock)
    returns, order_id = container.services.returns, order.summary.order_id
    version = (await returns.preview(customer.id, order_id, {THOUSAND: 1})).version
    asked = await asyncio.gather(
        *(returns.request(customer.id, order_id, {THOUSAND: 1, REST: 0}, version) for _ in range(3))
    )
    assert len({one.return_id for one in asked}) == 1
    with pytest.raises(Stale):
        await returns.request(customer.id, order_id, EVERYTHING, version)
    with pytest.raises(Stale):
        await returns.preview(customer.id, order_id, {REST: 1})
    assert (await returns.returnable(customer.id, order_id)).request == asked[0]
    assert await one_number(container, "SELECT count(*) FROM returns") == 1


@on_sqlite
async def test_what_was_shown_before_something_changed_cannot_be_asked_for(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, received=False)
    returns, order_id = container.services.returns, order.summary.order_id

    async def version() -> int:
        return (await returns.preview(customer.id, order_id, EVERYTHING)).version

    seen = [await version()]
    await returns.confirm_receipt(customer.id, order_id)
    seen.append(await version())
    await repay_next(container, customer)
    seen.append(await version())
    request = await returns.request(customer.id, order_id, EVERYTHING, seen[-1])
    await returns.withdraw(customer.id, request.return_id)
    seen.append(await version())
    assert seen == sorted(set(seen))
    for old in seen[:-1]:
        with pytest.raises(Stale):
            await returns.request(customer.id, order_id, EVERYTHING, old)


@on_sqlite
@pytest.mark.parametrize("picks", [{}, {THOUSAND: 0}, {3: 1}, {THOUSAND: 2}, {THOUSAND: -1}])
async def test_what_is_not_there_cannot_go_back(
    container: Container, clock: MovableClock, picks: dict[int, int]
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, paid=0)
    with pytest.raises(Stale):
        await container.services.returns.preview(customer.id, order.summary.order_id, picks)


@on_sqlite
async def test_a_request_is_withdrawn_once_and_not_after_the_shop_has_decided(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock)
    returns = container.services.returns
    request = await ask(container, customer, order, {THOUSAND: 1})
    withdrawn = [await returns.withdraw(customer.id, request.return_id) for _ in range(2)]
    assert [one.status for one in withdrawn] == [ReturnStatus.WITHDRAWN] * 2
    assert (await returns.book(request.return_id)).status is ReturnStatus.WITHDRAWN
    declined = await ask(container, customer, order, {THOUSAND: 1})
    await returns.decline(declined.return_id, "少了充电器")
    with pytest.raises(Stale):
        await returns.withdraw(customer.id, declined.return_id)
    detail = await container.services.orders.order(customer.id, order.summary.order_id)
    assert [(one.status, one.decline_reason) for one in detail.returns] == [
        (ReturnStatus.DECLINED, "少了充电器")
    ]
    assert await left_to_pay_fen(container, customer.id) == 8 * 35_724 + 5
    await require_clean_books(container)


@on_sqlite
async def test_nobody_returns_somebody_elses_goods(container: Container, clock: MovableClock) -> None:
    await open_shop(container)
    owner, order = await bought(container, clock)
    request = await ask(container, owner, order, {THOUSAND: 1})
    stranger = await arrive(container, telegram_id=2)
    returns, order_id = container.services.returns, order.summary.order_id
    for attempt in (
        returns.confirm_receipt(stranger.id, order_id),
        returns.returnable(stranger.id, order_id),
        returns.preview(stranger.id, order_id, EVERYTHING),
        returns.request(stranger.id, order_id, EVERYTHING, 0),
        returns.withdraw(stranger.id, request.return_id),
        returns.withdraw(owner.id, "nothing"),
        returns.book("nothing"),
        returns.find_return("nothing"),
    ):
        with pytest.raises(NotFound):
            await attempt


# Booking


async def test_booking_again_changes_nothing(container: Container, clock: MovableClock) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, received=False)
    request = await ask(container, customer, order, {THOUSAND: 1})
    both = await asyncio.gather(*(container.services.returns.book(request.return_id) for _ in range(2)))
    clock.advance(days=3)
    again: ReturnView = await container.services.returns.book(request.return_id)
    assert both[0] == both[1] == again
    assert (await container.services.returns.decline(request.return_id, "no")) == again
    assert await credit_used_fen(container) == 266_600 - 100_000
    assert await stock_of(container, "part") == 5
    await require_clean_books(container)


@on_sqlite
async def test_nothing_is_booked_while_a_payment_is_in_flight(
    container: Container, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock)
    returns = container.services.returns
    request = await ask(container, customer, order, {THOUSAND: 1})

    async def silence(*_: object) -> ChargeResult:
        return ChargeResult(ChargeStatus.UNKNOWN)

    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "start", silence)
        with pytest.raises(Exception, match="payment_uncertain"):
            await repay_next(container, customer)
    with pytest.raises(PaymentInFlight):
        await returns.book(request.return_id)
    with pytest.raises(PaymentInFlight):
        await returns.work_out(request.return_id)
    assert (await returns.returnable(customer.id, order.summary.order_id)).is_paying
    clock.advance(minutes=5)
    await container.services.payments.reconcile(clock.now())
    assert not (await returns.returnable(customer.id, order.summary.order_id)).is_paying
    assert (await returns.book(request.return_id)).status is ReturnStatus.BOOKED
    await require_clean_books(container)


@on_sqlite
async def test_an_offer_shown_before_the_refund_is_stale_after_it(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock)
    quote = await container.services.quotes.oldest(customer.id, order.bills[0].loan_id)
    await send_back(container, customer, order, {THOUSAND: 1})
    with pytest.raises(Stale):
        await container.services.payments.confirm_quote(customer.id, quote.quote_id)


@on_sqlite
async def test_the_shop_sees_what_waits_the_oldest_first(container: Container, clock: MovableClock) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, paid=0)
    other = await arrive(container, telegram_id=2)
    returns = container.services.returns
    assert await returns.open_requests() == ()
    first = await ask(container, customer, order, {THOUSAND: 1})
    clock.advance(minutes=1)
    second = await ask(container, other, await buy_both(container, other), EVERYTHING)
    assert await returns.open_requests() == (first, second)
    worked_out = await returns.work_out(first.return_id)
    assert (await returns.book(first.return_id)).effect == worked_out.result.lines
    with pytest.raises(Stale):
        await returns.work_out(first.return_id)
    assert await returns.open_requests() == (second,)
