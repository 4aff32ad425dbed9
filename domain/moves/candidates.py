"""Several accounts of one person: neither an ID number nor a phone says which of them is to move."""

from __future__ import annotations

import hmac

from domain import tables as t
from domain.errors import SealBroken
from domain.identity.facts import open_fact
from domain.ports import FieldCipher
from domain.unit_of_work import UnitOfWork


async def has_several_with_orders(uow: UnitOfWork, id_number_hash: str, but: str) -> bool:
    """Return whether more than one account of this ID number has orders."""
    accounts = await uow.moves.every_by_number(id_number_hash, but)
    return sum([bool(await uow.moves.orders(one)) for one in accounts]) > 1


async def holders_of(
    uow: UnitOfWork, id_number_hash: str, phone: str, but: str, cipher: FieldCipher
) -> tuple[str, ...]:
    """Return the accounts of this ID number that have this phone on file, the one that bought last first."""
    found = []
    for one in await uow.moves.every_by_number(id_number_hash, but):
        identity = await uow.identities.get(one)
        if identity is not None and _has_phone(identity, phone, cipher):
            found.append(one)
    return tuple(found)


async def is_one_of_several(uow: UnitOfWork, move: t.AccountMove, cipher: FieldCipher) -> bool:
    """Return whether the code that was typed fits more than one account: with its phone on file, or with orders."""
    assert move.old_customer_id is not None
    identity = await uow.identities.get(move.old_customer_id)
    if identity is None or identity.id_number_hash is None:
        return False
    number, phone = identity.id_number_hash, open_fact(identity, "phone_token", cipher)
    if len(await holders_of(uow, number, phone, move.customer_id, cipher)) > 1:
        return True
    return await has_several_with_orders(uow, number, move.customer_id)


def phone_on_file(identity: t.Identity | None, cipher: FieldCipher) -> str | None:
    """Return the phone of the account; None where there is none, or it does not open."""
    if identity is None or identity.phone_token is None:
        return None
    try:
        return open_fact(identity, "phone_token", cipher)
    except SealBroken:  # noted where it was met
        return None


def _has_phone(identity: t.Identity, phone: str, cipher: FieldCipher) -> bool:
    return hmac.compare_digest(phone_on_file(identity, cipher) or "", phone)
