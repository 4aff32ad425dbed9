"""Moves to another Telegram account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, null, or_, select, update
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from bot.db.repositories.privacy import PrivacyRepository
from domain import tables as t
from domain.cases.types import Author, CaseStatus, Decision, StopReason
from domain.columns import UtcDateTime
from domain.moves.results import MoveStatus
from domain.outbox.results import NoticeKind
from domain.privacy.results import TABLES

_OPEN = (MoveStatus.NAMING.value, MoveStatus.ASKED.value, MoveStatus.ANNOUNCED.value)
_MOVE = SQLModel.metadata.tables["account_moves"].c
_EARLIEST = select(func.min(_MOVE.moves_at)).where(_MOVE.status == MoveStatus.ANNOUNCED.value)


class MoveRepository(Repository):
    async def get(self, move_id: str) -> t.AccountMove | None:
        return await self._first_whole(select(t.AccountMove).where(col(t.AccountMove.id) == move_id))

    async def lock(self, move_id: str) -> t.AccountMove | None:
        found = await self._transaction.row(t.AccountMove, move_id, locked=True)
        return found if found is not None and self._transaction.is_whole(found) else None

    async def of_case(self, case_id: str) -> t.AccountMove | None:
        return await self._first_whole(select(t.AccountMove).where(col(t.AccountMove.case_id) == case_id))

    async def is_altered(self, case_id: str) -> bool:
        found = await self._all(select(t.AccountMove).where(col(t.AccountMove.case_id) == case_id))
        return any(not self._transaction.is_whole(row) for row in found)

    async def put_aside_altered(self, customer_id: str) -> None:
        of_them = or_(
            col(t.AccountMove.customer_id) == customer_id, col(t.AccountMove.old_customer_id) == customer_id
        )
        found = await self._all(select(t.AccountMove).where(of_them, col(t.AccountMove.status).in_(_OPEN)))
        altered = [row.id for row in found if not self._transaction.is_whole(row)]
        if altered:  # as they are: the seal does not agree afterwards either
            stopped = update(t.AccountMove).where(col(t.AccountMove.id).in_(altered))
            await self._run(stopped.values(status=MoveStatus.STOPPED.value))

    async def open_of(self, customer_id: str) -> t.AccountMove | None:
        return await self._first_whole(
            select(t.AccountMove).where(
                col(t.AccountMove.customer_id) == customer_id, col(t.AccountMove.status).in_(_OPEN)
            )
        )

    async def asked_since(self, asker_hash: str, since: datetime) -> int:
        return await self._count(
            select(col(t.AccountMove.id)).where(
                col(t.AccountMove.asker_hash) == asker_hash, col(t.AccountMove.asked_at) > since
            )
        )

    async def codes_to(self, phone_hash: str, since: datetime) -> int:
        sent = select(func.sum(_MOVE.codes_brought)).where(
            _MOVE.code_phone_hash == bindparam("phone"),
            _MOVE.code_sent_at > bindparam("since", type_=UtcDateTime),
        )
        return int(await self._value(sent, {"phone": phone_hash, "since": since}) or 0)

    async def announced_of(self, old_customer_id: str) -> t.AccountMove | None:
        return await self._first_whole(
            select(t.AccountMove).where(
                col(t.AccountMove.old_customer_id) == old_customer_id,
                col(t.AccountMove.status) == MoveStatus.ANNOUNCED,
            )
        )

    async def open_about(self, old_customer_id: str) -> Sequence[t.AccountMove]:
        return await self._whole(
            select(t.AccountMove).where(
                col(t.AccountMove.old_customer_id) == old_customer_id, col(t.AccountMove.status).in_(_OPEN)
            )
        )

    async def due(self, now: datetime) -> Sequence[str]:
        return await self._all(
            select(col(t.AccountMove.id))
            .where(col(t.AccountMove.status) == MoveStatus.ANNOUNCED, col(t.AccountMove.moves_at) <= now)
            .order_by(col(t.AccountMove.moves_at))
        )

    async def unheard(self) -> Sequence[t.AccountMove]:
        return await self._whole(
            select(t.AccountMove)
            .where(col(t.AccountMove.status) == MoveStatus.ANNOUNCED, col(t.AccountMove.moves_at).is_(None))
            .order_by(col(t.AccountMove.asked_at))
        )

    async def words_of(self, move_id: str) -> Sequence[t.Notice]:
        return await self._all(
            select(t.Notice)
            .where(
                col(t.Notice.customer_id)
                == select(col(t.AccountMove.old_customer_id))
                .where(col(t.AccountMove.id) == move_id)
                .scalar_subquery(),
                col(t.Notice.kind) == NoticeKind.MOVE_ASKED,
                col(t.Notice.subject) == move_id,
            )
            .order_by(col(t.Notice.created_at))
        )

    async def has_outcome(self, move_id: str) -> bool:
        told = select(col(t.Notice.subject)).where(
            col(t.Notice.subject) == move_id, col(t.Notice.kind) == NoticeKind.MOVED
        )
        return await self._first(told) is not None

    async def done_since(self, customer_id: str, since: datetime) -> t.AccountMove | None:
        done = select(t.AccountMove).where(
            col(t.AccountMove.customer_id) == customer_id,
            col(t.AccountMove.status) == MoveStatus.DONE,
            col(t.AccountMove.closed_at) > since,
        )
        return await self._first_whole(done.order_by(col(t.AccountMove.closed_at).desc()))

    async def earliest(self) -> datetime | None:
        at: datetime | None = await self._value(_EARLIEST)
        return at

    async def untold(self) -> Sequence[t.AccountMove]:
        untold = select(t.AccountMove).where(col(t.AccountMove.left_token).is_not(None))
        return await self._whole(untold.order_by(col(t.AccountMove.id)))

    async def any_untold(self) -> bool:
        return bool(await self.untold())

    async def left_by(self, left_hash: str) -> Sequence[t.AccountMove]:
        return await self._whole(select(t.AccountMove).where(col(t.AccountMove.left_hash) == left_hash))

    async def said_not_me_since(self, asker_hash: str, since: datetime) -> bool:
        refused = select(t.AccountMove).where(
            col(t.AccountMove.asker_hash) == asker_hash,
            col(t.AccountMove.reason) == StopReason.NOT_ME,
            col(t.AccountMove.closed_at) > since,
        )
        return await self._first(refused) is not None

    async def every_by_number(self, id_number_hash: str, but: str) -> Sequence[t.Identity]:
        bought = (
            select(func.max(col(t.Order.created_at)))
            .where(col(t.Order.customer_id) == col(t.Identity.customer_id))
            .scalar_subquery()
        )
        return await self._all(
            select(t.Identity)
            .where(
                col(t.Identity.id_number_hash) == id_number_hash,
                col(t.Identity.verified_at).is_not(None),
                col(t.Identity.customer_id) != but,
            )
            .order_by(bought.is_(None), bought.desc(), col(t.Identity.customer_id))
        )

    async def by_order(self, number: str, but: str) -> str | None:
        has_chat = (
            select(col(t.Customer.id))
            .where(col(t.Customer.id) == col(t.Order.customer_id), col(t.Customer.telegram_id).is_not(None))
            .exists()
        )
        return await self._first(
            select(col(t.Order.customer_id)).where(
                col(t.Order.number) == number, col(t.Order.customer_id) != but, has_chat
            )
        )

    async def purchases(self, customer_id: str) -> int:
        kept = (t.Order, t.Application, t.Payment, t.PaymentCard)
        return sum(
            [await self._count(select(table).where(col(table.customer_id) == customer_id)) for table in kept]
        )

    async def orders(self, customer_id: str) -> int:
        return await self._count(select(col(t.Order.id)).where(col(t.Order.customer_id) == customer_id))

    async def is_being_told(self, customer_id: str) -> bool:
        on_the_way = [t.NoticeStatus.CLAIMED, t.NoticeStatus.SENDING]
        row = select(t.Notice).where(
            col(t.Notice.customer_id) == customer_id, col(t.Notice.status).in_(on_the_way)
        )
        return await self._first(row) is not None

    async def leave_chat(self, customer_id: str) -> None:
        await PrivacyRepository(self._transaction).delete(customer_id, ("conversation_states",))
        await self._run(
            update(t.CheckoutDraft)
            .where(
                col(t.CheckoutDraft.customer_id) == customer_id,
                col(t.CheckoutDraft.status) == t.DraftStatus.OPEN,
            )
            .values(status=t.DraftStatus.CANCELLED)
        )
        theirs = col(t.CaseEntry.case_id).in_(
            select(col(t.Case.id)).where(col(t.Case.customer_id) == customer_id)
        )
        # Messages of two chats may have one number: what is said in the new one is neither said already nor under these.
        by_customer = col(t.CaseEntry.author) == Author.CUSTOMER
        await self._run(
            update(t.CaseEntry)
            .where(theirs, by_customer)
            .values(source_chat_id=col(t.CaseEntry.source_chat_id) + 1)
        )
        to_customer = col(t.CaseEntry.author).not_in((Author.CUSTOMER, Author.REMINDED))
        await self._run(update(t.CaseEntry).where(theirs, to_customer).values(message_id=null()))
        await self._run(
            update(t.Identity).where(col(t.Identity.customer_id) == customer_id).values(last_answer_id=null())
        )

    async def dissolve(self, customer_id: str, into: str, now: datetime) -> None:
        case = t.Case
        await self._run(
            update(case)
            .where(col(case.customer_id) == customer_id, col(case.status) != CaseStatus.CLOSED)
            .values(
                status=CaseStatus.CLOSED,
                closed_at=now,
                decision=Decision.DONE,
                decided_by="",
                version=col(case.version) + 1,
            )
        )
        await self._run(update(case).where(col(case.customer_id) == customer_id).values(customer_id=into))
        for move in await self._whole(
            select(t.AccountMove).where(col(t.AccountMove.customer_id) == customer_id)
        ):
            move.customer_id = into
        # The old account's chat shows the address of its calendar; the dissolved one's goes with it.
        await PrivacyRepository(self._transaction).delete(into, ("calendar_feeds",))
        for noted in (t.TrackedBill, t.TrackedDue, t.TrackedReceived, t.IncomeDay):
            await self._run(
                update(noted).where(col(noted.customer_id) == customer_id).values(customer_id=into)
            )
        await self._transaction.flush()
        await PrivacyRepository(self._transaction).delete(customer_id, tuple(TABLES))
