"""Changing the phone number on file: a code to the new one, that it belongs to the person, and proof of who asks: a code to
the old one, or the staff; see docs/identity.md.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta

from domain import tables as t
from domain.cases.casebook import case_view, open_case
from domain.cases.types import CaseKind, CaseView
from domain.columns import place_of
from domain.customers.service import require_not_frozen
from domain.dates import business_day
from domain.errors import InvalidInput, SealBroken, Stale
from domain.identity.codes import TRIES, is_waited_for, new_code, read_id_end, try_code
from domain.identity.errors import IdentityMissing
from domain.identity.facts import identity_state, open_fact
from domain.identity.ports import PHONE_CHANGED, CodeSender, IdentityVerifier
from domain.identity.rules import IdentityInputError, check_phone
from domain.identity.types import IdentityCheck, IdentityState, Verdict, VerdictStatus
from domain.ids import new_id
from domain.phones.errors import PhoneNotTheirs, PhoneUnchecked, TooManyPhoneCodes, TooManyPhones
from domain.phones.results import ChangeStatus, CodeTo, PhoneView
from domain.phones.steps import change_phone, close_change
from domain.pii.id_numbers import mask_phone
from domain.ports import Clock, FieldCipher
from domain.unit_of_work import Store, UnitOfWork

PHONES_A_DAY, SENDS = 3, 5
LAST_DIGITS = 6


class PhoneService:
    """`sender`: None where there is no SMS; then the staff sees proof."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        cipher: FieldCipher,
        verifier: IdentityVerifier,
        sender: CodeSender | None,
        make_code: Callable[[], str] = new_code,
    ) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._verifier = verifier
        self._sender = sender
        self._make_code = make_code

    async def view(self, customer_id: str) -> PhoneView:
        """Return what is on file. Raises `IdentityMissing`, `AccountFrozen`."""
        async with self._store.read() as uow:
            identity = await self._verified(uow, customer_id)
            case = await uow.cases.open_case(customer_id, CaseKind.PHONE, "")
            mask = mask_phone(open_fact(identity, "phone_token", self._cipher))
            number = case.number if case else None
            change = await uow.phone_changes.lock_open(customer_id)
            return PhoneView(mask, self._sender is not None, number, self._takes_code(change))

    def _takes_code(self, change: t.PhoneChange | None) -> CodeTo | None:
        if change is None or change.code_token is None or not is_waited_for(change, self._clock.now()):
            return None
        return CodeTo.NEW if change.status == ChangeStatus.TYPED else CodeTo.OLD

    async def type_new(self, customer_id: str, typed: str) -> str:
        """Take the new number, and send it a code where there is SMS; answer it masked. Raises `InvalidInput`,
        `TooManyPhones`, `IdentityMissing`, `AccountFrozen`, `Stale` where the staff is at it.
        """
        phone, now = _checked(typed), self._clock.now()
        async with self._store.write() as uow:
            identity = await self._verified(uow, customer_id)
            if open_fact(identity, "phone_token", self._cipher) == phone:
                raise InvalidInput("phone", "same")
            before = await uow.phone_changes.lock_open(customer_id)
            if await uow.cases.open_case(customer_id, CaseKind.PHONE, "") is not None:
                raise Stale()
            if await uow.phone_changes.asked_since(customer_id, now - timedelta(days=1)) >= PHONES_A_DAY:
                raise TooManyPhones()
            if before is not None:
                close_change(before, ChangeStatus.STOPPED, now)
                await uow.flush()
            await uow.phone_changes.put_aside_altered(customer_id)
            status = ChangeStatus.TYPED if self._sender is not None else ChangeStatus.IN_HAND
            change = t.PhoneChange(id=new_id(), customer_id=customer_id, status=status, asked_at=now)
            change.new_token = self._cipher.seal(phone, place_of(change, "new_token"))
            uow.add(change)
            code = self._renew_code(change, now) if self._sender is not None else None
            await uow.commit()
        if code is not None:
            self._send(phone, code)
        return mask_phone(phone)

    async def enter_new_code(self, customer_id: str, typed: str) -> PhoneView:
        """Take the code that went to the new number, and have it checked whose number that is; answer what is on file, for
        the proof that comes next. Raises `InvalidInput`, `Stale`, `PhoneNotTheirs`, `PhoneUnchecked`.
        """
        await self._require_code(customer_id, typed, ChangeStatus.TYPED)
        await self._check(customer_id)
        async with self._store.write() as uow:
            change = await _open(uow, customer_id, ChangeStatus.TYPED)
            change.status, change.code_token, change.code_sent_at = ChangeStatus.IN_HAND, None, None
            await uow.commit()
        return await self.view(customer_id)

    async def send_to_old(self, customer_id: str) -> str:
        """Send a code to the number on file; answer it masked. Raises `Stale`, `TooManyPhoneCodes`."""
        if self._sender is None:
            raise Stale()
        now = self._clock.now()
        async with self._store.write() as uow:
            change = await _open(uow, customer_id, ChangeStatus.IN_HAND)
            if change.code_sends >= SENDS:
                raise TooManyPhoneCodes()
            old = open_fact(await self._verified(uow, customer_id), "phone_token", self._cipher)
            code = self._renew_code(change, now)
            await uow.commit()
        self._send(old, code)
        return mask_phone(old)

    async def enter_old_code(self, customer_id: str, typed: str) -> PhoneView:
        """Take the code that went to the old number: from now on the new one is on file. Raises `InvalidInput`, `Stale`."""
        await self._require_code(customer_id, typed, ChangeStatus.IN_HAND)
        async with self._store.write() as uow:
            change = await _open(uow, customer_id, ChangeStatus.IN_HAND)
            await change_phone(uow, change, self._cipher, self._clock.now())
            await uow.commit()
        await self.tell_old_numbers(self._clock.now())
        return await self.view(customer_id)

    async def ask_staff(self, customer_id: str, last_digits: str) -> CaseView:
        """Let the staff see proof, of who knows the end of their ID number.

        Raises `InvalidInput` ("last_digits": wrong, used_up), `Stale`, and where no code went to the new number what its
        check raises.
        """
        await self._require_last_digits(customer_id, last_digits)
        if self._sender is None:
            await self._check(customer_id)
        now = self._clock.now()
        async with self._store.write() as uow:
            change = await _open(uow, customer_id, ChangeStatus.IN_HAND)
            case, is_new = await open_case(uow, customer_id, CaseKind.PHONE, now)
            if not is_new:
                raise Stale()  # of another number; its proof is not this one's
            change.status, change.case_id, change.code_token = ChangeStatus.ASKED, case.id, None
            await uow.commit()
            return case_view(case, is_new=is_new)

    # The old number

    async def tell_old_numbers(self, now: datetime) -> dict[str, int]:
        """Tell the numbers that are on file no more (the sweep), and forget them."""
        counts: dict[str, int] = {}
        async with self._store.read() as uow:
            waiting = [
                (one.id, one.old_token, place_of(one, "old_token"))
                for one in await uow.phone_changes.untold()
            ]
        for change_id, token, place in waiting:
            assert token is not None
            try:
                old = self._cipher.open(token, place)
                told = self._sender is None or await self._sender.tell(change_id, old, PHONE_CHANGED)
            except SealBroken:  # noted where it was met; nobody can be told
                told = True
            if told:
                counts["told"] = counts.get("told", 0) + 1
                await self._forget_old(change_id)
        return counts

    async def tell_due(self, now: datetime) -> datetime | None:
        async with self._store.read() as uow:
            return now if await uow.phone_changes.untold() else None

    async def _forget_old(self, change_id: str) -> None:
        async with self._store.write() as uow:
            change = await uow.phone_changes.get(change_id)
            if change is not None:
                change.old_token = None
                await uow.commit()

    # What it is made of

    async def _verified(self, uow: UnitOfWork, customer_id: str) -> t.Identity:
        await require_not_frozen(uow, customer_id)
        row = await uow.identities.get(customer_id)
        today = business_day(self._clock.now())
        if row is None or row.phone_token is None or identity_state(row, today) is not IdentityState.VERIFIED:
            raise IdentityMissing()
        return row

    async def _require_code(self, customer_id: str, typed: str, status: ChangeStatus) -> None:
        async with self._store.write() as uow:
            change = await _open(uow, customer_id, status)
            place = place_of(change, "code_token")
            is_right = try_code(change, place, typed, self._cipher, self._clock.now())
            await uow.commit()
        if not is_right:
            raise InvalidInput("code", "wrong")

    async def _require_last_digits(self, customer_id: str, typed: str) -> None:
        """Require the end of their ID number; a wrong try counts, whatever follows."""
        async with self._store.write() as uow:
            change = await _open(uow, customer_id, ChangeStatus.IN_HAND)
            identity = await self._verified(uow, customer_id)
            if change.end_tries >= TRIES:
                raise InvalidInput("last_digits", "used_up")
            number = open_fact(identity, "id_number_token", self._cipher)
            said = read_id_end(typed)
            is_right = hmac.compare_digest(number[-LAST_DIGITS:].encode(), (said or "").encode())
            change.end_tries += said is not None and not is_right  # words cost no try
            await uow.commit()
        if not is_right:
            raise InvalidInput("last_digits", "wrong")

    async def _check(self, customer_id: str) -> None:
        """Have it checked whether the new number is the person's; what is not is over. Raises `PhoneNotTheirs`,
        `PhoneUnchecked`.
        """
        async with self._store.read() as uow:
            identity = await self._verified(uow, customer_id)
            change = await uow.phone_changes.lock_open(customer_id)
            if change is None or change.new_token is None:
                raise Stale()
            phone = self._cipher.open(change.new_token, place_of(change, "new_token"))
            name, number = (
                open_fact(identity, one, self._cipher) for one in ("name_token", "id_number_token")
            )
        verdict = await self._asked(IdentityCheck(new_id(), name, number, phone))
        if verdict.status is VerdictStatus.VERIFIED:
            return
        async with self._store.write() as uow:
            change = await uow.phone_changes.lock_open(customer_id)
            if change is not None:
                close_change(change, ChangeStatus.STOPPED, self._clock.now())
                await uow.commit()
        raise PhoneNotTheirs() if verdict.status is VerdictStatus.REJECTED else PhoneUnchecked()

    async def _asked(self, check: IdentityCheck) -> Verdict:
        try:
            return await self._verifier.check(check)
        except Exception:  # whatever an adapter raises, it is no yes
            return Verdict(VerdictStatus.UNKNOWN)

    def _renew_code(self, change: t.PhoneChange, now: datetime) -> str:
        code = self._make_code()
        change.code_token = self._cipher.seal(code, place_of(change, "code_token"))
        change.code_sent_at, change.code_tries = now, 0
        change.code_sends += 1
        return code

    def _send(self, phone: str, code: str) -> None:
        assert self._sender is not None
        self._sender.send_soon(new_id(), phone, code)


def _checked(typed: str) -> str:
    try:
        return check_phone(typed)
    except IdentityInputError as error:
        raise InvalidInput("phone", error.reason) from None


async def _open(uow: UnitOfWork, customer_id: str, status: ChangeStatus) -> t.PhoneChange:
    """Return the change of the customer, which is at this step; locked. Raises `Stale`."""
    change = await uow.phone_changes.lock_open(customer_id)
    if change is None or change.status != status:
        raise Stale()
    return change
