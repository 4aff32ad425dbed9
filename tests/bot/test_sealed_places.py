"""Whoever can write the database cannot give one person what is another's: a sealed field opens in its place only, and one
that does not holds up nobody else."""

from __future__ import annotations

import base64
import logging
from datetime import time

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlmodel import SQLModel

from bot.adapters.cipher import PlaceCipher, make_cipher
from bot.adapters.keys import read_keys, write_keys
from bot.app import build_application
from bot.receiving.receiver import Receiver
from bot.settings import Settings
from bot.web.metrics import PrometheusObserver
from bot.wiring import Container, build_container
from domain import tables as t
from domain.cases.types import CaseKind
from domain.columns import bound_by, place_of
from domain.customers.results import CustomerView
from domain.errors import SealBroken
from domain.identity.types import VerdictStatus
from domain.ports import Place
from handlers.ui.reply import Reply
from handlers.ui.signature import Signature
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.clock import MovableClock
from tests.support.first_version import all_fields, put
from tests.support.people import arrive, buy, verify

OTHER = "110101199003078515"
GROUP = -500
WORD = "春暖花开"


@pytest.fixture
async def two(container: Container) -> tuple[CustomerView, CustomerView]:
    """Two people who are verified."""
    first, second = await arrive(container, 1), await arrive(container, 2)
    await verify(container, first)
    await verify(container, second, OTHER)
    return first, second


async def swap(container: Container, column: str) -> None:
    """Exchange the column of the only two identities, by SQL."""
    one, other = [field for field in await all_fields(container.engine) if field.column == column]
    await put(container.engine, one, other.token)
    await put(container.engine, other, one.token)


async def write(container: Container, statement: str, **values: object) -> None:
    async with container.engine.execution_options(writes=True).begin() as connection:
        assert (await connection.execute(text(statement), values)).rowcount == 1


