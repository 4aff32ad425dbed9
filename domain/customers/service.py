"""Who writes to us, and in which language they are answered."""

from __future__ import annotations

from domain import tables as t
from domain.customers.accounts import require_own_account, seal_account
from domain.customers.errors import AccountFrozen
from domain.customers.results import CustomerView
from domain.errors import InvalidInput
from domain.ids import new_id
from domain.ports import Clock, FieldCipher
from domain.unit_of_work import Conflict, Store, UnitOfWork
from domain.value import replace

LOCALES = ("zh_CN", "zh_TW", "en")
DEFAULT_LOCALE = "zh_CN"


def locale_for(language_code: str | None) -> str:
    """Return the locale for a Telegram language code (IETF, any case): Chinese first, traditional where it is
    written.
    """
    code = (language_code or "").replace("_", "-").lower()
    if code.startswith("en"):
        return "en"
    if code.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
        return "zh_TW"
    return DEFAULT_LOCALE


class CustomerService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    @staticmethod
    def locale_for(language_code: str | None) -> str:
        """Return the language in which somebody is answered who is no customer yet."""
        return locale_for(language_code)

    async def arrive(
        self, telegram_id: int, language_code: str | None, name: str | None = None
    ) -> CustomerView:
        """Return the customer behind a Telegram account, made on the first contact; a blocked chat is open again. Of
        the `name` at Telegram only a keyed hash is kept, to notice that it changed. Raises `AccountRefused` where the
        account is not the one that was sealed as the customer's.
        """
        name_hash = None if name is None else self._cipher.lookup_hash(f"name:{telegram_id}:{name}")
        async with self._store.read() as uow:
            known = await uow.customers.known(telegram_id)
            if known is not None and known.blocked_at is None and name_hash in (None, known.name_hash):
                return self._own(
                    CustomerView(
                        known.id,
                        telegram_id,
                        known.locale,
                        known.plain_text,
                        word_token=known.word_token,
                        telegram_token=known.telegram_token,
                    )
                )
        try:
            async with self._store.write() as uow:
                return await self._open(uow, telegram_id, language_code, name_hash)
        except Conflict:  # the same person's first two messages came together
            async with self._store.read() as uow:
                row = await uow.customers.by_telegram_id(telegram_id)
                assert row is not None
                return self._own(customer_view(row))

    async def find(self, telegram_id: int) -> CustomerView | None:
        """Return the customer behind a Telegram account, where there is one; none is made. Raises `AccountRefused`."""
        async with self._store.read() as uow:
            row = await uow.customers.by_telegram_id(telegram_id)
            return None if row is None else self._own(customer_view(row))

    def _own(self, customer: CustomerView) -> CustomerView:
        require_own_account(customer, self._cipher)
        return customer

    async def _open(
        self, uow: UnitOfWork, telegram_id: int, language_code: str | None, name_hash: str | None
    ) -> CustomerView:
        row = await uow.customers.by_telegram_id(telegram_id)
        is_new = row is None
        if row is None:
            row = t.Customer(
                id=new_id(),
                telegram_id=telegram_id,
                locale=locale_for(language_code),
                created_at=self._clock.now(),
            )
            seal_account(row, self._cipher)
            uow.add(row)
        self._own(customer_view(row))
        was_unreachable, row.blocked_at = row.blocked_at is not None, None
        is_renamed = name_hash is not None and row.name_hash not in (None, name_hash)
        row.name_hash = name_hash or row.name_hash
        view = replace(
            customer_view(row), is_new=is_new, was_unreachable=was_unreachable, is_renamed=is_renamed
        )
        await uow.commit()
        return view

    async def view(self, customer_id: str) -> CustomerView:
        """Return the customer as they stand now, for what was begun earlier. Raises `AccountRefused`."""
        async with self._store.read() as uow:
            row = await uow.customers.get(customer_id)
            assert row is not None
            return self._own(customer_view(row))

    async def choose_locale(self, customer_id: str, locale: str) -> None:
        if locale not in LOCALES:
            raise InvalidInput("locale", "unknown")
        async with self._store.write() as uow:
            row = await uow.customers.get(customer_id)
            assert row is not None
            row.locale = locale
            await uow.commit()

    async def choose_plain_text(self, customer_id: str, *, plain: bool) -> None:
        """Tables as aligned text, or as tables again."""
        async with self._store.write() as uow:
            row = await uow.customers.get(customer_id)
            assert row is not None
            row.plain_text = plain
            await uow.commit()

    async def mark_blocked(self, telegram_id: int) -> None:
        """Mark the person as having blocked the assistant: nothing is sent until they come back."""
        async with self._store.write() as uow:
            row = await uow.customers.by_telegram_id(telegram_id)
            if row is not None and row.blocked_at is None:
                row.blocked_at = self._clock.now()
                await uow.commit()


def customer_view(row: t.Customer) -> CustomerView:
    """Return the customer, who has come to the chat."""
    assert row.telegram_id is not None
    return CustomerView(
        row.id,
        row.telegram_id,
        row.locale,
        row.plain_text,
        word_token=row.word_token,
        telegram_token=row.telegram_token,
    )


async def require_not_frozen(uow: UnitOfWork, customer_id: str) -> None:
    """Refuse a customer whose account is frozen: raise `AccountFrozen`."""
    row = await uow.customers.get(customer_id)
    if row is not None and row.frozen_at is not None:
        raise AccountFrozen()
