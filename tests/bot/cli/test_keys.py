"""`python -m bot keys rotate` and `keys prune`: everything stays readable, and the old key is of no use afterwards."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select
from sqlmodel import SQLModel

from bot.adapters.cipher import NoKeyOpens, PlaceCipher, make_cipher
from bot.adapters.keys import KEY_FILE, Keys, read_keys, write_keys
from bot.cli.parser import main
from bot.db.key_canary import require_own_keys
from bot.db.sealed_fields import SealedField, sealed_tables
from bot.settings import Settings
from bot.wiring import Container
from domain.customers.results import CustomerView
from tests.support.first_version import all_fields, put
from tests.support.people import arrive, buy, repay_next


@pytest.fixture
async def customer(container: Container, settings: Settings) -> CustomerView:
    """Somebody of whom every kind of sealed thing is there."""
    await require_own_keys(container.engine, settings)
    customer = await arrive(container)
    await buy(container, customer, plan_id="consumer-3")
    await repay_next(container, customer)
    await container.services.documents.receipt(
        customer.id, (await container.services.documents.repayments(customer.id))[0].id
    )
    case = await container.services.support.turn_to(customer.id, None)
    await container.services.support.write(customer.id, case.case_id, "下个月才发工资", 7)
    await container.inbox.store([{"update_id": 1, "message": {"text": "张示例"}}])
    return customer


async def keys(settings: Settings, action: str) -> int:
    return await asyncio.to_thread(main, ["keys", action, "--database-url", settings.database_url])


def opened(fields: list[SealedField], cipher: PlaceCipher) -> list[str]:
    return [cipher.open(one.token, one.place) for one in fields]


async def test_after_rotating_everything_is_under_the_new_key_and_the_same(
    container: Container, settings: Settings, customer: CustomerView, capsys: pytest.CaptureFixture[str]
) -> None:
    (old,) = read_keys(settings).fields
    before = await all_fields(container.engine)
    hashed = make_cipher(settings).lookup_hash("110101199003070011")
    assert len(before) >= 6
    assert await keys(settings, "rotate") == 0
    assert f"{len(before)} fields were sealed anew" in capsys.readouterr().out
    new, kept = read_keys(settings).fields
    assert kept == old
    after = await all_fields(container.engine)
    assert opened(before, make_cipher(settings)) == opened(after, PlaceCipher(Keys((new,))))
    assert not {one.token for one in before} & {one.token for one in after}
    # The house that runs meets the new key by itself, and its hashes are what they were.
    view = await container.services.identity.view(customer.id)
    assert (view.name_mask, view.verified) == ("张**", True)
    assert [raw["update_id"] for raw in (await container.inbox.undone()).lately] == [1]
    assert container.cipher.lookup_hash("110101199003070011") == hashed


async def test_pruning_takes_up_what_was_sealed_meanwhile_and_ends_the_old_key(
    container: Container, settings: Settings, customer: CustomerView
) -> None:
    (old,) = read_keys(settings).fields
    hashed = make_cipher(settings).lookup_hash("1")
    await keys(settings, "rotate")
    await container.inbox.store([{"update_id": 2}])  # a process that still seals with the old key
    assert await keys(settings, "prune") == 0
    (new,) = read_keys(settings).fields
    assert new != old
    assert stat.S_IMODE((settings.data_dir / KEY_FILE).stat().st_mode) == 0o600
    cipher = make_cipher(settings)
    for one in await all_fields(container.engine):
        cipher.open(one.token, one.place)
        with pytest.raises(NoKeyOpens):
            PlaceCipher(Keys((old,))).open(one.token, one.place)
    assert cipher.lookup_hash("1") == hashed
    assert await keys(settings, "prune") == 0  # safe to run again
    assert await keys(settings, "rotate") == 0
    assert make_cipher(settings).lookup_hash("1") == hashed


async def test_where_a_key_is_missing_nothing_is_taken_away(
    container: Container, settings: Settings, customer: CustomerView, capsys: pytest.CaptureFixture[str]
) -> None:
    (old,) = read_keys(settings).fields
    assert await keys(settings, "rotate") == 0
    await container.inbox.store([{"update_id": 2}])  # a process that still seals with the old key
    new, _ = read_keys(settings).fields
    write_keys(settings, Keys((new,), lookup=old, bound=True))
    assert await keys(settings, "prune") == 1
    error = capsys.readouterr().err
    assert "1 fields of inbox are opened by no key" in error
    assert "No key was taken away" in error
    assert read_keys(settings).fields == (new,)


async def test_keys_of_the_environment_are_rotated_but_not_written(
    container: Container,
    settings: Settings,
    customer: CustomerView,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (old,) = read_keys(settings).fields
    new = Fernet.generate_key().decode()
    monkeypatch.setenv("FIELD_KEYS", f"{new},{old}")
    assert await keys(settings, "rotate") == 0
    assert "Set LOOKUP_KEY to the oldest" in capsys.readouterr().out
    opened(await all_fields(container.engine), PlaceCipher(Keys((new,))))
    assert await keys(settings, "prune") == 2
    both = Settings(field_keys=f"{new},{old}")
    alone = Settings(field_keys=new, lookup_key=old)
    assert make_cipher(both).lookup_hash("1") == make_cipher(alone).lookup_hash("1")


def test_without_any_key_there_is_nothing_to_rotate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "none"))
    assert main(["keys", "rotate"]) == 2
    assert "nothing to rotate" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


async def test_no_column_holds_a_token_without_saying_so(
    container: Container, customer: CustomerView
) -> None:
    """Whatever is sealed somewhere else would be lost with the old key."""
    known = {(table.name, name) for table, names in sealed_tables().items() for name in names}
    async with container.engine.connect() as connection:
        found = {
            (table.name, name)
            for table in SQLModel.metadata.sorted_tables
            for row in (await connection.execute(select(table))).mappings()
            for name, value in row.items()
            if str(value).startswith("b1.")
        }
    assert found <= known
    assert len(found) >= 5


async def test_a_field_in_the_wrong_place_is_named_and_keeps_no_key(
    container: Container, settings: Settings, customer: CustomerView, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = await all_fields(container.engine)
    name = next(one for one in fields if one.column == "name_token")
    phone = next(one for one in fields if one.column == "phone_token")
    await put(container.engine, phone, name.token)
    assert await keys(settings, "rotate") == 0
    assert await keys(settings, "prune") == 0
    error = capsys.readouterr().err
    assert f"identities {customer.id}, phone_token: does not open in its place" in error
    assert len(read_keys(settings).fields) == 1
