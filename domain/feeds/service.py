"""Calendars to subscribe to: an address made, shown, replaced and taken back by its customer; read by whoever has it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from domain import tables as t
from domain.columns import place_of
from domain.customers.service import require_not_frozen
from domain.dates import business_day
from domain.errors import NotFound, SealBroken
from domain.feeds.results import FeedPage, FeedView
from domain.history.calendar import CalendarService
from domain.patterns import pattern
from domain.ports import Clock, FieldCipher
from domain.unit_of_work import Store, UnitOfWork

SECRET_BYTES = 32
_SECRET = pattern(r"[A-Za-z0-9_-]{43}")


class FeedService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, calendar: CalendarService) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._calendar = calendar

    async def view(self, customer_id: str) -> FeedView | None:
        async with self._store.read() as uow:
            row = await uow.feeds.of(customer_id)
            return None if row is None else self._view(row)

    async def make(self, customer_id: str) -> FeedView:
        """Make an address; where there is one, it stays. Raises `AccountFrozen`."""
        async with self._store.write() as uow:
            await require_not_frozen(uow, customer_id)
            await uow.customers.lock(
                customer_id
            )  # there may be no row yet that the second of two at once could wait for
            row = await uow.feeds.of(customer_id, locked=True)
            if row is None:
                row = t.CalendarFeed(
                    customer_id=customer_id, secret_hash="", secret_token="", made_at=self._clock.now()
                )
                self._put_secret(row, self._clock.now())
                uow.add(row)
                await uow.commit()
            return self._view(row)

    async def renew(self, customer_id: str, no: int) -> FeedView:
        """Make another address in the place of the one with this number, which stops at once; where that is gone already,
        the present one stays. Raises `AccountFrozen`, `NotFound` where there is none.
        """
        async with self._store.write() as uow:
            await require_not_frozen(uow, customer_id)
            row = await _own(uow, customer_id)
            if row.no == no:
                row.no += 1
                self._put_secret(row, self._clock.now())
                await uow.commit()
            return self._view(row)

    async def show_amounts(self, customer_id: str, *, with_amounts: bool) -> FeedView:
        """Say whether amounts can be read under the address. Raises `AccountFrozen`, `NotFound`."""
        async with self._store.write() as uow:
            await require_not_frozen(uow, customer_id)
            row = await _own(uow, customer_id)
            row.with_amounts = with_amounts
            await uow.commit()
            return self._view(row)

    async def stop(self, customer_id: str) -> None:
        """Take the address back: nothing is read under it from now on."""
        async with self._store.write() as uow:
            await uow.feeds.delete(customer_id)
            await uow.commit()

    async def page(self, secret: str) -> FeedPage | None:
        """Return whose address this is, as far as the page has to know; None where it is nobody's, or frozen."""
        async with self._store.read() as uow:
            found = await self._found(uow, secret)
        return None if found is None else FeedPage(found[1].locale)

    async def file(self, secret: str) -> bytes | None:
        """Return the calendar (.ics) that is read under the address; None where it is nobody's, or frozen."""
        async with self._store.read() as uow:
            found = await self._found(uow, secret)
        if found is None:
            return None
        row, customer = found
        calendar = await self._calendar.subscribed(row.customer_id)
        return await self._calendar.file(calendar, customer.locale, with_amounts=row.with_amounts)

    async def _found(self, uow: UnitOfWork, secret: str) -> tuple[t.CalendarFeed, t.Customer] | None:
        if not _SECRET.fullmatch(secret):
            return None
        row = await uow.feeds.by_hash(_hash(secret))
        customer = await uow.customers.get(row.customer_id) if row is not None else None
        if row is None or customer is None or customer.frozen_at is not None:
            return None
        try:
            self._cipher.confirm(row.secret_token, place_of(row, "secret_token"), secret)
        except SealBroken:  # noted where it was met: the row was made somebody else's
            return None
        return row, customer

    def _put_secret(self, row: t.CalendarFeed, now: datetime) -> None:
        secret = secrets.token_urlsafe(SECRET_BYTES)
        row.secret_hash, row.made_at = _hash(secret), now
        row.secret_token = self._cipher.seal(secret, place_of(row, "secret_token"))

    def _view(self, row: t.CalendarFeed) -> FeedView:
        try:
            secret = self._cipher.open(row.secret_token, place_of(row, "secret_token"))
        except SealBroken:  # noted where it was met
            secret = None
        return FeedView(secret, row.no, row.with_amounts, business_day(row.made_at))


async def _own(uow: UnitOfWork, customer_id: str) -> t.CalendarFeed:
    row = await uow.feeds.of(customer_id, locked=True)
    if row is None:
        raise NotFound()
    return row


def _hash(secret: str) -> str:
    """Return what a secret is found by. It has 256 random bits, so nobody guesses it, and a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
