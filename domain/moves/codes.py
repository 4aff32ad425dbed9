"""Moving by oneself: the ID number and the phone on file are named, and a code that went to that phone is typed.

Whoever does not name both hears the same, and no code is right. So nobody learns whether there is such an account, and
nobody without its phone moves it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from domain import tables as t
from domain.cases.casebook import case_view, open_case
from domain.cases.types import CaseKind, CaseView, StopReason
from domain.columns import place_of
from domain.dates import business_day
from domain.errors import InvalidInput, Stale
from domain.identity.answers import checked_answers
from domain.identity.codes import new_code, try_code
from domain.identity.ports import CodeSender
from domain.identity.rules import IdentityInputError, check_id_number, check_phone
from domain.ids import new_id
from domain.moves.candidates import (
    account_of,
    has_own_hash,
    has_several_with_orders,
    holders_of,
    is_one_of_several,
    phone_on_file,
)
from domain.moves.errors import SeveralAccounts, StaffOnly, TooManyCodesSent
from domain.moves.results import MoveStatus, Proof
from domain.moves.service import MoveService, asker_hash, replace_move, require_may_ask, require_not_too_many
from domain.moves.steps import lock_both, stop
from domain.outbox.results import NoticeKind
from domain.pii.id_numbers import mask_phone
from domain.ports import Clock, FieldCipher
from domain.unit_of_work import Store, UnitOfWork

SENDS, SENDS_TO_ONE_A_DAY = 3, 5
TOLD_WITHIN = timedelta(minutes=1)  # by the answer to the code; else the notice of it goes out
NOT_ME_HOLDS = timedelta(hours=24)  # so long after 不是我 a code is not enough


class MoveCodeService:
    """`sender`: None where there is no SMS; then only the staff sees proof."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        cipher: FieldCipher,
        moves: MoveService,
        sender: CodeSender | None,
        make_code: Callable[[], str] = new_code,
    ) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._moves = moves
        self._sender = sender
        self._make_code = make_code

    @property
    def offered(self) -> bool:
        return self._sender is not None

    def takes(self, typed: str) -> bool:
        """Return whether what was typed is an ID number, for which a code can be proof here."""
        if self._sender is None:
            return False
        try:
            check_id_number(typed)
        except IdentityInputError:
            return False
        return True

    async def name(self, customer_id: str, typed: str) -> None:
        """Keep whom the ID number means, which the account does not hear; the phone comes next. Raises `AccountFrozen`,
        `OwnPurchases`, `TooManyMoves`, `StaffOnly`, `Stale` where another one is on its way.
        """
        number = check_id_number(typed).text
        async with self._store.write() as uow:
            await self._name(uow, customer_id, number, self._clock.now())
            await uow.commit()

    async def require_named(self, customer_id: str) -> None:
        """Raise `Stale` unless the phone is what comes next."""
        async with self._store.read() as uow:
            move = await uow.moves.open_of(customer_id)
            if move is None or move.status != MoveStatus.NAMING:
                raise Stale()

    async def send(self, customer_id: str, typed: str) -> str:
        """Send a code to the phone, where it is the one on file, beside this; answer the number that was typed, masked.

        Raises `InvalidInput`, `TooManyCodesSent`, `Stale`.
        """
        try:
            phone = check_phone(typed)
        except IdentityInputError as error:
            raise InvalidInput("phone", error.reason) from None
        now, code = self._clock.now(), self._make_code()
        async with self._store.write() as uow:
            goes = await self._put_code(uow, await _naming(uow, customer_id), phone, code, now)
            await uow.commit()
        if goes:
            self._bring(phone, code)
        return mask_phone(phone)

    async def submit_form(self, customer_id: str, id_number: str, phone: str, *, opened_s: int) -> str:
        """Take both numbers at once, as `name` and `send` do; the code is asked for in the chat. Answer the phone, masked.

        `opened_s`: when the form was opened, in seconds; a form is taken once, and afterwards none opened before it.
        Raises `FormProblems`; `InvalidInput` where this form was taken; what `name` raises.
        """
        answers = checked_answers(
            {"id_number": id_number, "phone": phone},
            {"id_number": lambda typed: check_id_number(typed).text, "phone": check_phone},
        )
        now, code = self._clock.now(), self._make_code()
        async with self._store.write() as uow:
            if not await uow.customers.take_form(customer_id, opened_s):
                raise InvalidInput("move", "form_used")
            move = await self._name(uow, customer_id, answers["id_number"], now)
            goes = await self._put_code(uow, move, answers["phone"], code, now)
            await uow.outbox.enqueue(customer_id, NoticeKind.MOVE_CODE, business_day(now), move.id, now)
            await uow.commit()
        if goes:
            self._bring(answers["phone"], code)
        return mask_phone(answers["phone"])

    async def awaits_code(self, customer_id: str) -> bool:
        """Return whether a code is what comes next, right or not."""
        async with self._store.read() as uow:
            move = await uow.moves.open_of(customer_id)
            return move is not None and move.awaits_code

    async def enter(self, customer_id: str, typed: str) -> MoveStatus:
        """Move the account where this is the code. Return what became of it; ANNOUNCED where it comes with the next round.

        Raises `InvalidInput` ("code": wrong, over, used_up, no_code), `SeveralAccounts` where it is not clear which one is
        meant, `Stale` where none is waited for.
        """
        now = self._clock.now()
        async with self._store.write() as uow:
            found = await uow.moves.open_of(customer_id)
            if found is not None and found.old_customer_id is not None:
                await lock_both(uow, found)  # of two right codes for one account one waits
            move = await _naming(uow, customer_id)
            is_right = try_code(
                move, place_of(move, "code_token"), typed, self._cipher, now
            ) and await self._went_to_the_phone_on_file(uow, move)
            several = is_right and await is_one_of_several(uow, move, self._cipher)
            if several:
                move.code_token, move.code_sent_at = None, None
            elif is_right:
                await _replace_announced(uow, move, now)
                move.status, move.proof = MoveStatus.ANNOUNCED, Proof.PROVEN
                move.moves_at, move.code_token = now, None
            await uow.commit()
            move_id = move.id
        if not is_right:
            raise InvalidInput("code", "wrong")
        if several:
            raise SeveralAccounts()
        status = await self._moves.carried_out(move_id, now)
        if status is MoveStatus.DONE:  # who typed it reads it at once; where that is lost, a little later
            async with self._store.write() as uow:
                moved = await uow.moves.get(move_id)
                assert moved is not None
                later = now + TOLD_WITHIN
                await uow.outbox.enqueue(
                    moved.customer_id, NoticeKind.MOVED, business_day(now), move_id, later
                )
                await uow.commit()
        return status or MoveStatus.ANNOUNCED

    async def ask_staff(self, customer_id: str) -> CaseView:
        """Let the staff see proof instead. Again: the same case. Raises `Stale` where nothing was asked for."""
        now = self._clock.now()
        async with self._store.write() as uow:
            move = await uow.moves.open_of(customer_id)
            if move is None:
                raise Stale()
            case, is_new = await open_case(uow, customer_id, CaseKind.MOVE, now)
            if move.status == MoveStatus.NAMING:
                if not is_new:  # of a move that is over; its proof was another one's
                    raise Stale()
                move.status, move.case_id, move.code_token = MoveStatus.ASKED, case.id, None
                await self._leave_open_which(uow, move)
            await uow.commit()
            return case_view(case, is_new=is_new)

    async def _name(self, uow: UnitOfWork, customer_id: str, number: str, now: datetime) -> t.AccountMove:
        """Begin a move of whoever has the ID number, in the place of one that was begun; nobody hears who that is."""
        await require_may_ask(uow, customer_id)
        before = await uow.moves.open_of(customer_id)
        if before is not None and before.status != MoveStatus.NAMING:
            raise Stale()
        asker = await asker_hash(uow, customer_id, self._cipher)
        if await uow.moves.said_not_me_since(asker, now - NOT_ME_HOLDS):
            raise StaffOnly()
        await require_not_too_many(uow, customer_id, self._cipher, now)
        meant = await account_of(uow, self._cipher.lookup_hash(number), customer_id, self._cipher)
        return await replace_move(
            uow, before, customer_id, meant, now, self._cipher, status=MoveStatus.NAMING
        )

    async def _put_code(
        self, uow: UnitOfWork, move: t.AccountMove, phone: str, code: str, now: datetime
    ) -> bool:
        """Let the code be the right one where the phone is the one on file, else none; return which. Raises
        `TooManyCodesSent`.
        """
        if move.code_sends >= SENDS:
            raise TooManyCodesSent()
        goes = await self._is_on_file(uow, move, phone, now)
        move.code_token = self._cipher.seal(code, place_of(move, "code_token")) if goes else None
        if goes:
            move.code_phone_hash = self._cipher.lookup_hash(phone)
        move.code_sent_at, move.code_tries = now, 0
        move.code_sends += 1
        move.codes_brought += goes
        return goes

    def _bring(self, phone: str, code: str) -> None:
        assert self._sender is not None
        self._sender.send_soon(new_id(), phone, code)

    async def _is_on_file(self, uow: UnitOfWork, move: t.AccountMove, phone: str, now: datetime) -> bool:
        """Return whether the phone is that of the account, and may still be sent codes today."""
        if move.old_customer_id is None:
            return False
        identity = await uow.identities.get(move.old_customer_id)
        if identity is None or identity.id_number_hash is None or not has_own_hash(identity, self._cipher):
            return False
        holders = await holders_of(uow, identity.id_number_hash, phone, move.customer_id, self._cipher)
        if not holders:
            return False
        if (
            move.old_customer_id not in holders
        ):  # another account of the same person, whose phone is the one in hand
            move.old_customer_id = holders[0]
        sent = await uow.moves.codes_to(self._cipher.lookup_hash(phone), now - timedelta(days=1))
        return sent < SENDS_TO_ONE_A_DAY

    async def _went_to_the_phone_on_file(self, uow: UnitOfWork, move: t.AccountMove) -> bool:
        """Return whether the phone that got the code is on file still: who took it off has lost it, or it was stolen."""
        assert move.old_customer_id is not None
        phone = phone_on_file(await uow.identities.get(move.old_customer_id), self._cipher)
        return phone is not None and self._cipher.lookup_hash(phone) == move.code_phone_hash

    async def _leave_open_which(self, uow: UnitOfWork, move: t.AccountMove) -> None:
        """Let the case be about nobody where the ID number alone does not say which account is meant."""
        old = await uow.identities.get(move.old_customer_id) if move.old_customer_id else None
        if old is None or old.id_number_hash is None:
            return
        if await has_several_with_orders(uow, old.id_number_hash, move.customer_id, self._cipher):
            move.old_customer_id, move.reason = None, StopReason.SEVERAL


async def _naming(uow: UnitOfWork, customer_id: str) -> t.AccountMove:
    """Return the move for which a code is to be proof, locked. Raises `Stale`."""
    found = await uow.moves.open_of(customer_id)
    move = await uow.moves.lock(found.id) if found is not None else None
    if move is None or move.status != MoveStatus.NAMING:
        raise Stale()
    return move


async def _replace_announced(uow: UnitOfWork, move: t.AccountMove, now: datetime) -> None:
    """Stop what somebody else asked for of the same account: who has its phone goes first."""
    assert move.old_customer_id is not None
    await uow.moves.put_aside_altered(move.old_customer_id)
    found = await uow.moves.announced_of(move.old_customer_id)
    other = await uow.moves.lock(found.id) if found is not None else None
    if other is not None and other.status == MoveStatus.ANNOUNCED:
        await stop(uow, other, StopReason.NOT_PROVEN, now, tell_old=False)  # it moves, by the code
        await uow.flush()
