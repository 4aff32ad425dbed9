"""The unit of work: one transaction with every feature's repository on it. Imports repositories only."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from domain.accounting.repository import Accounting
from domain.audit.repository import Audit
from domain.autopay.repository import AutopayRecords
from domain.cases.repository import Cases
from domain.catalog.repository import Carts, Catalog
from domain.checkout.repository import Drafts
from domain.customers.repository import Customers
from domain.documents.repository import Documents
from domain.feeds.repository import Feeds
from domain.handoff.repository import Applications
from domain.hardship.repository import HardshipPlans
from domain.history.repository import PaymentHistory
from domain.identity.repository import Identities
from domain.income.repository import Incomes
from domain.intake.repository import Intakes
from domain.loans.repository import Installments, Ledger, Loans
from domain.lookups.repository import Lookups
from domain.moves.repository import Moves
from domain.notices.repository import BackupChannels
from domain.orders.repository import Orders
from domain.outbox.repository import Outbox
from domain.payments.repository import Payments, Refunds
from domain.phones.repository import PhoneChanges
from domain.plans.repository import CreditLines
from domain.privacy.repository import Privacy
from domain.purchases.repository import Purchases
from domain.questions.repository import Questions
from domain.quotes.repository import Quotes
from domain.rescheduling.repository import Reschedulings
from domain.returns.repository import Returns
from domain.sharing.repository import Sharings
from domain.shipping.repository import Shipments
from domain.staff.repository import Staff
from domain.standing.repository import Standings
from domain.tracked.repository import Tracked


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
    purchases: Purchases
    payments: Payments
    refunds: Refunds
    returns: Returns
    reschedulings: Reschedulings
    hardship_plans: HardshipPlans
    ledger: Ledger
    audit: Audit
    documents: Documents
    outbox: Outbox
    history: PaymentHistory
    autopay: AutopayRecords
    cases: Cases
    backup_channels: BackupChannels
    moves: Moves
    phone_changes: PhoneChanges
    shipments: Shipments
    privacy: Privacy
    standings: Standings
    questions: Questions
    tracked: Tracked
    feeds: Feeds
    incomes: Incomes
    sharings: Sharings
    staff: Staff
    intakes: Intakes
    accounting: Accounting

    @property
    def lookups(self) -> Lookups: ...

    def add(self, *rows: Any) -> None:
        """Add new rows, written at the next flush or commit."""
        ...

    async def flush(self) -> None:
        """Write what is pending now, inside the transaction; a broken constraint raises `Conflict`."""
        ...

    async def commit(self) -> None: ...


class Conflict(Exception):
    """Another transaction was first (a unique key or a check of the database). The caller reads again."""


class Store(Protocol):
    def write(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a transaction that will write; rolled back unless committed."""
        ...

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Take a consistent look; commit nothing."""
        ...
