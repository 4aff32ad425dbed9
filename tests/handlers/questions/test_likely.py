"""What stands under a bill and under the beginning: what somebody in this state probably asks next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.wiring import Container
from domain.questions import likely as topics
from domain.questions.likely import likely_topics
from handlers.buttons.bills import OpenBill
from handlers.buttons.questions import OpenTopic
from handlers.questions import likely
from handlers.questions.faq import faq, short
from handlers.questions.handlers import answer
from handlers.ui.reply import Reply
from tests.support.asking import asking, buttons
from tests.support.clock import MovableClock
from tests.support.debtors import (
    DUE,
    Debtor,
    indebted,
    pay_it_now,
    returned,
    settled,
    switched_off,
    without_card,
)
from tests.support.people import arrive, repay_next


@pytest.fixture
async def debtor(container: Container, clock: MovableClock) -> Debtor:
    return await indebted(container, clock)


async def likely_of(debtor: Debtor) -> tuple[str, ...]:
    return likely_topics(await debtor.stands())


def asked(screen: Reply) -> list[str]:
    return [one.action.topic for one in buttons(screen) if isinstance(one.action, OpenTopic)]


def test_every_likely_question_has_an_answer() -> None:
    named = {
        one
        for name in dir(topics)
        if name.isupper()
        for one in (vars(topics)[name],)
        if isinstance(one, tuple)
    }
    assert len(named) > 8
    assert all(topic in faq("zh_CN") for of_a_state in named for topic in of_a_state)
    assert all(2 <= len(of_a_state) <= topics.MOST for of_a_state in named)


async def test_who_has_nothing_may_ask_how_it_goes(container: Container) -> None:
    customer = await arrive(container)
    assert likely_topics(await container.services.standing.of(customer.id)) == topics.NOTHING


async def test_the_day_before_it_is_about_the_debit_or_about_how_to_pay(debtor: Debtor) -> None:
    debtor.clock.move_to(DUE - timedelta(days=2))
    assert await likely_of(debtor) == topics.NO_HURRY_DEBITED
    debtor.clock.move_to(DUE - timedelta(days=1))
    assert await likely_of(debtor) == topics.DEBITED_SOON
    await switched_off(debtor)
    assert await likely_of(debtor) == topics.DUE_SOON


async def test_what_is_late_although_it_is_debited_is_about_the_debit(debtor: Debtor) -> None:
    debtor.clock.move_to(DUE + timedelta(days=3))
    assert await likely_of(debtor) == topics.NOT_DEBITED
    await without_card(debtor)
    assert await likely_of(debtor) == topics.NOT_DEBITED
    await switched_off(debtor)
    assert await likely_of(debtor) == topics.LATE


async def test_a_payment_on_its_way_is_asked_after(debtor: Debtor) -> None:
    await pay_it_now(debtor)
    assert await likely_of(debtor) == topics.PAYING


async def test_who_has_settled_may_want_the_certificate(debtor: Debtor) -> None:
    await settled(debtor)
    assert await likely_of(debtor) == topics.PAID_OFF


async def test_who_just_sent_goods_back_may_ask_about_the_money(debtor: Debtor) -> None:
    await returned(debtor)
    context = asking(debtor.container, debtor.customer)
    shown = await answer(context, "screen.home")
    assert isinstance(shown, Reply)
    assert asked(shown) == [short(topic) for topic in topics.RETURNED]
    debtor.clock.move_to(DUE + timedelta(days=30))
    later = await answer(context, "screen.home")
    assert isinstance(later, Reply)
    assert not set(asked(later)) & {short(topic) for topic in topics.RETURNED[:2]}


async def test_a_return_that_waits_for_the_shop_counts_and_what_is_late_comes_first(debtor: Debtor) -> None:
    services = debtor.container.services
    (order,) = (await services.orders.orders(debtor.customer.id, 0)).orders
    assert not await services.returns.has_just_returned(debtor.customer.id)
    preview = await services.returns.preview(debtor.customer.id, order.order_id, {1: 1})
    await services.returns.request(debtor.customer.id, order.order_id, {1: 1}, preview.version)
    assert await services.returns.has_just_returned(debtor.customer.id)
    debtor.clock.move_to(DUE + timedelta(days=3))
    assert likely_topics(await debtor.stands(), returned=True) == topics.NOT_DEBITED


async def test_a_bill_is_opened_with_its_likely_questions_above_the_way_back(debtor: Debtor) -> None:
    context = asking(debtor.container, debtor.customer)
    (first, *_) = (await debtor.stands()).bills
    shown = await likely.open_bill(context, OpenBill(first.installment_id))
    assert asked(shown) == [short(topic) for topic in topics.NO_HURRY_DEBITED]
    assert shown.keyboard[-1][0].is_back
    await repay_next(debtor.container, debtor.customer)
    paid = await likely.open_bill(context, OpenBill(first.installment_id))
    assert asked(paid) == [short(topic) for topic in topics.PAID]


async def test_who_asks_for_nothing_in_particular_is_offered_what_is_likely(debtor: Debtor) -> None:
    context = asking(debtor.container, debtor.customer)
    shown = await answer(context, "screen.home")
    assert isinstance(shown, Reply)
    assert asked(shown) == [short(topic) for topic in topics.NO_HURRY_DEBITED]
