"""By what a person is found: the keyed hashes beside name and phone are always those of what stands beside them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.db.people_index import index_people
from bot.db.sealed_accounts import numbers_in_doubt
from bot.wiring import Container
from domain.columns import place_of
from domain.identity.record import name_hash, name_mask_hash, phone_hash
from domain.ids import new_id
from domain.phones.steps import change_phone
from domain.tables import PhoneChange
from tests.support.builders import NAME, PHONE
from tests.support.databases import on_sqlite
from tests.support.people import arrive, verify

DOMAIN = Path(__file__).resolve().parents[3] / "domain"


async def hashes(container: Container) -> dict[str, Any]:
    async with container.engine.connect() as connection:
        found = await connection.execute(text("SELECT name_hash, name_mask_hash, phone_hash FROM identities"))
        return dict(found.mappings().one())


async def test_name_and_phone_are_put_on_file_with_what_they_are_found_by(container: Container) -> None:
    await verify(container, await arrive(container))
    cipher = container.cipher
    assert await hashes(container) == {
        "name_hash": name_hash(NAME, cipher),
        "name_mask_hash": name_mask_hash("张**", cipher),
        "phone_hash": phone_hash(PHONE, cipher),
    }


@on_sqlite
async def test_a_new_number_is_found_and_the_old_one_is_not_any_more(container: Container) -> None:
    customer, cipher, new = await arrive(container), container.cipher, "13900000000"
    await verify(container, customer)
    async with container.store.write() as uow:
        change = PhoneChange(
            id=new_id(), customer_id=customer.id, status="asked", asked_at=container.clock.now()
        )
        change.new_token = cipher.seal(new, place_of(change, "new_token"))
        await change_phone(uow, change, cipher, container.clock.now())
        await uow.commit()
    assert (await hashes(container))["phone_hash"] == phone_hash(new, cipher)


async def test_whoever_came_before_there_were_hashes_is_found_after_the_upgrade(container: Container) -> None:
    for number in range(1, 4):
        await verify(container, await arrive(container, number))
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(
            text("UPDATE identities SET name_hash = NULL, name_mask_hash = NULL, phone_hash = NULL")
        )
    assert await index_people(container.engine, container.cipher) == 3
    assert await index_people(container.engine, container.cipher) == 0
    async with container.engine.connect() as connection:
        found = await connection.execute(
            text("SELECT count(*) FROM identities WHERE phone_hash = :hash AND name_mask_hash IS NOT NULL"),
            {"hash": phone_hash(PHONE, container.cipher)},
        )
        assert found.scalar_one() == 3


@on_sqlite
async def test_a_hash_of_another_hand_is_named_by_the_audit(container: Container) -> None:
    await verify(container, await arrive(container))
    assert [one async for one in numbers_in_doubt(container.engine, container.cipher)] == []
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE identities SET phone_hash = 'x'"))
    ((_, what),) = [one async for one in numbers_in_doubt(container.engine, container.cipher)]
    assert "phone" in what


def test_nothing_but_the_record_writes_what_somebody_is_found_by() -> None:
    written = re.compile(r"\.(?:(?:name|phone|id_number)_token|(?:phone|id_number|name_mask)_hash) = ")
    writing = {path.name for path in DOMAIN.rglob("*.py") if written.search(path.read_text(encoding="utf-8"))}
    assert writing == {"record.py"}
