"""Whoever has the ID number and the phone on file moves by themselves; nobody else does, or learns anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot.cli.audit import audit
from bot.settings import Settings
from bot.wiring import Container
from domain.cases.types import CaseStatus, Decision, StopReason
from domain.customers.results import CustomerView
from domain.errors import InvalidInput, Stale
from domain.moves.codes import MoveCodeService
from domain.moves.errors import SeveralAccounts, StaffOnly, TooManyCodesSent, TooManyMoves
from domain.moves.notices import MovedContent
from domain.moves.results import MoveStatus
from domain.outbox.results import NoticeKind
from tests.domain.moves.test_moves import NEW, OLD, OTHER, announced, card_of, decide, heard, move_of
from tests.support.builders import ADULT, PHONE
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, verify
from tests.support.sms_server import SmsServer, sms_server

STRANGE_PHONE = "13911112222"


@pytest.fixture
async def service() -> AsyncIterator[SmsServer]:
    async with sms_server() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, service: SmsServer) -> Settings:
    return settings.model_copy(update=service.settings)


@pytest.fixture
async def old(container: Container) -> CustomerView:
    customer = await arrive(container, OLD)
    await buy(container, customer)
    return customer


@pytest.fixture
async def new(container: Container) -> CustomerView:
    return await arrive(container, NEW)


@pytest.fixture
def codes(container: Container) -> MoveCodeService:
    return container.services.move_codes


async def agree(settings: Settings) -> None:
    breaches: list[str] = []
    assert await audit(settings, say=lambda _: None, complain=breaches.append) == 0, breaches


@on_sqlite
async def test_the_right_code_moves_everything_at_once(
    settings: Settings, container: Container, codes: MoveCodeService, service: SmsServer,
    clock: MovableClock, old: CustomerView, new: CustomerView,
) -> None:  # fmt: skip
    assert codes.takes(ADULT)
    assert not codes.takes("F260105ABCDEF")
    await codes.name(new.id, ADULT)
    assert await codes.send(new.id, PHONE) == "138****0000"
    code = await service.code()
    assert await codes.enter(new.id, f" {code[:3]} {code[3:]}") is MoveStatus.DONE
    moved = await arrive(container, NEW)
    assert moved.id == old.id
    assert (
        await container.services.moves.view(moved.id)
    ).is_done  # also to whom that was not said, after a kill
    assert len((await container.services.bills.open_bills(moved.id)).bills) == 12
    (farewell,) = await container.services.moves.farewells()
    assert farewell.chat_id == OLD
    await container.services.moves.was_told(moved.id)
    clock.advance(minutes=2)
    assert (await heard(container)).kinds == []  # who typed it has read it
    await agree(settings)


@on_sqlite
async def test_where_the_answer_was_lost_the_new_chat_hears_of_it_a_minute_later(
    container: Container, codes: MoveCodeService, service: SmsServer, clock: MovableClock, old: CustomerView,
    new: CustomerView,
) -> None:  # fmt: skip
    """A process that was killed between moving the account and answering."""
    await codes.name(new.id, ADULT)
    await codes.send(new.id, PHONE)
    assert await codes.enter(new.id, await service.code()) is MoveStatus.DONE
    assert (await heard(container)).kinds == []
    clock.advance(minutes=1)
    channel = await heard(container)
    assert [(number, content.kind) for number, content in channel.received] == [(NEW, NoticeKind.MOVED)]


async def test_a_double_typed_code_moves_once(
    container: Container, codes: MoveCodeService, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    await codes.name(new.id, ADULT)
    await codes.send(new.id, PHONE)
    code = await service.code()
    outcomes = await asyncio.gather(*(codes.enter(new.id, code) for _ in range(3)), return_exceptions=True)
    assert outcomes.count(MoveStatus.DONE) == 1
    assert sum(isinstance(each, Stale) for each in outcomes) == 2
    assert (await arrive(container, NEW)).id == old.id


@on_sqlite
async def test_whoever_names_not_both_hears_the_same_and_no_code_is_right(
    container: Container, codes: MoveCodeService, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    """Neither the number without the phone, nor a number that nobody has."""
    curious = await arrive(container, 3)
    for customer, number, phone in ((new, ADULT, STRANGE_PHONE), (curious, OTHER, PHONE)):
        await codes.name(customer.id, number)
        assert await codes.send(customer.id, phone) == f"{phone[:3]}****{phone[-4:]}"
        for _ in range(5):
            with pytest.raises(InvalidInput, match="invalid_input") as refused:
                await codes.enter(customer.id, "000000")
            assert refused.value.reason == "wrong"
        with pytest.raises(InvalidInput) as refused:
            await codes.enter(customer.id, "000000")
        assert refused.value.reason == "used_up"
        copy = str((await container.services.privacy.copy(customer.id)).held)
        assert old.id not in copy
        assert "old_customer" not in copy
    assert service.asked == 0
    assert (await heard(container)).kinds == []
    assert (await arrive(container, OLD)).id == old.id


async def test_a_code_holds_ten_minutes_and_five_tries_and_a_new_one_takes_its_place(
    container: Container, codes: MoveCodeService, service: SmsServer, clock: MovableClock,
    old: CustomerView, new: CustomerView,
) -> None:  # fmt: skip
    await codes.name(new.id, ADULT)
    await codes.send(new.id, PHONE)
    first = await service.code()
    clock.advance(minutes=11)
    with pytest.raises(InvalidInput) as refused:
        await codes.enter(new.id, first)
    assert refused.value.reason == "over"
    service.brought.clear()
    await codes.send(new.id, PHONE)
    second = await service.code()
    if first != second:
        with pytest.raises(InvalidInput):
            await codes.enter(new.id, first)
    wrong = f"{(int(second) + 1) % 1_000_000:06}"
    for _ in range(4 if first != second else 5):
        with pytest.raises(InvalidInput):
            await codes.enter(new.id, wrong)
    with pytest.raises(InvalidInput) as refused:
        await codes.enter(new.id, second)
    assert refused.value.reason == "used_up"
    await codes.send(new.id, PHONE)
    with pytest.raises(TooManyCodesSent):
        await codes.send(new.id, PHONE)


async def test_a_phone_gets_so_many_codes_a_day_whoever_asks(
    container: Container, codes: MoveCodeService, service: SmsServer, old: CustomerView
) -> None:
    async def ask(number: int, phone: str) -> None:
        asking = await arrive(container, number)
        await codes.name(asking.id, ADULT)
        for _ in range(2):
            await codes.send(asking.id, phone)

    for number in range(10, 14):
        await ask(number, STRANGE_PHONE)  # uses up nothing of the owner's
    for number in range(20, 24):
        await ask(number, PHONE)
    async with asyncio.timeout(10):
        while len(service.brought) < 5:  # noqa: ASYNC110 - another task gets there
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)
    assert {phone for phone, _ in service.brought.values()} == {PHONE}
    assert len(service.brought) == 5


@on_sqlite
async def test_so_many_numbers_are_named_a_day(codes: MoveCodeService, new: CustomerView) -> None:
    for number in (OTHER, ADULT, OTHER):
        await codes.name(new.id, number)
    with pytest.raises(TooManyMoves):
        await codes.name(new.id, ADULT)


@on_sqlite
async def test_without_the_phone_the_staff_sees_proof_of_the_account_that_was_named(
    container: Container, codes: MoveCodeService, old: CustomerView, new: CustomerView
) -> None:
    await codes.name(new.id, ADULT)
    case = await codes.ask_staff(new.id)
    assert (case.status, (await codes.ask_staff(new.id)).case_id) == (CaseStatus.WAITING, case.case_id)
    with pytest.raises(Stale):
        await codes.enter(new.id, "000000")
    with pytest.raises(Stale):
        await codes.name(new.id, OTHER)
    await container.staff_service.decide(case.case_id, Decision.PROVEN, "小王", 7)
    assert await container.services.moves.announced(old.id) is not None


@on_sqlite
async def test_who_has_the_phone_goes_before_whoever_convinced_the_staff(
    container: Container, codes: MoveCodeService, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    thief = await arrive(container, 3)
    await announced(container, thief)
    await heard(container)
    await codes.name(new.id, ADULT)
    await codes.send(new.id, PHONE)
    assert await codes.enter(new.id, await service.code()) is MoveStatus.DONE
    (told,) = (await heard(container)).contents(MovedContent)
    assert told.stopped is StopReason.NOT_PROVEN
    assert (await arrive(container, NEW)).id == old.id
    assert (await arrive(container, 3)).id == thief.id


@on_sqlite
async def test_no_frozen_account_moves_by_a_code_either(
    container: Container, codes: MoveCodeService, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    await codes.name(new.id, ADULT)
    await codes.send(new.id, PHONE)
    await container.services.security.freeze(old.id)
    assert await codes.enter(new.id, await service.code()) is MoveStatus.STOPPED
    assert (await arrive(container, OLD)).id == old.id


async def test_the_code_is_sealed_while_it_holds_and_gone_afterwards(
    container: Container, codes: MoveCodeService, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    async def stored() -> str:
        async with container.engine.connect() as connection:
            return str((await connection.execute(text("SELECT * FROM account_moves"))).all())

    await codes.name(new.id, ADULT)
    await codes.send(new.id, PHONE)
    code = await service.code()
    rows = await stored()
    assert f"'{code}'" not in rows
    assert PHONE not in rows
    assert ADULT not in rows
    await codes.enter(new.id, code)
    async with container.engine.connect() as connection:
        assert (await connection.execute(text("SELECT code_token FROM account_moves"))).scalar_one() is None


async def test_not_even_the_code_that_was_made_is_right_where_the_phone_is_not_on_file(
    container: Container, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    known = MoveCodeService(
        container.store,
        container.clock,
        container.cipher,
        container.services.moves,
        container.outside.code_sender,
        lambda: "314159",
    )
    await known.name(new.id, ADULT)
    await known.send(new.id, STRANGE_PHONE)
    with pytest.raises(InvalidInput) as refused:
        await known.enter(new.id, "314159")
    assert refused.value.reason == "wrong"
    await known.send(new.id, PHONE)
    assert await known.enter(new.id, "314159") is MoveStatus.DONE


@on_sqlite
@pytest.mark.parametrize(
    "shape",
    ["{0}-{1}", "{0}\u2013{1}", " {0} {1} ", "wide", "验证码是{0}{1}", "【商城】{0}{1}，10分钟内有效。"],
    ids=["hyphen", "dash", "spaces", "full width", "in words", "the whole message"],
)
async def test_a_code_is_taken_as_people_type_it(
    container: Container, codes: MoveCodeService, service: SmsServer, old: CustomerView, new: CustomerView,
    shape: str,
) -> None:  # fmt: skip
    await codes.name(new.id, ADULT)
    await codes.send(new.id, PHONE)
    code = await service.code()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    typed = wide if shape == "wide" else shape.format(code[:3], code[3:])
    assert await codes.enter(new.id, typed) is MoveStatus.DONE


@on_sqlite
async def test_words_cost_no_try(
    container: Container, codes: MoveCodeService, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    await codes.name(new.id, ADULT)
    await codes.send(new.id, PHONE)
    for words in (
        "还没收到",
        "稍等一下",
        "?",
        "-",
        "等一会儿",
        "没有",
        "收到1条短信",
        "100元",
        "一共12345678条",
    ):
        with pytest.raises(InvalidInput) as refused:
            await codes.enter(new.id, words)
        assert refused.value.reason == "no_code"
    assert await codes.enter(new.id, await service.code()) is MoveStatus.DONE


async def test_while_a_code_holds_it_can_be_typed_whether_one_was_sent_or_not(
    container: Container, codes: MoveCodeService, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    moves = container.services.moves
    for phone in (PHONE, STRANGE_PHONE):
        await codes.name(new.id, ADULT)
        assert not (await moves.view(new.id)).takes_code
        await codes.send(new.id, phone)
        assert (await moves.view(new.id)).takes_code
        clock.advance(minutes=11)
        assert not (await moves.view(new.id)).takes_code


@pytest.mark.parametrize("with_orders", [True, False], ids=["with orders", "with the phone only"])
async def test_a_code_does_not_choose_among_several_accounts_and_an_order_number_does(
    container: Container, codes: MoveCodeService, service: SmsServer, old: CustomerView, new: CustomerView,
    with_orders: bool,
) -> None:  # fmt: skip
    other = await arrive(container, 3)
    await (buy if with_orders else verify)(container, other)
    await codes.name(new.id, ADULT)
    await codes.send(new.id, PHONE)
    code = await service.code()
    with pytest.raises(SeveralAccounts):
        await codes.enter(new.id, code)
    with pytest.raises(Stale):  # it is used
        await codes.enter(new.id, code)
    assert [(await arrive(container, number)).id for number in (OLD, 3, NEW)] == [old.id, other.id, new.id]
    (order, *_) = (await container.services.orders.orders(old.id, 0)).orders
    case = await container.services.moves.ask(new.id, order.number)
    await decide(container, case)
    assert await container.services.moves.announced(old.id) is not None
    assert await container.services.moves.announced(other.id) is None


@on_sqlite
async def test_only_the_right_code_tells_that_there_are_several(
    container: Container, codes: MoveCodeService, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    await buy(container, await arrive(container, 3))
    await codes.name(new.id, ADULT)
    assert await codes.send(new.id, STRANGE_PHONE) == "139****2222"
    with pytest.raises(InvalidInput) as refused:
        await codes.enter(new.id, "000000")
    assert refused.value.reason == "wrong"
    assert service.asked == 0


@pytest.mark.parametrize("by_code", [True, False], ids=["instead of a code", "at once"])
async def test_an_id_number_with_several_accounts_with_orders_names_none_to_the_staff(
    container: Container, codes: MoveCodeService, old: CustomerView, new: CustomerView, by_code: bool
) -> None:
    await buy(container, await arrive(container, 3))
    if by_code:
        await codes.name(new.id, ADULT)
        case = await codes.ask_staff(new.id)
    else:
        case = await container.services.moves.ask(new.id, ADULT)
    shown = (await card_of(container, case)).move
    assert shown is not None
    assert (shown.old, shown.is_several, shown.stopped) == (None, True, None)
    with pytest.raises(Stale):
        await decide(container, case)


@on_sqlite
async def test_within_a_day_of_not_me_a_code_of_the_same_asker_is_not_enough(
    container: Container, codes: MoveCodeService, service: SmsServer, clock: MovableClock,
    old: CustomerView, new: CustomerView,
) -> None:  # fmt: skip
    await announced(container, new)
    await container.services.moves.say_no(old.id, await move_of(container, old))
    clock.advance(hours=23)
    with pytest.raises(StaffOnly):
        await codes.name(new.id, ADULT)
    assert (await container.services.moves.ask(new.id, ADULT)).is_new  # the staff's way stays
    neighbor = await arrive(container, 4)
    await codes.name(neighbor.id, ADULT)


@on_sqlite
async def test_a_day_after_not_me_a_code_is_enough_again(
    container: Container, codes: MoveCodeService, service: SmsServer, clock: MovableClock,
    old: CustomerView, new: CustomerView,
) -> None:  # fmt: skip
    await announced(container, new)
    await container.services.moves.say_no(old.id, await move_of(container, old))
    clock.advance(hours=25)
    await codes.name(new.id, ADULT)
    await codes.send(new.id, PHONE)
    assert await codes.enter(new.id, await service.code()) is MoveStatus.DONE
