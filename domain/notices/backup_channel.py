"""Choosing a backup channel: the address is proved by a code that comes through it, before anything else is sent there."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from secrets import randbelow

from domain import tables as t
from domain.columns import place_of
from domain.customers.service import require_not_frozen
from domain.errors import InvalidInput, NotFound, SealBroken
from domain.notices.errors import TooManyCodes
from domain.notices.ports import BackupChannel
from domain.notices.results import BackupAddress, BackupChannelView, OfferedChannel
from domain.pii.addresses import AddressKind, mask_address, read_address
from domain.ports import Clock, FieldCipher
from domain.security.notices import tell_of_attempts
from domain.text import ascii_digits, is_digits
from domain.unit_of_work import Store, UnitOfWork

CODE_LENGTH = 6
CODE_LIFETIME = timedelta(minutes=10)
MOST_TRIES = 5
# Codes cost money and could be used to pester somebody: so many a day to a customer's choice.
CODES_A_DAY = 5


class BackupChannelService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, channel: BackupChannel) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._channel = channel

    async def view(self, customer_id: str) -> BackupChannelView:
        async with self._store.read() as uow:
            return self._view(await uow.backup_channels.get(customer_id))

    async def choose(self, customer_id: str, name: str) -> AddressKind:
        """Choose the channel: an address for it is typed next. What was chosen before stays meanwhile. Raises
        `NotFound`.
        """
        offered = self._offered(name)
        async with self._store.write() as uow:
            await require_not_frozen(uow, customer_id)
            row = await self._row(uow, customer_id)
            row.pending_channel, row.pending_token, row.code_hash = name, None, None
            await uow.commit()
        return offered.kind

    async def ask(self, customer_id: str, typed: str, *, title: str, body: str) -> str:
        """Send a code to the typed address; `body` has %(code)s. Answers the address masked.

        Raises `InvalidInput` where it is no address (the kind) or cannot be reached, `TooManyCodes`, `NotFound`.
        """
        code = f"{randbelow(10**CODE_LENGTH):0{CODE_LENGTH}d}"
        try:
            offered, address, to = await self._prepare(customer_id, typed, code)
        except TooManyCodes:
            await tell_of_attempts(self._store, customer_id, self._clock.now())
            raise
        if not await self._channel.send(to, title, body % {"code": code}):
            raise InvalidInput("address", "unreachable")
        return mask_address(offered.kind, address)

    async def _prepare(
        self, customer_id: str, typed: str, code: str
    ) -> tuple[OfferedChannel, str, BackupAddress]:
        """Prepare the typed address; return the channel, the address as it was typed, and as it is kept."""
        async with self._store.write() as uow:
            row = await self._row(uow, customer_id)
            offered = self._offered(row.pending_channel or "")
            address = read_address(offered.kind, typed)
            if address is None:
                raise InvalidInput("address", offered.kind)
            self._count(row)
            place = place_of(row, "pending_token")
            row.pending_token = self._cipher.seal(address, place)
            row.code_hash = self._code_hash(customer_id, code)
            row.code_expires_at, row.tries = self._clock.now() + CODE_LIFETIME, 0
            await uow.commit()
            return offered, address, BackupAddress(offered.name, row.pending_token, place)

    async def confirm(self, customer_id: str, typed: str) -> BackupChannelView:
        """Check the code, which makes the address the customer's. Raises `InvalidInput` (`wrong`, `over`),
        `NotFound`.
        """
        now = self._clock.now()
        async with self._store.write() as uow:
            row = await uow.backup_channels.get(customer_id)
            if row is None or row.code_hash is None:
                raise NotFound()
            assert row.code_expires_at is not None
            if now >= row.code_expires_at or row.tries >= MOST_TRIES:
                raise InvalidInput("code", "over")
            digits = "".join(filter(is_digits, ascii_digits(typed)))
            if self._code_hash(customer_id, digits) != row.code_hash:
                row.tries += 1
                over = row.tries >= MOST_TRIES
                await uow.commit()
                raise InvalidInput("code", "over" if over else "wrong")
            assert row.pending_token is not None
            address = self._cipher.open(row.pending_token, place_of(row, "pending_token"))
            row.address_token = self._cipher.seal(address, place_of(row, "address_token"))
            row.channel, row.chosen_at = row.pending_channel, now
            row.pending_channel = row.pending_token = row.code_hash = row.code_expires_at = None
            await uow.commit()
            return self._view(row)

    async def remove(self, customer_id: str) -> BackupChannelView:
        """Remove the backup channel: nothing is kept of it."""
        async with self._store.write() as uow:
            row = await uow.backup_channels.get(customer_id)
            if row is not None:
                row.channel = row.address_token = row.pending_channel = row.pending_token = None
                row.code_hash = row.code_expires_at = None
                await uow.commit()
            return self._view(row)

    async def _row(self, uow: UnitOfWork, customer_id: str) -> t.BackupChannelChoice:
        row = await uow.backup_channels.get(customer_id)
        if row is None:
            row = t.BackupChannelChoice(customer_id=customer_id, codes_from=self._clock.now())
            uow.add(row)
        return row

    def _count(self, row: t.BackupChannelChoice) -> None:
        now = self._clock.now()
        if now >= row.codes_from + timedelta(days=1):
            row.codes_from, row.codes_sent = now, 0
        if row.codes_sent >= CODES_A_DAY:
            raise TooManyCodes()
        row.codes_sent += 1

    def _offered(self, name: str) -> OfferedChannel:
        found = next((one for one in self._channel.offered if one.name == name), None)
        if found is None:
            raise NotFound()
        return found

    def _code_hash(self, customer_id: str, code: str) -> str:
        return self._cipher.lookup_hash(f"second:{customer_id}:{code}")

    def _view(self, row: t.BackupChannelChoice | None) -> BackupChannelView:
        offered = self._channel.offered
        kinds = {one.name: one.kind for one in offered}
        if row is None:
            return BackupChannelView(offered)
        name, mask = row.channel, None
        if name and row.address_token:
            with contextlib.suppress(SealBroken):  # another one can be set, or none
                address = self._cipher.open(row.address_token, place_of(row, "address_token"))
                mask = mask_address(kinds.get(name, AddressKind.KEY), address)
        waits = row.code_hash is not None and row.code_expires_at is not None
        return BackupChannelView(
            offered, name, mask, waits and self._clock.now() < (row.code_expires_at or self._clock.now())
        )
