"""Photos of an ID card: read, shown, and taken over when the customer says that it is right. No picture is kept.

What was read stands sealed in the identity until it is confirmed or given up; both sides may come before that.
"""

from __future__ import annotations

from datetime import date

from domain import tables as t
from domain.customers.consents import Purpose, give_consent
from domain.dates import business_day
from domain.errors import InvalidInput, Stale
from domain.identity.card import CardFields, CardSide
from domain.identity.errors import IdentityMissing
from domain.identity.facts import CardReading, identity_state, identity_view, keep_reading, open_reading
from domain.identity.ports import CardReader
from domain.identity.record import keep_id_number, keep_name
from domain.identity.results import IdentityView
from domain.identity.rules import check_id_number
from domain.identity.service import ADULT_AGE
from domain.identity.types import IdentityState
from domain.ports import Clock, FieldCipher
from domain.unit_of_work import Store

_OPEN = (IdentityState.NONE, IdentityState.INCOMPLETE, IdentityState.VERIFIED)


class CardPhotoService:
    """`reader`: None where the operator has installed none."""

    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, reader: CardReader | None) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._reader = reader

    @property
    def available(self) -> bool:
        return self._reader is not None

    async def read(self, customer_id: str, picture: bytes) -> IdentityView:
        """Read one side; it is to be confirmed.

        Raises `PictureRefused`; `InvalidInput` of "card" where it cannot serve: "expired", "minor", "incomplete",
        "another" (not the card of the person who was verified); `Stale` where a check runs or has to be made first.
        """
        assert self._reader is not None
        fields = await self._reader.read(picture)
        now = self._clock.now()
        async with self._store.write() as uow:
            row = await uow.identities.get(customer_id)
            if row is None:
                row = t.Identity(customer_id=customer_id)
                uow.add(row)
            state = identity_state(row, business_day(now))
            if state not in _OPEN:
                raise Stale()
            self._check(fields, row, state, business_day(now))
            keep_reading(row, open_reading(row, self._cipher).beside(fields), self._cipher)
            await give_consent(uow, customer_id, Purpose.IDENTITY, now)
            await uow.commit()
            return identity_view(row, self._cipher, business_day(now))

    async def confirm(self, customer_id: str) -> IdentityView:
        """Take what was read instead of what was typed: it is right. Raises `Stale` where nothing was read."""
        now = self._clock.now()
        async with self._store.write() as uow:
            row = await uow.identities.get(customer_id)
            if row is None or row.card_token is None:
                raise Stale()
            reading, row.card_token = open_reading(row, self._cipher), None
            if reading.id_number is not None:
                self._take_front(row, reading, verified=row.verified_at is not None)
                row.card_front_at = now
            if reading.back:
                row.card_back_at, row.valid_until = now, reading.valid_until
            await uow.commit()
            return identity_view(row, self._cipher, business_day(now))

    async def discard(self, customer_id: str) -> IdentityView:
        """Forget what was read: it was not right, or is to be typed."""
        async with self._store.write() as uow:
            row = await uow.identities.get(customer_id)
            if row is None:
                raise IdentityMissing()
            row.card_token = None
            await uow.commit()
            return identity_view(row, self._cipher, business_day(self._clock.now()))

    def _check(self, fields: CardFields, row: t.Identity, state: IdentityState, today: date) -> None:
        if fields.valid_until is not None and fields.valid_until < today:
            raise InvalidInput("card", "expired")
        if fields.side is CardSide.BACK:
            if not fields.says_validity:
                raise InvalidInput("card", "incomplete")
            return
        if fields.name is None or fields.id_number is None:
            raise InvalidInput("card", "incomplete")
        if check_id_number(fields.id_number).age_on(today) < ADULT_AGE:
            raise InvalidInput("card", "minor")
        if state is IdentityState.VERIFIED and row.id_number_hash != self._cipher.lookup_hash(
            fields.id_number
        ):
            raise InvalidInput("card", "another")

    def _take_front(self, row: t.Identity, reading: CardReading, *, verified: bool) -> None:
        """Take the front of a card. Of somebody who is verified the number is the same, and the name stays as it was
        verified.
        """
        assert reading.name is not None
        assert reading.id_number is not None
        if not verified:
            keep_name(row, reading.name, self._cipher)
            keep_id_number(row, reading.id_number, self._cipher)
