"""The services a life is played through, on a real database, and what of a loan is read back from it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import date, time
from typing import Any, TypeVar

from bot.adapters.payments.registry import GATEWAY_FILE
from bot.sandbox.charge_book import ChargeBook
from bot.settings import Settings
from bot.wiring import Container, build_container, catalog_importer
from domain import tables as t
from domain.audit.chain import check_chain
from domain.audit.service import AuditService, check_loan
from domain.customers.results import CustomerView
from domain.dates import business_day
from domain.loans.snapshots import BillFacts
from domain.orders.results import OrderDetail
from tests.lives.plans import PIECES, SINGLE, Contract
from tests.support.clock import MovableClock
from tests.support.people import choose_and_sign, confirm, verify

T = TypeVar("T")
CARD, LAST_FOUR = "6222020000000000018", "0018"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
AT_TEN, DEBIT_TIME = time(10, 0), time(12, 1)


def id_number(number: int) -> str:
    """Of nobody: another for each number, with the right check digit."""
    stem = f"110101{1970 + number // 900 % 30}0307{number % 900 + 100}"
    total = sum(int(digit) * weight for digit, weight in zip(stem, _WEIGHTS, strict=True))
    return stem + "10X98765432"[total % 11]


class World:
    """One shop and its database, for one life after the other; `run` waits for what the services do."""

    def __init__(self, settings: Settings) -> None:
        self._runner = asyncio.Runner()
        self.clock = MovableClock()
        self.container: Container = self._runner.run(self._built(settings))
        self.book = ChargeBook(settings.data_dir / GATEWAY_FILE)
        self.lives = 0

    async def _built(self, settings: Settings) -> Container:
        return build_container(settings, self.clock)

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        # The runner itself would set its signal handler anew for each of the thousands of calls.
        return self._runner.get_loop().run_until_complete(doing)

    def close(self) -> None:
        self.book.close()
        self.run(self.container.aclose())
        self._runner.close()

    @property
    def today(self) -> date:
        return business_day(self.clock.now())

    async def borrowed(self, contract: Contract) -> tuple[CustomerView, OrderDetail]:
        """A newcomer buys two pieces and one, and authorises automatic debit."""
        self.lives += 1
        container, services = self.container, self.container.services
        self.clock.move_to(contract.start, AT_TEN)
        await catalog_importer(container.store).apply(contract.shop(), {})
        customer = await services.customers.arrive(self.lives, "zh-hans")
        await verify(container, customer, id_number(self.lives))
        await services.catalog.set_quantity(customer.id, "piece", PIECES)
        await services.catalog.set_quantity(customer.id, "single", SINGLE)
        draft = await services.checkout.start_from_cart(customer.id)
        order = await confirm(
            container, customer, await choose_and_sign(container, customer, draft, contract.plan_id)
        )
        await services.autopay.add_card(customer.id, CARD, 1, sure=True)
        await services.autopay.agree(customer.id, version="test", sha256="0" * 64, locale="zh_CN")
        return customer, order

    async def facts(self, loan_id: str) -> list[BillFacts]:
        async with self.container.store.read() as uow:
            found = await uow.installments.facts_of_loan(loan_id)
        return sorted(found, key=lambda one: one.no)

    async def breaches(self, customer_id: str) -> list[str]:
        """What the audit finds of the customer's loan."""
        async with self.container.store.read() as uow:
            (books,) = await uow.audit.books_of_customer(customer_id)
            key = uow.ledger.chain_key
        return [*check_chain(books, key), *(one.what for one in check_loan(books))]

    async def breaches_across(self) -> list[str]:
        """What the audit finds between the tables."""
        across = await AuditService(self.container.store).across()
        return [f"{one.where}: {one.what}" for one in across]

    async def receipts(self, customer_id: str) -> list[str]:
        """The ids of the customer's payments that are in the books."""
        async with self.container.store.read() as uow:
            (books,) = await uow.audit.books_of_customer(customer_id)
        return [one.id for one in books.payments if one.status == t.PaymentStatus.POSTED]