async def test_swapped_names_are_nobodys_and_the_table_and_column_are_named(
    settings: Settings,
    container: Container,
    two: tuple[CustomerView, CustomerView],
    clock: MovableClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await swap(container, "name_token")
    observer = PrometheusObserver()
    watched = build_container(settings, clock, observer)
    for customer in two:
        for _ in range(2):
            with pytest.raises(SealBroken) as refused:
                await watched.services.identity.view(customer.id)
            assert refused.value.values == {"table": "identities", "column": "name_token"}
    await watched.aclose()
    assert (
        'fenqi_fields_refused_total{column="name_token",table="identities"} 4.0' in observer.text().decode()
    )
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(said) == 2  # once for each field
    assert all("identities.name_token" in line for line in said)
    assert not any(secret in caplog.text for secret in (NAME, ADULT, two[0].id, two[1].id, "b1."))


async def test_a_token_of_another_column_of_the_same_row_is_refused(
    container: Container, two: tuple[CustomerView, CustomerView]
) -> None:
    await write(
        container, "UPDATE identities SET phone_token = name_token WHERE customer_id = :id", id=two[0].id
    )
    with pytest.raises(SealBroken):
        await container.services.identity.view(two[0].id)
    assert (await container.services.identity.view(two[1].id)).verified


async def test_no_altered_token_opens(settings: Settings, container: Container) -> None:
    cipher, place = make_cipher(settings), Place("identities", "name_token", ("a",))
    token = cipher.seal(NAME, place)
    assert cipher.open(token, place) == NAME
    raw = bytearray(base64.urlsafe_b64decode(token[3:]))
    for position in range(len(raw)):
        altered = bytearray(raw)
        altered[position] ^= 1
        with pytest.raises(SealBroken):
            cipher.open("b1." + base64.urlsafe_b64encode(altered).decode(), place)
    for nonsense in ("", "b1.", NAME, token[:-4], f"{token}=", "b1.é"):
        with pytest.raises(SealBroken):
            cipher.open(nonsense, place)
    assert cipher.seal(NAME, place) != token  # the same again is not recognised


def test_no_two_places_are_the_same() -> None:
    places = [
        Place("a", "b", ("c",)), Place("a", "c", ("b",)), Place("b", "a", ("c",)), Place("a", "b", ("c", "")),
        Place("a", "b", ('c","',)), Place("a", "b", ("c", "d")), Place("a", "b", ("cd",)), Place("a,b", "", ("c",)),
    ]  # fmt: skip
    assert len({place.as_bytes() for place in places}) == len(places)


async def test_what_the_screens_know_of_the_word_s_place_is_the_place(container: Container) -> None:
    customer = await arrive(container)
    async with container.store.read() as uow:
        row = await uow.customers.get(customer.id)
    assert row is not None
    assert customer.word_place == place_of(row, "word_token")


def test_a_sealed_field_is_bound_to_whose_it_is_beside_its_key() -> None:
    """A row that only leads to its owner could be led to another."""
    tables = SQLModel.metadata.tables
    assert bound_by(tables["payment_cards"], "token") == ("id", "customer_id")
    assert bound_by(tables["documents"], "code_token") == ("id", "customer_id")
    assert bound_by(tables["case_entries"], "words") == ("id", "case_id", "author")


async def test_the_files_hold_nothing_of_what_is_sealed(
    container: Container, two: tuple[CustomerView, CustomerView]
) -> None:
    await container.services.security.set_word(two[0].id, WORD)
    fields = await all_fields(container.engine)
    assert len(fields) >= 7
    for one in fields:
        assert one.token.startswith("b1.")
        raw = base64.urlsafe_b64decode(one.token[3:])
        for plain in (NAME, ADULT, OTHER, PHONE, WORD):
            assert plain.encode() not in raw
            assert plain not in one.token


async def test_the_sweep_of_checks_goes_on_past_a_person_whose_name_does_not_open(
    container: Container, two: tuple[CustomerView, CustomerView]
) -> None:
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE identities SET check_id = customer_id, verified_at = NULL"))
    await write(
        container, "UPDATE identities SET name_token = phone_token WHERE customer_id = :id", id=two[0].id
    )
    counts = await container.services.identity.reconcile(container.clock.now())
    assert counts == {VerdictStatus.VERIFIED: 1}
    assert (await container.services.identity.view(two[1].id)).verified


async def test_words_of_another_case_are_not_brought_and_the_others_are(
    container: Container, two: tuple[CustomerView, CustomerView]
) -> None:
    support, staff = container.services.support, container.staff_service
    cases = [await support.turn_to(customer.id, None) for customer in two]
    for message_id, (customer, case) in enumerate(zip(two, cases, strict=True), start=7):
        await support.write(customer.id, case.case_id, f"我是{customer.id}", message_id)
    one, other = (case.case_id for case in cases)
    await write(container, "UPDATE case_entries SET case_id = :to WHERE case_id = :of", of=one, to=other)
    lines = [word.line for word in await staff.for_staff() if word.line is not None]
    assert sorted((line.text, line.unreadable) for line in lines) == [("", True), (f"我是{two[1].id}", False)]
    assert {card.case_id for card in await staff.open_cases()} == {one, other}


async def test_the_word_of_somebody_else_is_not_shown_and_another_can_be_set(
    container: Container, two: tuple[CustomerView, CustomerView]
) -> None:
    first, second = two
    await container.services.security.set_word(first.id, WORD)
    await write(
        container,
        "UPDATE customers SET word_token = (SELECT word_token FROM customers WHERE id = :of) WHERE id = :to",
        of=first.id,
        to=second.id,
    )
    second = await arrive(container, 2)
    shown = Signature(container.cipher).on(Reply(("应还 ¥1.00",)), second)
    assert WORD not in str(shown.parts)
    assert "重新设置" in str(shown.parts[-1])
    assert (await container.services.security.view(second.id)).unreadable
    assert (await container.services.security.set_word(second.id, "另一个词")).word == "另一个词"


async def test_who_cannot_be_read_keeps_the_right_to_be_deleted(
    container: Container, two: tuple[CustomerView, CustomerView]
) -> None:
    await swap(container, "name_token")
    privacy = container.services.privacy
    assert (await privacy.view(two[0].id)).identity.name_mask is None
    copy = await privacy.copy(two[0].id)
    assert copy.held["identity"]["identities"][0]["name"] == "unreadable"
    assert copy.held["identity"]["identities"][0]["phone"] != "unreadable"
    assert await privacy.erase(two[0].id) is None


async def test_an_update_with_another_s_words_is_crossed_out_and_the_others_are_handled(
    settings: Settings, container: Container
) -> None:
    assistant = build_application(container, token="1:sealed", api_base_url="http://telegram.invalid")
    user = {"id": 51, "is_bot": False, "first_name": "测试"}
    await container.inbox.store(
        [
            {
                "update_id": number,
                "message": {"message_id": number, "date": 1, "from": user, "chat": user | {"type": "private"}}
                | {"text": "账单"},
            }
            for number in (1, 2, 3)
        ]
    )
    await write(
        container,
        "UPDATE inbox SET payload = (SELECT payload FROM inbox WHERE update_id = 1) WHERE update_id = 2",
    )
    undone = await container.inbox.undone()
    assert [raw["update_id"] for raw in undone.lately] == [1, 3]
    assert undone.lost == [2]
    await Receiver(assistant, container.inbox, container.refused_updates).take_up_undone()
    assert (await container.inbox.undone()).lost == []


async def test_a_card_that_was_given_to_somebody_else_is_neither_charged_nor_in_the_way(
    container: Container, two: tuple[CustomerView, CustomerView]
) -> None:
    owner, thief = two
    await buy(container, thief)
    cipher = container.cipher
    card = t.PaymentCard(
        id="card", customer_id=owner.id, gateway="sandbox", token="", last_four="0018", bank=None, position=1,
        bound_at=container.clock.now(),
    )  # fmt: skip
    card.token = cipher.seal("tok-of-the-owner", place_of(card, "token"))
    async with container.store.write() as uow:
        uow.add(card)
        await uow.commit()
    await write(container, "UPDATE payment_cards SET customer_id = :to WHERE id = 'card'", to=thief.id)
    await container.services.autopay.agree(thief.id, version="test", sha256="0" * 64, locale="zh_CN")
    bill = (await container.services.bills.open_bills(thief.id)).bills[0]
    at = container.clock
    assert isinstance(at, MovableClock)
    counts = await container.debit_runner.run(at.move_to(bill.due_date, time(9, 1)))
    assert counts.get("posted", 0) == 0
    assert (await container.services.autopay.remove(thief.id, "card")).cards == ()


async def test_a_process_that_has_not_the_key_yet_reads_the_file_again(
    settings: Settings, container: Container
) -> None:
    place = Place("identities", "name_token", ("a",))
    running = make_cipher(settings)
    write_keys(settings, read_keys(settings).with_newest(Fernet.generate_key().decode()))
    token = PlaceCipher(read_keys(settings)).seal(NAME, place)
    assert running.open(token, place) == NAME


async def test_a_question_to_staff_of_who_cannot_be_read_still_comes(
    container: Container, two: tuple[CustomerView, CustomerView]
) -> None:
    await swap(container, "name_token")
    case = await container.services.support.turn_to(two[0].id, None)
    await container.services.support.write(two[0].id, case.case_id, "我的资料读不出来", 7)
    (word,) = [word for word in await container.staff_service.for_staff() if word.line is not None]
    assert word.line is not None
    assert (word.line.text, word.card.name_mask) == ("我的资料读不出来", None)
    assert word.card.kind is CaseKind.QUESTION
