"""Identifiers: made by the caller, stored before the first attempt, reused by every retry."""

from __future__ import annotations

import secrets
from typing import NewType

CustomerId = NewType("CustomerId", str)
DraftId = NewType("DraftId", str)
OrderId = NewType("OrderId", str)
LoanId = NewType("LoanId", str)
InstallmentId = NewType("InstallmentId", str)
PaymentId = NewType("PaymentId", str)
OfferId = NewType("OfferId", str)
NoticeId = NewType("NoticeId", str)
ProductId = NewType("ProductId", str)
CategoryId = NewType("CategoryId", str)
InstitutionId = NewType("InstitutionId", str)
PlanId = NewType("PlanId", str)

# Without 0/o and 1/l/i: an id may be read out to a person on the phone. 12 of 31 symbols are 59 random bits,
# short enough for two of them in 64 bytes of callback data.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
ID_LENGTH = 12


def new_id() -> str:
    """A fresh random id of `ID_LENGTH` symbols."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(ID_LENGTH))
