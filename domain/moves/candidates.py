"""Several accounts of one person: neither an ID number nor a phone says which of them is to move."""

from __future__ import annotations

import hmac

from domain import tables as t
from domain.errors import SealBroken
from domain.identity.facts import open_fact
from domain.ports import FieldCipher
from domain.unit_of_work import UnitOfWork


async def accounts_of(
    uow: UnitOfWork, id_number_hash: str, but: str, cipher: FieldCipher
) -> list[t.Identity]:
    """Return the accounts other than `but` that were verified with this ID number, the one that bought last first. Whoever
    is looked up by it, and has another number sealed, is none of them.
    """
    found = await uow.moves.every_by_number(id_number_hash, but)
    return [identity for identity in found if has_own_hash(identity, cipher)]


async def account_of(uow: UnitOfWork, id_number_hash: str, but: str, cipher: FieldCipher) -> str | None:
    """Return the account that is meant by this ID number, where it is not to be chosen among several."""
    found = await accounts_of(uow, id_number_hash, but, cipher)
    return found[0].customer_id if found else None


async def has_several_with_orders(
    uow: UnitOfWork, id_number_hash: str, but: str, cipher: FieldCipher
) -> bool:
    """Return whether more than one account of this ID number has orders."""
    accounts = await accounts_of(uow, id_number_hash, but, cipher)
    return sum([bool(await uow.moves.orders(one.customer_id)) for one in accounts]) > 1


async def holders_of(
    uow: UnitOfWork, id_number_hash: str, phone: str, but: str, cipher: FieldCipher
) -> tuple[str, ...]:
    """Return the accounts of this ID number that have this phone on file, the one that bought last first."""
    accounts = await accounts_of(uow, id_number_hash, but, cipher)
    return tuple(one.customer_id for one in accounts if _has_phone(one, phone, cipher))


async def is_one_of_several(uow: UnitOfWork, move: t.AccountMove, cipher: FieldCipher) -> bool:
    """Return whether the code that was typed fits more than one account: with its phone on file, or with orders."""
    assert move.old_customer_id is not None
    identity = await uow.identities.get(move.old_customer_id)
    if identity is None or identity.id_number_hash is None:
        return False
    number, phone = identity.id_number_hash, open_fact(identity, "phone_token", cipher)
    if len(await holders_of(uow, number, phone, move.customer_id, cipher)) > 1:
        return True
    return await has_several_with_orders(uow, number, move.customer_id, cipher)


def phone_on_file(identity: t.Identity | None, cipher: FieldCipher) -> str | None:
    """Return the phone of the account; None where there is none, or it does not open."""
    if identity is None or identity.phone_token is None:
        return None
    try:
        return open_fact(identity, "phone_token", cipher)
    except SealBroken:  # noted where it was met
        return None


def has_own_hash(identity: t.Identity, cipher: FieldCipher) -> bool:
    """Return whether the ID number that is sealed is the one that is looked up for it."""
    if identity.id_number_token is None:
        return False
    try:
        number = open_fact(identity, "id_number_token", cipher)
    except SealBroken:  # noted where it was met
        return False
    return cipher.lookup_hash(number) == identity.id_number_hash  # else named by `audit`


def _has_phone(identity: t.Identity, phone: str, cipher: FieldCipher) -> bool:
    return hmac.compare_digest(phone_on_file(identity, cipher) or "", phone)
