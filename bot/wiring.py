"""The ONE place where parts meet: from settings to services, channels and jobs."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.cards.reader import card_reader
from bot.adapters.cipher import make_cipher
from bot.adapters.holidays import ChineseHolidays
from bot.adapters.identity import HttpVerifier, LocalVerifier
from bot.adapters.lenders import HttpLenderPages
from bot.adapters.payments.registry import WaysToPay, ways_to_pay
from bot.db.shared_schedule import SharedSchedule
from bot.db.store import SqlStore, make_store
from bot.documents.calendar import IcsMaker
from bot.documents.maker import PdfMaker
from bot.observer import NobodyWatches, Observer
from bot.receiving.inbox import Inbox
from bot.scheduler import Job, beijing_cron
from bot.sending.pacing import FREE_PER_S, OwnSchedule, Pace, Schedule, tempo_for
from bot.settings import OperatorMode, Settings, require_pages
from domain.autopay import notices as autopay_notices
from domain.autopay.debit_run import DebitingService
from domain.autopay.service import AutoDebitService
from domain.breakdowns.service import ExplainingService
from domain.catalog.importer import CatalogImportService
from domain.catalog.service import ShopService
from domain.checkout.agreement import SigningService
from domain.checkout.confirmation import OrderingService
from domain.checkout.service import CheckoutService
from domain.customers.service import CustomerService
from domain.documents.service import DocumentService, VerificationService
from domain.handoff import notices as handoff_notices
from domain.handoff.service import HandingOffService
from domain.history import notices as history_notices
from domain.history.calendar import DueCalendarService
from domain.history.service import RecordService
from domain.identity import notices as identity_notices
from domain.identity.card_photos import IdCardService
from domain.identity.face_check import FaceService
from domain.identity.ports import CardReader
from domain.identity.service import IdentityService
from domain.loans.bills import BillService
from domain.notices import bill_notices
from domain.notices.backup_channel import SecondChannelService
from domain.notices.content import Spec
from domain.notices.delivery import NoticeService
from domain.notices.ports import NoticeChannel, SecondChannel
from domain.notices.preferences import ReminderService
from domain.notices.results import OfferedChannel, SecondAddress
from domain.orders.service import OrderService
from domain.payments import notices as payment_notices
from domain.payments.batch import BasketService
from domain.payments.external import ReportedPaymentService
from domain.payments.refunds import PayoutService
from domain.payments.service import RepaymentService
from domain.plans.service import PlanService
from domain.ports import Clock, FieldCipher
from domain.privacy.service import PrivacyService
from domain.quotes.service import OfferService
from domain.returns import notices as return_notices
from domain.returns.service import RefundService
from domain.security import notices as security_notices
from domain.security.service import SafetyService
from domain.support.service import CaseService
from domain.support.staff import StaffCaseService
from handlers.services import Conduct, Services
from handlers.support.staff_desk import CaseDesk

Verifier = LocalVerifier | HttpVerifier
# Every kind of notice; their views stand in `handlers.notices.views`.
NOTICES: tuple[Spec, ...] = (
    *bill_notices.NOTICES,
    *history_notices.NOTICES,
    *return_notices.NOTICES,
    *payment_notices.NOTICES,
    *identity_notices.NOTICES,
    *handoff_notices.NOTICES,
    *autopay_notices.NOTICES,
    *security_notices.NOTICES,
)
TRANSACTIONAL = tuple(spec.kind for spec in NOTICES if spec.transactional)
HALF_HOURLY = "7,37"  # one time for all of them: every other one is a stop more for a virtual clock


@dataclass
class Outside:
    """Whom the assistant talks to beside Telegram. `pages`: the lenders' own, where contracts are signed there."""

    ways: WaysToPay
    verifier: Verifier
    pages: HttpLenderPages | None
    second_channel: SecondChannel

    async def aclose(self) -> None:
        await self.ways.aclose()
        await self.verifier.aclose()
        if self.pages is not None:
            await self.pages.aclose()


@dataclass
class Sending:
    """How fast messages leave. `paid`: more a second than Telegram carries for nothing."""

    pace: Pace
    paid: bool


