"""A button does what its screen said, or nothing: versions of a checkout."""

from __future__ import annotations

import pytest

from bot.wiring import House
from domain.checkout.errors import AlreadyOrdered
from domain.checkout.results import CheckoutStep, CheckoutView
from domain.customers.results import CustomerView
from domain.errors import Stale
from tests.support.people import arrive, confirm, reach_confirmation, read_and_agree


async def go_back_to_the_lenders(house: House, customer: CustomerView, shown: CheckoutView) -> None:
    for step in (CheckoutStep.CONFIRM, CheckoutStep.AGREEMENT, CheckoutStep.DISCLOSURE):
        await house.services.checkout.back(customer.id, shown.draft_id, step)


async def take_the_bank(house: House, customer: CustomerView, shown: CheckoutView) -> CheckoutView:
    """Go back and choose another lender, up to its confirmation."""
    await go_back_to_the_lenders(house, customer, shown)
    await house.services.checkout.choose_plan(customer.id, shown.draft_id, "bank-12")
    return await read_and_agree(house, customer, shown.draft_id)


async def test_a_confirmation_of_one_lender_never_orders_with_another(house: House) -> None:
    customer = await arrive(house)
    first = await reach_confirmation(house, customer)
    second = await take_the_bank(house, customer, first)
    with pytest.raises(Stale):
        await confirm(house, customer, first)
    assert (await house.services.orders.orders(customer.id, 0)).orders == ()
    order = await confirm(house, customer, second)
    assert order.lender_name.in_("zh_CN") == "示例银行"


async def test_after_the_order_an_older_confirmation_answers_that_it_is_ordered(house: House) -> None:
    customer = await arrive(house)
    first = await reach_confirmation(house, customer)
    second = await take_the_bank(house, customer, first)
    order = await confirm(house, customer, second)
    with pytest.raises(AlreadyOrdered) as refused:
        await confirm(house, customer, first)
    assert refused.value.values == {"order_id": order.summary.order_id, "number": order.summary.number}


async def test_the_button_of_an_older_disclosure_reads_no_other_one(house: House) -> None:
    customer = await arrive(house)
    checkout, signing = house.services.checkout, house.services.signing
    shown = await reach_confirmation(house, customer)
    await go_back_to_the_lenders(house, customer, shown)
    await checkout.choose_plan(customer.id, shown.draft_id, "consumer-12")
    older = await signing.disclosure(customer.id, shown.draft_id)
    await checkout.back(customer.id, shown.draft_id, CheckoutStep.DISCLOSURE)
    await checkout.choose_plan(customer.id, shown.draft_id, "bank-12")
    await signing.disclosure(customer.id, shown.draft_id)
    await signing.reading_time_over(customer.id, shown.draft_id)
    with pytest.raises(Stale):
        await signing.finish_reading(customer.id, shown.draft_id, older.version)


async def test_the_button_of_an_agreement_in_another_language_agrees_to_nothing(house: House) -> None:
    customer = await arrive(house)
    signing = house.services.signing
    shown = await reach_confirmation(house, customer)
    await house.services.checkout.back(customer.id, shown.draft_id, CheckoutStep.CONFIRM)
    texts = {"zh_CN": "0" * 64, "en": "1" * 64}
    versions = [
        await signing.agreement_shown(customer.id, shown.draft_id, version="test", sha256=sha, locale=locale)
        for locale, sha in texts.items()
    ]
    with pytest.raises(Stale):
        await signing.agree(customer.id, shown.draft_id, versions[0])
    assert (await signing.agree(customer.id, shown.draft_id, versions[1])).step is CheckoutStep.CONFIRM


async def test_the_same_tap_again_answers_what_the_first_one_did(house: House) -> None:
    customer = await arrive(house)
    signing = house.services.signing
    shown = await reach_confirmation(house, customer)
    await go_back_to_the_lenders(house, customer, shown)
    await house.services.checkout.choose_plan(customer.id, shown.draft_id, "bank-12")
    version = (await signing.disclosure(customer.id, shown.draft_id)).version
    await signing.reading_time_over(customer.id, shown.draft_id)
    read = [await signing.finish_reading(customer.id, shown.draft_id, version) for _ in range(2)]
    assert read[0] == read[1]
    version = await signing.agreement_shown(
        customer.id, shown.draft_id, version="test", sha256="0" * 64, locale="zh_CN"
    )
    agreed = [await signing.agree(customer.id, shown.draft_id, version) for _ in range(2)]
    assert agreed[0] == agreed[1]
    orders = [await confirm(house, customer, agreed[0]) for _ in range(2)]
    assert orders[0] == orders[1]


async def test_cancelling_after_the_order_answers_with_the_order_and_cancels_nothing(house: House) -> None:
    customer = await arrive(house)
    order = await confirm(house, customer, shown := await reach_confirmation(house, customer))
    with pytest.raises(AlreadyOrdered) as refused:
        await house.services.checkout.cancel(customer.id, shown.draft_id)
    assert refused.value.values["order_id"] == order.summary.order_id
    assert len((await house.services.orders.orders(customer.id, 0)).orders) == 1


async def test_an_old_cancel_button_leaves_a_newer_checkout_alone(house: House) -> None:
    customer = await arrive(house)
    checkout = house.services.checkout
    older = await checkout.start_with(customer.id, "lamp")
    newer = await checkout.start_with(customer.id, "xiaomi-15")
    with pytest.raises(Stale):
        await checkout.cancel(customer.id, older.draft_id)
    current = await checkout.current(customer.id)
    assert current is not None
    assert current.draft_id == newer.draft_id
