"""Shared due dates: a link made and taken back by the owner, agreed to by one other person, ended by either."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from datetime import datetime, time, timedelta

from domain import tables as t
from domain.columns import place_of
from domain.customers.service import require_not_frozen
from domain.dates import at_beijing, business_day
from domain.errors import NotFound, Stale
from domain.ids import new_id
from domain.outbox.results import NoticeKind
from domain.ports import Clock, FieldCipher
from domain.sharing.dates import coming_dues, late_dues
from domain.sharing.errors import (
    InvitationExpired,
    InvitationGone,
    InvitationUsed,
    OwnInvitation,
    TooManyInvitations,
    TooManyWatched,
)
from domain.sharing.pairs import can_be_seen, name_of_owner, seal_watcher, watcher_of
from domain.sharing.results import (
    InvitedView,
    SharingPage,
    SharingStatus,
    SharingView,
    WatchedView,
    Watcher,
    WatchingView,
)
from domain.sharing.rules import is_secret, masked
from domain.sharing.steps import end_by_owner, end_by_watcher
from domain.unit_of_work import Store, UnitOfWork

LINK_LASTS = timedelta(days=3)  # to the end of the day
LINKS_A_DAY = 5
MOST_WATCHED = 5
_LATE_SHOWN = timedelta(days=400)
_SECRET_BYTES = 18
_ONE_DAY = timedelta(days=1)


class SharingService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def page(self, customer_id: str) -> SharingPage:
        """Return what the customer shares, and whose dates they see."""
        now = self._clock.now()
        async with self._store.read() as uow:
            row = await uow.sharings.of(customer_id)
            watched = await uow.sharings.watched_by(customer_id)
        return SharingPage(
            today=business_day(now),
            own=None if row is None or row.status == SharingStatus.ENDED else self._view(row, now),
            watching=tuple(
                WatchingView(one.sharing_id, name_of_owner(one, self._cipher))
                for one in watched
                if watcher_of(one, self._cipher) is not None
            ),
        )

    # The owner's

    async def invite(self, customer_id: str, first_name: str | None) -> None:
        """Make a link; where there is one, or somebody watches, it stays. Raises `AccountFrozen`, `TooManyInvitations`."""
        now = self._clock.now()
        async with self._store.write() as uow:
            await require_not_frozen(uow, customer_id)
            await uow.customers.lock(
                customer_id
            )  # there may be no row yet that the second of two could wait for
            row = await uow.sharings.of(customer_id, locked=True)
            if row is not None and row.status != SharingStatus.ENDED:
                return
            if row is None:
                row = t.Sharing(
                    customer_id=customer_id,
                    sharing_id="",
                    status=SharingStatus.ENDED,
                    links_on=business_day(now),
                    made_at=now,
                )
                uow.add(row)
            self._put_link(row, now)
            row.shows_amounts = False
            self._put_name(row, first_name)
            await uow.commit()

    async def renew(self, customer_id: str, sharing_id: str) -> None:
        """Make another link in the place of this one, which is none from now on; where that is so already, the present one
        stays. Raises `AccountFrozen`, `TooManyInvitations`, `NotFound`.
        """
        async with self._store.write() as uow:
            await require_not_frozen(uow, customer_id)
            row = await _own(uow, customer_id)
            if row.status == SharingStatus.INVITED and row.sharing_id == sharing_id:
                self._put_link(row, self._clock.now())
                await uow.commit()

    async def show_amounts(self, customer_id: str, *, shows: bool) -> None:
        """Say whether the watcher sees amounts. Raises `AccountFrozen`, `NotFound`."""
        async with self._store.write() as uow:
            await require_not_frozen(uow, customer_id)
            (await _own(uow, customer_id)).shows_amounts = shows
            await uow.commit()

    async def show_name(self, customer_id: str, first_name: str | None) -> None:
        """Say what the watcher reads of the owner's name: it, masked, or nothing (None). Raises `AccountFrozen`,
        `NotFound`.
        """
        async with self._store.write() as uow:
            await require_not_frozen(uow, customer_id)
            self._put_name(await _own(uow, customer_id), first_name)
            await uow.commit()

    async def end(self, customer_id: str, sharing_id: str) -> None:
        """End it, or take the link back; the watcher is told. Again: nothing. Possible while the account is frozen, too."""
        async with self._store.write() as uow:
            row = await uow.sharings.of(customer_id, locked=True)
            if row is None or row.status == SharingStatus.ENDED or row.sharing_id != sharing_id:
                return
            await end_by_owner(uow, row, self._clock.now())
            await uow.commit()

    # The other one's

    async def invitation(self, customer_id: str, secret: str) -> InvitedView:
        """Return what is asked by a link. Raises `InvitationGone`, `InvitationExpired`, `InvitationUsed`,
        `OwnInvitation`.
        """
        async with self._store.read() as uow:
            row = await self._invited(uow, customer_id, secret)
            return InvitedView(
                secret,
                name_of_owner(row, self._cipher),
                row.shows_amounts,
                watches=row.sharing_id if row.status == SharingStatus.ACTIVE else None,
            )

    async def accept(self, customer_id: str, secret: str, first_name: str | None) -> str:
        """Agree to watch; the owner is told. Return the id of what is watched; again: the same. Raises what `invitation`
        does, `AccountFrozen`, `TooManyWatched`.
        """
        now = self._clock.now()
        async with self._store.write() as uow:
            await require_not_frozen(uow, customer_id)
            owner_id = (await self._invited(uow, customer_id, secret)).customer_id
            for one in sorted((customer_id, owner_id)):  # in one order for everybody
                if await uow.customers.lock(one) is None:
                    raise Stale()
            await uow.sharings.of(owner_id, locked=True)
            row = await self._invited(uow, customer_id, secret)
            if row.status == SharingStatus.INVITED:
                if len(await uow.sharings.watched_by(customer_id)) >= MOST_WATCHED:
                    raise TooManyWatched(most=MOST_WATCHED)
                row.status, row.watcher_id = SharingStatus.ACTIVE, customer_id
                seal_watcher(row, Watcher(customer_id, masked(first_name)), self._cipher)
                row.accepted_on, row.expires_at = business_day(now), None
                key = (NoticeKind.SHARE_ACCEPTED, business_day(now), row.sharing_id)
                await uow.outbox.enqueue(owner_id, *key, now)
                await uow.commit()
            return row.sharing_id

    async def watched(self, customer_id: str, sharing_id: str) -> WatchedView:
        """Return the dates that the customer watches. Raises `NotFound`."""
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            row = await uow.sharings.by_id(sharing_id)
            if row is None or row.watcher_id != customer_id or watcher_of(row, self._cipher) is None:
                raise NotFound()
            name = name_of_owner(row, self._cipher)
            if not await can_be_seen(uow, row):
                return WatchedView(sharing_id, name, row.shows_amounts, today, is_silent=True)
            late = await late_dues(uow, row, self._cipher, today - _LATE_SHOWN, today)
            coming, later = await coming_dues(uow, row, self._cipher, today)
        return WatchedView(sharing_id, name, row.shows_amounts, today, late, coming, later)

    async def leave(self, customer_id: str, sharing_id: str) -> None:
        """Watch no more; the owner is told. Again, and of what is somebody else's: nothing."""
        async with self._store.write() as uow:
            found = await uow.sharings.by_id(sharing_id)
            row = await uow.sharings.of(found.customer_id, locked=True) if found is not None else None
            if row is None or row.watcher_id != customer_id or row.sharing_id != sharing_id:
                return
            await end_by_watcher(uow, row, self._clock.now())
            await uow.commit()

    # What ends by itself

    async def end_of_blocked(self, telegram_id: int) -> None:
        """End what somebody shares who has just stopped the assistant."""
        async with self._store.write() as uow:
            owner = await uow.customers.by_telegram_id(telegram_id)
            row = await uow.sharings.of(owner.id, locked=True) if owner is not None else None
            if row is not None and row.status != SharingStatus.ENDED:
                await end_by_owner(uow, row, self._clock.now())
                await uow.commit()

    async def end_abandoned(self, now: datetime) -> int:
        """End what is shared by whoever has stopped the assistant; return how many."""
        async with self._store.write() as uow:
            ended = 0
            for found in await uow.sharings.abandoned():
                row = await uow.sharings.of(found.customer_id, locked=True)
                if row is not None and row.status != SharingStatus.ENDED:
                    await end_by_owner(uow, row, now)
                    ended += 1
            await uow.commit()
        return ended

    async def end_due(self) -> datetime | None:
        """Return from when on `end_abandoned` has something to do."""
        async with self._store.read() as uow:
            return await uow.sharings.first_abandoned()

    async def _invited(self, uow: UnitOfWork, customer_id: str, secret: str) -> t.Sharing:
        """Return what the link is of, where this customer may agree to it or has."""
        row = await uow.sharings.by_hash(_hash(secret)) if is_secret(secret) else None
        if row is None or self._secret(row) != secret:
            raise InvitationGone()
        if row.customer_id == customer_id:
            raise OwnInvitation()
        if row.status == SharingStatus.ACTIVE:
            if row.watcher_id != customer_id or watcher_of(row, self._cipher) is None:
                raise InvitationUsed()
            return row
        if row.status != SharingStatus.INVITED or not await can_be_seen(uow, row):
            raise InvitationGone()
        if row.expires_at is None or row.expires_at <= self._clock.now():
            raise InvitationExpired()
        return row

    def _put_link(self, row: t.Sharing, now: datetime) -> None:
        today = business_day(now)
        if row.links_on != today:
            row.links_on, row.links = today, 0
        if row.links >= LINKS_A_DAY:
            raise TooManyInvitations(most=LINKS_A_DAY)
        row.links += 1
        row.sharing_id, row.status, row.made_at = new_id(), SharingStatus.INVITED, now
        row.secret_hash, row.expires_at = (
            _hash(self._secret(row)),
            at_beijing(today + LINK_LASTS + _ONE_DAY, time()),
        )

    def _put_name(self, row: t.Sharing, first_name: str | None) -> None:
        name = masked(first_name)
        place = place_of(row, "owner_name_token")
        row.owner_name_token = None if name is None else self._cipher.seal(name, place)

    def _secret(self, row: t.Sharing) -> str:
        """Return the secret of the link: 144 bits that nobody makes without the key, kept nowhere and found again."""
        keyed = self._cipher.lookup_hash(f"sharing:{row.customer_id}:{row.sharing_id}")
        return urlsafe_b64encode(hashlib.sha256(keyed.encode()).digest()[:_SECRET_BYTES]).decode()

    def _view(self, row: t.Sharing, now: datetime) -> SharingView:
        is_open = row.status == SharingStatus.INVITED
        is_expired = is_open and (row.expires_at is None or row.expires_at <= now)
        secret = self._secret(row)
        watcher = watcher_of(row, self._cipher)
        return SharingView(
            row.sharing_id,
            SharingStatus(row.status),
            secret if is_open and not is_expired and _hash(secret) == row.secret_hash else None,
            None if row.expires_at is None else business_day(row.expires_at - _ONE_DAY),
            is_expired,
            row.shows_amounts,
            name_of_owner(row, self._cipher),
            watcher.name if watcher is not None else None,
            row.accepted_on,
        )


async def _own(uow: UnitOfWork, customer_id: str) -> t.Sharing:
    row = await uow.sharings.of(customer_id, locked=True)
    if row is None or row.status == SharingStatus.ENDED:
        raise NotFound()
    return row


def _hash(secret: str) -> str:
    """Return what a secret is found by: it has 144 bits, so nobody guesses it, and a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
