"""Real-name data (实名): checked as typed, encrypted before it is stored, masked when shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain import tables as t
from domain.dates import business_day
from domain.errors import AgeOutOfRange, IdentityMissing, InvalidInput
from domain.ports import Clock, FieldCipher, Store
from domain.privacy import Purpose
from domain.results import IdentityView
from domain.rules.identity import (
    IdentityInputError,
    IdNumber,
    check_id_number,
    check_name,
    check_phone,
    mask_id_number,
    mask_name,
    mask_phone,
)
from domain.services.consenting import give_consent

ADULT_AGE = 18


class IdentityService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def view(self, customer_id: str) -> IdentityView:
        async with self._store.read() as uow:
            return identity_view(await uow.identities.get(customer_id), self._cipher)

    async def submit_name(self, customer_id: str, typed: str, answer_id: int | None = None) -> None:
        """`answer_id` tells one typed message from another: handled again after a kill, it is no second answer."""

        def write(row: t.Identity) -> None:
            try:
                row.name_token = self._cipher.seal(check_name(typed))
            except IdentityInputError as error:
                raise InvalidInput("name", error.reason) from None

        await self._answer(customer_id, answer_id, write, consents=True)

    async def submit_id_number(self, customer_id: str, typed: str, answer_id: int | None = None) -> None:
        def write(row: t.Identity) -> None:
            try:
                number = check_id_number(typed)
            except IdentityInputError as error:
                raise InvalidInput("id_number", error.reason) from None
            if number.age_on(business_day(self._clock.now())) < ADULT_AGE:
                raise InvalidInput("id_number", "minor")
            row.id_number_token = self._cipher.seal(number.text)
            row.id_number_hash = self._cipher.lookup_hash(number.text)

        await self._answer(customer_id, answer_id, write)

    async def submit_phone(self, customer_id: str, typed: str, answer_id: int | None = None) -> None:
        """The last answer; with all three there the person counts as verified."""

        def write(row: t.Identity) -> None:
            try:
                row.phone_token = self._cipher.seal(check_phone(typed))
            except IdentityInputError as error:
                raise InvalidInput("phone", error.reason) from None
            if row.name_token is None or row.id_number_token is None:
                raise IdentityMissing()
            row.verified_at = self._clock.now()

        await self._answer(customer_id, answer_id, write)

    async def _answer(
        self,
        customer_id: str,
        answer_id: int | None,
        write: Callable[[t.Identity], None],
        *,
        consents: bool = False,
    ) -> None:
        """`consents`: to the sentence above the question, by answering it."""
        async with self._store.write() as uow:
            row = await uow.identities.get(customer_id)
            if row is None:
                row = t.Identity(customer_id=customer_id)
                uow.add(row)
            elif answer_id is not None and row.last_answer_id == answer_id:
                return
            elif row.verified_at is not None:
                raise InvalidInput("identity", "already_verified")  # a late message changes nothing
            write(row)
            row.last_answer_id = answer_id
            if consents:
                await give_consent(uow, customer_id, Purpose.IDENTITY, self._clock.now())
            await uow.commit()


def identity_view(row: t.Identity | None, cipher: FieldCipher) -> IdentityView:
    if row is None:
        return IdentityView(None, None, None, verified=False)
    return IdentityView(
        name_mask=mask_name(cipher.open(row.name_token)) if row.name_token else None,
        id_number_mask=mask_id_number(cipher.open(row.id_number_token)) if row.id_number_token else None,
        phone_mask=mask_phone(cipher.open(row.phone_token)) if row.phone_token else None,
        verified=row.verified_at is not None,
    )


def verified_id_number(row: t.Identity | None, cipher: FieldCipher) -> IdNumber:
    """The number of a verified person."""
    if row is None or row.verified_at is None or row.id_number_token is None:
        raise IdentityMissing()
    return check_id_number(cipher.open(row.id_number_token))


def require_age(number: IdNumber, youngest: int, oldest: int, *, today: date, last_due: date) -> None:
    """A lender's age range: the youngest on the day of the contract, the oldest at the last due date."""
    if number.age_on(today) < youngest or number.age_on(last_due) > oldest:
        raise AgeOutOfRange(youngest=youngest, oldest=oldest)
