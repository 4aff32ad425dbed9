"""Consent written down where it is given: with the answer, the card or the order it is about."""

from __future__ import annotations

from datetime import datetime

from domain import tables as t
from domain.ids import new_id
from domain.ports import UnitOfWork
from domain.privacy import CONSENT_VERSION, Purpose


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
    """Every one of this purpose."""
    for consent in await uow.privacy.consents(customer_id):
        if consent.purpose == purpose:
            consent.withdrawn_at = now
