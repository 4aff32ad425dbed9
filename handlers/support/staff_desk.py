"""The staff chat's desk: words go both ways between customers and staff, and staff decide. What could not be brought stays
written down, and goes with the next round."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from domain.cases.types import CaseCard, Decision, ForCustomer, ForStaff, Reached
from domain.customers.errors import AccountRefused
from domain.customers.service import CustomerService
from domain.support.rights import StaffRights
from domain.support.staff import StaffService
from handlers.support import answer_views, staff_views
from handlers.support.attempts import Attempts
from handlers.ui.i18n import SOURCE_LOCALE, texts_for
from handlers.ui.sending import Sender, concerns_content, patiently
from handlers.ui.signature import Signature

if TYPE_CHECKING:  # loaded once somebody decides
    from domain.desk.chat import ChatDecisions
    from domain.staff.types import Proposal

logger = logging.getLogger(__name__)
STAFF_TEXTS = SOURCE_LOCALE


class CaseDesk:
    """All that handlers need of the staff's side.

    `decisions` is asked for when somebody decides. `staff_chat_id`: as the setting names it; `chat_id` answers where the
    chat is now. None: nobody is there; everything waits.
    """

    def __init__(
        self,
        cases: StaffService,
        customers: CustomerService,
        sender: Sender,
        signature: Signature,
        decisions: Callable[[], ChatDecisions],
        staff_chat_id: int | None,
    ) -> None:
        self._cases = cases
        self._decisions = decisions
        self._customers = customers
        self._sender = sender
        self._signature = signature
        self.staff_chat_id = staff_chat_id
        self._to_staff = Attempts()
        self._refused = Attempts()  # at what the staff chat does not take for what it says
        self._to_customers: dict[str, Attempts] = {}
        self._turn = asyncio.Lock()  # two rounds at once would bring the same words twice
        self._failures = 0

    @property
    def rights(self) -> StaffRights:
        return self._cases.rights

    async def open_cases(self) -> tuple[CaseCard, ...]:
        """Return the open cases, the oldest first."""
        return await self._cases.open_cases()

    async def answer(
        self, chat_id: int, under_id: int, words: str, by: str | None, by_id: int | None, source_id: int
    ) -> Reached | None:
        """Words of the staff under a message of the staff chat, brought to the customer where that is possible; None where
        the message shows no case. Raises `NoRight`."""
        answered = await self._cases.answer(chat_id, under_id, words, by, source_id, by_id=by_id)
        if answered is None:
            return None
        await self.to_customers(answered.customer_id)
        return await self._cases.reached(answered)

    async def decide(
        self, case_id: str, decision: Decision, by: str, by_id: int, reason: str
    ) -> CaseCard | Proposal:
        """Once; `to_staff` and `to_customers` bring it to both sides. What moves more than one person may alone is
        proposed, and waits for the second one's tap. Raises `NotFound`, `Stale` where that cannot be decided of it,
        `NoRight`, `MayNot`, `SamePerson`, `ProposalOver`."""
        return await self._decisions().decide(case_id, decision, by, by_id, reason)

    async def has(self, case_id: str) -> bool:
        """Return whether the staff chat has the case with all that its customer said."""
        return self.staff_chat_id is not None and await self._cases.is_with_staff(case_id)

    # Which chat

    async def settle(self) -> None:
        """Begin: where the chat has another number than the setting says, or there is another chat, open cases wait to be
        shown there."""
        if self.staff_chat_id is not None:
            chat_id = await self._cases.chats.settle(self.staff_chat_id)
            if chat_id != self.staff_chat_id:
                _tell_operator(chat_id)

    async def chat_id(self) -> int:
        """Return the staff chat's present number, of a desk that has a chat."""
        assert self.staff_chat_id is not None
        return await self._cases.chats.current(self.staff_chat_id)

    async def is_staff_chat(self, chat_id: int) -> bool:
        """Return whether this is the staff chat, by any number it has had. A person's chat keeps its number."""
        if self.staff_chat_id is None or chat_id == self.staff_chat_id:
            return self.staff_chat_id is not None
        return chat_id < 0 and chat_id in await self._cases.chats.known(self.staff_chat_id)

    async def move(self, old_id: int, new_id: int) -> None:
        """Go with the staff chat to its new number; of any other chat it means nothing."""
        async with self._turn:
            await self._move(old_id, new_id)

    async def _move(self, old_id: int, new_id: int) -> None:
        assert self.staff_chat_id is not None
        if await self._cases.chats.move(self.staff_chat_id, old_id, new_id):
            self._to_staff.hurry()
            _tell_operator(new_id)

    def heard(self) -> bool:
        """Note that something came from the staff chat, so that it can be reached again; return whether it could not."""
        self._to_staff.hurry()
        return self._to_staff.failing

    # Rounds

    async def carry(self, now: datetime) -> dict[str, int]:
        """Carry both ways what is due. A message may be brought twice after a kill at the wrong moment; never is one
        lost.
        """
        counts = {"to_staff": 0, "to_customers": 0}
        if self._staff_due(now) <= now:
            counts["to_staff"] = await self.to_staff()
        for customer_id in await self._cases.waiting_customers():
            if self._customer(customer_id).due(now) <= now:
                counts["to_customers"] += await self.to_customers(customer_id)
        return {name: count for name, count in counts.items() if count}

    async def carry_due(self, now: datetime) -> datetime | None:
        """Return when there is something to carry: None with nothing, or nobody to carry it to."""
        waiting = await self._cases.waiting_customers()
        for customer_id in self._to_customers.keys() - set(waiting):
            del self._to_customers[customer_id]
        due = [self._customer(customer_id).due(now) for customer_id in waiting]
        if self.staff_chat_id is not None and await self._cases.waits_for_staff():
            due.append(self._staff_due(now))
        return min(due, default=None)

    def _staff_due(self, now: datetime) -> datetime:
        return max(self._to_staff.due(now), self._refused.due(now))

    def _customer(self, customer_id: str) -> Attempts:
        return self._to_customers.get(customer_id) or Attempts()

    async def to_staff(self) -> int:
        """Bring what the staff chat has not got, now; return how much of it. Where somebody else's attempt fails
        meanwhile, that is enough: not everybody who writes waits for an answer of their own that does not come.
        """
        if self.staff_chat_id is None:
            return 0
        failures = self._failures
        async with self._turn:
            if self._failures != failures:
                return 0
            chat_id = await self.chat_id()
            try:
                return await self._round(chat_id)
            except ChatMigrated as moved:
                await self._move(chat_id, moved.new_chat_id)
            try:
                return await self._round(await self.chat_id())
            except ChatMigrated as again:
                self._not_brought(again)
                return 0

    async def _round(self, chat_id: int) -> int:
        brought = refused = 0
        for word in await self._cases.for_staff():
            try:
                await self._bring(chat_id, word)
            except ChatMigrated:
                raise
            except TelegramError as error:
                if not (isinstance(error, BadRequest) and concerns_content(error)):
                    self._not_brought(error)
                    return brought
                refused += 1  # the others are not held up by it
                if self._refused.failed(self._cases.now()):
                    logger.error(
                        "a message to the staff chat is refused, tried again later: %s", error.message
                    )
                continue
            brought += 1
            if self._to_staff.succeeded():
                logger.warning("the staff chat can be reached again")
        if not refused:
            self._refused.succeeded()
        return brought

    def _not_brought(self, error: TelegramError) -> None:
        self._failures += 1
        if self._to_staff.failed(self._cases.now()):
            logger.warning("the staff chat cannot be reached, tried again later: %s", error.message)

    async def _bring(self, chat_id: int, word: ForStaff) -> None:
        if word.entry_id is None:
            await self._show_card(chat_id, word.card)
            return
        shown = staff_views.said(texts_for(STAFF_TEXTS), word)
        message_id = await patiently(lambda: self._sender.send(chat_id, shown))
        await self._cases.delivered(word.entry_id, message_id, chat_id)

    async def _show_card(self, chat_id: int, card: CaseCard) -> None:
        """Show the card, in place where it stands in this chat already."""
        shown, message_id = staff_views.card(texts_for(STAFF_TEXTS), card), card.staff_message_id
        if message_id is not None and card.staff_chat_id == chat_id:
            known = message_id
            try:
                await patiently(lambda: self._sender.edit(chat_id, known, shown), repeatable=True)
                await self._cases.shown(card, chat_id, known)
                return
            except BadRequest as error:
                logger.info("a card could not be edited, sent anew: %s", error.message)
        message_id = await patiently(lambda: self._sender.send(chat_id, shown))
        await self._cases.shown(card, chat_id, message_id)

    async def to_customers(self, customer_id: str) -> int:
        """Bring the customer what they have not got, now and in order; return how much of it."""
        brought = 0
        for word in await self._cases.for_customers(customer_id):
            if not await self._tell(word):
                break
            brought += 1
        return brought

    async def _tell(self, word: ForCustomer) -> bool:
        try:
            customer = await self._customers.view(word.customer_id)
        except AccountRefused:  # noted where it was met: it is not known whose chat that would be
            self._customer_failed(word.customer_id)
            return False
        shown = self._signature.on(answer_views.from_person(texts_for(customer.locale), word), customer)
        try:
            message_id = await patiently(
                lambda: self._sender.send(customer.telegram_id, shown, plain=customer.plain_text)
            )
        except Forbidden:
            await self._customers.mark_blocked(customer.telegram_id)
            return False
        except TelegramError as error:
            if self._customer_failed(word.customer_id):
                logger.warning(
                    "an answer of the staff could not be brought, tried again later: %s", error.message
                )
            return False
        self._to_customers.pop(word.customer_id, None)
        await self._cases.delivered(word.entry_id, message_id)
        return True

    def _customer_failed(self, customer_id: str) -> bool:
        """Note that something could not be brought to the customer; return whether that is news."""
        return self._to_customers.setdefault(customer_id, Attempts()).failed(self._cases.now())


def _tell_operator(chat_id: int) -> None:
    logger.warning("the staff chat became a supergroup and has a new number: set STAFF_CHAT_ID=%d", chat_id)
