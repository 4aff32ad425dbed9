"""What is known of who somebody is: its state, how it is shown, and what a lender may ask of it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from domain import tables as t
from domain.columns import place_of
from domain.errors import SealBroken, StepMissing
from domain.identity.card import CardFields, CardSide
from domain.identity.errors import AgeOutOfRange, IdentityMissing, StudentsNotServed
from domain.identity.results import IdentityView
from domain.identity.rules import check_id_number
from domain.identity.types import CardReadView, IdentityState, RejectReason
from domain.pii.id_numbers import IdNumber, mask_id_number, mask_name, mask_phone
from domain.ports import FieldCipher
from domain.terms import InstitutionSpec, Need
from domain.unit_of_work import UnitOfWork
from domain.value import Value, asdict, replace

Read = TypeVar("Read")


class CardReading(Value):
    """What was read and is not confirmed; the front and the back in one."""

    name: str | None = None
    id_number: str | None = None
    back: bool = False
    valid_until: date | None = None

    @property
    def sides(self) -> tuple[CardSide, ...]:
        seen = {CardSide.FRONT: self.id_number is not None, CardSide.BACK: self.back}
        return tuple(side for side, is_seen in seen.items() if is_seen)

    def beside(self, fields: CardFields) -> CardReading:
        """Return the reading with another side, or the same one photographed again."""
        known = self
        if fields.says_validity:
            known = replace(known, back=True, valid_until=fields.valid_until)
        if fields.side is CardSide.FRONT:
            known = replace(known, name=fields.name, id_number=fields.id_number)
        return known


def identity_state(row: t.Identity | None, today: date) -> IdentityState:
    if row is None:
        return IdentityState.NONE
    if row.check_id is not None:
        return IdentityState.REVIEWING
    if row.verified_at is not None:
        over = row.valid_until is not None and row.valid_until < today
        return IdentityState.EXPIRED if over else IdentityState.VERIFIED
    if row.reason is not None:
        return IdentityState.REJECTED
    return IdentityState.NONE if row.name_token is None else IdentityState.INCOMPLETE


# What is typed, as it is kept, in the order in which it is asked for.
FACTS = ("name_token", "id_number_token", "phone_token")


def open_fact(row: t.Identity, column: str, cipher: FieldCipher) -> str:
    """Return what stands in a sealed column that is filled. Raises `SealBroken`."""
    token = getattr(row, column)
    assert token is not None
    return cipher.open(token, place_of(row, column))


def open_facts(row: t.Identity, cipher: FieldCipher) -> tuple[str, str, str]:
    """Return name, number and phone of somebody who has given them all. Raises `SealBroken`."""
    name, number, phone = (open_fact(row, column, cipher) for column in FACTS)
    return name, number, phone


def readable(rows: Iterable[t.Identity], read: Callable[[t.Identity], Read]) -> list[Read]:
    """Read all rows of a sweep but those of which a field does not open: they do not keep the others waiting."""
    found: list[Read] = []
    for row in rows:
        with contextlib.suppress(SealBroken):  # noted where it was met
            found.append(read(row))
    return found


def identity_masks(row: t.Identity | None, cipher: FieldCipher) -> tuple[str | None, str | None, str | None]:
    """Name, number and phone as they may be shown."""
    if row is None:
        return None, None, None
    return (
        mask_name(open_fact(row, "name_token", cipher)) if row.name_token else None,
        mask_id_number(open_fact(row, "id_number_token", cipher)) if row.id_number_token else None,
        mask_phone(open_fact(row, "phone_token", cipher)) if row.phone_token else None,
    )


def name_mask_of(row: t.Identity | None, cipher: FieldCipher) -> str | None:
    """Return the name as it may be shown, where it only stands beside something else: without it where it does not open."""
    if row is None or row.name_token is None:
        return None
    with contextlib.suppress(SealBroken):  # noted where it was met
        return mask_name(open_fact(row, "name_token", cipher))
    return None


def identity_view(row: t.Identity | None, cipher: FieldCipher, today: date) -> IdentityView:
    return IdentityView(
        *identity_masks(row, cipher),
        state=identity_state(row, today),
        reason=RejectReason(row.reason) if row is not None and row.reason else None,
        valid_until=row.valid_until if row is not None else None,
        card=_card_view(row, cipher),
        card_sides=_card_sides(row),
        face_reason=RejectReason(row.face_reason) if row is not None and row.face_reason else None,
    )


def verified_id_number(row: t.Identity | None, cipher: FieldCipher, today: date) -> IdNumber:
    """Return the number of a person whose verification holds today."""
    if row is None or identity_state(row, today) is not IdentityState.VERIFIED or row.id_number_token is None:
        raise IdentityMissing()
    return check_id_number(open_fact(row, "id_number_token", cipher))


def require_age(number: IdNumber, youngest: int, oldest: int, *, today: date, last_due: date) -> None:
    """Require a lender's age range: the youngest on the day of the contract, the oldest at the last due date."""
    if number.age_on(today) < youngest or number.age_on(last_due) > oldest:
        raise AgeOutOfRange(youngest=youngest, oldest=oldest)


