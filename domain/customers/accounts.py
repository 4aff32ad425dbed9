"""Which Telegram account is a customer's: the number stands in the open, to be found by, and sealed beside it.

Whoever writes another number into the database without the keys gets nowhere with it: what does not agree is nobody's.
"""

from __future__ import annotations

from domain import tables as t
from domain.columns import place_of
from domain.customers.errors import AccountRefused
from domain.customers.results import CustomerView
from domain.errors import SealBroken
from domain.ports import FieldCipher


def seal_account(row: t.Customer, cipher: FieldCipher) -> None:
    """Seal the number at Telegram that stands in the row, whose id is known."""
    row.telegram_token = cipher.seal(str(row.telegram_id), place_of(row, "telegram_token"))


def is_own_account(row: t.Customer, cipher: FieldCipher) -> bool:
    """Return whether the number at Telegram in the row is the one that was sealed; where not, that is logged and counted."""
    try:
        cipher.confirm(row.telegram_token, place_of(row, "telegram_token"), str(row.telegram_id))
    except SealBroken:
        return False
    return True


def require_own_account(customer: CustomerView, cipher: FieldCipher) -> None:
    """Require that the number at Telegram is the one that was sealed as this customer's. Raises `AccountRefused`, which
    is logged and counted by table and column.
    """
    try:
        cipher.confirm(customer.telegram_token, customer.telegram_place, str(customer.telegram_id))
    except SealBroken as error:
        raise AccountRefused(**error.values) from None
