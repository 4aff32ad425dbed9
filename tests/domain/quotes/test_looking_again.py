"""Looking at a repayment keeps one row at most: looked at again it is the same offer, with the same nonce."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from sqlalchemy import text

from bot.wiring import House
from domain.customers.results import CustomerView
from domain.errors import Stale
from domain.payments.errors import PaymentDeclined
from domain.payments.gateways import Gateways
from domain.payments.ports import (
    CANCELLED,
    AmountRange,
    Charge,
    ChargeResult,
    ChargeStatus,
    PayBack,
    PayBackResult,
    PayBackStatus,
)
from domain.payments.service import RepaymentService
from domain.quotes.results import OfferView
from domain.terms import PrepayStrategy
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, pay

DUE = date(2026, 2, 5)


async def borrower(house: House) -> tuple[CustomerView, str]:
    """Twelve bills of ¥357.24, due on the fifth, the first in a month."""
    customer = await arrive(house)
    order = await buy(house, customer)
    return customer, order.bills[0].loan_id


async def rows(house: House, table: str = "repayment_offers") -> int:
    async with house.engine.connect() as connection:
        return int(await connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


Look = Callable[[House, str, str], Awaitable[OfferView]]


async def _bill(house: House, customer_id: str, loan_id: str) -> OfferView:
    (bill, *_) = (await house.services.bills.open_bills(customer_id)).bills
    return await house.services.offers.bill(customer_id, bill.installment_id)


async def _amount(house: House, customer_id: str, loan_id: str) -> OfferView:
    return await house.services.offers.amount(customer_id, loan_id, 10_000)


async def _settlement(house: House, customer_id: str, loan_id: str) -> OfferView:
    return await house.services.offers.settlement(customer_id, loan_id)


async def _prepayment(house: House, customer_id: str, loan_id: str) -> OfferView:
    return await house.services.offers.prepayment(customer_id, loan_id, 100_000, PrepayStrategy.FEWER)


LOOKS: list[Look] = [_bill, _amount, _settlement, _prepayment]


@pytest.mark.parametrize("look", LOOKS)
async def test_looking_twice_writes_one_row_and_shows_the_same(house: House, look: Look) -> None:
    customer, loan_id = await borrower(house)
    first = await look(house, customer.id, loan_id)
    assert await look(house, customer.id, loan_id) == first
    assert await rows(house) == 1


async def test_each_amount_and_each_use_of_it_is_a_row_of_its_own(house: House) -> None:
    customer, loan_id = await borrower(house)
    offers = house.services.offers
    shown = [
        await look(house, customer.id, loan_id)
        for look in (*LOOKS, *LOOKS)  # the second time round nothing is new
    ]
    shown.append(await offers.amount(customer.id, loan_id, 20_000))
    shown.append(await offers.prepayment(customer.id, loan_id, 100_000, PrepayStrategy.SMALLER))
    assert len({offer.offer_id for offer in shown}) == await rows(house) == 6


async def test_on_another_day_it_is_another_row(house: House, clock: MovableClock) -> None:
    customer, loan_id = await borrower(house)
    first = await _bill(house, customer.id, loan_id)
    clock.move_to(DUE)
    assert (await _bill(house, customer.id, loan_id)).offer_id != first.offer_id


async def test_after_a_payment_it_is_another_row(house: House) -> None:
    customer, loan_id = await borrower(house)
    first = await _amount(house, customer.id, loan_id)
    receipt = await pay(house, customer, first.offer_id)
    second = await _amount(house, customer.id, loan_id)
    assert (await pay(house, customer, second.offer_id)).payment_id != receipt.payment_id


class Refusing:
    """A gateway at which nobody has any money."""

    name = "refusing"
    amounts = AmountRange()
    customer_acts = False

    async def start(self, charge: Charge) -> ChargeResult:
        return ChargeResult(ChargeStatus.DECLINED, reason="insufficient_balance")

    async def query(self, payment_id: str) -> ChargeResult:
        return ChargeResult(ChargeStatus.DECLINED, reason="insufficient_balance")

    async def cancel(self, payment_id: str) -> ChargeResult:
        return ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED)

    async def refund(self, pay_back: PayBack) -> PayBackResult:
        return PayBackResult(PayBackStatus.BY_HAND)


async def test_what_was_declined_can_be_paid_on_the_screen_that_is_looked_at_next(house: House) -> None:
    customer, loan_id = await borrower(house)
    declined = await _bill(house, customer.id, loan_id)
    refusing = RepaymentService(house.store, house.clock, Gateways(Refusing()))
    with pytest.raises(PaymentDeclined):
        await refusing.confirm(customer.id, declined.offer_id)
    again = await _bill(house, customer.id, loan_id)
    assert (again.offer_id == declined.offer_id, again.amount_fen) == (False, declined.amount_fen)
    with pytest.raises(PaymentDeclined):  # the old button gives its first answer
        await house.services.repayment.confirm(customer.id, declined.offer_id)
    assert (await pay(house, customer, again.offer_id)).amount_fen == again.amount_fen


async def test_a_renewed_offer_is_the_one_the_fresh_screen_shows(house: House, clock: MovableClock) -> None:
    customer, loan_id = await borrower(house)
    old = await _settlement(house, customer.id, loan_id)
    clock.move_to(date(2026, 2, 6))
    renewed = [await house.services.offers.renew(customer.id, old.offer_id) for _ in range(2)]
    shown = await _settlement(house, customer.id, loan_id)
    assert {offer.offer_id for offer in renewed} == {shown.offer_id}
    assert (renewed[1].was_fen, shown.was_fen) == (old.amount_fen, None)
    assert await rows(house) == 2


@pytest.mark.parametrize("look", LOOKS)
async def test_an_explanation_writes_no_row(house: House, look: Look) -> None:
    customer, loan_id = await borrower(house)
    shown = await look(house, customer.id, loan_id)
    explained = await house.services.explaining.offer(customer.id, shown.offer_id)
    assert explained.offer == shown
    assert await rows(house) == 1


# An amount that is typed


async def test_asking_for_another_amount_writes_no_row_and_is_meant_for_that_loan(
    house: House, clock: MovableClock
) -> None:
    customer, first_loan = await borrower(house)
    second_loan = (await buy(house, customer, product_id="lamp")).bills[0].loan_id
    offers = house.services.offers
    for loan_id in (first_loan, second_loan):
        await _amount(house, customer.id, loan_id)
        clock.advance(minutes=1)
    assert await offers.newest_offered_loan(customer.id) == second_loan
    bill = await offers.another_amount(customer.id, first_loan)
    assert (bill.loan_id, bill.no) == (first_loan, 1)
    assert await offers.newest_offered_loan(customer.id) == first_loan
    assert await rows(house) == 2


async def test_a_charge_without_a_screen_does_not_change_what_a_typed_amount_is_meant_for(
    house: House, clock: MovableClock
) -> None:
    customer, first_loan = await borrower(house)
    second_loan = (await buy(house, customer, product_id="lamp")).bills[0].loan_id
    clock.move_to(DUE)
    await _amount(house, customer.id, first_loan)
    clock.advance(minutes=1)
    await house.services.offers.due(customer.id, second_loan)
    assert await house.services.offers.newest_offered_loan(customer.id) == first_loan


async def test_another_amount_of_a_loan_that_was_never_shown_is_stale(house: House) -> None:
    customer, loan_id = await borrower(house)
    with pytest.raises(Stale):
        await house.services.offers.another_amount(customer.id, loan_id)
    assert await rows(house) == 0


# A nonce is of one place


async def test_a_screen_never_shares_its_nonce_with_a_debit(house: House, clock: MovableClock) -> None:
    customer, loan_id = await borrower(house)
    clock.move_to(DUE)
    shown = await _bill(house, customer.id, loan_id)
    debits = [await house.services.offers.due(customer.id, loan_id) for _ in range(2)]
    assert {offer.amount_fen for offer in debits} == {shown.amount_fen}
    assert len({shown.offer_id, *(offer.offer_id for offer in debits)}) == 3
    assert (await _bill(house, customer.id, loan_id)).offer_id == shown.offer_id


async def test_a_basket_looked_at_twice_is_one_basket_of_the_same_offers(
    house: House, clock: MovableClock
) -> None:
    customer, loan_id = await borrower(house)
    await buy(house, customer, product_id="lamp")
    clock.move_to(DUE)
    alone = await _bill(house, customer.id, loan_id)
    choice = await house.services.baskets.choice(customer.id)
    first = await house.services.baskets.offer(customer.id, choice.due, choice.version)
    assert await house.services.baskets.offer(customer.id, choice.due, choice.version) == first
    assert alone.offer_id not in {offer.offer_id for offer in first.offers}
    assert (await rows(house, "repayment_baskets"), await rows(house)) == (1, 3)
    smaller = await house.services.baskets.offer(customer.id, {1: 1}, choice.version)
    assert smaller.basket_id != first.basket_id
    assert smaller.offers == first.offers[:1]


async def test_yesterdays_basket_is_renewed_once_however_often_it_is_tapped(
    house: House, clock: MovableClock
) -> None:
    customer, _ = await borrower(house)
    clock.move_to(date(2026, 2, 10))
    choice = await house.services.baskets.choice(customer.id)
    old = await house.services.baskets.offer(customer.id, choice.due, choice.version)
    clock.move_to(date(2026, 2, 11))
    renewed = [await house.services.baskets.renew(customer.id, old.basket_id) for _ in range(2)]
    assert renewed[0] == renewed[1]
    assert renewed[0].was_fen == old.amount_fen
    assert (await rows(house, "repayment_baskets"), await rows(house)) == (2, 2)
