"""Moving to another Telegram account: asked for in the new one, proven to the staff, and told in the old one, which can say
no; see docs/identity.md.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta

from domain import tables as t
from domain.cases.casebook import case_view, open_case
from domain.cases.types import CaseKind, CaseStatus, CaseView, StopReason
from domain.columns import place_of
from domain.customers.service import require_not_frozen
from domain.errors import InvalidInput, NotFound, SealBroken, Stale
from domain.identity.codes import is_waited_for
from domain.identity.rules import IdentityInputError, check_id_number
from domain.ids import new_id
from domain.moves.candidates import account_of, has_several_with_orders
from domain.moves.errors import OwnPurchases, TooManyMoves
from domain.moves.results import Farewell, MoveStatus, MoveView, Proof
from domain.moves.steps import carry_out, close_move, left_hash, lock_both, stop
from domain.moves.word import pursue, pursue_due
from domain.patterns import pattern
from domain.ports import Clock, FieldCipher
from domain.unit_of_work import Conflict, Store, UnitOfWork

logger = logging.getLogger(__name__)
MOVES_A_DAY = 3
JUST_NOW = timedelta(hours=1)  # so long the answer to who came here is that they did
_ORDER_NUMBER = pattern(r"F[0-9]{6}[0-9A-Z]{6}")


class MoveService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    # In the new account

    async def view(self, customer_id: str) -> MoveView:
        """Return what the account asked for. Raises `AccountFrozen`, `OwnPurchases` where it may ask for nothing."""
        async with self._store.read() as uow:
            move = await uow.moves.open_of(customer_id)
            case = await uow.cases.get(move.case_id) if move is not None and move.case_id else None
            if move is not None and case is not None and _is_under_way(move, case):
                is_announced = move.status == MoveStatus.ANNOUNCED
                return MoveView(case.number, move.moves_at, is_announced, move.told_at is not None)
            if await uow.moves.done_since(customer_id, self._clock.now() - JUST_NOW) is not None:
                return MoveView(is_done=True)
            await require_may_ask(uow, customer_id)
            if move is None or move.status != MoveStatus.NAMING:
                return MoveView()
            return MoveView(takes_code=is_waited_for(move, self._clock.now()))

    async def ask(self, customer_id: str, typed: str) -> CaseView:
        """Ask for the account of this ID number, or with this order, to be moved here: the staff sees proof. The answer is
        the same whether there is such an account. Asked again while it is open: the same case.

        Raises `InvalidInput`, `AccountFrozen`, `OwnPurchases`, `TooManyMoves`.
        """
        now = self._clock.now()
        async with self._store.write() as uow:
            await require_may_ask(uow, customer_id)
            before = await uow.moves.open_of(customer_id)
            if before is not None and before.status == MoveStatus.ANNOUNCED:
                announced = await uow.cases.get(before.case_id)
                if announced is None:  # a code was proof, and it moves with the next round
                    raise Stale()
                return case_view(announced)
            await require_not_too_many(uow, customer_id, self._cipher, now)
            meant, reason = await self._meant(uow, customer_id, typed)
            case, is_new = await open_case(uow, customer_id, CaseKind.MOVE, now)
            if is_new:  # whom an open case is about never changes: the staff was shown proof of that one
                await replace_move(
                    uow, before, customer_id, meant, now, self._cipher, case_id=case.id, reason=reason
                )
            await uow.commit()
            return case_view(case, is_new=is_new)

    async def _meant(
        self, uow: UnitOfWork, customer_id: str, typed: str
    ) -> tuple[str | None, StopReason | None]:
        """Return whose account is meant, or why it is not known: an ID number does not choose among several with orders.
        Raises `InvalidInput` where it is neither number.
        """
        order = typed.strip().upper()
        if _ORDER_NUMBER.fullmatch(order):
            return await uow.moves.by_order(order, customer_id), None
        try:
            number = check_id_number(typed)
        except IdentityInputError as error:
            raise InvalidInput("id_number", error.reason) from None
        hashed = self._cipher.lookup_hash(number.text)
        if await has_several_with_orders(uow, hashed, customer_id, self._cipher):
            return None, StopReason.SEVERAL
        return await account_of(uow, hashed, customer_id, self._cipher), None

    async def was_told(self, customer_id: str) -> None:
        """Note that the new chat has read that the account came here just now: the notice of it need not go out."""
        async with self._store.write() as uow:
            move = await uow.moves.done_since(customer_id, self._clock.now() - JUST_NOW)
            if move is not None:
                await uow.outbox.cancel(customer_id, move.id)
                await uow.commit()

    # In the old account

    async def announced(self, customer_id: str) -> tuple[str, datetime | None] | None:
        """Return the move that was announced to this account, and when it is done once that arrived, while it can still be
        stopped.
        """
        async with self._store.read() as uow:
            move = await uow.moves.announced_of(customer_id)
            return (move.id, move.moves_at) if move else None

    async def say_no(self, customer_id: str, move_id: str) -> None:
        """Stop the move of this account (不是我). Again: it stays stopped. Raises `NotFound`, `Stale` where it is over."""
        async with self._store.write() as uow:
            move = await _own(uow, customer_id, move_id)
            if move.reason == StopReason.NOT_ME:
                return
            if move.status != MoveStatus.ANNOUNCED:
                raise Stale()
            await stop(uow, move, StopReason.NOT_ME, self._clock.now())
            await uow.commit()

    async def say_yes(self, customer_id: str, move_id: str) -> MoveStatus:
        """Move at once: the old account says that it is them. Return what became of it; ANNOUNCED where it comes with the
        next round. Raises `NotFound`, `Stale` where it is over.
        """
        now = self._clock.now()
        async with self._store.write() as uow:
            move = await _own(uow, customer_id, move_id)
            if move.status != MoveStatus.ANNOUNCED:
                raise Stale()
            move.proof, move.moves_at = Proof.PROVEN, now
            await uow.commit()
        status = await self.carried_out(move_id, now)
        if status is MoveStatus.DONE:  # who said so reads it at once; and once more where they come back
            await self.said_farewell(move_id, reached=False)
        return status or MoveStatus.ANNOUNCED

    # Rounds

    async def carry_out_due(self, now: datetime) -> dict[str, int]:
        """Move every account whose time has come (the sweep), and see to it that the old accounts are told."""
        counts: Counter[str] = Counter()
        async with self._store.write() as uow:
            for move in await uow.moves.unheard():
                counts["pursued"] += await pursue(uow, move, now)
            await uow.commit()
        counts = +counts
        async with self._store.read() as uow:
            due = await uow.moves.due(now)
        for move_id in due:
            status = await self.carried_out(move_id, now)
            counts.update([status.value] if status else [])
        return dict(counts)

    async def carried_out(self, move_id: str, now: datetime) -> MoveStatus | None:
        """Return what became of it; None where that is tried again."""
        try:
            async with self._store.write() as uow:
                found = await uow.moves.get(move_id)
                if found is None or found.status != MoveStatus.ANNOUNCED:
                    return None
                both = await lock_both(uow, found)
                move = await uow.moves.lock(move_id)
                if move is None or move.status != MoveStatus.ANNOUNCED:
                    return None
                done = await carry_out(uow, move, both, self._cipher, now)
                await uow.commit()
                return MoveStatus(move.status) if done else None
        except Conflict:  # something was bought in the new account at this very moment
            logger.warning("a move to another Telegram account met something else; it is tried again")
            return None
        except Stale:  # by somebody who writes the database; noted where it was met, and named by `audit`
            return None

    async def next_due(self) -> datetime | None:
        """Return when `carry_out_due` next has something to do."""
        async with self._store.read() as uow:
            now = self._clock.now()
            dues = [await pursue_due(uow, move, now) for move in await uow.moves.unheard()]
            dues.append(await uow.moves.earliest())
            return min((due for due in dues if due is not None), default=None)

    # The chat that was left

    async def farewells(self) -> tuple[Farewell, ...]:
        """Return the chats that are still to be told that their account has moved."""
        found = []
        async with self._store.read() as uow:
            for move in await uow.moves.untold():
                customer = await uow.customers.get(move.customer_id)
                assert move.left_token is not None
                assert customer is not None
                try:
                    number = self._cipher.open(move.left_token, place_of(move, "left_token"))
                except SealBroken:  # noted where it was met; whoever comes from there is told
                    continue
                found.append(Farewell(move.id, int(number), customer.locale))
        return tuple(found)

    async def any_farewell(self) -> bool:
        async with self._store.read() as uow:
            return await uow.moves.any_untold()

    async def said_farewell(self, move_id: str, *, reached: bool) -> None:
        """Forget the number that was left; where its chat was not reached, whoever comes from there is told."""
        async with self._store.write() as uow:
            move = await uow.moves.get(move_id)
            if move is not None:
                move.left_token = None
                if reached:
                    move.left_hash = None
                await uow.commit()

    async def has_left(self, telegram_id: int) -> bool:
        """Return, once, whether the account of this number at Telegram has moved away and nobody there was told."""
        number = left_hash(self._cipher, telegram_id)
        async with self._store.read() as uow:
            if not await uow.moves.left_by(number):
                return False
        async with self._store.write() as uow:
            left = await uow.moves.left_by(number)
            for move in left:
                move.left_hash = move.left_token = None
            await uow.commit()
            return bool(left)


def _is_under_way(move: t.AccountMove, case: t.Case) -> bool:
    return move.status == MoveStatus.ANNOUNCED or case.status != CaseStatus.CLOSED


async def replace_move(
    uow: UnitOfWork,
    before: t.AccountMove | None,
    customer_id: str,
    meant: str | None,
    now: datetime,
    cipher: FieldCipher,
    *,
    status: MoveStatus = MoveStatus.ASKED,
    case_id: str = "",
    reason: StopReason | None = None,
) -> t.AccountMove:
    """Put what is asked for now in the place of what was asked for, and is not under way."""
    if before is not None:
        close_move(before, MoveStatus.STOPPED, now)
        await uow.flush()
    move = t.AccountMove(
        id=new_id(),
        customer_id=customer_id,
        case_id=case_id,
        old_customer_id=meant,
        status=status,
        reason=reason,
        asked_at=now,
        asker_hash=await asker_hash(uow, customer_id, cipher),
    )
    await uow.moves.put_aside_altered(customer_id)
    uow.add(move)
    return move


async def require_not_too_many(uow: UnitOfWork, customer_id: str, cipher: FieldCipher, now: datetime) -> None:
    """Refuse who has asked too often today, from this number at Telegram, be the account a new one: raise `TooManyMoves`."""
    asker = await asker_hash(uow, customer_id, cipher)
    if await uow.moves.asked_since(asker, now - timedelta(days=1)) >= MOVES_A_DAY:
        raise TooManyMoves()


async def asker_hash(uow: UnitOfWork, customer_id: str, cipher: FieldCipher) -> str:
    """Return what tells from which number at Telegram somebody asks, be the account a new one."""
    customer = await uow.customers.get(customer_id)
    assert customer is not None
    return cipher.lookup_hash(f"asker:{customer.telegram_id}")


async def require_may_ask(uow: UnitOfWork, customer_id: str) -> None:
    await require_not_frozen(uow, customer_id)
    if await uow.moves.purchases(customer_id):
        raise OwnPurchases()


async def _own(uow: UnitOfWork, customer_id: str, move_id: str) -> t.AccountMove:
    """Return the move of this account. Raises `NotFound`."""
    move = await uow.moves.lock(move_id)
    if move is None or move.old_customer_id != customer_id:
        raise NotFound()
    return move
