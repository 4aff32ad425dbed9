"""The customer's rights: what is held, a copy of it, consent taken back, deletion of what no law needs."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
from sqlmodel import SQLModel

from bot.wiring import House
from domain.checkout.results import CheckoutStep
from domain.customers.consents import Purpose
from domain.customers.results import CustomerView
from domain.errors import NotFound, StepMissing
from domain.privacy.results import TABLES, Holding, PrivacyView
from domain.privacy.rules import kept_until
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, confirm, reach_confirmation, repay_next, verify

IMPERSONAL = {
    "categories",
    "products",
    "product_pictures",
    "institutions",
    "plans",
    "planned_days",
    "send_schedule",
    "inbox",  # sealed, and gone when it is handled
    "conversation_states",  # what the next words of a chat mean
}


def consent_of(view: PrivacyView, purpose: Purpose) -> str:
    (found,) = (one for one in view.consents if one.purpose is purpose)
    return found.consent_id


async def settled(house: House) -> CustomerView:
    customer = await arrive(house)
    order = await buy(house, customer, plan_id="consumer-3")
    for _ in order.bills:
        await repay_next(house, customer)
    return customer


def test_every_table_is_either_somebodys_or_nobodys() -> None:
    assert set(TABLES) | IMPERSONAL == set(SQLModel.metadata.tables)
    assert set(TABLES) & IMPERSONAL == set()


def test_a_leap_day_is_kept_until_the_28th() -> None:
    assert kept_until(date(2028, 2, 29), 5) == date(2033, 2, 28)
    assert kept_until(date(2026, 12, 31), 5) == date(2031, 12, 31)


async def test_each_consent_stands_where_it_was_given(house: House) -> None:
    customer = await arrive(house)
    assert (await house.services.privacy.view(customer.id)).consents == ()
    await verify(house, customer)
    await verify_is_one_consent(house, customer)
    await buy(house, customer)
    view = await house.services.privacy.view(customer.id)
    assert {(one.purpose, one.lender is not None) for one in view.consents} == {
        (Purpose.IDENTITY, False),
        (Purpose.LENDER, True),
    }
    await buy(house, customer)  # the same lender again
    assert len((await house.services.privacy.view(customer.id)).consents) == 2


async def verify_is_one_consent(house: House, customer: CustomerView) -> None:
    (only,) = (await house.services.privacy.view(customer.id)).consents
    assert (only.purpose, only.version) == (Purpose.IDENTITY, "2026-11")


async def test_the_copy_has_everything_and_nothing_unmasked(house: House) -> None:
    customer = await settled(house)
    case = await house.services.cases.turn_to(customer.id, None)
    await house.services.cases.write(customer.id, case.case_id, "请问结清证明在哪里", 5)
    copy = await house.services.privacy.copy(customer.id)
    text = json.dumps(copy.held, ensure_ascii=False)
    assert set(copy.held) == set(Holding) - {Holding.CARDS, Holding.NOTICES, Holding.SHOPPING} | {"shopping"}
    (identity,) = copy.held["identity"]["identities"]
    assert (identity["name"], identity["id_number"], identity["phone"]) == (
        "张**",
        f"1{'*' * 16}1",
        "138****0000",
    )
    assert "请问结清证明在哪里" in text
    assert len(copy.held["contracts"]["installments"]) == 3
    for secret in (NAME, ADULT, PHONE, "gAAAA", "_hash"):
        assert secret not in text


async def test_a_copy_holds_nobody_elses_rows(house: House) -> None:
    mine, other = await settled(house), await arrive(house, 2)
    await buy(house, other)
    text = json.dumps((await house.services.privacy.copy(mine.id)).held, ensure_ascii=False)
    assert other.id not in text
    with pytest.raises(NotFound):
        theirs = await house.services.privacy.view(other.id)
        await house.services.privacy.withdraw(mine.id, consent_of(theirs, Purpose.IDENTITY))


async def test_who_has_no_contract_is_forgotten_completely(house: House) -> None:
    customer = await arrive(house)
    await reach_confirmation(house, customer)
    await house.services.shop.add_to_cart(customer.id, "xiaomi-15", 1)
    assert (await house.services.privacy.view(customer.id)).kept is None
    assert await house.services.privacy.erase(customer.id) is None
    async with house.store.read() as uow:
        rows = await uow.privacy.rows(customer.id)
    assert {table for table, found in rows.items() if found} == set()
    again = await arrive(house)
    assert again.id != customer.id
    assert await house.services.privacy.erase(customer.id) is None  # a second tap of the same person


async def test_with_a_loan_the_contract_stays_and_the_rest_goes(house: House) -> None:
    customer = await arrive(house)
    await buy(house, customer)
    await reach_confirmation(house, customer)  # a checkout left open
    await house.services.shop.add_to_cart(customer.id, "xiaomi-15", 1)
    await house.services.reminders.hide_amounts(customer.id, hidden=True)
    case = await house.services.cases.turn_to(customer.id, None)
    await house.services.cases.write(customer.id, case.case_id, "几点上班", 5)
    await house.services.cases.close(customer.id, case.case_id)
    view = await house.services.privacy.erase(customer.id)
    assert view is not None
    assert view.kept is not None
    assert (view.kept.open_loans, view.kept.until) == (1, None)
    assert view.identity.verified
    async with house.store.read() as uow:
        rows = await uow.privacy.rows(customer.id)
    gone = {"cart_items", "reminder_choices", "second_channels", "payment_cards", "cases", "case_entries"}
    assert {table for table in gone if rows[table]} == set()
    assert len(rows["checkout_drafts"]) == 1  # the order's
    assert await house.services.bills.open_bills(customer.id)
    assert await house.services.privacy.erase(customer.id) == view


async def test_five_years_after_the_last_loan_was_settled_everything_goes(
    house: House, clock: MovableClock
) -> None:
    customer = await settled(house)
    kept = (await house.services.privacy.view(customer.id)).kept
    assert kept is not None
    assert kept.until == date(2031, 1, 5)
    clock.move_to(date(2031, 1, 5), time(23, 59))
    assert await house.services.privacy.erase(customer.id) is not None
    clock.move_to(date(2031, 1, 6), time(0, 0))
    assert await house.services.privacy.erase(customer.id) is None
    async with house.store.read() as uow:
        assert {table for table, found in (await uow.privacy.rows(customer.id)).items() if found} == set()


async def test_consent_to_verification_taken_back_without_a_contract_deletes_the_identity(
    house: House,
) -> None:
    customer = await arrive(house)
    await verify(house, customer)
    view = await house.services.privacy.view(customer.id)
    view = await house.services.privacy.withdraw(customer.id, consent_of(view, Purpose.IDENTITY))
    assert (view.consents, view.identity.name_mask) == ((), None)
    draft = await house.services.checkout.start_with(customer.id, "xiaomi-15")
    draft = await house.services.checkout.choose_periods(customer.id, draft.draft_id, 12)
    assert draft.step is CheckoutStep.NAME


async def test_with_a_contract_the_identity_stays_but_a_new_order_asks_again(house: House) -> None:
    customer = await arrive(house)
    await buy(house, customer)
    view = await house.services.privacy.view(customer.id)
    view = await house.services.privacy.withdraw(customer.id, consent_of(view, Purpose.IDENTITY))
    assert view.identity.name_mask == "张**"
    checkout = house.services.checkout
    draft = await checkout.start_with(customer.id, "xiaomi-15")
    draft = await checkout.choose_periods(customer.id, draft.draft_id, 12)
    assert draft.step is CheckoutStep.CONSENT
    await house.services.privacy.consent(customer.id)
    assert (await checkout.view(customer.id, draft.draft_id)).step is CheckoutStep.LENDER
    with pytest.raises(NotFound):  # the button of the first time
        await house.services.privacy.withdraw(customer.id, "gone")


async def test_consent_taken_back_in_the_middle_of_a_checkout_keeps_it_from_being_confirmed(
    house: House,
) -> None:
    customer = await arrive(house)
    await buy(house, customer)
    shown = await reach_confirmation(house, customer, product_id="lamp")
    view = await house.services.privacy.view(customer.id)
    await house.services.privacy.withdraw(customer.id, consent_of(view, Purpose.IDENTITY))
    assert (await house.services.checkout.view(customer.id, shown.draft_id)).step is CheckoutStep.CONSENT
    with pytest.raises(StepMissing):
        await confirm(house, customer, shown)
    await house.services.privacy.consent(customer.id)
    assert await confirm(house, customer, shown)
