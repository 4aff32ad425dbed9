"""The word of an account, and its freeze: what stops, what goes on, who ends it."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.wiring import House, notice_service
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


async def test_the_word_is_kept_sealed_and_can_be_taken_away(house: House) -> None:
    customer = await arrive(house)
    safety = house.services.safety
    assert (await safety.view(customer.id)).word is None
    assert (await safety.set_word(customer.id, "春暖花开")).word == "春暖花开"
    async with house.store.read() as uow:
        row = await uow.customers.get(customer.id)
    assert row is not None
    assert "春" not in str(row.word_token)
    assert (await arrive(house)).word_token == row.word_token
    with pytest.raises(InvalidInput):
        await safety.set_word(customer.id, "x")
    assert (await safety.view(customer.id)).word == "春暖花开"
    assert (await safety.remove_word(customer.id)).word is None


async def test_a_frozen_account_signs_binds_and_pays_out_nothing(house: House) -> None:
    customer = await arrive(house)
    await buy(house, customer)
    shown = await reach_confirmation(house, customer, product_id="lamp")
    case = await house.services.safety.freeze(customer.id)
    assert (case.kind, case.is_new) == (CaseKind.FROZEN, True)
    assert (await house.services.safety.freeze(customer.id)).case_id == case.case_id
    services = house.services
    with pytest.raises(AccountFrozen):
        await confirm(house, customer, shown)
    with pytest.raises(AccountFrozen):
        await services.checkout.start_with(customer.id, "case")
    with pytest.raises(AccountFrozen):
        await services.auto_debit.bind(customer.id, "6222020000000000018", 5, sure=False)
    with pytest.raises(AccountFrozen):
        await services.payouts.pay_back(customer.id, "any")
    with pytest.raises(AccountFrozen):
        await services.privacy.erase(customer.id)
    with pytest.raises(AccountFrozen):
        await services.safety.remove_word(customer.id)
    with pytest.raises(Stale):
        await services.cases.close(customer.id, case.case_id)
    assert await repay_next(house, customer) == 35_724  # who wants to pay can


async def test_of_a_frozen_account_nothing_is_said_and_the_staff_releases_it(
    house: House, clock: MovableClock
) -> None:
    customer = await arrive(house)
    await buy(house, customer)
    case = await house.services.safety.freeze(customer.id)
    channel = RecordingChannel()
    notices = notice_service(house, channel)
    now = clock.move_to(DUE, time(9, 0))
    await notices.plan(now)
    assert await notices.deliver(now) == {"skipped": 1}
    assert channel.received == []
    await house.staff_cases.decide(case.case_id, Decision.KEPT_FROZEN, "小王")
    assert (await house.services.safety.view(customer.id)).frozen_at is not None
    again = await house.services.safety.freeze(customer.id)
    await house.staff_cases.decide(again.case_id, Decision.RELEASED, "小王")
    assert (await house.services.safety.view(customer.id)).frozen_at is None
    await house.services.checkout.start_with(customer.id, "lamp")
    now = clock.move_to(date(2026, 2, 6), time(9, 0))
    await notices.plan(now)
    assert await notices.deliver(now) == {"sent": 1}


async def test_another_name_at_telegram_is_noticed_once(house: House) -> None:
    arriving = house.services.customers.arrive
    assert not (await arriving(7, "zh", "张三 @zhang")).is_renamed
    assert not (await arriving(7, "zh", "张三 @zhang")).is_renamed
    assert (await arriving(7, "zh", "李四 @zhang")).is_renamed
    assert not (await arriving(7, "zh", "李四 @zhang")).is_renamed
    assert not (await arriving(7, "zh")).is_renamed


async def test_so_many_failed_checks_are_told_once_a_day_with_the_way_to_freeze(house: House) -> None:
    """Whoever did not type them is to know, even where they were typed elsewhere than in the chat."""
    customer = await arrive(house)
    async with house.store.write() as uow:
        uow.add(t.Identity(customer_id=customer.id, checks=CHECKS_A_DAY, checks_from=house.clock.now()))
        await uow.commit()
    for _ in range(3):
        with pytest.raises(TooManyChecks):
            await house.services.identity.submit_form(customer.id, NAME, ADULT, PHONE)
    channel = RecordingChannel()
    await notice_service(house, channel).tell_at_once(house.clock.now())
    assert [content.kind for _, content in channel.received] == [NoticeKind.ATTEMPTS]
    assert (await house.services.identity.view(customer.id)).state is IdentityState.NONE
