"""The look at the face, where a lender asks for it: its own consent, the lender's page, another way, what comes out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.settings import Settings, load_settings
from bot.wiring import Container, build_container, catalog_importer, delivery_service
from domain.cases.types import CaseKind, Decision
from domain.checkout.results import CheckoutStep
from domain.customers.consents import Purpose
from domain.customers.results import CustomerView
from domain.errors import Stale, StepMissing
from domain.identity.errors import IdentityMissing
from domain.identity.notices import FaceContent
from domain.identity.types import IdentityState, RejectReason, Verdict, VerdictStatus
from domain.outbox.results import NoticeKind
from domain.terms import Need
from domain.value import replace
from tests.domain.notices.test_notices import RecordingChannel
from tests.domain.privacy.test_privacy import consent_of
from tests.support.builders import ADULT, NAME, catalog
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.identity_server import SECRET, IdentityServer, identity_server
from tests.support.people import arrive, confirm, read_and_agree, verify

PAGE = "https://lender.example/face/1"


@pytest.fixture
async def service() -> AsyncIterator[IdentityServer]:
    async with identity_server() as running:
        running.face = {"status": "reviewing", "url": PAGE}
        yield running


@pytest.fixture
async def container(
    settings: Settings, clock: MovableClock, service: IdentityServer
) -> AsyncIterator[Container]:
    own = {**dict(settings), "identity_url": service.url, "identity_secret": SECRET}
    built = build_container(load_settings(**own), clock)
    asking = tuple(replace(one, needs=(Need.FACE,)) for one in catalog().institutions)
    await catalog_importer(built.store).apply(catalog(institutions=asking), {})
    yield built
    await built.aclose()


async def verified(container: Container) -> CustomerView:
    customer = await arrive(container)
    await verify(container, customer)
    return customer


async def draft_at_the_face(container: Container, customer: CustomerView) -> str:
    checkout = container.services.checkout
    draft = await checkout.start_with(customer.id, "xiaomi-15")
    await checkout.choose_periods(customer.id, draft.draft_id, 12)
    view = await checkout.choose_plan(customer.id, draft.draft_id, "consumer-12")
    assert view.step is CheckoutStep.FACE
    return draft.draft_id


@on_sqlite
async def test_nothing_of_a_face_happens_without_its_own_consent(
    container: Container, service: IdentityServer
) -> None:
    customer = await verified(container)
    assert not await container.services.face_checks.agreed(customer.id)
    with pytest.raises(Stale):
        await container.services.face_checks.page(customer.id)
    assert service.face_checks == []


@on_sqlite
async def test_who_is_not_verified_has_no_face_to_look_at(container: Container) -> None:
    customer = await arrive(container)
    await container.services.face_checks.agree(customer.id)
    with pytest.raises(IdentityMissing):
        await container.services.face_checks.page(customer.id)


@on_sqlite
async def test_the_page_is_the_lenders_and_what_comes_out_goes_on_with_the_checkout(
    container: Container, service: IdentityServer
) -> None:
    customer = await verified(container)
    draft_id = await draft_at_the_face(container, customer)
    face_checks = container.services.face_checks
    await face_checks.agree(customer.id)
    assert [await face_checks.page(customer.id) for _ in range(2)] == [PAGE, PAGE]
    asked = service.face_checks[0]
    assert asked == {"check_id": asked["check_id"], "name": NAME, "id_number": ADULT}
    assert {one["check_id"] for one in service.face_checks} == {asked["check_id"]}
    service.face = {"status": "verified"}
    assert await face_checks.page(customer.id) is None
    assert (await container.services.checkout.view(customer.id, draft_id)).step is CheckoutStep.DISCLOSURE
    shown = await read_and_agree(container, customer, draft_id)
    assert (await confirm(container, customer, shown)).summary
    assert await face_checks.page(customer.id) is None  # once is enough


@on_sqlite
async def test_an_address_that_is_no_safe_one_is_not_handed_on(
    container: Container, service: IdentityServer
) -> None:
    customer = await verified(container)
    await container.services.face_checks.agree(customer.id)
    for address in ("http://lender.example/face", "javascript:alert(1)", 7, None):
        service.face = {"status": "reviewing", "url": address}
        assert await container.services.face_checks.page(customer.id) is None


async def test_a_face_that_failed_says_so_and_can_be_tried_again(
    container: Container, service: IdentityServer
) -> None:
    customer = await verified(container)
    face_checks = container.services.face_checks
    await face_checks.agree(customer.id)
    service.face = {"status": "rejected", "reason": "mismatch"}
    assert await face_checks.page(customer.id) is None
    view = await container.services.identity.view(customer.id)
    assert (view.face_reason, view.state) == (RejectReason.MISMATCH, IdentityState.VERIFIED)
    service.face = {"status": "reviewing", "url": PAGE}
    assert await face_checks.page(customer.id) == PAGE
    assert len({one["check_id"] for one in service.face_checks}) == 2


@on_sqlite
async def test_the_lenders_own_word_is_told_once(container: Container, service: IdentityServer) -> None:
    customer = await verified(container)
    face_checks = container.services.face_checks
    await face_checks.agree(customer.id)
    await face_checks.page(customer.id)
    check_id = service.face_checks[0]["check_id"]
    passed = Verdict(VerdictStatus.VERIFIED)
    assert not await face_checks.handle_verdict("another", passed)
    assert await face_checks.handle_verdict(check_id, passed)
    assert not await face_checks.handle_verdict(check_id, passed)
    channel = RecordingChannel()
    await delivery_service(container, channel).send_transactional(container.clock.now())
    (content,) = channel.contents(FaceContent)
    assert (content.kind, content.state) == (NoticeKind.FACE, IdentityState.VERIFIED)


async def test_a_face_whose_word_was_lost_is_asked_about_by_the_sweep(
    container: Container, service: IdentityServer
) -> None:
    customer = await verified(container)
    face_checks = container.services.face_checks
    await face_checks.agree(customer.id)
    await face_checks.page(customer.id)
    service.face = {"status": "verified"}
    assert await face_checks.reconcile(container.clock.now()) == {"verified": 1}
    assert await face_checks.reconcile(container.clock.now()) == {}


async def test_a_person_of_the_shop_can_look_instead(container: Container) -> None:
    customer = await verified(container)
    draft_id = await draft_at_the_face(container, customer)
    case = await container.services.face_checks.ask_person(customer.id)
    assert (case.kind, (await container.services.face_checks.ask_person(customer.id)).case_id) == (
        CaseKind.IN_PERSON,
        case.case_id,
    )
    await container.staff_service.decide(case.case_id, Decision.NOT_SEEN, "小王")
    assert (await container.services.checkout.view(customer.id, draft_id)).step is CheckoutStep.FACE
    again = await container.services.face_checks.ask_person(customer.id)
    await container.staff_service.decide(again.case_id, Decision.SEEN, "小王")
    assert (await container.services.checkout.view(customer.id, draft_id)).step is CheckoutStep.DISCLOSURE


async def test_consent_taken_back_deletes_what_came_out(
    container: Container, service: IdentityServer
) -> None:
    customer = await verified(container)
    draft_id = await draft_at_the_face(container, customer)
    await container.services.face_checks.agree(customer.id)
    service.face = {"status": "verified"}
    await container.services.face_checks.page(customer.id)
    shown = await read_and_agree(container, customer, draft_id)
    view = await container.services.privacy.view(customer.id)
    await container.services.privacy.withdraw(customer.id, consent_of(view, Purpose.FACE))
    assert not await container.services.face_checks.agreed(customer.id)
    with pytest.raises(StepMissing):
        await confirm(container, customer, shown)


@on_sqlite
async def test_where_no_service_is_set_up_there_is_no_page(settings: Settings, clock: MovableClock) -> None:
    local = build_container(settings, clock)
    customer = await arrive(local)
    await verify(local, customer)
    await local.services.face_checks.agree(customer.id)
    assert await local.services.face_checks.page(customer.id) is None
    await local.aclose()
