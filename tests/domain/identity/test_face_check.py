"""The look at the face, where a lender asks for it: its own consent, the lender's page, another way, what comes out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.settings import Settings, load_settings
from bot.wiring import House, build_house, catalog_importer, notice_service
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
from tests.domain.notices.test_notices import RecordingChannel
from tests.domain.privacy.test_privacy import consent_of
from tests.support.builders import ADULT, NAME, catalog
from tests.support.clock import MovableClock
from tests.support.identity_server import SECRET, IdentityServer, identity_server
from tests.support.people import arrive, confirm, read_and_agree, verify

PAGE = "https://lender.example/face/1"


@pytest.fixture
async def service() -> AsyncIterator[IdentityServer]:
    async with identity_server() as running:
        running.face = {"status": "reviewing", "url": PAGE}
        yield running


@pytest.fixture
async def house(settings: Settings, clock: MovableClock, service: IdentityServer) -> AsyncIterator[House]:
    own = {**dict(settings), "identity_url": service.url, "identity_secret": SECRET}
    built = build_house(load_settings(**own), clock)
    asking = tuple(replace(one, needs=(Need.FACE,)) for one in catalog().institutions)
    await catalog_importer(built.store).apply(catalog(institutions=asking), {})
    yield built
    await built.aclose()


async def verified(house: House) -> CustomerView:
    customer = await arrive(house)
    await verify(house, customer)
    return customer


async def draft_at_the_face(house: House, customer: CustomerView) -> str:
    checkout = house.services.checkout
    draft = await checkout.start_with(customer.id, "xiaomi-15")
    await checkout.choose_periods(customer.id, draft.draft_id, 12)
    view = await checkout.choose_plan(customer.id, draft.draft_id, "consumer-12")
    assert view.step is CheckoutStep.FACE
    return draft.draft_id


async def test_nothing_of_a_face_happens_without_its_own_consent(
    house: House, service: IdentityServer
) -> None:
    customer = await verified(house)
    assert not await house.services.faces.agreed(customer.id)
    with pytest.raises(Stale):
        await house.services.faces.page(customer.id)
    assert service.faces == []


async def test_who_is_not_verified_has_no_face_to_look_at(house: House) -> None:
    customer = await arrive(house)
    await house.services.faces.agree(customer.id)
    with pytest.raises(IdentityMissing):
        await house.services.faces.page(customer.id)


async def test_the_page_is_the_lenders_and_what_comes_out_goes_on_with_the_checkout(
    house: House, service: IdentityServer
) -> None:
    customer = await verified(house)
    draft_id = await draft_at_the_face(house, customer)
    faces = house.services.faces
    await faces.agree(customer.id)
    assert [await faces.page(customer.id) for _ in range(2)] == [PAGE, PAGE]
    asked = service.faces[0]
    assert asked == {"check_id": asked["check_id"], "name": NAME, "id_number": ADULT}
    assert {one["check_id"] for one in service.faces} == {asked["check_id"]}
    service.face = {"status": "verified"}
    assert await faces.page(customer.id) is None
    assert (await house.services.checkout.view(customer.id, draft_id)).step is CheckoutStep.DISCLOSURE
    shown = await read_and_agree(house, customer, draft_id)
    assert (await confirm(house, customer, shown)).summary
    assert await faces.page(customer.id) is None  # once is enough


async def test_an_address_that_is_no_safe_one_is_not_handed_on(house: House, service: IdentityServer) -> None:
    customer = await verified(house)
    await house.services.faces.agree(customer.id)
    for address in ("http://lender.example/face", "javascript:alert(1)", 7, None):
        service.face = {"status": "reviewing", "url": address}
        assert await house.services.faces.page(customer.id) is None


async def test_a_face_that_failed_says_so_and_can_be_tried_again(
    house: House, service: IdentityServer
) -> None:
    customer = await verified(house)
    faces = house.services.faces
    await faces.agree(customer.id)
    service.face = {"status": "rejected", "reason": "mismatch"}
    assert await faces.page(customer.id) is None
    view = await house.services.identity.view(customer.id)
    assert (view.face_reason, view.state) == (RejectReason.MISMATCH, IdentityState.VERIFIED)
    service.face = {"status": "reviewing", "url": PAGE}
    assert await faces.page(customer.id) == PAGE
    assert len({one["check_id"] for one in service.faces}) == 2


async def test_the_lenders_own_word_is_told_once(house: House, service: IdentityServer) -> None:
    customer = await verified(house)
    faces = house.services.faces
    await faces.agree(customer.id)
    await faces.page(customer.id)
    check_id = service.faces[0]["check_id"]
    passed = Verdict(VerdictStatus.VERIFIED)
    assert not await faces.arrived("another", passed)
    assert await faces.arrived(check_id, passed)
    assert not await faces.arrived(check_id, passed)
    channel = RecordingChannel()
    await notice_service(house, channel).tell_at_once(house.clock.now())
    (content,) = channel.contents(FaceContent)
    assert (content.kind, content.state) == (NoticeKind.FACE, IdentityState.VERIFIED)


async def test_a_face_whose_word_was_lost_is_asked_about_by_the_sweep(
    house: House, service: IdentityServer
) -> None:
    customer = await verified(house)
    faces = house.services.faces
    await faces.agree(customer.id)
    await faces.page(customer.id)
    service.face = {"status": "verified"}
    assert await faces.reconcile(house.clock.now()) == {"verified": 1}
    assert await faces.reconcile(house.clock.now()) == {}


async def test_a_person_of_the_shop_can_look_instead(house: House) -> None:
    customer = await verified(house)
    draft_id = await draft_at_the_face(house, customer)
    case = await house.services.faces.ask_person(customer.id)
    assert (case.kind, (await house.services.faces.ask_person(customer.id)).case_id) == (
        CaseKind.IN_PERSON,
        case.case_id,
    )
    await house.staff_cases.decide(case.case_id, Decision.NOT_SEEN, "小王")
    assert (await house.services.checkout.view(customer.id, draft_id)).step is CheckoutStep.FACE
    again = await house.services.faces.ask_person(customer.id)
    await house.staff_cases.decide(again.case_id, Decision.SEEN, "小王")
    assert (await house.services.checkout.view(customer.id, draft_id)).step is CheckoutStep.DISCLOSURE


async def test_consent_taken_back_deletes_what_came_out(house: House, service: IdentityServer) -> None:
    customer = await verified(house)
    draft_id = await draft_at_the_face(house, customer)
    await house.services.faces.agree(customer.id)
    service.face = {"status": "verified"}
    await house.services.faces.page(customer.id)
    shown = await read_and_agree(house, customer, draft_id)
    view = await house.services.privacy.view(customer.id)
    await house.services.privacy.withdraw(customer.id, consent_of(view, Purpose.FACE))
    assert not await house.services.faces.agreed(customer.id)
    with pytest.raises(StepMissing):
        await confirm(house, customer, shown)


async def test_where_no_service_is_set_up_there_is_no_page(settings: Settings, clock: MovableClock) -> None:
    local = build_house(settings, clock)
    customer = await arrive(local)
    await verify(local, customer)
    await local.services.faces.agree(customer.id)
    assert await local.services.faces.page(customer.id) is None
    await local.aclose()
