"""What is left of a credit line is what the checkout offers by, and what a bill brings back is its principal."""

from __future__ import annotations

from bot.wiring import Container
from domain.enquiries.offers import OfferService
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.debtors import indebted
from tests.support.people import arrive, repay_next, verify


@on_sqlite
async def test_what_is_left_is_what_the_checkout_shows(container: Container, clock: MovableClock) -> None:
    customer = (await indebted(container, clock)).customer
    checkout = container.services.checkout
    found = await container.services.offers.limits(customer.id)
    assert found.most_left_fen == max(one.left_fen for one in found.lenders)
    draft = await checkout.start_with(customer.id, "lamp", 3)
    shown = {
        one.lender_id: one.credit_left_fen
        for one in await checkout.lender_options(customer.id, draft.draft_id)
    }
    left = {one.lender_id: one.left_fen for one in found.lenders}
    assert shown.items() <= left.items()


@on_sqlite
async def test_paying_a_bill_brings_back_what_was_said(container: Container, clock: MovableClock) -> None:
    customer = (await indebted(container, clock)).customer
    (before,) = [one for one in (await container.services.offers.limits(customer.id)).lenders if one.back_fen]
    assert before.limit_fen - before.left_fen == 399_900
    await repay_next(container, customer)
    (after,) = [one for one in (await container.services.offers.limits(customer.id)).lenders if one.back_fen]
    assert after.left_fen == before.left_fen + before.back_fen


@on_sqlite
async def test_who_owes_nothing_has_all_of_every_line(container: Container) -> None:
    customer = await arrive(container)
    await verify(container, customer)
    found = await container.services.offers.limits(customer.id)
    assert found.lenders
    for one in found.lenders:
        assert (one.left_fen, one.back_on) == (one.limit_fen, None)


@on_sqlite
async def test_nothing_is_told_of_a_line_before_verification_or_where_the_lender_decides(
    container: Container, clock: MovableClock
) -> None:
    assert (await container.services.offers.limits((await arrive(container, 7)).id)).lenders == ()
    customer = (await indebted(container, clock)).customer
    found = await OfferService(container.store, clock, leaves_to_lender=True).limits(customer.id)
    assert (found.is_lenders, found.lenders) == (True, ())