async def is_served(uow: UnitOfWork, customer_id: str, lender: InstitutionSpec) -> bool:
    """Return whether the lender may lend to them: to who said that they study, not every one."""
    if lender.students_allowed:
        return True
    row = await uow.identities.get(customer_id)
    return row is None or not row.is_student


async def require_served(uow: UnitOfWork, customer_id: str, lender: InstitutionSpec) -> None:
    """Refuse a student where the lender serves none: raise `StudentsNotServed`."""
    if not await is_served(uow, customer_id, lender):
        raise StudentsNotServed()


def missing_needs(lender: InstitutionSpec, row: t.Identity | None) -> tuple[Need, ...]:
    """Return what this lender asks for and has not been given yet (待补充)."""
    given = {
        Need.CARD: row is not None and len(_card_sides(row)) == len(CardSide),
        Need.FACE: row is not None and row.face_at is not None,
    }
    return tuple(need for need in lender.needs if not given[need])


async def require_needs(uow: UnitOfWork, customer_id: str, lender: InstitutionSpec) -> None:
    """Refuse a person who has not given all that the lender asks for: raise `StepMissing`."""
    if missing_needs(lender, await uow.identities.get(customer_id)):
        raise StepMissing()


# What was read from photos


def open_reading(row: t.Identity, cipher: FieldCipher) -> CardReading:
    """Empty where nothing waits to be confirmed."""
    if row.card_token is None:
        return CardReading()
    stored = json.loads(open_fact(row, "card_token", cipher))
    until = stored.pop("valid_until")
    return CardReading(**stored, valid_until=None if until is None else date.fromisoformat(until))


def keep_reading(row: t.Identity, reading: CardReading, cipher: FieldCipher) -> None:
    """Put what was read into the row, sealed."""
    plain = json.dumps(asdict(reading), default=date.isoformat)
    row.card_token = cipher.seal(plain, place_of(row, "card_token"))


def _card_sides(row: t.Identity | None) -> tuple[CardSide, ...]:
    """Return the confirmed sides of the card."""
    if row is None:
        return ()
    seen = {CardSide.FRONT: row.card_front_at, CardSide.BACK: row.card_back_at}
    return tuple(side for side, at in seen.items() if at is not None)


def _card_view(row: t.Identity | None, cipher: FieldCipher) -> CardReadView | None:
    if row is None or row.card_token is None:
        return None
    reading = open_reading(row, cipher)
    read = {"name": reading.name, "id_number": reading.id_number}
    return CardReadView(
        sides=reading.sides,
        name_mask=mask_name(reading.name) if reading.name else None,
        id_number_mask=mask_id_number(reading.id_number) if reading.id_number else None,
        valid_until=reading.valid_until,
        long_term=reading.back and reading.valid_until is None,
        differs=tuple(
            field
            for field, said in read.items()
            if said is not None
            and getattr(row, f"{field}_token") is not None
            and open_fact(row, f"{field}_token", cipher) != said
        ),
    )
