"""Consent written down where it is given: with the answer, the card or the order it is about."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from domain import tables as t
from domain.ids import new_id
from domain.unit_of_work import UnitOfWork


async def give_consent(
    uow: UnitOfWork, customer_id: str, purpose: Purpose, now: datetime, *, about: str = ""
) -> None:
    """Once: the same again changes nothing. `about`: the lender, of `Purpose.LENDER`."""
    if await uow.privacy.consent(customer_id, purpose, about) is None:
        uow.add(
            t.Consent(
                id=new_id(),
                customer_id=customer_id,
                purpose=purpose,
                about=about,
                version=CONSENT_VERSION,
                given_at=now,
            )
        )


async def withdraw_consents(uow: UnitOfWork, customer_id: str, purpose: Purpose, now: datetime) -> None:
    """Withdraw every consent of this purpose."""
    for consent in await uow.privacy.consents(customer_id):
        if consent.purpose == purpose:
            consent.withdrawn_at = now


# Of the sentences in which consent is asked for. Changed with their sense, so that it is known who agreed to what.
CONSENT_VERSION = "2026-11"


class Purpose(StrEnum):
    """What is consented to, each by itself."""

    IDENTITY = "identity"  # name, ID number and phone, to check who borrows
    FACE = "face"  # to be looked at on the lender's page
    LENDER = "lender"  # passing them to the chosen lender
    CARD = "card"  # a bank card, to debit it
