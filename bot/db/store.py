"""The unit of work: one transaction, all repositories on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.repositories.audit import AuditRepository
from bot.db.repositories.auto_debits import AutoDebitRepository
from bot.db.repositories.base import Transaction
from bot.db.repositories.cases import CaseRepository
from bot.db.repositories.catalog import CatalogRepository
from bot.db.repositories.checkout import (
    ApplicationRepository,
    CartRepository,
    CreditLineRepository,
    DraftRepository,
)
from bot.db.repositories.documents import DocumentRepository
from bot.db.repositories.loans import InstallmentRepository, LedgerRepository, LoanRepository
from bot.db.repositories.notices import NoticeRepository
from bot.db.repositories.orders import OrderRepository
from bot.db.repositories.payments import PaymentRepository, PayoutRepository
from bot.db.repositories.people import CustomerRepository, IdentityRepository
from bot.db.repositories.privacy import PrivacyRepository
from bot.db.repositories.records import RecordRepository
from bot.db.repositories.refunds import RefundRepository
from bot.db.repositories.second_channels import SecondChannelRepository
from domain import ports


@contextmanager
def _conflicts() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise ports.Conflict(str(error.orig).split("\n", 1)[0]) from error


class SqlUnitOfWork:
    """One transaction. Fulfils `domain.ports.UnitOfWork`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.customers: ports.Customers = CustomerRepository(transaction)
        self.identities: ports.Identities = IdentityRepository(transaction)
        self.catalog: ports.Catalog = CatalogRepository(transaction)
        self.carts: ports.Carts = CartRepository(transaction)
        self.drafts: ports.Drafts = DraftRepository(transaction)
        self.applications: ports.Applications = ApplicationRepository(transaction)
        self.credit_lines: ports.CreditLines = CreditLineRepository(transaction)
        self.orders: ports.Orders = OrderRepository(transaction)
        self.loans: ports.Loans = LoanRepository(transaction)
        self.installments: ports.Installments = InstallmentRepository(transaction)
        self.payments: ports.Payments = PaymentRepository(transaction)
        self.payouts: ports.Payouts = PayoutRepository(transaction)
        self.refunds: ports.Refunds = RefundRepository(transaction)
        self.ledger: ports.Ledger = LedgerRepository(transaction)
        self.audit: ports.Audit = AuditRepository(transaction)
        self.documents: ports.Documents = DocumentRepository(transaction)
        self.notices: ports.Notices = NoticeRepository(transaction)
        self.auto_debits: ports.AutoDebits = AutoDebitRepository(transaction)
        self.cases: ports.Cases = CaseRepository(transaction)
        self.second_channels: ports.SecondChannels = SecondChannelRepository(transaction)
        self.privacy: ports.Privacy = PrivacyRepository(transaction)
        self.records: ports.Records = RecordRepository(transaction)

    def add(self, *rows: Any) -> None:
        self._transaction.session.add_all(rows)

    async def flush(self) -> None:
        with _conflicts():
            await self._transaction.flush()

    async def commit(self) -> None:
        with _conflicts():
            await self._transaction.commit()


class SqlStore:
    """Units of work on one engine. Fulfils `domain.ports.Store`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writes=True)

    def write(self) -> Any:
        return self._unit(self._writing)

    def read(self) -> Any:
        return self._unit(self._engine)

    @asynccontextmanager
    async def _unit(self, engine: AsyncEngine) -> AsyncIterator[SqlUnitOfWork]:
        async with engine.connect() as connection:
            transaction = Transaction(connection)
            try:
                with _conflicts():  # also where a query flushes what was added before
                    yield SqlUnitOfWork(transaction)
            finally:
                await transaction.close()
