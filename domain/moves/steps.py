"""What becomes of a move that was asked for, in the caller's transaction: refused, announced, stopped, done."""

from __future__ import annotations

from datetime import datetime

from domain import tables as t
from domain.cases.types import CaseMove, CaseStatus, OldAccount, StopReason
from domain.columns import place_of
from domain.customers.accounts import is_own_account, seal_account
from domain.dates import business_day
from domain.errors import Stale
from domain.identity.facts import name_mask_of
from domain.moves.errors import CannotMove
from domain.moves.results import UNHEARD_AFTER, MoveStatus, Proof
from domain.outbox.results import NoticeKind
from domain.ports import FieldCipher
from domain.sharing.steps import end_all_of, take_link_back
from domain.unit_of_work import UnitOfWork

MARK_LENGTH = 6
ON_ITS_WAY = (t.NoticeStatus.PLANNED, t.NoticeStatus.CLAIMED, t.NoticeStatus.SENDING)
# Skipped: who is known to be away, with no other way to them, is not even tried.
AWAY = (t.NoticeStatus.UNREACHABLE, t.NoticeStatus.SKIPPED)


async def announce(uow: UnitOfWork, case_id: str, cipher: FieldCipher, now: datetime) -> None:
    """Tell the old account: it was proven to the staff whose it is. Raises `CannotMove` where nobody is to, or
    may now.
    """
    move = await uow.moves.of_case(case_id)
    if move is None or move.status != MoveStatus.ASKED:
        raise _not_now(move)
    if move.old_customer_id is None:
        raise CannotMove(StopReason(move.reason) if move.reason else None)
    rows = await lock_both(uow, move)
    if await uow.moves.announced_of(move.old_customer_id) is not None:
        raise CannotMove(is_announced=True)
    hindrance = await hindrance_of(uow, move)
    if hindrance is not None:
        raise CannotMove(hindrance)
    if not all(is_own_account(row, cipher) for row in rows):
        raise Stale()
    await uow.moves.put_aside_altered(move.old_customer_id)
    move.status, move.proof, move.moves_at = (
        MoveStatus.ANNOUNCED,
        Proof.SEEN,
        None,
    )  # until the old account was told
    await uow.outbox.enqueue(move.old_customer_id, NoticeKind.MOVE_ASKED, business_day(now), move.id, now)


def _not_now(move: t.AccountMove | None) -> CannotMove:
    is_announced = move is not None and move.status == MoveStatus.ANNOUNCED
    return CannotMove(is_announced=is_announced, is_over=move is None or not is_announced)


async def decline(uow: UnitOfWork, case_id: str, now: datetime) -> None:
    """Close what was asked for without proof, and stop what was announced already: whoever decides that nothing is changed
    means that. The decision tells the asking account; the old one hears nothing unless it was told before.
    """
    move = await uow.moves.of_case(case_id)
    if move is not None and move.status == MoveStatus.ANNOUNCED:
        await _tell_old(uow, move, now)
    if move is not None and move.status in (MoveStatus.ASKED, MoveStatus.ANNOUNCED):
        close_move(move, MoveStatus.STOPPED, now, StopReason.NOT_PROVEN)
        # The asking account has read it in the decision; that there was an outcome is noted beside the move.
        await uow.outbox.enqueue(move.customer_id, NoticeKind.MOVED, business_day(now), move.id, now)
        await uow.outbox.cancel(move.customer_id, move.id)


async def stop(
    uow: UnitOfWork, move: t.AccountMove, reason: StopReason, now: datetime, *, tell_old: bool = True
) -> None:
    """Stop an announced move, and tell the asking account; the old one, too, where it was told that it would move and did
    not stop it itself.
    """
    if tell_old and reason is not StopReason.NOT_ME:
        await _tell_old(uow, move, now)
    close_move(move, MoveStatus.STOPPED, now, reason)
    await show_anew(uow, move)
    await uow.outbox.enqueue(move.customer_id, NoticeKind.MOVED, business_day(now), move.id, now)


