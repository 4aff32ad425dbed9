"""Whose something is, masked, and whether who was found by a hash is really the one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from domain import tables as t
from domain.customers.accounts import is_own_account
from domain.dates import business_day
from domain.documents.issuance import code_hash
from domain.errors import SealBroken
from domain.identity.facts import name_mask_of, open_fact
from domain.identity.record import name_hash, name_mask_hash, phone_hash
from domain.lookups.results import Person
from domain.lookups.rules import Clue, ClueKind
from domain.moves.steps import customer_mark
from domain.pii.id_numbers import mask_name
from domain.ports import FieldCipher
from domain.unit_of_work import UnitOfWork

_HASHES: Mapping[ClueKind, Callable[[str, FieldCipher], str]] = {
    ClueKind.NAME: name_hash,
    ClueKind.NAME_MASK: name_mask_hash,
    ClueKind.PHONE: phone_hash,
    ClueKind.DOCUMENT_CODE: code_hash,
    ClueKind.ID_NUMBER: lambda number, cipher: cipher.lookup_hash(number),
}
_HELD_AGAINST: Mapping[ClueKind, tuple[str, Callable[[str], str]]] = {
    ClueKind.NAME: ("name_token", str),
    ClueKind.NAME_MASK: ("name_token", mask_name),
    ClueKind.PHONE: ("phone_token", str),
    ClueKind.ID_NUMBER: ("id_number_token", str),
}


def looked_up(clue: Clue, cipher: FieldCipher) -> str:
    """Return what the database is asked for: of what is kept sealed, its hash."""
    hashed = _HASHES.get(clue.kind)
    return clue.value if hashed is None else hashed(clue.value, cipher)


async def is_really(uow: UnitOfWork, customer_id: str, clue: Clue, cipher: FieldCipher) -> bool:
    """Return whether the sealed field says what was looked for: whoever writes a hash into the database is nobody."""
    if clue.kind is ClueKind.TELEGRAM:
        customer = await uow.customers.get(customer_id)
        return customer is not None and is_own_account(customer, cipher)
    held = _HELD_AGAINST.get(clue.kind)
    if held is None:
        return True
    column, shown_as = held
    row = await uow.identities.get(customer_id)
    if row is None or getattr(row, column) is None:
        return False
    with suppress(SealBroken):  # noted where it was met
        return shown_as(open_fact(row, column, cipher)) == clue.value
    return False


async def people_of(
    uow: UnitOfWork, customer_ids: Iterable[str], cipher: FieldCipher
) -> Mapping[str, Person]:
    """Return whose these are, by id."""
    return {one: await person_of(uow, one, cipher) for one in dict.fromkeys(customer_ids)}


async def person_of(uow: UnitOfWork, customer_id: str, cipher: FieldCipher) -> Person:
    customer = await uow.customers.get(customer_id)
    assert customer is not None
    return as_person(customer, await uow.identities.get(customer_id), cipher)


def as_person(customer: t.Customer, identity: t.Identity | None, cipher: FieldCipher) -> Person:
    return Person(
        customer_id=customer.id,
        mark=customer_mark(cipher, customer.id),
        name_mask=name_mask_of(identity, cipher),
        since=business_day(customer.created_at),
        is_frozen=customer.frozen_at is not None,
    )
