"""Where goods are sent to is asked once, in one message or one by one, and kept sealed."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.settings import Settings
from bot.wiring import Container, build_container
from domain.customers.errors import AccountFrozen
from domain.customers.results import CustomerView
from domain.errors import InvalidInput, NotFound, Stale
from domain.pii.postal_addresses import PostalPart
from domain.shipping.results import ShippingState
from domain.shipping.staff import ShippingDesk
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy
from tests.support.shipping import MASK, PHONE, RECEIVER, STREET, TYPED, give_address, sent


@on_sqlite
async def test_all_of_it_is_taken_from_one_message_and_read_back_masked(
    container: Container, customer: CustomerView
) -> None:
    shipping = container.services.shipping
    assert (await shipping.begin(customer.id)).mask is None
    answer = await shipping.enter(customer.id, TYPED)
    assert (answer.missing, answer.view.mask) == (None, MASK)
    assert (await shipping.view(customer.id)).mask == MASK


@on_sqlite
async def test_what_is_missing_is_asked_one_by_one_also_after_a_restart(
    settings: Settings, container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    await container.services.shipping.begin(customer.id)
    answer = await container.services.shipping.enter(customer.id, STREET)
    assert answer.missing is PostalPart.RECEIVER
    restarted = build_container(settings, clock)
    shipping = restarted.services.shipping
    with pytest.raises(InvalidInput) as refused:
        await shipping.enter(customer.id, "12345")
    assert refused.value.reason == PostalPart.RECEIVER
    assert (await shipping.enter(customer.id, RECEIVER)).missing is PostalPart.PHONE
    with pytest.raises(InvalidInput) as refused:
        await shipping.enter(customer.id, "137")
    assert refused.value.reason == PostalPart.PHONE
    assert (await shipping.enter(customer.id, PHONE)).view.mask == MASK
    await restarted.aclose()


async def test_a_whole_address_answers_any_question(container: Container, customer: CustomerView) -> None:
    shipping = container.services.shipping
    await shipping.begin(customer.id)
    await shipping.enter(customer.id, f"王五 {STREET}")
    assert (await shipping.enter(customer.id, TYPED)).view.mask == MASK


@on_sqlite
async def test_words_that_are_no_address_change_nothing(container: Container, customer: CustomerView) -> None:
    shipping = container.services.shipping
    await shipping.begin(customer.id)
    with pytest.raises(InvalidInput) as refused:
        await shipping.enter(customer.id, "？？？")
    assert refused.value.reason == "all"
    assert (await shipping.view(customer.id)).mask is None


@on_sqlite
async def test_the_address_stays_until_another_is_whole(container: Container, customer: CustomerView) -> None:
    shipping = container.services.shipping
    await give_address(container, customer)
    await shipping.begin(customer.id)
    await shipping.enter(customer.id, "王五 13800138000")
    assert (await shipping.view(customer.id)).mask == MASK
    answer = await shipping.enter(customer.id, "北京市朝阳区建国路 88 号")
    assert answer.view.mask == "王* 138****8000 北京市朝阳区****"


async def test_it_is_sealed_in_its_place_and_stands_nowhere_else(
    container: Container, customer: CustomerView, desk: ShippingDesk
) -> None:
    order = await buy(container, customer)
    await container.services.shipping.begin(customer.id)
    await container.services.shipping.enter(customer.id, f"{RECEIVER} {STREET}")
    assert_sealed(await everything(container))  # the draft
    await container.services.shipping.enter(customer.id, PHONE)
    await desk.mark(sent(order))
    assert_sealed(await everything(container))


async def everything(container: Container) -> str:
    async with container.engine.connect() as connection:
        rows = [
            (await connection.execute(text(f"SELECT * FROM {table}"))).all()
            for table in ("delivery_addresses", "shipments", "notices")
        ]
    return repr(rows)


def assert_sealed(stored: str) -> None:
    assert "b1." in stored
    assert not [one for one in (RECEIVER, PHONE, STREET, "西湖") if one in stored]


@on_sqlite
async def test_who_froze_the_account_gives_no_address(container: Container, customer: CustomerView) -> None:
    await container.services.shipping.begin(customer.id)
    await container.services.security.freeze(customer.id)
    with pytest.raises(AccountFrozen):
        await container.services.shipping.enter(customer.id, TYPED)
    with pytest.raises(AccountFrozen):
        await container.services.shipping.begin(customer.id)


@on_sqlite
async def test_an_order_waits_for_the_address_and_the_next_one_takes_it(
    container: Container, customer: CustomerView
) -> None:
    shipping = container.services.shipping
    first = (await buy(container, customer)).summary.order_id
    waits = await shipping.of_order(customer.id, first)
    assert waits is not None
    assert (waits.state, waits.mask, waits.is_sent) == (ShippingState.NO_ADDRESS, None, False)
    await give_address(container, customer)
    second = (await buy(container, customer)).summary.order_id
    for order_id in (first, second):
        waits = await shipping.of_order(customer.id, order_id)
        assert waits is not None
        assert (waits.state, waits.mask) == (ShippingState.WAITING, MASK)
    assert {one.order_id for one in (await shipping.view(customer.id)).orders} == {first, second}


@on_sqlite
async def test_nobody_sees_how_far_somebody_elses_order_is(
    container: Container, customer: CustomerView
) -> None:
    order_id = (await buy(container, customer)).summary.order_id
    stranger = await arrive(container, 2)
    with pytest.raises(NotFound):
        await container.services.shipping.of_order(stranger.id, order_id)
    assert (await container.services.shipping.view(stranger.id)).orders == ()


async def test_an_address_that_was_written_by_another_hand_is_shown_to_nobody(
    container: Container, customer: CustomerView, desk: ShippingDesk
) -> None:
    other = await arrive(container, 2)
    await give_address(container, customer)
    await give_address(container, other, "王五 13800138000 北京市朝阳区建国路 88 号")
    async with container.engine.execution_options(writes=True).begin() as connection:
        taken = text(
            "UPDATE delivery_addresses SET address_token ="
            " (SELECT address_token FROM delivery_addresses WHERE customer_id = :theirs) WHERE customer_id = :mine"
        )
        await connection.execute(taken, {"theirs": other.id, "mine": customer.id})
    assert (await container.services.shipping.view(customer.id)).mask is None
    await give_address(container, customer)
    assert (await container.services.shipping.view(customer.id)).mask == MASK


class TestAShopThatDoesNotDeliver:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"delivers_since": None})

    @on_sqlite
    async def test_asks_for_no_address_and_says_nothing_of_orders(
        self, container: Container, customer: CustomerView
    ) -> None:
        order = await buy(container, customer)
        shipping = container.services.shipping
        assert await shipping.of_order(customer.id, order.summary.order_id) is None
        assert not (await shipping.view(customer.id)).delivers
        with pytest.raises(Stale):
            await shipping.begin(customer.id)
        await container.services.returns.confirm_receipt(customer.id, order.summary.order_id)
