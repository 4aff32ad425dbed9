"""The wiring of the command line: each command's services, on a store and a clock that are let go at the end.

The assistant's parts meet in bot/wiring.py; there everything is built, here only what a command asks for, and only that
is loaded. Every function raises `SettingsError` where the tables are not up to date, or the clock is away.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.adapters.clock import open_clock
from bot.db.store import SqlStore, open_store
from bot.settings import Settings
from domain.value import Value

if TYPE_CHECKING:  # each is loaded by the command that needs it
    from domain.accounting.service import AccountingService
    from domain.audit.service import AuditService
    from domain.documents.service import VerificationService
    from domain.intake.payments import PaymentIntake
    from domain.intake.service import IntakeService
    from domain.payments.external import ExternalPaymentService
    from domain.payments.refunds import RefundService
    from domain.questions.missed import MissedService
    from domain.returns.service import ReturnService
    from domain.shipping.staff import ShippingDesk


class Auditing(Value):
    """The audit of the books, and the store it works on."""

    service: AuditService
    store: SqlStore


@asynccontextmanager
async def open_audit(settings: Settings, *, with_keys: bool) -> AsyncIterator[Auditing]:
    """Open the audit; without keys none is made, and what hangs on them is not checked."""
    from domain.audit.service import AuditService

    async with open_store(settings) as opened:
        store = opened if with_keys else SqlStore(opened.engine)
        yield Auditing(AuditService(store), store)


@asynccontextmanager
async def verification_service(settings: Settings) -> AsyncIterator[VerificationService]:
    from bot.adapters.cipher import make_cipher
    from domain.documents.service import VerificationService

    async with open_store(settings) as store:
        yield VerificationService(store, make_cipher(settings))


@asynccontextmanager
async def return_service(settings: Settings) -> AsyncIterator[ReturnService]:
    from domain.returns.service import ReturnService

    async with open_store(settings) as store, open_clock(settings) as clock:
        yield ReturnService(store, clock)


@asynccontextmanager
async def shipping_desk(settings: Settings) -> AsyncIterator[ShippingDesk]:
    from bot.adapters.cipher import make_cipher
    from domain.shipping.staff import ShippingDesk

    async with open_store(settings) as store, open_clock(settings) as clock:
        yield ShippingDesk(store, clock, make_cipher(settings), settings.delivery)


@asynccontextmanager
async def payment_services(settings: Settings) -> AsyncIterator[tuple[ExternalPaymentService, RefundService]]:
    """Open the services for what lenders confirm, and for what is refunded by hand: no gateway is asked."""
    from domain.payments.external import ExternalPaymentService
    from domain.payments.gateways import GatewayRegistry
    from domain.payments.refunds import RefundService

    async with open_store(settings) as store, open_clock(settings) as clock:
        yield ExternalPaymentService(store, clock), RefundService(store, clock, GatewayRegistry())


@asynccontextmanager
async def missed_service(settings: Settings) -> AsyncIterator[MissedService]:
    from bot.adapters.cipher import make_cipher
    from domain.questions.missed import MissedService

    async with open_store(settings) as store, open_clock(settings) as clock:
        yield MissedService(store, clock, make_cipher(settings))


@asynccontextmanager
async def intake_service(settings: Settings) -> AsyncIterator[IntakeService]:
    from bot.adapters.cipher import make_cipher
    from domain.intake.service import IntakeService

    async with open_store(settings) as store, open_clock(settings) as clock:
        yield IntakeService(store, clock, make_cipher(settings))


@asynccontextmanager
async def payment_intake(settings: Settings) -> AsyncIterator[PaymentIntake]:
    from domain.intake.payments import PaymentIntake
    from domain.payments.external import ExternalPaymentService

    async with open_store(settings) as store, open_clock(settings) as clock:
        yield PaymentIntake(store, clock, ExternalPaymentService(store, clock))


@asynccontextmanager
async def accounting_service(settings: Settings) -> AsyncIterator[AccountingService]:
    from domain.accounting.service import AccountingService

    async with open_store(settings) as store, open_clock(settings) as clock:
        yield AccountingService(store, clock)