@dataclass
class House:
    """Everything that lives as long as the process."""

    store: SqlStore
    clock: Clock
    cipher: FieldCipher
    outside: Outside
    inbox: Inbox
    sending: Sending
    observer: Observer
    services: Services
    debiting: DebitingService
    staff_cases: StaffCaseService
    staff_chat_id: int | None
    conduct: Conduct

    @property
    def engine(self) -> AsyncEngine:
        return self.store.engine

    def chat_alias(self, chat_id: int) -> str:
        """A chat's name in the log: the same each time, and nobody's."""
        return self.cipher.lookup_hash(f"chat:{chat_id}")[:8]

    async def aclose(self) -> None:
        await self.outside.aclose()
        await self.engine.dispose()


def build_house(
    settings: Settings, clock: Clock, observer: Observer | None = None, *, reader: CardReader | None = None
) -> House:
    """Connects to nothing yet. `reader`: of ID-card photos, instead of the one that is installed."""
    store, cipher = make_store(settings), make_cipher(settings)
    outside = _outside(settings, clock, cipher)
    services = _services(settings, store, clock, cipher, outside, reader)
    return House(
        store=store,
        clock=clock,
        cipher=cipher,
        outside=outside,
        inbox=Inbox(store.engine, clock, cipher),
        sending=Sending(
            Pace(_schedule(store.engine), tempo_for(settings.messages_per_s)),
            paid=settings.messages_per_s > FREE_PER_S,
        ),
        observer=observer or NobodyWatches(),
        services=services,
        debiting=DebitingService(store, clock, cipher, services.offers, services.repayment),
        staff_cases=StaffCaseService(store, clock, cipher, ReportedPaymentService(store, clock)),
        staff_chat_id=settings.staff_chat_id,
        conduct=_conduct(settings, hands_off=outside.pages is not None),
    )


def _outside(settings: Settings, clock: Clock, cipher: FieldCipher) -> Outside:
    pages = _lender_pages(settings)
    return Outside(
        ways=ways_to_pay(settings, clock, pages),
        verifier=_verifier(settings),
        pages=pages,
        second_channel=_second_channel(settings, cipher),
    )


def _services(
    settings: Settings,
    store: SqlStore,
    clock: Clock,
    cipher: FieldCipher,
    out: Outside,
    reader: CardReader | None,
) -> Services:
    """What handlers ask for."""
    hands_off = out.pages is not None
    offers = OfferService(store, clock)
    repayment = RepaymentService(store, clock, out.ways.gateways)
    debits = AutoDebitService(store, clock, cipher, out.ways.vault)
    return Services(
        clock=clock,
        customers=CustomerService(store, clock, cipher),
        shop=ShopService(store, clock),
        plans=PlanService(store, clock),
        identity=IdentityService(store, clock, cipher, out.verifier),
        id_cards=IdCardService(store, clock, cipher, reader or (None if hands_off else card_reader())),
        faces=FaceService(store, clock, cipher, out.verifier),
        checkout=CheckoutService(store, clock, cipher, hands_off=hands_off),
        signing=SigningService(store, clock, cipher),
        ordering=OrderingService(store, clock, cipher, hands_off=hands_off),
        handing_off=HandingOffService(store, clock, ReportedPaymentService(store, clock), out.pages),
        orders=OrderService(store, clock),
        bills=BillService(store, clock),
        offers=offers,
        repayment=repayment,
        baskets=BasketService(store, clock, offers, repayment),
        payouts=PayoutService(store, clock, out.ways.gateways),
        explaining=ExplainingService(store, clock),
        refunds=RefundService(store, clock),
        documents=DocumentService(store, clock, cipher, PdfMaker(), demo=settings.demo),
        verification=VerificationService(store, cipher),
        auto_debit=debits,
        calendar=DueCalendarService(store, clock, IcsMaker()),
        records=RecordService(store, clock),
        reminders=ReminderService(store, clock),
        cases=CaseService(store, clock, cipher, offers),
        second_channels=SecondChannelService(store, clock, cipher, out.second_channel),
        safety=SafetyService(store, clock, cipher),
        privacy=PrivacyService(store, clock, cipher, debits),
    )


def _conduct(settings: Settings, *, hands_off: bool) -> Conduct:
    return Conduct(
        reading_s=settings.disclosure_reading_s,
        demo=settings.demo,
        new_incident_id=_incident_id,
        staff_hours=settings.hours_of_staff,
        updates_per_minute=settings.updates_per_minute,
        form_url=f"{settings.public_url}/identity/form" if settings.public_url and not hands_off else None,
    )


