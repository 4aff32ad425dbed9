"""The personal link of somebody who was brought in: it binds a chat to the person once the digits agree; see docs/import.md.

Nothing is shown before, not even which lender it is. Whoever has the link and not the digits learns nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from domain import tables as t
from domain.columns import place_of
from domain.customers.service import require_not_frozen
from domain.errors import InvalidInput, SealBroken
from domain.intake.errors import DigitsWrong, IntakeLinkExpired, IntakeLinkGone
from domain.intake.results import Joined
from domain.ports import Clock, FieldCipher
from domain.text import ascii_digits, folded
from domain.unit_of_work import Store, UnitOfWork

MOST_TRIES = 3
DIGITS = 4


class InvitationService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def open_link(self, customer_id: str, secret: str) -> None:
        """Note that this chat is asked for the digits. Raises `IntakeLinkGone`, `IntakeLinkExpired`, `AccountFrozen`."""
        async with self._store.write() as uow:
            await require_not_frozen(uow, customer_id)
            found = await uow.intakes.invitation(secret_hash(secret))
            invitation = await self._usable(uow, found)
            before = await uow.intakes.asked(customer_id)
            if before is not None and before is not invitation:
                before.asked_id = None
            invitation.asked_id = customer_id
            await uow.commit()

    async def join(self, customer_id: str, typed: str) -> Joined:
        """Make what was brought in for the person of the link this chat's, where the last digits of their phone or ID number
        were typed. Raises `InvalidInput` where these are no four digits, `DigitsWrong`, `IntakeLinkGone`,
        `IntakeLinkExpired`, `AccountFrozen`.
        """
        digits = _digits(typed)
        async with self._store.write() as uow:
            await require_not_frozen(uow, customer_id)
            invitation = await self._usable(uow, await uow.intakes.asked(customer_id))
            absent_id = invitation.customer_id
            people = await uow.intakes.people_of(absent_id)
            if not (self._know(people, digits) and await _is_nobody_else(uow, customer_id, people)):
                invitation.tries += 1
                left = MOST_TRIES - invitation.tries
                if left <= 0:
                    await uow.intakes.drop_invitations([absent_id])
                await uow.commit()
                raise DigitsWrong(left=max(left, 0))
            await uow.intakes.drop_invitations([absent_id])
            loans, open_loans = await uow.intakes.join(absent_id, customer_id)
            await uow.commit()
            return Joined(loans, open_loans)

    async def _usable(self, uow: UnitOfWork, found: t.IntakeInvitation | None) -> t.IntakeInvitation:
        invitation = await uow.intakes.lock_invitation(found.customer_id) if found is not None else None
        if found is None or invitation is None or invitation.secret_hash != found.secret_hash:
            raise IntakeLinkGone()
        if invitation.expires_at <= self._clock.now():
            raise IntakeLinkExpired()
        return invitation

    def _know(self, people: Sequence[t.IntakePerson], digits: str) -> bool:
        """Return whether the digits end a phone or ID number that a lender has of them."""
        return any(
            hmac.compare_digest(self._end_of(person, column), digits)
            for person in people
            for column in ("phone_token", "id_number_token")
        )

    def _end_of(self, person: t.IntakePerson, column: str) -> str:
        """Return the last digits, "" where nothing is sealed there that opens; that is noted where it is met."""
        token: str | None = getattr(person, column)
        try:
            return self._cipher.open(token, place_of(person, column))[-DIGITS:] if token else ""
        except SealBroken:
            return ""


async def _is_nobody_else(uow: UnitOfWork, customer_id: str, people: Sequence[t.IntakePerson]) -> bool:
    """Return whether the chat's verified person, where there is one, is not somebody else than a lender says."""
    identity = await uow.identities.get(customer_id)
    if identity is None or identity.verified_at is None:
        return True
    return all(person.id_number_hash in (None, identity.id_number_hash) for person in people)


def _digits(typed: str) -> str:
    """Return four signs, the last of which may be an X. Raises `InvalidInput`."""
    digits = "".join(ascii_digits(folded(typed)).split()).upper()
    if (
        len(digits) != DIGITS
        or not all(sign in "0123456789" for sign in digits[:-1])
        or digits[-1] not in "0123456789X"
    ):
        raise InvalidInput("last_digits", "format")
    return digits


def secret_hash(secret: str) -> str:
    """Return what the secret of a link is found by: it has 144 bits, so nobody guesses it, and a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
