"""The staff chat's desk: words go both ways between customers and staff, and staff decide. What could not be brought stays
written down, and goes with the next round."""

from __future__ import annotations

import logging

from telegram.error import BadRequest, Forbidden, TelegramError

from domain.cases.types import CaseCard, Decision, ForCustomer, ForStaff, Reached
from domain.customers.service import CustomerService
from domain.support.staff import StaffService
from handlers.support import staff_views, views
from handlers.ui.i18n import SOURCE_LOCALE, texts_for
from handlers.ui.sending import Sender, patiently
from handlers.ui.signature import Signature

logger = logging.getLogger(__name__)
STAFF_TEXTS = SOURCE_LOCALE


class CaseDesk:
    """All that handlers need of the staff's side. `staff_chat_id` None: nobody is there; everything waits."""

    def __init__(
        self,
        cases: StaffService,
        customers: CustomerService,
        sender: Sender,
        signature: Signature,
        staff_chat_id: int | None,
    ) -> None:
        self._cases = cases
        self._customers = customers
        self._sender = sender
        self._signature = signature
        self.staff_chat_id = staff_chat_id

    async def open_cases(self) -> tuple[CaseCard, ...]:
        """Return the open cases, the oldest first."""
        return await self._cases.open_cases()

    async def answer(self, staff_message_id: int, words: str, by: str, source_id: int) -> Reached | None:
        """Words of the staff under a message of the staff chat, brought to the customer where that is possible; None where
        the message shows no case."""
        answered = await self._cases.answer(staff_message_id, words, by, source_id)
        if answered is None:
            return None
        await self.to_customers(answered.customer_id)
        return await self._cases.reached(answered.customer_id)

    async def decide(self, case_id: str, decision: Decision, by: str) -> None:
        """Once; `carry` brings it to both sides. Raises `NotFound`, `Stale` where that cannot be decided of it."""
        await self._cases.decide(case_id, decision, by)

    async def carry(self) -> dict[str, int]:
        """Carry words both ways. A message may be brought twice after a kill at the wrong moment; never is one lost."""
        counts = {"to_staff": await self.to_staff(), "to_customers": await self.to_customers()}
        return {name: count for name, count in counts.items() if count}

    async def waits(self) -> bool:
        """Return whether there is anything to carry."""
        for_staff = self.staff_chat_id is not None and await self._cases.waits_for_staff()
        return for_staff or await self._cases.waits_for_customers()

    async def to_staff(self) -> int:
        if self.staff_chat_id is None:
            return 0
        brought = 0
        for word in await self._cases.for_staff():
            try:
                await self._bring(self.staff_chat_id, word)
            except TelegramError as error:
                logger.warning("the staff chat cannot be reached: %s", error.message)
                return brought
            brought += 1
        return brought

    async def _bring(self, chat_id: int, word: ForStaff) -> None:
        if word.entry_id is None:
            await self._show_card(chat_id, word.card)
            return
        shown = staff_views.said(texts_for(STAFF_TEXTS), word)
        message_id = await patiently(lambda: self._sender.send(chat_id, shown))
        await self._cases.delivered(word.entry_id, message_id)

    async def _show_card(self, chat_id: int, card: CaseCard) -> None:
        """Show the card, in place where it stands already."""
        shown, message_id = staff_views.card(texts_for(STAFF_TEXTS), card), card.staff_message_id
        if message_id is not None:
            known = message_id
            try:
                await patiently(lambda: self._sender.edit(chat_id, known, shown), repeatable=True)
                await self._cases.shown(card, known)
                return
            except BadRequest as error:
                logger.info("a card could not be edited, sent anew: %s", error.message)
        message_id = await patiently(lambda: self._sender.send(chat_id, shown))
        await self._cases.shown(card, message_id)

    async def to_customers(self, customer_id: str | None = None) -> int:
        brought = 0
        for word in await self._cases.for_customers(customer_id):
            brought += await self._tell(word)
        return brought

    async def _tell(self, word: ForCustomer) -> bool:
        customer = await self._customers.view(word.customer_id)
        shown = self._signature.on(views.from_person(texts_for(customer.locale), word), customer)
        try:
            message_id = await patiently(
                lambda: self._sender.send(customer.telegram_id, shown, plain=customer.plain_text)
            )
        except Forbidden:
            await self._customers.mark_blocked(customer.telegram_id)
            return False
        except TelegramError as error:
            logger.warning("an answer of the staff could not be brought: %s", error.message)
            return False
        await self._cases.delivered(word.entry_id, message_id)
        return True
