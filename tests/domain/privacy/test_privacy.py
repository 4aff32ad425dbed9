"""The customer's rights: what is held, a copy of it, consent taken back, deletion of what no law needs."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
from sqlmodel import SQLModel

from bot.wiring import Container
from domain.checkout.results import CheckoutStep
from domain.customers.consents import Purpose
from domain.customers.results import CustomerView
from domain.errors import NotFound, StepMissing
from domain.privacy.results import TABLES, Holding, PrivacyView
from domain.privacy.rules import kept_until
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, confirm, reach_confirmation, repay_next, verify

IMPERSONAL = {
    "categories",
    "products",
    "product_pictures",
    "institutions",
    "intakes",
    "plans",
    "planned_days",
    "send_tempo",
    "inbox",  # sealed, and gone when it is handled
    "refused_updates",  # sealed, by whom is not known, and gone after a week
    "write_probe",
    "key_canaries",
    "staff_chat_moves",
    "answer_ratings",  # counts, of nobody
    "missed_questions",  # masked and sealed, of nobody, and gone after 90 days
    # The shop's people; a line of the log names a customer by an id that leads nowhere once they are deleted.
    "staff_members",
    "staff_sessions",
    "staff_proposals",
    "staff_log",
}


def consent_of(view: PrivacyView, purpose: Purpose) -> str:
    (found,) = (one for one in view.consents if one.purpose is purpose)
    return found.consent_id


async def settled(container: Container) -> CustomerView:
    customer = await arrive(container)
    order = await buy(container, customer, plan_id="consumer-3")
    for _ in order.bills:
        await repay_next(container, customer)
    return customer


def test_every_table_is_either_somebodys_or_nobodys() -> None:
    assert set(TABLES) | IMPERSONAL == set(SQLModel.metadata.tables)
    assert set(TABLES) & IMPERSONAL == set()


def test_a_leap_day_is_kept_until_the_28th() -> None:
    assert kept_until(date(2028, 2, 29), 5) == date(2033, 2, 28)
    assert kept_until(date(2026, 12, 31), 5) == date(2031, 12, 31)


@on_sqlite
async def test_each_consent_stands_where_it_was_given(container: Container) -> None:
    customer = await arrive(container)
    assert (await container.services.privacy.view(customer.id)).consents == ()
    await verify(container, customer)
    await verify_is_one_consent(container, customer)
    await buy(container, customer)
    view = await container.services.privacy.view(customer.id)
    assert {(one.purpose, one.lender is not None) for one in view.consents} == {
        (Purpose.IDENTITY, False),
        (Purpose.LENDER, True),
    }
    await buy(container, customer)  # the same lender again
    assert len((await container.services.privacy.view(customer.id)).consents) == 2


async def verify_is_one_consent(container: Container, customer: CustomerView) -> None:
    (only,) = (await container.services.privacy.view(customer.id)).consents
    assert (only.purpose, only.version) == (Purpose.IDENTITY, "2026-11-29")


@on_sqlite
async def test_the_copy_has_everything_and_nothing_unmasked(container: Container) -> None:
    customer = await settled(container)
    case = await container.services.support.turn_to(customer.id, None)
    await container.services.support.write(customer.id, case.case_id, "请问结清证明在哪里", 5)
    noted = await container.services.tracked.begin(customer.id, "车贷 还剩8期 每期268 每月15号")
    await container.services.tracked.keep(customer.id, noted.draft_id)
    copy = await container.services.privacy.copy(customer.id)
    text = json.dumps(copy.held, ensure_ascii=False)
    assert set(copy.held) == set(Holding) - {
        Holding.CARDS,
        Holding.NOTICES,
        Holding.SHOPPING,
        Holding.DELIVERY,
    } | {"shopping"}
    (identity,) = copy.held["identity"]["identities"]
    assert (identity["name"], identity["id_number"], identity["phone"]) == (
        "张**",
        f"1{'*' * 16}1",
        "138****0000",
    )
    assert "请问结清证明在哪里" in text
    assert "车贷" in str(copy.held["tracked"]["tracked_bills"][0]["terms"])
    assert len(copy.held["tracked"]["tracked_dues"]) == 8
    assert len(copy.held["contracts"]["installments"]) == 3
    for secret in (NAME, ADULT, PHONE, "b1.", "_hash"):
        assert secret not in text


@on_sqlite
async def test_a_copy_holds_nobody_elses_rows(container: Container) -> None:
    mine, other = await settled(container), await arrive(container, 2)
    await buy(container, other)
    text = json.dumps((await container.services.privacy.copy(mine.id)).held, ensure_ascii=False)
    assert other.id not in text
    with pytest.raises(NotFound):
        theirs = await container.services.privacy.view(other.id)
        await container.services.privacy.withdraw(mine.id, consent_of(theirs, Purpose.IDENTITY))


@on_sqlite
async def test_who_has_no_contract_is_forgotten_completely(container: Container) -> None:
    customer = await arrive(container)
    await reach_confirmation(container, customer)
    await container.services.catalog.add_to_cart(customer.id, "xiaomi-15", 1)
    assert (await container.services.privacy.view(customer.id)).kept is None
    assert await container.services.privacy.erase(customer.id) is None
    async with container.store.read() as uow:
        rows = await uow.privacy.rows(customer.id)
    assert {table for table, found in rows.items() if found} == set()
    again = await arrive(container)
    assert again.id != customer.id
    assert await container.services.privacy.erase(customer.id) is None  # a second tap of the same person


async def test_with_a_loan_the_contract_stays_and_the_rest_goes(container: Container) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    await reach_confirmation(container, customer)  # a checkout left open
    await container.services.catalog.add_to_cart(customer.id, "xiaomi-15", 1)
    await container.services.preferences.hide_amounts(customer.id, hidden=True)
    case = await container.services.support.turn_to(customer.id, None)
    await container.services.support.write(customer.id, case.case_id, "几点上班", 5)
    await container.services.support.close(customer.id, case.case_id)
    view = await container.services.privacy.erase(customer.id)
    assert view is not None
    assert view.kept is not None
    assert (view.kept.open_loans, view.kept.until) == (1, None)
    assert view.identity.verified
    async with container.store.read() as uow:
        rows = await uow.privacy.rows(customer.id)
    gone = {"cart_items", "reminder_choices", "backup_channels", "payment_cards", "cases", "case_entries"}
    assert {table for table in gone if rows[table]} == set()
    assert len(rows["checkout_drafts"]) == 1  # the order's
    assert await container.services.bills.open_bills(customer.id)
    assert await container.services.privacy.erase(customer.id) == view


@on_sqlite
async def test_five_years_after_the_last_loan_was_settled_everything_goes(
    container: Container, clock: MovableClock
) -> None:
    customer = await settled(container)
    kept = (await container.services.privacy.view(customer.id)).kept
    assert kept is not None
    assert kept.until == date(2031, 1, 5)
    clock.move_to(date(2031, 1, 5), time(23, 59))
    assert await container.services.privacy.erase(customer.id) is not None
    clock.move_to(date(2031, 1, 6), time(0, 0))
    assert await container.services.privacy.erase(customer.id) is None
    async with container.store.read() as uow:
        assert {table for table, found in (await uow.privacy.rows(customer.id)).items() if found} == set()


@on_sqlite
async def test_consent_to_verification_taken_back_without_a_contract_deletes_the_identity(
    container: Container,
) -> None:
    customer = await arrive(container)
    await verify(container, customer)
    view = await container.services.privacy.view(customer.id)
    view = await container.services.privacy.withdraw(customer.id, consent_of(view, Purpose.IDENTITY))
    assert (view.consents, view.identity.name_mask) == ((), None)
    draft = await container.services.checkout.start_with(customer.id, "xiaomi-15")
    draft = await container.services.checkout.choose_periods(customer.id, draft.draft_id, 12)
    assert draft.step is CheckoutStep.NAME


@on_sqlite
async def test_with_a_contract_the_identity_stays_but_a_new_order_asks_again(container: Container) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    view = await container.services.privacy.view(customer.id)
    view = await container.services.privacy.withdraw(customer.id, consent_of(view, Purpose.IDENTITY))
    assert view.identity.name_mask == "张**"
    checkout = container.services.checkout
    draft = await checkout.start_with(customer.id, "xiaomi-15")
    draft = await checkout.choose_periods(customer.id, draft.draft_id, 12)
    assert draft.step is CheckoutStep.CONSENT
    await container.services.privacy.consent(customer.id)
    assert (await checkout.view(customer.id, draft.draft_id)).step is CheckoutStep.LENDER
    with pytest.raises(NotFound):  # the button of the first time
        await container.services.privacy.withdraw(customer.id, "gone")


@on_sqlite
async def test_consent_taken_back_in_the_middle_of_a_checkout_keeps_it_from_being_confirmed(
    container: Container,
) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    shown = await reach_confirmation(container, customer, product_id="lamp")
    view = await container.services.privacy.view(customer.id)
    await container.services.privacy.withdraw(customer.id, consent_of(view, Purpose.IDENTITY))
    assert (await container.services.checkout.view(customer.id, shown.draft_id)).step is CheckoutStep.CONSENT
    with pytest.raises(StepMissing):
        await confirm(container, customer, shown)
    await container.services.privacy.consent(customer.id)
    assert await confirm(container, customer, shown)
