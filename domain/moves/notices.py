"""Notices of a move: to the new account that the code is typed in the chat, to the old one before it moves, to the new one
when it is done or will not be.
"""

from __future__ import annotations

from domain.cases.types import StopReason
from domain.moves.results import MoveStatus
from domain.moves.word import begin_wait
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec


class MoveAskedContent(NoticeContent):
    """Somebody proved to the staff that this account is theirs, and wants it in another Telegram account."""

    move_id: str


class MoveCodeContent(NoticeContent):
    """The form was handed in: the code that comes to the phone is typed in the chat. Whether one comes is not told."""


class MovedContent(NoticeContent):
    """The account is here now, or (`stopped`) will not be. `stays`: said in the old account, which was told before that it
    would move.
    """

    stopped: StopReason | None
    stays: bool = False


async def _asked(request: NoticeRequest) -> MoveAskedContent | None:
    """Return what the old account is told; None where it is over."""
    move = await request.uow.moves.get(request.key.subject)
    if move is None or move.status != MoveStatus.ANNOUNCED:
        return None
    return MoveAskedContent(NoticeKind.MOVE_ASKED, request.today, move.id)


async def _code(request: NoticeRequest) -> MoveCodeContent | None:
    """Return what asks for the code; None where another one is asked for by now, or none."""
    move = await request.uow.moves.get(request.key.subject)
    if move is None or not move.awaits_code:
        return None
    return MoveCodeContent(NoticeKind.MOVE_CODE, request.today)


async def _moved(request: NoticeRequest) -> MovedContent | None:
    move = await request.uow.moves.get(request.key.subject)
    if move is None:  # it went with the account that had asked for it
        return MovedContent(NoticeKind.MOVED, request.today, StopReason.GONE, stays=True)
    stopped = StopReason(move.reason) if move.reason else None
    # Of an account that had asked and is gone the row is with the old one.
    if stopped is not None and move.old_customer_id == request.key.customer_id:
        return MovedContent(NoticeKind.MOVED, request.today, stopped, stays=True)
    if move.customer_id == request.key.customer_id:
        return MovedContent(NoticeKind.MOVED, request.today, stopped)
    return None


NOTICES = (
    NoticeSpec(NoticeKind.MOVE_ASKED, transactional=True, compose=_asked, on_sent=begin_wait),
    NoticeSpec(NoticeKind.MOVE_CODE, transactional=True, compose=_code),
    NoticeSpec(NoticeKind.MOVED, transactional=True, compose=_moved),
)
