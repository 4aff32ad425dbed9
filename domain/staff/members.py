"""The register of the shop's people: added, given another role, disabled, reset; each with a line of the log."""

from __future__ import annotations

import asyncio
from datetime import datetime

from domain import tables as t
from domain.columns import place_of
from domain.errors import NotFound
from domain.ids import new_id
from domain.ports import Clock, FieldCipher
from domain.staff.errors import LastOwner, NameTaken, TelegramTaken, UnusableName, WeakPassword
from domain.staff.log import append
from domain.staff.passwords import hash_password
from domain.staff.rules import is_strong, name_key, plain_name
from domain.staff.second_factor import new_secret
from domain.staff.types import Enrolment, Member, Outcome, Role, Subject, SubjectKind, Verb
from domain.unit_of_work import Conflict, Store, UnitOfWork


class MemberService:
    """`by`, in each verb: the member who does it; None: whoever is at the command line."""

    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def members(self) -> tuple[Member, ...]:
        """Return all of them, those who are disabled too, the first one first."""
        async with self._store.read() as uow:
            return tuple(member_of(row) for row in await uow.staff.members())

    async def add(
        self,
        name: str,
        role: Role,
        password: str | None,
        *,
        telegram_id: int | None = None,
        by: str | None = None,
    ) -> Enrolment:
        """Add somebody, who signs in with `password`, by `telegram_id`, or either. Raises `UnusableName`, `NameTaken`,
        `TelegramTaken`, `WeakPassword`.
        """
        shown = plain_name(name)
        if shown is None:
            raise UnusableName()
        hashed = await self._hashed(password, shown) if password is not None else None
        secret, now = new_secret(), self._clock.now()
        row = t.StaffMember(
            id=new_id(),
            name=shown,
            name_key=name_key(shown),
            role=role,
            telegram_id=telegram_id,
            password_hash=hashed,
            totp_token="",
            added_at=now,
        )
        row.totp_token = self._cipher.seal(secret, place_of(row, "totp_token"))
        async with self._store.write() as uow:
            if await uow.staff.is_taken(row.name_key):
                raise NameTaken(name=shown)
            try:
                uow.add(row)
                await uow.flush()
            except Conflict:
                raise TelegramTaken() from None
            await self._note(uow, by, Verb.ADD_MEMBER, row, now)
            await uow.commit()
            return Enrolment(member_of(row), secret)

    async def set_role(self, name: str, role: Role, *, by: str | None = None) -> Member:
        """Give another role; whoever is signed in with the one before is signed out. Raises `NotFound`, `LastOwner`."""
        now = self._clock.now()
        async with self._store.write() as uow:
            row = await _named(uow, name)
            if row.role == role:
                return member_of(row)
            if role is not Role.OWNER:
                await _require_another_owner(uow, row)
            row.role = role
            await _sign_out(uow, row.id, now)
            await self._note(uow, by, Verb.SET_ROLE, row, now)
            await uow.commit()
            return member_of(row)

    async def disable(self, name: str, *, by: str | None = None) -> Member:
        """Let nobody sign in as this member, from now on. Raises `NotFound`, `LastOwner`."""
        now = self._clock.now()
        async with self._store.write() as uow:
            row = await _named(uow, name)
            if row.disabled_at is None:
                await _require_another_owner(uow, row)
                row.disabled_at = now
                await _sign_out(uow, row.id, now)
                await self._note(uow, by, Verb.DISABLE_MEMBER, row, now)
                await uow.commit()
            return member_of(row)

    async def reset(self, name: str, password: str | None, *, by: str | None = None) -> Enrolment:
        """Give another password (none: only by Telegram) and another secret, and forget wrong attempts; who was disabled is
        let in again. Raises `NotFound`, `WeakPassword`.
        """
        async with self._store.read() as uow:
            known = await _named(uow, name)
        hashed = await self._hashed(password, known.name) if password is not None else None
        secret, now = new_secret(), self._clock.now()
        async with self._store.write() as uow:
            row = await _named(uow, name)
            row.password_hash, row.totp_step = hashed, 0
            row.totp_token = self._cipher.seal(secret, place_of(row, "totp_token"))
            row.failures, row.pauses_until, row.disabled_at = 0, None, None
            await _sign_out(uow, row.id, now)
            await self._note(uow, by, Verb.RESET_MEMBER, row, now)
            await uow.commit()
            return Enrolment(member_of(row), secret)

    async def _hashed(self, password: str, name: str) -> str:
        if not is_strong(password, name):
            raise WeakPassword()
        return await asyncio.to_thread(hash_password, password)

    async def _note(
        self, uow: UnitOfWork, by: str | None, verb: Verb, row: t.StaffMember, now: datetime
    ) -> None:
        """Add a line of the log; the role that came of it stands where the reason does."""
        subject = Subject(SubjectKind.MEMBER, row.id)
        await append(uow, self._cipher, now, by, verb, subject, reason=row.role, outcome=Outcome.DONE)


def member_of(row: t.StaffMember) -> Member:
    return Member(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        telegram_id=row.telegram_id,
        has_password=row.password_hash is not None,
        is_disabled=row.disabled_at is not None,
        added_at=row.added_at,
        pauses_until=row.pauses_until,
    )


async def _named(uow: UnitOfWork, name: str) -> t.StaffMember:
    found = await uow.staff.by_name(name_key(name))
    row = await uow.staff.member(found.id, locked=True) if found is not None else None
    if row is None:
        raise NotFound()
    return row


async def _require_another_owner(uow: UnitOfWork, row: t.StaffMember) -> None:
    others = [one for one in await uow.staff.members() if one.id != row.id and one.disabled_at is None]
    is_owner = row.role == Role.OWNER and row.disabled_at is None
    if is_owner and not any(one.role == Role.OWNER for one in others):
        raise LastOwner(name=row.name)


async def _sign_out(uow: UnitOfWork, member_id: str, now: datetime) -> None:
    for session in await uow.staff.open_sessions(member_id):
        session.ended_at = now
