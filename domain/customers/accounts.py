"""Which Telegram account is a customer's: the number stands in the open, to be found by, and sealed beside it.

Whoever writes another number into the database without the keys gets nowhere with it: what does not agree is nobody's.
"""

from __future__ import annotations

from datetime import datetime

from domain import tables as t
from domain.columns import place_of
from domain.customers.errors import AccountRefused
from domain.customers.results import CustomerView
from domain.errors import SealBroken
from domain.ports import FieldCipher, Place

_FROZEN = " frozen"


def seal_account(row: t.Customer, cipher: FieldCipher) -> None:
    """Seal the number at Telegram that stands in the row, whose id is known, and that the account is frozen where it is."""
    said = f"{row.telegram_id}{_FROZEN if row.frozen_at is not None else ''}"
    row.telegram_token = cipher.seal(said, place_of(row, "telegram_token"))


def freeze_account(row: t.Customer, cipher: FieldCipher, at: datetime | None) -> None:
    """Freeze the account, or with None unfreeze it; sealed, unless its number is not the one that was sealed."""
    was_own = is_own_account(row, cipher)
    row.frozen_at = at
    if was_own:
        seal_account(row, cipher)


def is_own_account(row: t.Customer, cipher: FieldCipher) -> bool:
    """Return whether the number at Telegram in the row is the one that was sealed, and the account frozen still where it was
    then; where not, that is logged and counted.
    """
    said, place = str(row.telegram_id), place_of(row, "telegram_token")
    try:
        if row.frozen_at is not None and is_sealed_frozen(row.telegram_token, place, cipher):
            said += _FROZEN
        cipher.confirm(row.telegram_token, place, said)
    except SealBroken:
        return False
    return True


def is_sealed_frozen(token: str | None, place: Place, cipher: FieldCipher) -> bool:
    """Return whether the account was frozen when its number was sealed. Raises `SealBroken`."""
    return token is not None and cipher.open(token, place).endswith(_FROZEN)


def require_own_account(customer: CustomerView, cipher: FieldCipher) -> None:
    """Require that the number at Telegram is the one that was sealed as this customer's. Raises `AccountRefused`, which
    is logged and counted by table and column.
    """
    said, place = str(customer.telegram_id), customer.telegram_place
    try:
        if is_sealed_frozen(customer.telegram_token, place, cipher):
            said += _FROZEN
        cipher.confirm(customer.telegram_token, place, said)
    except SealBroken as error:
        raise AccountRefused(**error.values) from None
