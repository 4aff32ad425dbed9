"""Signing in by password or by Telegram, each with a code of one's authenticator; sessions; signing out.

Attempts, codes and sessions are a machine's and a person's affair and go by real time, as the log goes by business time.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from datetime import datetime, timedelta

from domain import tables as t
from domain.columns import place_of
from domain.errors import NotFound, SealBroken
from domain.ids import new_id
from domain.ports import Clock, FieldCipher
from domain.staff.errors import SignInRefused
from domain.staff.log import append
from domain.staff.members import member_of
from domain.staff.passwords import is_password
from domain.staff.rules import NOTED_EVERY, is_alive, name_key, pause_after
from domain.staff.second_factor import step_of
from domain.staff.types import Outcome, OwnSession, SignedIn, Subject, SubjectKind, Verb, Way
from domain.unit_of_work import Store, UnitOfWork

TOKEN_BYTES = 32
LONGEST_AGENT = 160
# How long sessions that are over are kept, for whoever asks where they were signed in.
KEPT = timedelta(days=30)
# Passwords that are checked at once: each takes 32 MB.
AT_ONCE = 2


class SignInService:
    """`clock`: of the log. `real`: the machine's."""

    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, real: Clock) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._real = real
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def by_password(self, name: str, password: str, code: str, agent: str = "") -> str:
        """Sign in; return the token that the browser shows from now on. Raises `SignInRefused`, whatever was wrong."""
        async with self._store.read() as uow:
            known = await uow.staff.by_name(name_key(name))
        async with self._turns:  # as long for a name that nobody has
            hashed = known.password_hash if known is not None else None
            fits = await asyncio.to_thread(is_password, password, hashed)
        if known is None:
            raise SignInRefused()
        return await self._sign_in(known.id, code, Way.PASSWORD, agent, fits=fits, hashed=hashed)

    async def by_telegram(self, telegram_id: int, code: str, agent: str = "") -> str:
        """Sign in whom Telegram says it is: whoever calls has checked Telegram's word. Raises `SignInRefused`."""
        async with self._store.read() as uow:
            known = await uow.staff.by_telegram(telegram_id)
        if known is None:
            raise SignInRefused()
        return await self._sign_in(known.id, code, Way.TELEGRAM, agent, fits=True)

    async def _sign_in(
        self, member_id: str, code: str, way: Way, agent: str, *, fits: bool, hashed: str | None = None
    ) -> str:
        now, token = self._real.now(), secrets.token_urlsafe(TOKEN_BYTES)
        async with self._store.write() as uow:
            row = await uow.staff.member(member_id, locked=True)
            if row is None or row.disabled_at is not None:
                raise SignInRefused()
            if way is Way.PASSWORD and row.password_hash != hashed:  # it was reset meanwhile
                fits = False
            if row.pauses_until is not None and now < row.pauses_until:
                raise SignInRefused()
            step = self._step(row, code, now) if fits else None
            if step is None:
                row.failures += 1
                row.pauses_until = now + pause_after(row.failures)
                await self._note(uow, None, Verb.SIGN_IN, row.id, way, Outcome.REFUSED)
                await uow.commit()
                raise SignInRefused()
            row.totp_step, row.failures, row.pauses_until = step, 0, None
            await uow.staff.forget_sessions(now - KEPT)
            uow.add(_session(row, token, way, agent, now))
            await self._note(uow, row.id, Verb.SIGN_IN, row.id, way, Outcome.DONE)
            await uow.commit()
            return token

    def _step(self, row: t.StaffMember, code: str, now: datetime) -> int | None:
        try:
            secret = self._cipher.open(row.totp_token, place_of(row, "totp_token"))
        except SealBroken:  # noted where it was met
            return None
        return step_of(secret, code, now, row.totp_step)

    async def _note(
        self, uow: UnitOfWork, by: str | None, verb: Verb, member_id: str, way: Way, outcome: Outcome
    ) -> None:
        subject = Subject(SubjectKind.MEMBER, member_id)
        await append(uow, self._cipher, self._clock.now(), by, verb, subject, reason=way, outcome=outcome)

    # Sessions

    async def current(self, token: str) -> SignedIn | None:
        """Return who shows this token; None where the session is over, or never was."""
        now = self._real.now()
        async with self._store.read() as uow:
            session = await uow.staff.session_of(_hash(token))
            row = await uow.staff.member(session.member_id) if session is not None else None
        if session is None or row is None or not _lives(session, row, now):
            return None
        if now - session.seen_at >= NOTED_EVERY:
            await self._seen(session.id, now)
        return SignedIn(member_of(row), session.id, Way(session.way), session.started_at)

    async def _seen(self, session_id: str, now: datetime) -> None:
        async with self._store.write() as uow:
            session = await uow.staff.session(session_id)
            if session is not None and session.ended_at is None and session.seen_at < now:
                session.seen_at = now
                await uow.commit()

    async def own_sessions(self, who: SignedIn) -> tuple[OwnSession, ...]:
        """Return where the member is signed in, the newest first."""
        now = self._real.now()
        async with self._store.read() as uow:
            row = await uow.staff.member(who.member.id)
            found = await uow.staff.open_sessions(who.member.id)
        return tuple(
            OwnSession(one.id, Way(one.way), one.agent, one.started_at, one.seen_at, one.id == who.session_id)
            for one in found
            if row is not None and _lives(one, row, now)
        )

    async def end(self, who: SignedIn, session_id: str | None = None) -> None:
        """Sign out here, or end another session of one's own. Raises `NotFound` where it is not."""
        now = self._real.now()
        async with self._store.write() as uow:
            session = await uow.staff.session(session_id or who.session_id)
            if session is None or session.member_id != who.member.id:
                raise NotFound()
            if session.ended_at is None:
                session.ended_at = now
                way = Way(session.way)
                await self._note(uow, who.member.id, Verb.SIGN_OUT, who.member.id, way, Outcome.DONE)
                await uow.commit()


def _session(row: t.StaffMember, token: str, way: Way, agent: str, now: datetime) -> t.StaffSession:
    return t.StaffSession(
        id=new_id(),
        token_hash=_hash(token),
        member_id=row.id,
        role=row.role,
        way=way,
        agent=agent[:LONGEST_AGENT],
        started_at=now,
        seen_at=now,
    )


def _lives(session: t.StaffSession, row: t.StaffMember, now: datetime) -> bool:
    is_open = session.ended_at is None and row.disabled_at is None and session.role == row.role
    return is_open and is_alive(session.started_at, session.seen_at, now)


def _hash(token: str) -> str:
    """Return what a token is found by. It has 256 random bits, so nobody guesses it, and a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