async def _tell_old(uow: UnitOfWork, move: t.AccountMove, now: datetime) -> None:
    """Tell the old account that it stays, where it was told that it would move."""
    if move.told_at is not None and move.old_customer_id is not None:
        await uow.outbox.enqueue(move.old_customer_id, NoticeKind.MOVED, business_day(now), move.id, now)


async def part(uow: UnitOfWork, customer_id: str, now: datetime) -> bool:
    """Stop what hangs on an account that is about to be deleted, as the asking or the old one, and tell the other one;
    return whether a case's card shows it.
    """
    mine, about = await uow.moves.open_of(customer_id), await uow.moves.open_about(customer_id)
    for move in about:
        if move.status == MoveStatus.ANNOUNCED:
            await stop(uow, move, StopReason.GONE, now)
        else:  # whoever asked does not hear whether there was anybody
            await show_anew(uow, move)
        move.old_customer_id = None
    if mine is not None and mine.status == MoveStatus.ANNOUNCED:
        await stop(uow, mine, StopReason.GONE, now)
    elif mine is not None:
        close_move(mine, MoveStatus.STOPPED, now, StopReason.GONE)
        await show_anew(uow, mine)
    await uow.flush()
    return mine is not None or bool(about)


async def lock_both(uow: UnitOfWork, move: t.AccountMove) -> tuple[t.Customer, t.Customer]:
    """Lock and return the account that asks and the one that is to move: in one order, and before the move itself where
    that is locked, too. Raises `Stale` where one is gone.
    """
    if move.old_customer_id is None:
        raise Stale()
    locked = {one: await uow.customers.lock(one) for one in sorted((move.customer_id, move.old_customer_id))}
    asking, moving = locked[move.customer_id], locked[move.old_customer_id]
    if asking is None or moving is None:
        raise Stale()
    return asking, moving


async def carry_out(
    uow: UnitOfWork,
    move: t.AccountMove,
    both: tuple[t.Customer, t.Customer],
    cipher: FieldCipher,
    now: datetime,
) -> bool:
    """Move the account, or stop what cannot be. Return False where a notice is on its way to the old chat just now, or can
    be now: then it is tried again. `both`: what `lock_both` returned. Raises `Stale` where it is not proven.
    """
    asking, moving = both
    may_now = move.moves_at is not None and move.moves_at <= now
    is_heard = move.proof == Proof.PROVEN or bool(move.told_at or move.anyway_at)
    if move.proof == Proof.ASKED or not (may_now and is_heard):
        raise Stale()
    if not all(is_own_account(row, cipher) for row in both) or await uow.moves.has_outcome(move.id):
        raise Stale()
    hindrance = await hindrance_of(uow, move)
    if hindrance is not None:
        await stop(uow, move, hindrance, now)
        return True
    if await uow.moves.is_being_told(moving.id):
        return False
    if move.proof == Proof.SEEN and move.told_at is None and await _can_be_told(uow, move, moving):
        move.moves_at = move.anyway_at = (
            None  # the staff let it move, for nobody was there; the wait begins with the word
        )
        await show_anew(uow, move)
        return False
    await show_anew(uow, move)
    new_id, opened_s = asking.telegram_id, asking.form_opened_s
    own = await uow.moves.open_of(moving.id)
    if own is not None:  # what it had asked for itself is over: it is not where it was
        close_move(own, MoveStatus.STOPPED, now, StopReason.OWN_PURCHASES)
        await show_anew(uow, own)
    close_move(move, MoveStatus.DONE, now)
    await uow.flush()
    await uow.moves.leave_chat(moving.id)
    await end_all_of(uow, asking.id, now)  # what the dissolved account shared or watched
    await take_link_back(uow, moving.id)  # the old chat shows it; who watches already, goes on
    await uow.moves.dissolve(asking.id, moving.id, now)
    left_id, moving.telegram_id = moving.telegram_id, new_id
    seal_account(moving, cipher)
    moving.name_hash = moving.blocked_at = None
    moving.form_opened_s = opened_s  # what was opened in the new account and taken stays taken
    move.customer_id = moving.id
    move.left_token = cipher.seal(str(left_id), place_of(move, "left_token"))
    move.left_hash = left_hash(cipher, left_id)
    await uow.outbox.enqueue(moving.id, NoticeKind.MOVED, business_day(now), move.id, now)
    return True


