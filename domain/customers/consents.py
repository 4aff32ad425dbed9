"""Consent written down where it is given: with the answer, the card or the order it is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from domain import tables as t
from domain.ids import new_id
from domain.unit_of_work import UnitOfWork
from domain.value import Value


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


async def withdraw_consents(uow: UnitOfWork, customer_id: str, now: datetime, *purposes: Purpose) -> None:
    """Withdraw every consent of these purposes."""
    for consent in await uow.privacy.consents(customer_id):
        if consent.purpose in purposes:
            consent.withdrawn_at = now


# Of the sentences in which consent is asked for. Changed with their sense, so that it is known who agreed to what.
# One that was given stays as it was: what is asked for in a new sense has a purpose of its own.
CONSENT_VERSION = "2026-11-29"


class Purpose(StrEnum):
    """What is consented to, each by itself."""

    IDENTITY = "identity"  # to have it checked who borrows
    FACE = "face"  # to be looked at on a page of the verifier's
    LENDER = "lender"  # passing on who one is to the chosen lender
    BINDING = "binding"  # to have a bank card checked and kept as a token
    DEBIT = "debit"  # to take from the cards what is due, by the authorisation
    CARD = (
        "card"  # both of the latter at once, as it was asked for until November 2026; not asked for any more
    )


class Datum(StrEnum):
    """What leaves the house under a consent."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    CARD_NUMBER = "card_number"


class Receiver(StrEnum):
    VERIFIER = "verifier"  # 核验机构
    LENDER = "lender"  # 分期机构
    PAYMENT = "payment"  # 支付机构


class Handing(Value):
    """Who gets which data. Without data a receiver is told only what it is to do."""

    receiver: Receiver
    data: frozenset[Datum]


_WHO = frozenset({Datum.NAME, Datum.ID_NUMBER, Datum.PHONE})
# Whoever words a consent says this, on the screen that asks for it as in /privacy.
HANDS_OVER: Mapping[Purpose, Handing] = {
    Purpose.IDENTITY: Handing(Receiver.VERIFIER, _WHO),
    Purpose.FACE: Handing(Receiver.VERIFIER, frozenset({Datum.NAME, Datum.ID_NUMBER})),
    Purpose.LENDER: Handing(Receiver.LENDER, _WHO),
    Purpose.BINDING: Handing(Receiver.PAYMENT, _WHO | {Datum.CARD_NUMBER}),
    Purpose.DEBIT: Handing(Receiver.PAYMENT, frozenset()),
    Purpose.CARD: Handing(Receiver.PAYMENT, frozenset()),
}
# What was given for a card, whenever that was.
OF_CARDS = (Purpose.BINDING, Purpose.DEBIT, Purpose.CARD)
