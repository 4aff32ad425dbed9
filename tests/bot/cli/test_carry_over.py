"""What version 0.1.0 wrote is read, bound to its places and sealed once; nothing like it is taken afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from bot.adapters.cipher import PlaceCipher, is_old, make_cipher
from bot.adapters.keys import KEY_FILE, Keys, read_keys
from bot.cli.parser import main
from bot.db.store import open_store
from bot.receiving.lock import receiving_alone
from bot.settings import Settings, SettingsError
from bot.wiring import Container, build_container
from domain.customers.results import CustomerView
from domain.errors import SealBroken
from domain.loans.ledger import WrongChainKey
from tests.support.clock import MovableClock
from tests.support.first_version import all_fields, as_first_version, put, write_chains
from tests.support.people import arrive, buy, repay_next


@pytest.fixture
async def customer(container: Container, settings: Settings) -> CustomerView:
    """A customer of version 0.1.0, with a loan of which one bill is paid."""
    customer = await arrive(container)
    await buy(container, customer, plan_id="consumer-3")
    await repay_next(container, customer)
    await container.inbox.store([{"update_id": 1, "message": {"text": "张示例"}}])
    await as_first_version(container.engine, settings)
    return customer


@pytest.fixture
async def today(settings: Settings, customer: CustomerView, clock: MovableClock) -> AsyncIterator[Container]:
    """Today's version, started on what that customer's wrote."""
    built = build_container(settings, clock)
    yield built
    await built.aclose()


async def command(settings: Settings, *words: str) -> int:
    return await asyncio.to_thread(main, [*words, "--database-url", settings.database_url])


async def test_what_was_sealed_for_no_place_is_read_and_migrating_binds_it(
    settings: Settings, today: Container, customer: CustomerView, capsys: pytest.CaptureFixture[str]
) -> None:
    old = await all_fields(today.engine)
    assert len(old) >= 4
    assert all(is_old(one.token) for one in old)
    assert (await today.services.identity.view(customer.id)).name_mask == "张**"
    assert await command(settings, "migrate") == 0
    assert (
        f"{len(old)} fields were bound to their places, the ledgers of 1 loans sealed."
        in capsys.readouterr().out
    )
    assert read_keys(settings).bound
    bound = [one for one in await all_fields(today.engine) if one.table.name != "key_canaries"]
    assert not any(is_old(one.token) for one in bound)
    opens_old = PlaceCipher(Keys(read_keys(settings).fields))
    cipher = make_cipher(settings)
    for before, after in zip(old, bound, strict=True):
        assert opens_old.open(before.token, before.place) == cipher.open(after.token, after.place)
    assert await command(settings, "audit") == 0
    assert await command(settings, "migrate") == 0  # once


async def test_an_old_token_that_is_put_back_is_refused_wherever_it_stands(
    settings: Settings, container: Container, customer: CustomerView, capsys: pytest.CaptureFixture[str]
) -> None:
    old = next(one for one in await all_fields(container.engine) if one.column == "name_token")
    assert await command(settings, "migrate") == 0
    new = next(one for one in await all_fields(container.engine) if one.column == "name_token")
    await put(container.engine, new, old.token)
    with pytest.raises(SealBroken):
        make_cipher(settings).open(old.token, old.place)
    assert await command(settings, "migrate") == 0  # which does not seal it anew either
    assert await command(settings, "keys", "rotate") == 0
    assert old.token in {one.token for one in await all_fields(container.engine)}
    assert await command(settings, "audit") == 1
    assert f"identities {customer.id}, name_token: does not open in its place" in capsys.readouterr().err


async def test_rotating_the_keys_binds_everything_as_well(
    settings: Settings, today: Container, customer: CustomerView
) -> None:
    assert await command(settings, "keys", "rotate") == 0
    assert not any(is_old(one.token) for one in await all_fields(today.engine))
    assert read_keys(settings).bound
    assert await command(settings, "keys", "prune") == 0
    assert read_keys(settings).bound
    assert await command(settings, "audit") == 0


async def test_while_a_process_runs_that_may_be_an_old_one_nothing_is_ended(
    settings: Settings, today: Container, customer: CustomerView, capsys: pytest.CaptureFixture[str]
) -> None:
    async with receiving_alone(today.engine, asyncio.Event(), lambda _: None):
        assert await command(settings, "migrate") == 0
    assert "a process is running on this database" in capsys.readouterr().err
    assert not read_keys(settings).bound
    assert await command(settings, "migrate") == 0
    assert read_keys(settings).bound


async def test_a_field_without_its_key_keeps_the_old_ones_open_until_the_key_is_there(
    settings: Settings, container: Container, customer: CustomerView, capsys: pytest.CaptureFixture[str]
) -> None:
    (key,) = read_keys(settings).fields
    missing = Fernet.generate_key()
    name = next(one for one in await all_fields(container.engine) if one.column == "name_token")
    await put(container.engine, name, Fernet(missing).encrypt("张示例".encode()).decode())
    assert await command(settings, "migrate") == 0
    assert "1 fields of identities are opened by no key" in capsys.readouterr().err
    assert not read_keys(settings).bound
    (settings.data_dir / KEY_FILE).write_text(f"{key}\n{missing.decode()}\nlookup={key}\n")
    assert await command(settings, "migrate") == 0
    assert read_keys(settings).bound
    assert await command(settings, "audit") == 0


async def test_with_keys_of_the_environment_the_operator_ends_it(
    settings: Settings,
    container: Container,
    customer: CustomerView,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (key,) = read_keys(settings).fields
    old = await all_fields(container.engine)
    monkeypatch.setenv("FIELD_KEYS", key)
    assert await command(settings, "migrate") == 0
    assert "set FIELDS_BOUND=true" in capsys.readouterr().out
    assert not any(is_old(one.token) for one in await all_fields(container.engine))
    make_cipher(Settings(field_keys=key)).open(old[0].token, old[0].place)
    with pytest.raises(SealBroken):
        make_cipher(Settings(field_keys=key, fields_bound=True)).open(old[0].token, old[0].place)
    monkeypatch.setenv("FIELDS_BOUND", "true")
    assert await command(settings, "audit") == 0


def test_a_new_installation_takes_nothing_of_an_earlier_version(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    make_cipher(settings)
    assert read_keys(settings).bound


# The ledger


async def test_the_old_chain_holds_up_to_its_seal_and_goes_on_with_the_key(
    settings: Settings, today: Container, customer: CustomerView
) -> None:
    assert await command(settings, "migrate") == 0
    await repay_next(today, customer)
    assert await command(settings, "audit") == 0
    assert await command(settings, "keys", "rotate") == 0
    assert await command(settings, "keys", "prune") == 0
    again = build_container(settings, today.clock)
    await repay_next(again, customer)
    await again.aclose()
    assert await command(settings, "audit") == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DELETE FROM ledger_seals", "have no key in their chain, and no seal"),
        ("UPDATE ledger_seals SET seal = 'x'", "ledger entries is not ours"),
        ("UPDATE ledger_seals SET seq = seq - 1", "was sealed at entry"),
        (
            "DELETE FROM ledger_entries WHERE seq = (SELECT max(seq) FROM ledger_entries)",
            "was sealed at entry",
        ),
    ],
)
async def test_the_seal_cannot_be_taken_away_nor_what_it_seals(
    settings: Settings,
    container: Container,
    customer: CustomerView,
    capsys: pytest.CaptureFixture[str],
    change: str,
    said: str,
) -> None:
    assert await command(settings, "migrate") == 0
    async with container.engine.execution_options(writes=True).begin() as connection:
        assert (await connection.execute(text(change))).rowcount == 1
    assert await command(settings, "migrate") == 0  # which seals nothing any more
    capsys.readouterr()
    assert await command(settings, "audit") == 1
    assert said in capsys.readouterr().err


async def test_an_old_entry_that_is_changed_with_its_whole_chain_is_found(
    settings: Settings, container: Container, customer: CustomerView, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await command(settings, "migrate") == 0
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE ledger_entries SET rule = 'forged' WHERE seq = 3"))
        await write_chains(connection)
    assert await command(settings, "audit") == 1
    assert "the seal over its first" in capsys.readouterr().err


async def test_with_other_keys_nothing_is_added_to_a_ledger(
    settings: Settings, container: Container, clock: MovableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    """As where the oldest key was taken out of FIELD_KEYS without LOOKUP_KEY."""
    customer = await arrive(container)
    await buy(container, customer, plan_id="consumer-3")
    (key,) = read_keys(settings).fields
    (settings.data_dir / KEY_FILE).write_text(
        f"{Fernet.generate_key().decode()}\n{key}\nlookup=other\nbound=yes\n"
    )
    stranger = build_container(settings, clock)
    with pytest.raises(WrongChainKey, match="chained with another key"):
        await repay_next(stranger, customer)
    await stranger.aclose()
    assert await command(settings, "audit") == 1
    assert "ledger entry 1 is chained with another key" in capsys.readouterr().err


async def test_without_keys_nothing_is_booked_and_none_are_made(
    settings: Settings, container: Container, clock: MovableClock
) -> None:
    customer = await arrive(container)
    await buy(container, customer, plan_id="consumer-3")
    (settings.data_dir / KEY_FILE).unlink()
    async with open_store(settings) as store:
        with pytest.raises(SettingsError, match="nothing can be booked"):
            async with store.read() as uow:
                uow.ledger.chain_key  # noqa: B018 - asked for as whoever posts does
    assert not (settings.data_dir / KEY_FILE).exists()
