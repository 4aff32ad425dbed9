"""The check of who somebody is: its states, over a real socket to a service that is late, down, wrong or forged."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, time

import pytest

from bot.adapters.identity import HttpVerifier, LocalVerifier
from bot.settings import Settings, SettingsError, load_settings
from bot.wiring import Container, build_container, catalog_importer, delivery_service
from domain.checkout.results import CheckoutStep
from domain.customers.results import CustomerView
from domain.errors import InvalidInput, Stale
from domain.identity.errors import IdentityMissing, StudentsNotServed, TooManyChecks
from domain.identity.notices import IdentityContent
from domain.identity.service import CHECKS_A_DAY
from domain.identity.types import IdentityCheck, IdentityState, RejectReason, Verdict, VerdictStatus
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.builders import ADULT, NAME, PHONE, catalog
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.identity_server import SECRET, IdentityServer, identity_server
from tests.support.people import arrive, buy, confirm, reach_confirmation, verify

CHECK = IdentityCheck("check1", NAME, ADULT, PHONE)


@pytest.fixture
async def service() -> AsyncIterator[IdentityServer]:
    async with identity_server() as running:
        yield running


@pytest.fixture
async def checked(
    settings: Settings, clock: MovableClock, service: IdentityServer
) -> AsyncIterator[Container]:
    """A house where the lender's service says who somebody is."""
    own = {**dict(settings), "identity_url": service.url, "identity_secret": SECRET}
    container = build_container(load_settings(**own), clock)
    await catalog_importer(container.store).apply(catalog(), {})
    yield container
    await container.aclose()


async def state(container: Container, customer: CustomerView) -> IdentityState:
    return (await container.services.identity.view(customer.id)).state


async def running_check(container: Container) -> str:
    async with container.store.read() as uow:
        (row,) = await uow.identities.reviewing(10)
    assert row.check_id is not None
    return str(row.check_id)


@on_sqlite
async def test_the_states_from_nothing_to_verified(checked: Container) -> None:
    customer = await arrive(checked)
    identity = checked.services.identity
    assert await state(checked, customer) is IdentityState.NONE
    await identity.submit_name(customer.id, NAME)
    assert await state(checked, customer) is IdentityState.INCOMPLETE
    await identity.submit_id_number(customer.id, ADULT)
    assert await state(checked, customer) is IdentityState.INCOMPLETE
    assert (await identity.submit_phone(customer.id, PHONE)).state is IdentityState.VERIFIED


@on_sqlite
async def test_the_service_is_told_what_is_to_be_checked_and_nothing_else(
    checked: Container, service: IdentityServer
) -> None:
    await verify(checked, await arrive(checked))
    (asked,) = service.asked
    assert asked == {"check_id": asked["check_id"], "name": NAME, "id_number": ADULT, "phone": PHONE}
    assert service.refused == 0


@on_sqlite
async def test_a_service_that_is_down_for_a_moment_is_asked_again_under_the_same_id(
    checked: Container, service: IdentityServer
) -> None:
    service.down = 2
    customer = await arrive(checked)
    await verify(checked, customer)
    assert await state(checked, customer) is IdentityState.VERIFIED
    assert len({asked["check_id"] for asked in service.asked}) == 1
    assert len(service.asked) == 3


async def test_a_service_that_stays_down_leaves_it_reviewing_and_the_sweep_ends_it(
    checked: Container, service: IdentityServer
) -> None:
    service.down = 3
    customer = await arrive(checked)
    await verify(checked, customer)
    assert await state(checked, customer) is IdentityState.REVIEWING
    with pytest.raises(InvalidInput):
        await checked.services.identity.submit_name(customer.id, "李四")
    with pytest.raises(IdentityMissing):
        await checked.services.autopay.add_card(customer.id, "6222020000000000018", 5, sure=False)
    assert await checked.services.identity.reconcile(checked.clock.now()) == {"verified": 1}
    assert await state(checked, customer) is IdentityState.VERIFIED
    assert await checked.services.identity.reconcile(checked.clock.now()) == {}


@on_sqlite
async def test_an_answer_that_is_not_signed_as_agreed_verifies_nobody(
    checked: Container, service: IdentityServer
) -> None:
    service.forged = True
    customer = await arrive(checked)
    await verify(checked, customer)
    assert await state(checked, customer) is IdentityState.REVIEWING


async def test_what_comes_out_later_is_told_by_a_notice(checked: Container, service: IdentityServer) -> None:
    service.verdict = {"status": "reviewing"}
    customer = await arrive(checked)
    await verify(checked, customer)
    assert await state(checked, customer) is IdentityState.REVIEWING
    check_id = await running_check(checked)
    arrived = checked.services.identity.handle_verdict
    assert await arrived(check_id, Verdict(VerdictStatus.VERIFIED))
    assert not await arrived(check_id, Verdict(VerdictStatus.REJECTED, RejectReason.OTHER))  # said again
    assert not await arrived("unknown", Verdict(VerdictStatus.VERIFIED))
    channel = RecordingChannel()
    await delivery_service(checked, channel).send_transactional(checked.clock.now())
    (content,) = channel.contents(IdentityContent)
    assert content.state is IdentityState.VERIFIED
    assert await state(checked, customer) is IdentityState.VERIFIED


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("mismatch", RejectReason.MISMATCH),
        ("not_found", RejectReason.NOT_FOUND),
        ("document_expired", RejectReason.DOCUMENT_EXPIRED),
        ("moon_phase", RejectReason.OTHER),
        (None, RejectReason.OTHER),
    ],
)
async def test_who_is_rejected_is_told_why_and_can_type_anew(
    checked: Container, service: IdentityServer, said: str | None, reason: RejectReason
) -> None:
    service.verdict = {"status": "rejected", "reason": said}
    customer = await arrive(checked)
    draft = await checked.services.checkout.start_with(customer.id, "xiaomi-15")
    await checked.services.checkout.choose_periods(customer.id, draft.draft_id, 12)
    await verify(checked, customer)
    view = await checked.services.checkout.view(customer.id, draft.draft_id)
    assert (view.step, view.identity.reason) == (CheckoutStep.REJECTED, reason)
    await checked.services.identity.start_over(customer.id)
    assert await state(checked, customer) is IdentityState.NONE
    with pytest.raises(Stale):
        await checked.services.identity.start_over(customer.id)
    service.verdict = {"status": "verified"}
    await verify(checked, customer)
    assert (await checked.services.checkout.view(customer.id, draft.draft_id)).step is CheckoutStep.LENDER


