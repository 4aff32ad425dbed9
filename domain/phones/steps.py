"""What becomes of a change of phone number, in the caller's transaction: made, or stopped."""

from __future__ import annotations

from datetime import datetime

from domain import tables as t
from domain.cases.types import CasePhone
from domain.columns import place_of
from domain.customers.service import require_not_frozen
from domain.errors import SealBroken, Stale
from domain.identity.record import keep_phone
from domain.phones.results import ChangeStatus
from domain.pii.id_numbers import mask_phone
from domain.ports import FieldCipher
from domain.unit_of_work import UnitOfWork


async def change_phone(uow: UnitOfWork, change: t.PhoneChange, cipher: FieldCipher, now: datetime) -> None:
    """Put the new number on file; the old one is kept until it was told. Raises `Stale`, `AccountFrozen`."""
    await require_not_frozen(uow, change.customer_id)
    identity = await uow.identities.get(change.customer_id)
    if identity is None or change.new_token is None:
        raise Stale()
    new = cipher.open(change.new_token, place_of(change, "new_token"))
    if identity.phone_token is not None:
        old = cipher.open(identity.phone_token, place_of(identity, "phone_token"))
        change.old_token = cipher.seal(old, place_of(change, "old_token"))
    keep_phone(identity, new, cipher)
    close_change(change, ChangeStatus.DONE, now)


async def prove(uow: UnitOfWork, case_id: str, cipher: FieldCipher, now: datetime) -> None:
    """Make the change that the case asks for: the staff has seen proof. Raises `Stale`, `AccountFrozen`."""
    change = await uow.phone_changes.of_case(case_id)
    if change is None or change.status != ChangeStatus.ASKED:
        raise Stale()
    await change_phone(uow, change, cipher, now)


async def decline(uow: UnitOfWork, case_id: str, now: datetime) -> None:
    change = await uow.phone_changes.of_case(case_id)
    if change is not None and change.status == ChangeStatus.ASKED:
        close_change(change, ChangeStatus.STOPPED, now)


def close_change(change: t.PhoneChange, status: ChangeStatus, now: datetime) -> None:
    change.status, change.closed_at = status, now
    change.new_token = change.code_token = None


async def phone_of_case(uow: UnitOfWork, case_id: str, cipher: FieldCipher) -> CasePhone | None:
    """Return the change that the case asks for, as the staff sees it."""
    change = await uow.phone_changes.of_case(case_id)
    if change is None:
        return None
    mask: str | None = None
    if change.new_token is not None:
        try:
            mask = mask_phone(cipher.open(change.new_token, place_of(change, "new_token")))
        except SealBroken:  # noted where it was met
            mask = None
    return CasePhone(mask, is_in_hand=change.code_sends > 0)
