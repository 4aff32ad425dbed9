"""A phone number is changed by whoever has the new one, is the person it belongs to, and proves who they are."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from sqlalchemy import text, update

from bot.cli.audit import audit
from bot.settings import Settings
from bot.wiring import Container
from domain.cases.types import Decision
from domain.columns import place_of
from domain.customers.errors import AccountFrozen
from domain.customers.results import CustomerView
from domain.errors import InvalidInput, Stale
from domain.identity.errors import IdentityMissing
from domain.identity.ports import PHONE_CHANGED
from domain.phones.errors import PhoneNotTheirs, PhoneUnchecked, TooManyPhoneCodes, TooManyPhones
from domain.phones.service import PhoneService
from domain.phones.tables import PhoneChange
from tests.support.builders import ADULT, PHONE
from tests.support.databases import on_sqlite
from tests.support.identity_server import SECRET as IDENTITY_SECRET
from tests.support.identity_server import IdentityServer, identity_server
from tests.support.people import arrive, verify
from tests.support.sms_server import SmsServer, sms_server

NEW_PHONE, NEW_MASK, OLD_MASK = "13911112222", "139****2222", "138****0000"


@pytest.fixture
async def service() -> AsyncIterator[SmsServer]:
    async with sms_server() as running:
        yield running


@pytest.fixture
async def verifier() -> AsyncIterator[IdentityServer]:
    async with identity_server() as running:
        yield running


@pytest.fixture
def with_sms() -> bool:
    return True


@pytest.fixture
def settings(settings: Settings, service: SmsServer, verifier: IdentityServer, with_sms: bool) -> Settings:
    own = {"identity_url": verifier.url, "identity_secret": SecretStr(IDENTITY_SECRET)}
    return settings.model_copy(update=own | service.settings if with_sms else own)


@pytest.fixture
async def customer(container: Container) -> CustomerView:
    somebody = await arrive(container)
    await verify(container, somebody)
    return somebody


@pytest.fixture
def phones(container: Container) -> PhoneService:
    return container.services.phones


async def on_file(container: Container, customer: CustomerView) -> str:
    async with container.store.read() as uow:
        row = await uow.identities.get(customer.id)
        assert row is not None
        assert row.phone_token is not None
        return container.cipher.open(row.phone_token, place_of(row, "phone_token"))


async def next_code(service: SmsServer) -> str:
    code = await service.code()
    service.brought.clear()
    return code


async def in_hand(phones: PhoneService, service: SmsServer, customer: CustomerView) -> None:
    assert await phones.type_new(customer.id, NEW_PHONE) == NEW_MASK
    await phones.enter_new_code(customer.id, await next_code(service))


async def test_with_a_code_to_each_number_the_new_one_is_on_file_and_the_old_one_is_told(
    settings: Settings, container: Container, phones: PhoneService, service: SmsServer,
    verifier: IdentityServer, customer: CustomerView,
) -> None:  # fmt: skip
    view = await phones.view(customer.id)
    assert (view.phone_mask, view.by_code, view.number) == (OLD_MASK, True, None)
    await in_hand(phones, service, customer)
    assert verifier.asked[-1]["phone"] == NEW_PHONE
    assert await phones.send_to_old(customer.id) == OLD_MASK
    assert (await phones.enter_old_code(customer.id, await next_code(service))).phone_mask == NEW_MASK
    assert await on_file(container, customer) == NEW_PHONE
    assert list(service.told.values()) == [(PHONE, PHONE_CHANGED)]
    assert (await container.services.identity.view(customer.id)).verified
    async with container.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT * FROM phone_changes"))).mappings().all()
    assert [row[name] for row in rows for name in ("new_token", "old_token", "code_token")] == [None] * 3
    breaches: list[str] = []
    assert await audit(settings, say=lambda _: None, complain=breaches.append) == 0, breaches


async def test_a_number_that_is_not_the_person_s_is_refused_and_the_old_one_stays(
    container: Container, phones: PhoneService, service: SmsServer, verifier: IdentityServer,
    customer: CustomerView,
) -> None:  # fmt: skip
    verifier.verdict = {"status": "rejected", "reason": "mismatch"}
    await phones.type_new(customer.id, NEW_PHONE)
    with pytest.raises(PhoneNotTheirs):
        await phones.enter_new_code(customer.id, await next_code(service))
    verifier.verdict = {"status": "reviewing"}
    await phones.type_new(customer.id, NEW_PHONE)
    with pytest.raises(PhoneUnchecked):
        await phones.enter_new_code(customer.id, await next_code(service))
    with pytest.raises(Stale):
        await phones.send_to_old(customer.id)
    assert await on_file(container, customer) == PHONE
    assert (await container.services.identity.view(customer.id)).verified


async def test_without_the_old_phone_the_staff_sees_proof_of_who_knows_the_id_number(
    container: Container, phones: PhoneService, service: SmsServer, customer: CustomerView
) -> None:
    await in_hand(phones, service, customer)
    with pytest.raises(InvalidInput) as refused:
        await phones.ask_staff(customer.id, "000000")
    assert (refused.value.field, refused.value.reason) == ("last_digits", "wrong")
    case = await phones.ask_staff(customer.id, ADULT[-6:].lower())
    card = await container.staff_service.card(case.case_id)
    assert card.phone is not None
    assert (card.phone.new_mask, card.phone.is_in_hand) == (NEW_MASK, True)
    assert (await phones.view(customer.id)).number == case.number
    with pytest.raises(Stale):  # whose proof it is does not change meanwhile
        await phones.type_new(customer.id, "13922223333")
    await container.staff_service.decide(case.case_id, Decision.PHONE_PROVEN, "小王", 7)
    assert await on_file(container, customer) == NEW_PHONE
    assert await phones.tell_due(container.clock.now()) == container.clock.now()
    assert await phones.tell_old_numbers(container.clock.now()) == {"told": 1}
    assert list(service.told.values()) == [(PHONE, PHONE_CHANGED)]
    assert await phones.tell_due(container.clock.now()) is None


async def test_without_proof_the_staff_changes_nothing(
    container: Container, phones: PhoneService, service: SmsServer, customer: CustomerView
) -> None:
    await in_hand(phones, service, customer)
    case = await phones.ask_staff(customer.id, ADULT[-6:])
    await container.staff_service.decide(case.case_id, Decision.NOT_PROVEN, "小王", 7)
    assert await on_file(container, customer) == PHONE
    assert (await phones.view(customer.id)).number is None


async def test_five_wrong_ends_of_an_id_number_are_enough(
    phones: PhoneService, service: SmsServer, customer: CustomerView
) -> None:
    await in_hand(phones, service, customer)
    reasons = []
    for typed in (*["000000"] * 5, ADULT[-6:]):
        with pytest.raises(InvalidInput) as refused:
            await phones.ask_staff(customer.id, typed)
        reasons.append(refused.value.reason)
    assert reasons == ["wrong"] * 5 + ["used_up"]


@pytest.mark.parametrize("with_sms", [False])
async def test_without_sms_only_the_staff_changes_it_and_the_number_is_checked_first(
    container: Container, phones: PhoneService, verifier: IdentityServer, customer: CustomerView
) -> None:
    assert not (await phones.view(customer.id)).by_code
    await phones.type_new(customer.id, NEW_PHONE)
    with pytest.raises(Stale):
        await phones.send_to_old(customer.id)
    case = await phones.ask_staff(customer.id, ADULT[-6:])
    assert verifier.asked[-1]["phone"] == NEW_PHONE
    card = await container.staff_service.card(case.case_id)
    assert card.phone is not None
    assert not card.phone.is_in_hand
    await container.staff_service.decide(case.case_id, Decision.PHONE_PROVEN, "小王", 7)
    assert await on_file(container, customer) == NEW_PHONE
    assert await phones.tell_old_numbers(container.clock.now()) == {"told": 1}  # nobody can


@on_sqlite
async def test_an_old_number_that_could_not_be_told_is_told_by_the_next_round(
    container: Container, phones: PhoneService, service: SmsServer, customer: CustomerView
) -> None:
    await in_hand(phones, service, customer)
    case = await phones.ask_staff(customer.id, ADULT[-6:])
    await container.staff_service.decide(case.case_id, Decision.PHONE_PROVEN, "小王", 7)
    service.down = 3
    assert await phones.tell_old_numbers(container.clock.now()) == {}
    assert await phones.tell_old_numbers(container.clock.now()) == {"told": 1}


async def test_the_same_number_another_form_and_too_many_are_refused(
    phones: PhoneService, service: SmsServer, customer: CustomerView
) -> None:
    for typed, reason in ((PHONE, "same"), ("123", "length")):
        with pytest.raises(InvalidInput) as refused:
            await phones.type_new(customer.id, typed)
        assert refused.value.reason == reason
    await in_hand(phones, service, customer)
    for _ in range(4):
        await phones.send_to_old(customer.id)
    with pytest.raises(TooManyPhoneCodes):
        await phones.send_to_old(customer.id)
    for phone in ("13922223333", "13922224444"):
        await phones.type_new(customer.id, phone)
    with pytest.raises(TooManyPhones):
        await phones.type_new(customer.id, NEW_PHONE)


@on_sqlite
async def test_who_is_not_verified_or_frozen_changes_nothing(
    container: Container, phones: PhoneService, service: SmsServer, customer: CustomerView
) -> None:
    with pytest.raises(IdentityMissing):
        await phones.type_new((await arrive(container, 2)).id, NEW_PHONE)
    await in_hand(phones, service, customer)
    await phones.send_to_old(customer.id)
    code = await next_code(service)
    await container.services.security.freeze(customer.id)
    with pytest.raises(AccountFrozen):
        await phones.enter_old_code(customer.id, code)
    with pytest.raises(AccountFrozen):
        await phones.view(customer.id)
    assert await on_file(container, customer) == PHONE


@on_sqlite
async def test_a_copy_shows_the_numbers_masked(
    container: Container, phones: PhoneService, service: SmsServer, customer: CustomerView
) -> None:
    await phones.type_new(customer.id, NEW_PHONE)
    copy = str((await container.services.privacy.copy(customer.id)).held)
    assert NEW_MASK in copy
    assert NEW_PHONE not in copy
    assert await container.services.privacy.erase(customer.id) is None


@on_sqlite
async def test_words_cost_no_try_and_digits_are_taken_as_people_type_them(
    container: Container, phones: PhoneService, service: SmsServer, customer: CustomerView
) -> None:
    """Of a code, and of the end of an ID number."""
    await phones.type_new(customer.id, NEW_PHONE)
    for _ in range(6):
        with pytest.raises(InvalidInput) as refused:
            await phones.enter_new_code(customer.id, "还没收到")
        assert refused.value.reason == "no_code"
    code = await next_code(service)
    await phones.enter_new_code(customer.id, f"{code[:3]}-{code[3:]}")
    for _ in range(6):
        with pytest.raises(InvalidInput) as refused:
            await phones.ask_staff(customer.id, "稍等一下")
        assert refused.value.reason == "wrong"
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in ADULT[-6:])
    assert (await phones.ask_staff(customer.id, wide)).is_new


@on_sqlite
@pytest.mark.parametrize("typed", ["07002X", "07002x", "\uff10\uff17\uff10\uff10\uff12\uff38", " 070-02x "])
async def test_an_id_number_that_ends_with_an_x_is_proof_as_it_is_typed(
    phones: PhoneService, service: SmsServer, container: Container, typed: str
) -> None:
    customer = await arrive(container, 8)
    await verify(container, customer, "11010119900307002X")
    await in_hand(phones, service, customer)
    assert (await phones.ask_staff(customer.id, typed)).is_new


async def test_wrong_codes_of_the_old_number_cost_no_try_of_the_id_number(
    phones: PhoneService, service: SmsServer, customer: CustomerView
) -> None:
    await in_hand(phones, service, customer)
    await phones.send_to_old(customer.id)
    for _ in range(5):
        with pytest.raises(InvalidInput):
            await phones.enter_old_code(customer.id, "000000")
    assert (await phones.ask_staff(customer.id, ADULT[-6:])).is_new


@pytest.mark.parametrize(
    "written", [{"customer_id": "another"}, {"status": "in_hand"}, {"case_id": "of-another"}], ids=str
)
async def test_a_change_that_was_written_by_another_hand_changes_nothing_and_the_audit_names_it(
    phones: PhoneService, service: SmsServer, container: Container, settings: Settings, customer: CustomerView,
    written: dict[str, str],
) -> None:  # fmt: skip
    """A thief's own change is given to somebody else, skips a step, or stands under another case."""
    thief = await arrive(container, 9)
    await verify(container, thief, "11010119900307002X")
    if "status" in written:
        await phones.type_new(thief.id, "13822224444")
    else:
        await in_hand(phones, service, thief)
        case = await phones.ask_staff(thief.id, "07002X")
    values = {name: customer.id if value == "another" else value for name, value in written.items()}
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(update(PhoneChange).values(**values))
    with pytest.raises((Stale, InvalidInput)):
        if "status" in written:
            await phones.send_to_old(thief.id)
        else:
            await container.staff_service.decide(case.case_id, Decision.PHONE_PROVEN, "小王", 7)
    assert (await phones.view(customer.id)).phone_mask == OLD_MASK
    breaches: list[str] = []
    await audit(settings, say=lambda _: None, complain=breaches.append)
    assert any("it was written by another hand" in line for line in breaches)
    if "status" not in written:
        await container.staff_service.decide(case.case_id, Decision.NOT_PROVEN, "小王", 7)
    await phones.type_new(thief.id, "13822225555")  # it is in nobody's way
