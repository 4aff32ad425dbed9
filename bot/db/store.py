"""The store on a database and its unit of work: one transaction, all repositories on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.keys import KEY_FILE
from bot.db.engine import create_engine
from bot.db.outage import is_surely_undone
from bot.db.repositories.accounting import AccountingRepository
from bot.db.repositories.audit import AuditRepository
from bot.db.repositories.autopay import AutopayRepository
from bot.db.repositories.base import Transaction
from bot.db.repositories.cases import CaseRepository
from bot.db.repositories.catalog import CartRepository, CatalogRepository
from bot.db.repositories.checkout import DraftRepository
from bot.db.repositories.customers import CustomerRepository
from bot.db.repositories.documents import DocumentRepository
from bot.db.repositories.feeds import FeedRepository
from bot.db.repositories.handoff import ApplicationRepository
from bot.db.repositories.hardship import HardshipPlanRepository
from bot.db.repositories.history import HistoryRepository
from bot.db.repositories.identity import IdentityRepository
from bot.db.repositories.income import IncomeRepository
from bot.db.repositories.intake import IntakeRepository
from bot.db.repositories.loans import InstallmentRepository, LedgerRepository, LoanRepository
from bot.db.repositories.moves import MoveRepository
from bot.db.repositories.notices import BackupChannelRepository
from bot.db.repositories.orders import OrderRepository
from bot.db.repositories.outbox import OutboxRepository
from bot.db.repositories.payments import PaymentRepository, RefundRepository
from bot.db.repositories.phones import PhoneChangeRepository
from bot.db.repositories.plans import CreditLineRepository
from bot.db.repositories.privacy import PrivacyRepository
from bot.db.repositories.purchases import PurchaseRepository
from bot.db.repositories.questions import QuestionRepository
from bot.db.repositories.quotes import QuoteRepository
from bot.db.repositories.rescheduling import ReschedulingRepository
from bot.db.repositories.returns import ReturnRepository
from bot.db.repositories.sharing import SharingRepository
from bot.db.repositories.shipping import ShipmentRepository
from bot.db.repositories.staff import StaffRepository
from bot.db.repositories.standing import StandingRepository
from bot.db.repositories.tracked import TrackedRepository
from bot.db.revision import check_schema
from bot.db.sealed_rows import RowCipher
from bot.private_files import keep_others_out
from bot.settings import Settings, SettingsError
from domain.accounting.repository import Accounting
from domain.audit.repository import Audit
from domain.autopay.repository import AutopayRecords
from domain.cases.repository import Cases
from domain.catalog.repository import Carts, Catalog
from domain.checkout.repository import Drafts
from domain.commits import note_commit
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
from domain.ports import FieldCipher
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
from domain.unit_of_work import Conflict

ChainKey = Callable[[], bytes | None]


def without_keys() -> FieldCipher:
    """Stand where a store has no keys: rows that are sealed whole are neither read nor written by it."""
    raise SettingsError("the keys are not here, so nothing can be read or written that is sealed with them.")


@contextmanager
def _conflicts() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise Conflict(str(error.orig).split("\n", 1)[0]) from error


class SqlUnitOfWork:
    """One transaction. Fulfils `domain.unit_of_work.UnitOfWork`."""

    def __init__(self, transaction: Transaction, chain_key: ChainKey) -> None:
        self._transaction = transaction
        self.customers: Customers = CustomerRepository(transaction)
        self.identities: Identities = IdentityRepository(transaction)
        self.catalog: Catalog = CatalogRepository(transaction)
        self.carts: Carts = CartRepository(transaction)
        self.drafts: Drafts = DraftRepository(transaction)
        self.applications: Applications = ApplicationRepository(transaction)
        self.credit_lines: CreditLines = CreditLineRepository(transaction)
        self.orders: Orders = OrderRepository(transaction)
        self.loans: Loans = LoanRepository(transaction)
        self.installments: Installments = InstallmentRepository(transaction)
        self.quotes: Quotes = QuoteRepository(transaction)
        self.purchases: Purchases = PurchaseRepository(transaction)
        self.payments: Payments = PaymentRepository(transaction)
        self.refunds: Refunds = RefundRepository(transaction)
        self.returns: Returns = ReturnRepository(transaction)
        self.ledger: Ledger = LedgerRepository(transaction, chain_key)
        self.audit: Audit = AuditRepository(transaction)
        self.documents: Documents = DocumentRepository(transaction)
        self.outbox: Outbox = OutboxRepository(transaction)
        self.autopay: AutopayRecords = AutopayRepository(transaction)
        self.cases: Cases = CaseRepository(transaction)
        self.backup_channels: BackupChannels = BackupChannelRepository(transaction)
        self.moves: Moves = MoveRepository(transaction)
        self.phone_changes: PhoneChanges = PhoneChangeRepository(transaction)
        self.shipments: Shipments = ShipmentRepository(transaction)
        self.privacy: Privacy = PrivacyRepository(transaction)
        self.history: PaymentHistory = HistoryRepository(transaction)
        self.standings: Standings = StandingRepository(transaction)
        self.questions: Questions = QuestionRepository(transaction)
        self.tracked: Tracked = TrackedRepository(transaction)
        self.feeds: Feeds = FeedRepository(transaction)
        self.reschedulings: Reschedulings = ReschedulingRepository(transaction)
        self.hardship_plans: HardshipPlans = HardshipPlanRepository(transaction)
        self.incomes: Incomes = IncomeRepository(transaction)
        self.sharings: Sharings = SharingRepository(transaction)
        self.staff: Staff = StaffRepository(transaction)
        self.intakes: Intakes = IntakeRepository(transaction)
        self.accounting: Accounting = AccountingRepository(transaction)

    @property
    def lookups(self) -> Lookups:
        from bot.db.repositories.lookups import LookupRepository  # for those alone who look somebody up

        return LookupRepository(self._transaction)

    def add(self, *rows: Any) -> None:
        self._transaction.session.add_all(rows)

    async def flush(self) -> None:
        with _conflicts():
            await self._transaction.flush()

    async def commit(self) -> None:
        """Write for good. Noted also where nobody knows whether it was: the connection may break after the database
        committed, and before it says so."""
        await self.flush()  # what fails here was surely not committed
        try:
            with _conflicts():
                await self._transaction.commit()
        except BaseException as error:
            if not is_surely_undone(error):
                note_commit()
            raise
        note_commit()


class SqlStore:
    """Units of work on one engine. Fulfils `domain.unit_of_work.Store`.

    `chain_key`: of the ledger's chain, asked for when it is needed first; without it nothing can be posted. `row_cipher`:
    likewise, for the tables whose rows are sealed whole.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        chain_key: ChainKey = lambda: None,
        row_cipher: RowCipher = without_keys,
    ) -> None:
        self.engine = engine
        self._chain_key = cache(chain_key)
        self._row_cipher = cache(row_cipher)
        self._writing = engine.execution_options(writes=True)

    def write(self) -> Any:
        return self._unit(self._writing)

    def read(self) -> Any:
        return self._unit(self.engine)

    @asynccontextmanager
    async def _unit(self, engine: AsyncEngine) -> AsyncIterator[SqlUnitOfWork]:
        async with engine.connect() as connection:
            transaction = Transaction(connection, self._row_cipher)
            try:
                with _conflicts():  # also where a query flushes what was added before
                    yield SqlUnitOfWork(transaction, self._chain_key)
            finally:
                await transaction.close()


def make_store(settings: Settings, cipher: FieldCipher | None = None) -> SqlStore:
    """Make the store on the database that the settings name, and keep others out of the folder of its data; connects to
    nothing yet. Whoever makes it disposes of its engine. Posting to the ledger raises `SettingsError` where there are no
    keys. `cipher`: where there is one already.
    """
    keep_others_out(settings.data_dir)
    keep_others_out(settings.data_dir / KEY_FILE)

    def chain_key() -> bytes:
        from bot.adapters.keys import present_keys  # only loaded by who needs a key

        return present_keys(settings).chain_key

    def row_cipher() -> FieldCipher:
        from bot.adapters.cipher import PlaceCipher
        from bot.adapters.keys import present_keys

        return cipher or PlaceCipher(present_keys(settings))

    engine = create_engine(settings.database_url, busy_s=settings.sqlite_busy_s)
    return SqlStore(engine, chain_key, row_cipher)


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[SqlStore]:
    """Open the store on the database that the settings name, let go at the end.

    Raises `SettingsError` where its tables are not up to date.
    """
    store = make_store(settings)
    try:
        await check_schema(store.engine)
        yield store
    finally:
        await store.engine.dispose()
