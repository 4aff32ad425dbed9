"""A button does what its screen said, or nothing: versions of a checkout."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from domain.checkout.errors import AlreadyOrdered
from domain.checkout.results import CheckoutStep, CheckoutView
from domain.customers.results import CustomerView
from domain.errors import Stale
from tests.support.databases import on_sqlite
from tests.support.people import arrive, confirm, reach_confirmation, read_and_agree


async def go_back_to_the_lenders(container: Container, customer: CustomerView, shown: CheckoutView) -> None:
    for step in (CheckoutStep.CONFIRM, CheckoutStep.DISCLOSURE):
        await container.services.checkout.back(customer.id, shown.draft_id, step)


async def take_the_bank(container: Container, customer: CustomerView, shown: CheckoutView) -> CheckoutView:
    """Go back and choose another lender, up to its confirmation."""
    await go_back_to_the_lenders(container, customer, shown)
    await container.services.checkout.choose_plan(customer.id, shown.draft_id, "bank-12")
    return await read_and_agree(container, customer, shown.draft_id)


@on_sqlite
async def test_a_confirmation_of_one_lender_never_orders_with_another(container: Container) -> None:
    customer = await arrive(container)
    first = await reach_confirmation(container, customer)
    second = await take_the_bank(container, customer, first)
    with pytest.raises(Stale):
        await confirm(container, customer, first)
    assert (await container.services.orders.orders(customer.id, 0)).orders == ()
    order = await confirm(container, customer, second)
    assert order.lender_name.in_("zh_CN") == "示例银行"


@on_sqlite
async def test_after_the_order_an_older_confirmation_answers_that_it_is_ordered(container: Container) -> None:
    customer = await arrive(container)
    first = await reach_confirmation(container, customer)
    second = await take_the_bank(container, customer, first)
    order = await confirm(container, customer, second)
    with pytest.raises(AlreadyOrdered) as refused:
        await confirm(container, customer, first)
    assert refused.value.values == {"order_id": order.summary.order_id, "number": order.summary.number}


async def test_the_button_of_an_older_disclosure_agrees_to_no_other_one(container: Container) -> None:
    customer = await arrive(container)
    checkout, agreements = container.services.checkout, container.services.agreements
    shown = await reach_confirmation(container, customer)
    await go_back_to_the_lenders(container, customer, shown)
    await checkout.choose_plan(customer.id, shown.draft_id, "consumer-12")
    await agreements.disclosure(customer.id, shown.draft_id)
    older = await _agreement_shown(container, customer, shown, "1" * 64)
    await checkout.back(customer.id, shown.draft_id, CheckoutStep.DISCLOSURE)
    await checkout.choose_plan(customer.id, shown.draft_id, "bank-12")
    await agreements.disclosure(customer.id, shown.draft_id)
    await _agreement_shown(container, customer, shown, "2" * 64)
    await agreements.reading_time_over(customer.id, shown.draft_id)
    with pytest.raises(Stale):
        await agreements.agree(customer.id, shown.draft_id, older)


async def _agreement_shown(
    container: Container, customer: CustomerView, shown: CheckoutView, sha256: str
) -> int:
    return await container.services.agreements.agreement_shown(
        customer.id, shown.draft_id, version="test", sha256=sha256, locale="zh_CN"
    )


async def test_the_button_of_an_agreement_in_another_language_agrees_to_nothing(container: Container) -> None:
    customer = await arrive(container)
    agreements = container.services.agreements
    shown = await reach_confirmation(container, customer)
    await container.services.checkout.back(customer.id, shown.draft_id, CheckoutStep.CONFIRM)
    texts = {"zh_CN": "0" * 64, "en": "1" * 64}
    versions = [
        await agreements.agreement_shown(
            customer.id, shown.draft_id, version="test", sha256=sha, locale=locale
        )
        for locale, sha in texts.items()
    ]
    with pytest.raises(Stale):
        await agreements.agree(customer.id, shown.draft_id, versions[0])
    assert (await agreements.agree(customer.id, shown.draft_id, versions[1])).step is CheckoutStep.CONFIRM


async def test_the_same_tap_again_answers_what_the_first_one_did(container: Container) -> None:
    customer = await arrive(container)
    agreements = container.services.agreements
    shown = await reach_confirmation(container, customer)
    await go_back_to_the_lenders(container, customer, shown)
    await container.services.checkout.choose_plan(customer.id, shown.draft_id, "bank-12")
    await agreements.disclosure(customer.id, shown.draft_id)
    await agreements.reading_time_over(customer.id, shown.draft_id)
    version = await _agreement_shown(container, customer, shown, "0" * 64)
    agreed = [await agreements.agree(customer.id, shown.draft_id, version) for _ in range(2)]
    assert agreed[0] == agreed[1]
    orders = [await confirm(container, customer, agreed[0]) for _ in range(2)]
    assert orders[0] == orders[1]


@on_sqlite
async def test_cancelling_after_the_order_answers_with_the_order_and_cancels_nothing(
    container: Container,
) -> None:
    customer = await arrive(container)
    order = await confirm(container, customer, shown := await reach_confirmation(container, customer))
    with pytest.raises(AlreadyOrdered) as refused:
        await container.services.checkout.cancel(customer.id, shown.draft_id)
    assert refused.value.values["order_id"] == order.summary.order_id
    assert len((await container.services.orders.orders(customer.id, 0)).orders) == 1


@on_sqlite
async def test_an_old_cancel_button_leaves_a_newer_checkout_alone(container: Container) -> None:
    customer = await arrive(container)
    checkout = container.services.checkout
    older = await checkout.start_with(customer.id, "lamp")
    newer = await checkout.start_with(customer.id, "xiaomi-15")
    with pytest.raises(Stale):
        await checkout.cancel(customer.id, older.draft_id)
    current = await checkout.current(customer.id)
    assert current is not None
    assert current.draft_id == newer.draft_id