async def test_a_verification_ends_with_the_document_and_is_checked_again_without_typing(
    checked: Container, service: IdentityServer, clock: MovableClock
) -> None:
    service.verdict = {"status": "verified", "valid_until": "2026-02-05"}
    customer = await arrive(checked)
    await buy(checked, customer)
    clock.move_to(date(2026, 2, 5), time(23, 0))
    assert await state(checked, customer) is IdentityState.VERIFIED
    clock.move_to(date(2026, 2, 6), time(0, 1))
    assert await state(checked, customer) is IdentityState.EXPIRED
    draft = await checked.services.checkout.start_with(customer.id, "lamp")
    view = await checked.services.checkout.choose_periods(customer.id, draft.draft_id, 12)
    assert view.step is CheckoutStep.EXPIRED
    service.verdict = {"status": "verified", "valid_until": "2046-02-05"}
    assert (await checked.services.identity.check_again(customer.id)).state is IdentityState.VERIFIED
    with pytest.raises(Stale):
        await checked.services.identity.check_again(customer.id)
    assert await checked.services.bills.open_bills(customer.id)


async def test_a_rejection_never_takes_away_what_a_contract_rests_on(
    checked: Container, service: IdentityServer, clock: MovableClock
) -> None:
    service.verdict = {"status": "verified", "valid_until": "2026-02-05"}
    customer = await arrive(checked)
    await buy(checked, customer)
    clock.move_to(date(2026, 2, 6), time(9, 0))
    service.verdict = {"status": "rejected", "reason": "document_expired"}
    assert (await checked.services.identity.check_again(customer.id)).state is IdentityState.REJECTED
    with pytest.raises(Stale):
        await checked.services.identity.start_over(customer.id)
    assert (await checked.services.identity.view(customer.id)).name_mask == "张**"


async def test_students_are_told_apart_by_what_they_say(container: Container) -> None:
    customer = await arrive(container)
    shown = await reach_confirmation(container, customer)
    assert shown.asks_student
    await container.services.identity.declare_student(customer.id)
    assert (await container.services.checkout.view(customer.id, shown.draft_id)).step is CheckoutStep.LENDER
    with pytest.raises(StudentsNotServed):
        await container.services.checkout.choose_plan(customer.id, shown.draft_id, "bank-12")
    with pytest.raises(StudentsNotServed):
        await confirm(container, customer, shown)


async def test_the_form_alone_verifies_where_no_service_is_set_up() -> None:
    assert await LocalVerifier().check(CHECK) == Verdict(VerdictStatus.VERIFIED)


async def test_the_verdict_on_another_check_is_none(service: IdentityServer) -> None:
    service.verdict = {"check_id": "another", "status": "verified"}
    verifier = HttpVerifier(service.url, SECRET)
    assert (await verifier.check(CHECK)).status is VerdictStatus.UNKNOWN
    await verifier.aclose()


async def test_a_service_that_does_not_know_our_secret_verifies_nobody(service: IdentityServer) -> None:
    verifier = HttpVerifier(service.url, "another-secret-of-ours")
    assert (await verifier.check(CHECK)).status is VerdictStatus.UNKNOWN
    assert service.refused == 3
    await verifier.aclose()


def test_nothing_personal_stands_in_the_representation_of_a_check() -> None:
    assert NAME not in repr(CHECK)
    assert ADULT not in repr(CHECK)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"identity_url": "http://lender.example/id", "identity_secret": "x" * 16}, "must be an https"),
        ({"identity_url": "https://lender.example/id"}, "IDENTITY_SECRET is missing"),
        (
            {"identity_url": "https://lender.example/id", "identity_secret": "short"},
            "IDENTITY_SECRET is wrong",
        ),
    ],
)
def test_a_service_that_names_would_leak_to_stops_the_start(settings: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load_settings(**settings)


async def test_so_many_checks_a_day_so_that_nobody_tries_people_out(
    checked: Container, service: IdentityServer, clock: MovableClock
) -> None:
    service.verdict = {"status": "rejected", "reason": "mismatch"}
    customer = await arrive(checked)
    for _ in range(CHECKS_A_DAY):
        await verify(checked, customer)
        await checked.services.identity.start_over(customer.id)
    with pytest.raises(TooManyChecks):
        await verify(checked, customer)
    with pytest.raises(TooManyChecks):
        await checked.services.identity.submit_form(customer.id, NAME, ADULT, PHONE, opened_s=1)
    assert len(service.asked) == CHECKS_A_DAY
    clock.advance(days=1)
    service.verdict = {"status": "verified"}
    await checked.services.identity.submit_form(customer.id, NAME, ADULT, PHONE, opened_s=1)
    assert await state(checked, customer) is IdentityState.VERIFIED
