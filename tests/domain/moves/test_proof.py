"""No account moves that nobody proved, whoever writes the database; and what was counted outlives the account that asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import insert, text, update

from bot.cli.audit import audit
from bot.settings import Settings
from bot.wiring import Container
from domain.cases.types import Decision
from domain.columns import place_of
from domain.customers.results import CustomerView
from domain.errors import InvalidInput, Stale
from domain.moves.codes import SENDS_TO_ONE_A_DAY
from domain.moves.errors import StaffOnly, TooManyMoves
from domain.moves.results import MoveStatus, Proof
from domain.moves.tables import AccountMove
from tests.domain.moves.test_moves import NEW, OLD, OTHER, announced, heard
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy
from tests.support.sms_server import SmsServer, sms_server

THIEF = 999


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


async def write(container: Container, statement: str, **values: object) -> None:
    async with container.engine.execution_options(writes=True).begin() as connection:
        assert (await connection.execute(text(statement), values)).rowcount >= 1


async def put_back(container: Container, **values: object) -> None:
    """Write into the row of the only move, as somebody who has the database and no keys."""
    async with container.engine.execution_options(writes=True).begin() as connection:
        assert (await connection.execute(update(AccountMove).values(**values))).rowcount == 1


async def breaches_of(settings: Settings) -> list[str]:
    breaches: list[str] = []
    await audit(settings, say=lambda _: None, complain=breaches.append)
    return breaches


async def test_an_account_whose_number_was_written_by_another_hand_gets_nobodys(
    container: Container, settings: Settings, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    """The asking account is given to a thief after the staff has seen proof: nothing is sealed anew for them."""
    await announced(container, new)
    await heard(container)
    await write(container, "UPDATE customers SET telegram_id = :to WHERE id = :id", to=THIEF, id=new.id)
    assert await container.services.moves.carry_out_due(clock.advance(hours=25)) == {}
    assert (await arrive(container, OLD)).id == old.id
    assert any(line.startswith(f"customers {new.id}: ") for line in await breaches_of(settings))


@on_sqlite
async def test_nor_is_proof_taken_for_one(container: Container, old: CustomerView, new: CustomerView) -> None:
    await write(container, "UPDATE customers SET telegram_id = :to WHERE id = :id", to=THIEF, id=new.id)
    with pytest.raises(Stale):
        await announced(container, new)


async def test_a_move_that_was_written_into_the_database_moves_nothing_and_the_audit_names_it(
    container: Container, settings: Settings, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    row = {
        "id": "byhand",
        "customer_id": new.id,
        "case_id": "",
        "old_customer_id": old.id,
        "status": MoveStatus.ANNOUNCED,
        "proof": Proof.PROVEN,
        "asked_at": clock.now() - timedelta(days=2),
        "moves_at": clock.now() - timedelta(days=1),
    }
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(insert(AccountMove).values(**row))
    assert await container.services.moves.carry_out_due(clock.now()) == {}
    assert (await arrive(container, OLD)).id == old.id
    assert (
        "account_moves byhand: it was written by another hand: it is not what was sealed."
        in await breaches_of(settings)
    )


async def test_what_the_staff_was_shown_of_one_account_moves_no_other(
    container: Container, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    other = await arrive(container, 3)
    swap = "UPDATE account_moves SET old_customer_id = :to"
    case = await container.services.moves.ask(new.id, ADULT)
    await write(container, swap, to=other.id)
    with pytest.raises(Stale):
        await container.staff_service.decide(case.case_id, Decision.PROVEN, "小王", 7)
    await write(container, swap, to=old.id)
    await container.staff_service.decide(case.case_id, Decision.PROVEN, "小王", 7)
    await heard(container)
    await write(container, swap, to=other.id)
    assert await container.services.moves.carry_out_due(clock.advance(hours=25)) == {}
    assert (await arrive(container, 3)).id == other.id


async def test_a_move_that_was_stopped_does_not_go_on_with_its_own_old_proof(
    container: Container, settings: Settings, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    """Whoever writes the database puts back what its row said before the 不是我."""
    await announced(container, new)
    async with container.store.read() as uow:
        before = await uow.moves.announced_of(old.id)
        assert before is not None
    await container.services.moves.say_no(old.id, before.id)
    await put_back(
        container,
        status=MoveStatus.ANNOUNCED,
        reason=None,
        closed_at=None,
        row_seal=before.row_seal,
        moves_at=before.moves_at,
    )
    assert await container.services.moves.carry_out_due(clock.advance(hours=25)) == {}
    assert (await arrive(container, OLD)).id == old.id
    assert (
        f"account_moves {before.id}: it was over, and is under way again: it was written by another hand."
        in await breaches_of(settings)
    )


async def test_no_hand_in_the_database_shortens_the_wait(
    container: Container, settings: Settings, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    await announced(container, new)
    move = await container.services.moves.announced(old.id)
    assert move is not None
    await put_back(container, moves_at=clock.now())
    assert await container.services.moves.carry_out_due(clock.advance(hours=23)) == {}
    assert (await arrive(container, OLD)).id == old.id
    assert (
        f"account_moves {move[0]}: it was written by another hand: it is not what was sealed."
        in await breaches_of(settings)
    )


async def test_what_was_asked_for_is_shown_and_named_where_another_account_was_put_in(
    container: Container, settings: Settings, old: CustomerView, new: CustomerView
) -> None:
    other = await arrive(container, 3)
    case = await container.services.moves.ask(new.id, ADULT)
    await write(container, "UPDATE account_moves SET old_customer_id = :to", to=other.id)
    move = (await container.staff_service.card(case.case_id)).move
    assert move is not None
    assert (move.is_altered, move.old) == (True, None)
    assert any("it was written by another hand" in line for line in await breaches_of(settings))


async def test_an_id_number_that_is_looked_up_by_anothers_hash_is_named_by_the_audit_and_leads_nowhere(
    container: Container, settings: Settings, old: CustomerView, new: CustomerView
) -> None:
    hashed = container.cipher.lookup_hash(OTHER)
    await write(container, "UPDATE identities SET id_number_hash = :hashed", hashed=hashed)
    case = await container.services.moves.ask(new.id, OTHER)
    move = (await container.staff_service.card(case.case_id)).move
    assert move is not None
    assert move.old is None
    assert (
        f"identities {old.id}: its ID number is not the one that is looked up for it."
        in await breaches_of(settings)
    )


async def test_deleting_ones_account_gives_back_neither_tries_nor_codes(
    container: Container, service: SmsServer, old: CustomerView
) -> None:
    codes = container.services.move_codes
    for _ in range(3):
        asking = await arrive(container, NEW)
        await codes.name(asking.id, ADULT)
        for _ in range(2):
            await codes.send(asking.id, PHONE)
        await container.services.privacy.erase(asking.id)
    asking = await arrive(container, NEW)
    with pytest.raises(TooManyMoves):
        await codes.name(asking.id, ADULT)
    elsewhere = await arrive(container, 4)
    await codes.name(elsewhere.id, ADULT)
    await codes.send(elsewhere.id, PHONE)
    async with asyncio.timeout(10):
        while len(service.brought) < SENDS_TO_ONE_A_DAY:  # noqa: ASYNC110 - another task gets there
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)
    assert len(service.brought) == SENDS_TO_ONE_A_DAY


async def test_who_had_asked_for_something_themselves_moves_all_the_same(
    container: Container, settings: Settings, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    """Given up at the code before they bought anything: what the row says is not in the way for ever."""
    early = await arrive(container, 5)
    await container.services.move_codes.name(early.id, "110101199003078515")
    placed = await buy(container, early, product_id="lamp", plan_id="consumer-3")
    case = await container.services.moves.ask(new.id, placed.summary.number)
    await container.staff_service.decide(case.case_id, Decision.PROVEN, "小王", 7)
    move = await container.services.moves.announced(early.id)
    assert move is not None
    assert await container.services.moves.say_yes(early.id, move[0]) is MoveStatus.DONE
    assert (await arrive(container, NEW)).id == early.id
    assert await breaches_of(settings) == []


async def test_two_right_codes_for_one_account_at_once_are_no_incident(
    container: Container, settings: Settings, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    codes = container.services.move_codes
    other, typed = await arrive(container, 6), []
    for asking in (new, other):
        before = len(service.brought)
        await codes.name(asking.id, ADULT)
        await codes.send(asking.id, PHONE)
        async with asyncio.timeout(10):
            while len(service.brought) == before:  # noqa: ASYNC110 - another task gets there
                await asyncio.sleep(0.01)
        typed.append((asking.id, list(service.brought.values())[-1][1]))
    outcomes = await asyncio.gather(*(codes.enter(*each) for each in typed), return_exceptions=True)
    assert MoveStatus.DONE in outcomes
    assert all(isinstance(each, MoveStatus | Stale) for each in outcomes), outcomes
    assert await breaches_of(settings) == []


async def test_deleting_ones_account_does_not_undo_a_not_me(
    container: Container, old: CustomerView, new: CustomerView
) -> None:
    await announced(container, new)
    found = await container.services.moves.announced(old.id)
    assert found is not None
    await container.services.moves.say_no(old.id, found[0])
    await container.services.privacy.erase(new.id)
    again = await arrive(container, NEW)
    with pytest.raises(StaffOnly):
        await container.services.move_codes.name(again.id, ADULT)


@on_sqlite
async def test_a_code_that_went_to_a_phone_that_is_on_file_no_more_moves_nothing(
    container: Container, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    """A stolen phone: its owner takes it off file before the thief has typed the code."""
    codes = container.services.move_codes
    await codes.name(new.id, ADULT)
    await codes.send(new.id, PHONE)
    code = await service.code()
    async with container.store.write() as uow:
        identity = await uow.identities.get(old.id)
        assert identity is not None
        identity.phone_token = container.cipher.seal("13912345678", place_of(identity, "phone_token"))
        await uow.commit()
    with pytest.raises(InvalidInput):
        await codes.enter(new.id, code)
    assert (await arrive(container, OLD)).id == old.id


async def test_a_code_of_a_phone_of_ones_own_moves_nobody_elses_account(
    container: Container, settings: Settings, service: SmsServer, old: CustomerView, new: CustomerView
) -> None:
    """A thief with a second account of their own lets the code go to their phone, and puts the victim back into the row."""
    codes, accomplice = container.services.move_codes, await arrive(container, 50)
    identity = container.services.identity
    await identity.submit_name(accomplice.id, NAME)
    await identity.submit_id_number(accomplice.id, OTHER)
    await identity.submit_phone(accomplice.id, "13822224444")
    await codes.name(new.id, ADULT)
    await codes.send(new.id, PHONE)
    await service.code()
    async with container.store.read() as uow:
        before = await uow.moves.open_of(new.id)
        assert before is not None
    await put_back(container, old_customer_id=accomplice.id)
    with pytest.raises(Stale):
        await codes.send(new.id, "13822224444")
    await put_back(container, old_customer_id=old.id, code_phone_hash=before.code_phone_hash)
    assert len(service.brought) == 1
    assert (await arrive(container, OLD)).id == old.id


async def test_proof_of_one_account_announces_no_other_whose_case_was_exchanged(
    container: Container, settings: Settings, old: CustomerView, new: CustomerView
) -> None:
    case = await container.services.moves.ask(new.id, ADULT)
    accomplice = await arrive(container, 50)
    own = await container.services.moves.ask(accomplice.id, OTHER)
    for here, there in ((case.case_id, "x"), (own.case_id, case.case_id), ("x", own.case_id)):
        await write(
            container,
            "UPDATE account_moves SET case_id = :there WHERE case_id = :here",
            here=here,
            there=there,
        )
    with pytest.raises(Stale):
        await container.staff_service.decide(own.case_id, Decision.PROVEN, "小王", 7)
    assert (await heard(container)).kinds == []
    assert sum("it was written by another hand" in line for line in await breaches_of(settings)) == 2


@pytest.mark.parametrize("how", ["sent", "gone"])
async def test_an_account_from_which_the_word_was_kept_does_not_move(
    container: Container,
    settings: Settings,
    clock: MovableClock,
    old: CustomerView,
    new: CustomerView,
    how: str,
) -> None:
    case = await container.services.moves.ask(new.id, ADULT)
    await container.staff_service.decide(case.case_id, Decision.PROVEN, "小王", 7)
    if how == "sent":
        await write(container, "UPDATE notices SET status = 'sent' WHERE kind = 'move_asked'")
    else:
        await write(container, "DELETE FROM notices WHERE kind = 'move_asked'")
    assert "done" not in await container.services.moves.carry_out_due(clock.advance(hours=25))
    await put_back(container, moves_at=clock.now())
    assert "done" not in await container.services.moves.carry_out_due(clock.advance(hours=25))
    assert (await arrive(container, OLD)).id == old.id


async def test_a_move_that_was_declined_before_anybody_was_told_does_not_go_on_either(
    container: Container, settings: Settings, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    case = await container.services.moves.ask(new.id, ADULT)
    await container.staff_service.decide(case.case_id, Decision.PROVEN, "小王", 7)
    async with container.store.read() as uow:
        before = await uow.moves.announced_of(old.id)
        assert before is not None
    await container.services.support.write(new.id, case.case_id, "怎么样了", 7)
    await container.staff_service.decide(case.case_id, Decision.NOT_PROVEN, "小王", 7)
    await put_back(
        container, status=MoveStatus.ANNOUNCED, reason=None, closed_at=None, row_seal=before.row_seal
    )
    await heard(container)
    assert "done" not in await container.services.moves.carry_out_due(clock.advance(hours=25))
    assert any("it was over" in line for line in await breaches_of(settings))


async def test_codes_to_one_phone_are_counted_whosever_account_is_meant(
    container: Container, service: SmsServer, old: CustomerView
) -> None:
    """Also after the staff was asked instead, of somebody with several accounts with orders."""
    second = await arrive(container, 60)
    await buy(container, second, product_id="lamp", plan_id="consumer-3")
    codes = container.services.move_codes
    for number in (61, 62, 63):
        asking = await arrive(container, number)
        await codes.name(asking.id, ADULT)
        for _ in range(3):
            await codes.send(asking.id, PHONE)
        await codes.ask_staff(asking.id)
    await asyncio.sleep(0.3)
    assert len(service.brought) == SENDS_TO_ONE_A_DAY


async def test_a_freeze_that_was_taken_out_by_another_hand_still_holds_the_account(
    container: Container, settings: Settings, clock: MovableClock, old: CustomerView, new: CustomerView
) -> None:
    await announced(container, new)
    await container.services.security.freeze(old.id)
    await write(container, "UPDATE customers SET frozen_at = NULL WHERE id = :id", id=old.id)
    assert "done" not in await container.services.moves.carry_out_due(clock.advance(hours=25))
    assert (await arrive(container, OLD)).id == old.id
    assert any(f"customers {old.id}: " in line for line in await breaches_of(settings))


@on_sqlite
async def test_who_was_released_by_the_staff_is_as_before(
    container: Container, settings: Settings, old: CustomerView
) -> None:
    case = await container.services.security.freeze(old.id)
    assert await breaches_of(settings) == []
    await container.staff_service.decide(case.case_id, Decision.RELEASED, "小王", 7)
    assert await breaches_of(settings) == []
    assert (await arrive(container, OLD)).id == old.id
