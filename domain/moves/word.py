"""The word to the old account: the wait begins when it has arrived, it is said again where it has not, and after days
without it the staff is asked.
"""

from __future__ import annotations

from datetime import datetime

from domain import tables as t
from domain.cases.types import CaseStatus, StopReason
from domain.dates import business_day
from domain.moves.errors import CannotMove
from domain.moves.results import TOLD_AGAIN_AFTER, UNHEARD_AFTER, WAIT, MoveStatus, Proof
from domain.moves.steps import AWAY, ON_ITS_WAY, hindrance_of, is_asked_again, show_anew, stop
from domain.outbox.repository import NoticeKey
from domain.outbox.results import NoticeKind
from domain.unit_of_work import UnitOfWork


async def begin_wait(uow: UnitOfWork, key: NoticeKey, now: datetime) -> None:
    """Let the wait begin: the old account has the word, be it after the staff has let it move without."""
    move = await uow.moves.lock(key.subject)
    if move is None or move.status != MoveStatus.ANNOUNCED or move.told_at is not None:
        return
    move.told_at = now
    if move.proof == Proof.SEEN:
        move.moves_at = now + WAIT
        await show_anew(uow, move)


async def pursue(uow: UnitOfWork, move: t.AccountMove, now: datetime) -> bool:
    """Say it again, or ask the staff, where that is due. Return whether anything was done."""
    again_at, staff_at = await _dues(uow, move, now)
    is_due = any(at is not None and at <= now for at in (again_at, staff_at))
    hindrance = await hindrance_of(uow, move) if is_due else None
    if hindrance is not None:  # it will not be carried out, however often it is said
        await stop(uow, move, hindrance, now)
        return True
    if again_at is not None and again_at <= now:
        assert move.old_customer_id is not None
        await uow.outbox.enqueue(move.old_customer_id, NoticeKind.MOVE_ASKED, business_day(now), move.id, now)
    if staff_at is not None and staff_at <= now:
        await _ask_staff_again(uow, move, now)
    return is_due


async def pursue_due(uow: UnitOfWork, move: t.AccountMove, now: datetime) -> datetime | None:
    """Return when `pursue` has something to do."""
    return min((at for at in await _dues(uow, move, now) if at is not None), default=None)


async def move_anyway(uow: UnitOfWork, case_id: str, now: datetime) -> None:
    """Let it move with the next round: the staff, asked again, says so. Raises `CannotMove` where it is not asked, or where
    the old account is back and is told first.
    """
    move = await uow.moves.of_case(case_id)
    if move is None or not await is_asked_again(uow, move):
        raise CannotMove(is_over=move is None or move.status != MoveStatus.ANNOUNCED)
    words = await uow.moves.words_of(move.id)
    if words and await _is_back(uow, words[-1]):
        raise CannotMove(is_back=True)
    move.moves_at = move.anyway_at = now


async def stop_by_staff(uow: UnitOfWork, case_id: str, now: datetime) -> None:
    """Stop what was announced. Raises `CannotMove` where nothing is."""
    move = await uow.moves.of_case(case_id)
    if move is None or move.status != MoveStatus.ANNOUNCED:
        raise CannotMove(is_over=True)
    unheard = await is_asked_again(uow, move)
    await stop(uow, move, StopReason.NOT_TOLD if unheard else StopReason.NOT_PROVEN, now)


async def _dues(
    uow: UnitOfWork, move: t.AccountMove, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """Return when it is to be said again (None while it is on its way), and when the staff is to be asked (None where it
    was).
    """
    words = await uow.moves.words_of(move.id)
    if not words:  # the row is gone; it is said as for the first time
        return now, None
    asked = await is_asked_again(uow, move)
    return await _again_at(uow, words[-1], now), None if asked else words[0].created_at + UNHEARD_AFTER


async def _again_at(uow: UnitOfWork, last: t.Notice, now: datetime) -> datetime | None:
    if last.status in ON_ITS_WAY:
        return None
    return now if await _is_back(uow, last) else last.created_at + TOLD_AGAIN_AFTER


async def _is_back(uow: UnitOfWork, last: t.Notice) -> bool:
    """Return whether they were away at the last word, and another one would reach them."""
    customer = await uow.customers.get(last.customer_id)
    return last.status in AWAY and customer is not None and customer.blocked_at is None


async def _ask_staff_again(uow: UnitOfWork, move: t.AccountMove, now: datetime) -> None:
    case = await uow.cases.get(move.case_id)
    if case is None:
        return
    case.status, case.closed_at, case.turned_to_at = CaseStatus.WAITING, None, now
    case.decision = case.decided_by = case.decided_by_id = None
    case.version += 1
