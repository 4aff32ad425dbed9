"""The switchboard: one transaction with every room's repository on it. Imports repositories only."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from domain.audit.repository import Audit
from domain.autopay.repository import AutoDebits
from domain.cases.repository import Cases
from domain.catalog.repository import Carts, Catalog
from domain.checkout.repository import Drafts
from domain.customers.repository import Customers
from domain.documents.repository import Documents
from domain.handoff.repository import Applications
from domain.history.repository import Records
from domain.identity.repository import Identities
from domain.loans.repository import Installments, Ledger, Loans
from domain.notices.repository import SecondChannels
from domain.orders.repository import Orders
from domain.outbox.repository import Notices
from domain.payments.repository import Payments, Payouts
from domain.plans.repository import CreditLines
from domain.privacy.repository import Privacy
from domain.quotes.repository import Quotes
from domain.returns.repository import Refunds


class UnitOfWork(Protocol):
    customers: Customers
    identities: Identities
    catalog: Catalog
    carts: Carts
    drafts: Drafts
    applications: Applications
    credit_lines: CreditLines
    orders: Orders
    loans: Loans
    installments: Installments
    quotes: Quotes
    payments: Payments
    payouts: Payouts
    refunds: Refunds
    ledger: Ledger
    audit: Audit
    documents: Documents
    notices: Notices
    records: Records
    auto_debits: AutoDebits
    cases: Cases
    second_channels: SecondChannels
    privacy: Privacy

    def add(self, *rows: Any) -> None:
        """New rows, written at the next flush or commit."""
        ...

    async def flush(self) -> None:
        """Write what is pending now, inside the transaction; a broken constraint raises `Conflict`."""
        ...

    async def commit(self) -> None: ...


class Conflict(Exception):
    """Another transaction was first (a unique key or a check of the database). The caller reads again."""


class Store(Protocol):
    def write(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that will write; rolled back unless committed."""
        ...

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A consistent look; commits nothing."""
        ...
