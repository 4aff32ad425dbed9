"""The safety of an account: its word, freezing it, and noticing that the name at Telegram has changed."""

from __future__ import annotations

from domain import tables as t
from domain.cases.casebook import case_view, open_case
from domain.cases.types import CaseKind, CaseView
from domain.columns import place_of
from domain.customers.accounts import freeze_account
from domain.customers.service import require_not_frozen
from domain.errors import InvalidInput, SealBroken
from domain.ports import Clock, FieldCipher
from domain.security.results import SecurityView
from domain.security.rules import read_word
from domain.unit_of_work import Store


class SecurityService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def view(self, customer_id: str) -> SecurityView:
        async with self._store.read() as uow:
            row = await uow.customers.get(customer_id)
            assert row is not None
            return self._view(row)

    async def set_word(self, customer_id: str, typed: str) -> SecurityView:
        """Keep what was typed as the customer's word. Raises `InvalidInput` where it cannot serve as one,
        `AccountFrozen`.
        """
        word = read_word(typed)
        if word is None:
            raise InvalidInput("word", "unfit")
        return await self._put(customer_id, word)

    async def remove_word(self, customer_id: str) -> SecurityView:
        return await self._put(customer_id, None)

    async def _put(self, customer_id: str, word: str | None) -> SecurityView:
        async with self._store.write() as uow:
            await require_not_frozen(uow, customer_id)
            row = await uow.customers.get(customer_id)
            assert row is not None
            row.word_token = None if word is None else self._cipher.seal(word, place_of(row, "word_token"))
            await uow.commit()
            return self._view(row)

    async def freeze(self, customer_id: str) -> CaseView:
        """Freeze the account. Again: the same case.

        Nothing new is signed, bound, debited or paid out until the staff has looked at it.
        """
        now = self._clock.now()
        async with self._store.write() as uow:
            row = await uow.customers.get(customer_id)
            assert row is not None
            if row.frozen_at is None:
                freeze_account(row, self._cipher, now)
            case, is_new = await open_case(uow, customer_id, CaseKind.FROZEN, now)
            await uow.commit()
            return case_view(case, is_new=is_new)

    def _view(self, row: t.Customer) -> SecurityView:
        place = place_of(row, "word_token")
        try:
            word = self._cipher.open(row.word_token, place) if row.word_token else None
        except SealBroken:  # another one can be set
            return SecurityView(None, row.frozen_at, unreadable=True)
        return SecurityView(word, row.frozen_at)
