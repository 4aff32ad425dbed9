"""The word of an account, and its freeze: what stops, what goes on, who ends it."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.wiring import Container, delivery_service
from domain import tables as t
from domain.cases.types import CaseKind, Decision
from domain.customers.errors import AccountFrozen
from domain.errors import InvalidInput, Stale
from domain.identity.errors import TooManyChecks
from domain.identity.service import CHECKS_A_DAY
from domain.identity.types import IdentityState
from domain.outbox.results import NoticeKind
from domain.security.rules import read_word
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, confirm, reach_confirmation, repay_next

DUE = date(2026, 2, 5)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("  春暖 花开 ", "春暖 花开"),
        ("ＡＢ", "AB"),
        ("🌸🌸", "🌸🌸"),
        ("好" * 20, "好" * 20),
        ("好", None),
        ("好" * 21, None),
        ("ab\u200bcd", None),
        ("\u202egnp", None),
        (ADULT, None),
        ("", None),
    ],
)
def test_a_word_is_short_visible_and_nothing_personal(typed: str, word: str | None) -> None:
    assert read_word(typed) == word


@on_sqlite
async def test_the_word_is_kept_sealed_and_can_be_taken_away(container: Container) -> None:
    customer = await arrive(container)
    safety = container.services.security
    assert (await safety.view(customer.id)).word is None
    assert (await safety.set_word(customer.id, "春暖花开")).word == "春暖花开"
    async with container.store.read() as uow:
        row = await uow.customers.get(customer.id)
    assert row is not None
    assert "春" not in str(row.word_token)
    assert (await arrive(container)).word_token == row.word_token
    with pytest.raises(InvalidInput):
        await safety.set_word(customer.id, "x")
    assert (await safety.view(customer.id)).word == "春暖花开"
    assert (await safety.remove_word(customer.id)).word is None


@on_sqlite
async def test_a_frozen_account_signs_binds_and_pays_out_nothing(container: Container) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    shown = await reach_confirmation(container, customer, product_id="lamp")
    case = await container.services.security.freeze(customer.id)
    assert (case.kind, case.is_new) == (CaseKind.FROZEN, True)
    assert (await container.services.security.freeze(customer.id)).case_id == case.case_id
    services = container.services
    with pytest.raises(AccountFrozen):
        await confirm(container, customer, shown)
    with pytest.raises(AccountFrozen):
        await services.checkout.start_with(customer.id, "case")
    with pytest.raises(AccountFrozen):
        await services.autopay.add_card(customer.id, "6222020000000000018", 5, sure=False)
    with pytest.raises(AccountFrozen):
        await services.refunds.refund_overpayment(customer.id, "any")
    with pytest.raises(AccountFrozen):
        await services.privacy.erase(customer.id)
    with pytest.raises(AccountFrozen):
        await services.security.remove_word(customer.id)
    with pytest.raises(Stale):
        await services.support.close(customer.id, case.case_id)
    assert await repay_next(container, customer) == 35_724  # who wants to pay can


@on_sqlite
async def test_of_a_frozen_account_nothing_is_said_and_the_staff_releases_it(
    container: Container, clock: MovableClock
) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    case = await container.services.security.freeze(customer.id)
    channel = RecordingChannel()
    notices = delivery_service(container, channel)
    now = clock.move_to(DUE, time(9, 0))
    await notices.plan(now)
    assert await notices.deliver(now) == {"skipped": 1}
    assert channel.received == []
    await container.staff_service.decide(case.case_id, Decision.KEPT_FROZEN, "小王")
    assert (await container.services.security.view(customer.id)).frozen_at is not None
    again = await container.services.security.freeze(customer.id)
    await container.staff_service.decide(again.case_id, Decision.RELEASED, "小王")
    assert (await container.services.security.view(customer.id)).frozen_at is None
    await container.services.checkout.start_with(customer.id, "lamp")
    now = clock.move_to(date(2026, 2, 6), time(9, 0))
    await notices.plan(now)
    assert await notices.deliver(now) == {"sent": 1}


async def test_another_name_at_telegram_is_noticed_once(container: Container) -> None:
    arriving = container.services.customers.arrive
    assert not (await arriving(7, "zh", "张三 @zhang")).is_renamed
    assert not (await arriving(7, "zh", "张三 @zhang")).is_renamed
    assert (await arriving(7, "zh", "李四 @zhang")).is_renamed
    assert not (await arriving(7, "zh", "李四 @zhang")).is_renamed
    assert not (await arriving(7, "zh")).is_renamed


@on_sqlite
async def test_so_many_failed_checks_are_told_once_a_day_with_the_way_to_freeze(container: Container) -> None:
    """Whoever did not type them is to know, even where they were typed elsewhere than in the chat."""
    customer = await arrive(container)
    async with container.store.write() as uow:
        uow.add(t.Identity(customer_id=customer.id, checks=CHECKS_A_DAY, checks_from=container.clock.now()))
        await uow.commit()
    for _ in range(3):
        with pytest.raises(TooManyChecks):
            await container.services.identity.submit_form(customer.id, NAME, ADULT, PHONE, opened_s=1)
    channel = RecordingChannel()
    await delivery_service(container, channel).send_transactional(container.clock.now())
    assert [content.kind for _, content in channel.received] == [NoticeKind.ATTEMPTS]
    assert (await container.services.identity.view(customer.id)).state is IdentityState.NONE