def left_hash(cipher: FieldCipher, telegram_id: int | None) -> str:
    return cipher.lookup_hash(f"left:{telegram_id}")


async def move_of_case(uow: UnitOfWork, case_id: str, cipher: FieldCipher) -> CaseMove | None:
    """Return the move that the case asks for, as the staff sees it."""
    move = await uow.moves.of_case(case_id)
    if move is None:
        return CaseMove(old=None, is_altered=True) if await uow.moves.is_altered(case_id) else None
    is_announced = move.status == MoveStatus.ANNOUNCED
    return CaseMove(
        old=await _old_account(uow, move, cipher),
        moves_at=move.moves_at if is_announced else None,
        is_announced=is_announced,
        is_told=move.told_at is not None,
        is_unheard=await is_asked_again(uow, move),
        is_done=move.status == MoveStatus.DONE,
        stopped=StopReason(move.reason or StopReason.NOT_PROVEN)
        if move.status == MoveStatus.STOPPED
        else None,
        is_several=move.status == MoveStatus.ASKED and move.reason == StopReason.SEVERAL,
    )


async def _old_account(uow: UnitOfWork, move: t.AccountMove, cipher: FieldCipher) -> OldAccount | None:
    old = await uow.customers.get(move.old_customer_id) if move.old_customer_id else None
    if old is None:
        return None
    open_loans, _ = await uow.privacy.loans(old.id)
    return OldAccount(
        mark=customer_mark(cipher, old.id),
        name_mask=name_mask_of(await uow.identities.get(old.id), cipher),
        orders=await uow.moves.orders(old.id),
        open_loans=open_loans,
        is_frozen=old.frozen_at is not None,
    )


def customer_mark(cipher: FieldCipher, customer_id: str) -> str:
    """Return what tells one customer from another in the staff chat, and nothing more."""
    return cipher.lookup_hash(f"case:{customer_id}")[:MARK_LENGTH].upper()


async def is_asked_again(uow: UnitOfWork, move: t.AccountMove) -> bool:
    """Return whether the staff was asked again, because the old account could not be told for days."""
    if move.status != MoveStatus.ANNOUNCED or move.moves_at is not None:
        return False
    case, words = await uow.cases.get(move.case_id), await uow.moves.words_of(move.id)
    if case is None or case.status == CaseStatus.CLOSED or not words:
        return False
    return case.turned_to_at >= words[0].created_at + UNHEARD_AFTER


async def _can_be_told(uow: UnitOfWork, move: t.AccountMove, old: t.Customer) -> bool:
    """Return whether the word can reach the old account now: it is on its way, or they are back."""
    if old.blocked_at is not None:
        return False
    words = await uow.moves.words_of(move.id)
    return not words or words[-1].status in (*ON_ITS_WAY, *AWAY)


async def hindrance_of(uow: UnitOfWork, move: t.AccountMove) -> StopReason | None:
    """Return why it cannot be done as things stand: whoever froze an account does not move it, and two accounts with
    contracts stay two.
    """
    for customer_id in (move.customer_id, move.old_customer_id):
        row = await uow.customers.get(customer_id) if customer_id else None
        if row is not None and row.frozen_at is not None:
            return StopReason.FROZEN
    if await uow.moves.purchases(move.customer_id):
        return StopReason.OWN_PURCHASES
    return None


async def show_anew(uow: UnitOfWork, move: t.AccountMove) -> None:
    """Let the staff chat see on the case's card what became of it."""
    case = await uow.cases.get(move.case_id) if move.case_id else None
    if case is not None:
        case.version += 1


def close_move(
    move: t.AccountMove, status: MoveStatus, now: datetime, reason: StopReason | None = None
) -> None:
    move.status, move.closed_at, move.reason = status, now, reason
