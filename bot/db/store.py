"""The unit of work: one session, one transaction, all repositories on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.db.repositories.catalog import CatalogRepository
from bot.db.repositories.checkout import CartRepository, CreditLineRepository, DraftRepository
from bot.db.repositories.loans import InstallmentRepository, LedgerRepository, LoanRepository
from bot.db.repositories.notices import NoticeRepository
from bot.db.repositories.orders import OrderRepository
from bot.db.repositories.payments import PaymentRepository
from bot.db.repositories.people import CustomerRepository, IdentityRepository
from domain import ports


class SqlUnitOfWork:
    """One transaction. Fulfils `domain.ports.UnitOfWork`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self.customers: ports.Customers = CustomerRepository(session)
        self.identities: ports.Identities = IdentityRepository(session)
        self.catalog: ports.Catalog = CatalogRepository(session)
        self.carts: ports.Carts = CartRepository(session)
        self.drafts: ports.Drafts = DraftRepository(session)
        self.credit_lines: ports.CreditLines = CreditLineRepository(session)
        self.orders: ports.Orders = OrderRepository(session)
        self.loans: ports.Loans = LoanRepository(session)
        self.installments: ports.Installments = InstallmentRepository(session)
        self.payments: ports.Payments = PaymentRepository(session)
        self.ledger: ports.Ledger = LedgerRepository(session)
        self.notices: ports.Notices = NoticeRepository(session)

    def add(self, *rows: Any) -> None:
        self._session.add_all(rows)

    async def flush(self) -> None:
        try:
            await self._session.flush()
        except IntegrityError as error:
            raise ports.Conflict(str(error.orig).split("\n", 1)[0]) from error

    async def commit(self) -> None:
        try:
            await self._session.commit()
        except IntegrityError as error:
            raise ports.Conflict(str(error.orig).split("\n", 1)[0]) from error


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
        # Rows stay readable after the commit: a service builds its result from them, without a second query.
        async with AsyncSession(engine, expire_on_commit=False, autoflush=True) as session:
            yield SqlUnitOfWork(session)