class NoSecondChannel:
    """Where the operator set up none."""

    offered: tuple[OfferedChannel, ...] = ()

    async def send(self, to: SecondAddress, title: str, body: str) -> bool:
        return False


def _verifier(settings: Settings) -> Verifier:
    if settings.identity_url is None:
        return LocalVerifier()
    assert settings.identity_secret is not None  # the settings saw to it
    return HttpVerifier(settings.identity_url, settings.identity_secret.get_secret_value())


def _lender_pages(settings: Settings) -> HttpLenderPages | None:
    """None where contracts are signed in the chat."""
    if settings.operator_mode is not OperatorMode.MERCHANT:
        return None
    return HttpLenderPages(*require_pages(settings))


def _second_channel(settings: Settings, cipher: FieldCipher) -> SecondChannel:
    if not settings.second_channel_urls:
        return NoSecondChannel()
    from bot.adapters.channels.apprise import AppriseChannel

    return AppriseChannel(settings.second_channel_urls, cipher)


def _schedule(engine: AsyncEngine) -> Schedule:
    """Several processes send on one PostgreSQL; with SQLite it is one."""
    return SharedSchedule(engine) if engine.dialect.name == "postgresql" else OwnSchedule()


def _incident_id() -> str:
    return secrets.token_hex(4)


def notice_service(house: House, channel: NoticeChannel) -> NoticeService:
    return NoticeService(
        house.store, house.clock, channel, ChineseHolidays(), NOTICES, house.sending.pace.give_way
    )


def notices_on(store: SqlStore, clock: Clock, channel: NoticeChannel) -> NoticeService:
    """Without the rest of the house: it takes no key, no gateway, no Telegram."""
    return NoticeService(store, clock, channel, ChineseHolidays(), NOTICES)


def notice_jobs(notices: NoticeService) -> Sequence[Job]:
    """The sweeps. Each catches up by itself; deliveries stop by their own rule outside 08:00 to 22:00."""
    return (
        Job(
            "plan_notices",
            beijing_cron(hour="0,6,12,18", minute="5"),
            notices.plan,
            notices.plan_due,
            {"planned": 0},
        ),
        Job(
            "deliver_notices", beijing_cron(hour="8-21", minute="0,30"), notices.deliver, notices.deliver_due
        ),
    )


def keeping_jobs(house: House, desk: CaseDesk) -> Sequence[Job]:
    """What is due is debited, payments without an outcome are looked up, checkouts left lying are closed, the inbox is kept
    short, words between customers and staff that could not be brought are brought."""

    async def carry(now: datetime) -> dict[str, int]:
        return {"tidied": await house.staff_cases.tidy(now), **await desk.carry()}

    async def carry_due(now: datetime) -> datetime | None:
        return now if await desk.waits() else await house.staff_cases.tidy_due()

    services = house.services
    payments, payouts, checkout = services.repayment, services.payouts, services.checkout
    half_hourly = (
        ("look_up_identities", services.identity),
        ("look_up_faces", services.faces),
        ("look_up_applications", services.handing_off),
    )
    return (
        Job("debit_due", beijing_cron(hour="0-21", minute="1"), house.debiting.run, house.debiting.run_due),
        Job(
            "reconcile_payments",
            beijing_cron(minute="10"),
            payments.reconcile,
            payments.reconcile_due,
            {"posted": 0, "void": 0, "unknown": 0},
        ),
        Job("reconcile_payouts", beijing_cron(minute="15"), payouts.reconcile, payouts.reconcile_due),
        *(
            Job(name, beijing_cron(minute=HALF_HOURLY), checks.reconcile, checks.reconcile_due)
            for name, checks in half_hourly
        ),
        Job(
            "close_checkouts",
            beijing_cron(hour="*/6", minute="20"),
            checkout.expire,
            checkout.expire_due,
            {"closed": 0},
        ),
        Job("carry_cases", beijing_cron(minute=HALF_HOURLY), carry, carry_due, {"tidied": 0}),
        Job(
            "prune_inbox",
            beijing_cron(hour="4", minute="40"),
            house.inbox.prune,
            house.inbox.prune_due,
            {"pruned": 0},
        ),
    )


def catalog_importer(store: SqlStore) -> CatalogImportService:
    return CatalogImportService(store)
