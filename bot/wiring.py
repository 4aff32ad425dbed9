"""The ONE place where parts meet: from settings to services, channels and jobs."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, TypedDict

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.cards.reader import card_reader
from bot.adapters.cipher import make_cipher
from bot.adapters.holidays import ChineseHolidays, holidays_of
from bot.adapters.identity import HttpVerifier, LocalVerifier, NobodyVerifies
from bot.adapters.lenders import HttpLenderPages
from bot.adapters.payments.registry import PaymentMethods, build_payment_methods
from bot.adapters.screens.reader import screen_reader
from bot.adapters.sheets.reader import ChildSheetReader
from bot.adapters.sms import HttpCodeSender
from bot.charts.maker import PngMaker
from bot.db.outage import OutageLog
from bot.db.send_slots import SharedSendSlots
from bot.db.store import SqlStore, make_store
from bot.documents.calendar import IcsMaker
from bot.documents.maker import PdfMaker
from bot.observer import NobodyWatches, Observer
from bot.receiving.inbox import Inbox
from bot.receiving.refused_updates import RefusedUpdates
from bot.receiving.second_tries import SecondTries
from bot.scheduler import Job, beijing_cron
from bot.sending.pacing import FREE_PER_S, OwnSendSlots, Pace, SendSlots, tempo_for
from bot.settings import OperatorMode, Settings, require_pages
from bot.stand_ins import require_real_partners
from domain.autopay import notices as autopay_notices
from domain.autopay.debit_run import DebitRunner
from domain.autopay.service import AutopayService
from domain.breakdowns.service import BreakdownService
from domain.calculator.service import CalculatorService
from domain.catalog.importer import CatalogImporter
from domain.catalog.service import CatalogService
from domain.charts.service import ChartService
from domain.checkout.agreement import AgreementService
from domain.checkout.confirmation import ConfirmationService
from domain.checkout.service import CheckoutService
from domain.customers.service import CustomerService
from domain.documents.service import DocumentService, VerificationService
from domain.enquiries.offers import OfferService
from domain.enquiries.service import EnquiryService
from domain.feeds.service import FeedService
from domain.handoff import notices as handoff_notices
from domain.handoff.service import HandoffService
from domain.hardship import notices as hardship_notices
from domain.hardship.service import HardshipService
from domain.history import notices as history_notices
from domain.history.calendar import CalendarService
from domain.history.service import HistoryService
from domain.identity import notices as identity_notices
from domain.identity.card_photos import CardPhotoService
from domain.identity.face_check import FaceCheckService
from domain.identity.ports import CardReader
from domain.identity.service import IdentityService
from domain.income.service import IncomeService
from domain.intake.invitations import InvitationService
from domain.loans.bills import BillService
from domain.moves import notices as move_notices
from domain.moves.codes import MoveCodeService
from domain.moves.service import MoveService
from domain.notices import bill_notices
from domain.notices.backup_channel import BackupChannelService
from domain.notices.content import Spec
from domain.notices.delivery import DeliveryService
from domain.notices.ports import BackupChannel, NoticeChannel
from domain.notices.preferences import PreferenceService
from domain.notices.results import BackupAddress, OfferedChannel
from domain.orders.service import OrderService
from domain.payments import notices as payment_notices
from domain.payments import purchase_notices
from domain.payments.at_once import PurchasePaymentService
from domain.payments.batch import BatchService
from domain.payments.external import ExternalPaymentService
from domain.payments.refunds import RefundService
from domain.payments.service import PaymentService
from domain.phones.service import PhoneService
from domain.planfiles.picture_service import BillPictureService
from domain.planfiles.ports import ScreenReader, SheetReader
from domain.planfiles.service import PlanFileService
from domain.plans.service import PlanService
from domain.ports import Clock, FieldCipher
from domain.privacy.service import PrivacyService
from domain.purchases.service import PurchaseService
from domain.questions.service import QuestionService
from domain.quotes.service import QuoteService
from domain.rescheduling.service import ReschedulingService
from domain.returns import notices as return_notices
from domain.returns.service import ReturnService
from domain.security import notices as security_notices
from domain.security.service import SecurityService
from domain.sharing import notices as sharing_notices
from domain.sharing.service import SharingService
from domain.shipping import notices as shipping_notices
from domain.shipping.service import ShippingService
from domain.standing.service import StandingService
from domain.support.service import SupportService
from domain.support.staff import StaffService
from domain.tracked import notices as tracked_notices
from domain.tracked.received import ReceivedService
from domain.tracked.service import TrackedService
from handlers.moves.farewell import Farewells
from handlers.services import ConversationSettings, Services
from handlers.support.staff_desk import CaseDesk
from handlers.ui.incidents import Incidents

if TYPE_CHECKING:
    from domain.desk.chat import ChatDecisions
    from domain.lookups.service import LookupService

Verifier = LocalVerifier | NobodyVerifies | HttpVerifier
# Every kind of notice; their views stand in `handlers.notices.views`.
NOTICES: tuple[Spec, ...] = (
    *bill_notices.NOTICES,
    *history_notices.NOTICES,
    *return_notices.NOTICES,
    *hardship_notices.NOTICES,
    *shipping_notices.NOTICES,
    *payment_notices.NOTICES,
    *purchase_notices.NOTICES,
    *identity_notices.NOTICES,
    *handoff_notices.NOTICES,
    *autopay_notices.NOTICES,
    *security_notices.NOTICES,
    *move_notices.NOTICES,
    *tracked_notices.NOTICES,
    *sharing_notices.NOTICES,
)
TRANSACTIONAL = tuple(spec.kind for spec in NOTICES if spec.transactional)
# From 08:00 to 22:00 and a little more: at the free pace a million notices take longer than that.
A_DAY_OF_NOTICES_S = 15 * 3600.0
HALF_HOURLY = "7,37"  # one time for all of them: every other one is a stop more for a virtual clock


@dataclass
class Outside:
    """Whom the assistant talks to beside Telegram. `code_sender`: by SMS, where there is one. `pages`: the lenders' own,
    where contracts are signed there. `cards`: who reads photos of ID cards; nobody where those pages ask for them.
    `screens`: who reads screenshots of bills, where that is installed; `sheets`: workbooks.
    """

    payment_methods: PaymentMethods
    verifier: Verifier
    pages: HttpLenderPages | None
    cards: CardReader | None
    screens: ScreenReader | None
    sheets: SheetReader
    backup_channel: BackupChannel
    code_sender: HttpCodeSender | None

    @property
    def leaves_to_lender(self) -> bool:
        """Whether contracts are signed on the lenders' pages, and none here."""
        return self.pages is not None

    async def aclose(self) -> None:
        await self.payment_methods.aclose()
        await self.verifier.aclose()
        if self.code_sender is not None:
            await self.code_sender.aclose()
        if self.pages is not None:
            await self.pages.aclose()


@dataclass
class Sending:
    """How fast messages leave. `paid`: more a second than Telegram carries for nothing."""

    pace: Pace
    paid: bool


@dataclass
class Container:
    """Everything that lives as long as the process."""

    store: SqlStore
    clock: Clock
    cipher: FieldCipher
    outside: Outside
    outages: OutageLog
    second_tries: SecondTries
    inbox: Inbox
    refused_updates: RefusedUpdates
    sending: Sending
    observer: Observer
    incidents: Incidents
    services: Services
    debit_runner: DebitRunner
    staff_service: StaffService
    staff_chat_id: int | None
    conversation_settings: ConversationSettings
    holidays: ChineseHolidays

    @property
    def engine(self) -> AsyncEngine:
        return self.store.engine

    def chat_decisions(self) -> ChatDecisions:
        """Return who decides from the staff chat."""
        from domain.desk.chat import ChatDecisions  # for the shop's people: customers never need it
        from domain.desk.service import Desk
        from domain.staff.approvals import ApprovalService
        from domain.staff.log import StaffLog

        store, clock, cipher = self.store, self.clock, self.cipher
        log, services = StaffLog(store, clock, cipher), self.services
        above_fen = self.conversation_settings.two_persons_above_fen
        approvals = ApprovalService(store, clock, cipher, log, above_fen)
        external = ExternalPaymentService(store, clock)
        desk = Desk(log, approvals, self.staff_service, external, services.refunds, services.returns)
        return ChatDecisions(store, log, approvals, desk)

    def chat_alias(self, chat_id: int) -> str:
        """Return a chat's name in the log: the same each time, and nobody's."""
        return self.cipher.lookup_hash(f"chat:{chat_id}")[:8]

    async def prune(self, now: datetime) -> dict[str, int]:
        """Drop what is no longer needed of updates that came, of what was not understood, and of texts of bills; end what
        is shared by whoever has stopped the assistant.
        """
        pruned = await self.inbox.prune(now)
        dropped = await self.refused_updates.prune(now)
        forgotten = await self.services.questions.prune(now)
        texts = await self.services.received.prune(now)
        ended = await self.services.sharing.end_abandoned(now)
        more = {"dropped": dropped, "forgotten": forgotten, "texts": texts, "ended": ended}
        return pruned | {name: count for name, count in more.items() if count}

    async def prune_due(self, now: datetime) -> datetime | None:
        """Return from when on `prune` has something to do."""
        dues = (
            await self.inbox.prune_due(now),
            await self.refused_updates.prune_due(),
            await self.services.questions.prune_due(),
            await self.services.received.prune_due(),
            await self.services.sharing.end_due(),
        )
        return min((due for due in dues if due is not None), default=None)

    async def aclose(self) -> None:
        await self.second_tries.aclose()
        await self.outside.aclose()
        await self.engine.dispose()


def build_container(
    settings: Settings, clock: Clock, observer: Observer | None = None, *, reader: CardReader | None = None
) -> Container:
    """Build the container; connects to nothing yet. `reader`: of ID-card photos, instead of the one that is
    installed. Raises `SettingsError` where the settings leave nobody real outside a demo.
    """
    require_real_partners(settings)
    observer = observer or NobodyWatches()
    cipher = make_cipher(settings, observer)
    store = make_store(settings, cipher)
    outside = _outside(settings, clock, cipher, reader)
    services = _services(store, clock, cipher, outside, settings)
    outages = OutageLog()
    second_tries = SecondTries(outages)
    return Container(
        store=store,
        clock=clock,
        cipher=cipher,
        outside=outside,
        outages=outages,
        second_tries=second_tries,
        inbox=Inbox(store.engine, clock, cipher, second_tries),
        refused_updates=RefusedUpdates(store.engine, clock, cipher, observer),
        sending=Sending(
            Pace(_send_slots(store.engine, outages), tempo_for(settings.messages_per_s), clock),
            paid=settings.messages_per_s > FREE_PER_S,
        ),
        observer=observer,
        incidents=Incidents(clock, observer.incident_met),
        services=services,
        debit_runner=DebitRunner(store, clock, cipher, services.quotes, services.payments),
        staff_service=StaffService(
            store, clock, cipher, ExternalPaymentService(store, clock), settings.staff_rights
        ),
        staff_chat_id=settings.staff_chat_id,
        conversation_settings=_conversation_settings(
            settings,
            leaves_to_lender=outside.leaves_to_lender,
            sends_codes=outside.code_sender is not None,
        ),
        holidays=holidays_of(settings),
    )


def sandbox_key(cipher: FieldCipher) -> str:
    """Return what the sandbox's gateway signs with: another in every installation."""
    return cipher.lookup_hash("word of the sandbox's gateway")


def _outside(settings: Settings, clock: Clock, cipher: FieldCipher, reader: CardReader | None) -> Outside:
    pages = _lender_pages(settings)
    return Outside(
        payment_methods=build_payment_methods(settings, clock, pages, sandbox_key(cipher)),
        verifier=_verifier(settings),
        pages=pages,
        cards=reader or (card_reader() if pages is None else None),
        screens=screen_reader(),
        sheets=ChildSheetReader(),
        backup_channel=_backup_channel(settings, cipher),
        code_sender=_code_sender(settings),
    )


def _services(store: SqlStore, clock: Clock, cipher: FieldCipher, out: Outside, chosen: Settings) -> Services:
    return Services(
        clock=clock,
        customers=CustomerService(store, clock, cipher),
        catalog=CatalogService(store, clock),
        plans=PlanService(store, clock),
        identity=IdentityService(store, clock, cipher, out.verifier),
        card_photos=CardPhotoService(store, clock, cipher, out.cards),
        face_checks=FaceCheckService(store, clock, cipher, out.verifier),
        checkout=CheckoutService(store, clock, cipher, leaves_to_lender=out.leaves_to_lender),
        agreements=AgreementService(store, clock, cipher),
        confirmation=ConfirmationService(store, clock, cipher, leaves_to_lender=out.leaves_to_lender),
        handoff=HandoffService(store, clock, ExternalPaymentService(store, clock), out.pages),
        orders=OrderService(store, clock),
        bills=BillService(store, clock),
        quotes=(quotes := QuoteService(store, clock)),
        payments=(payments := PaymentService(store, clock, gateways := out.payment_methods.gateways)),
        purchases=PurchaseService(store, clock),
        purchase_payments=PurchasePaymentService(store, clock, gateways),
        batches=BatchService(store, clock, quotes, payments),
        refunds=RefundService(store, clock, gateways),
        breakdowns=BreakdownService(store, clock),
        reschedulings=ReschedulingService(store, clock, cipher, ceiling_pct=chosen.rate_ceiling_pct),
        hardship=HardshipService(store, clock, cipher),
        returns=ReturnService(store, clock, chosen.delivery),
        shipping=ShippingService(store, clock, cipher, chosen.delivery),
        documents=DocumentService(store, clock, cipher, PdfMaker(), demo=chosen.demo),
        charts=ChartService(store, clock, cipher, PngMaker()),
        verification=VerificationService(store, cipher),
        autopay=(autopay := AutopayService(store, clock, cipher, out.payment_methods.vault)),
        calendar=(calendar := CalendarService(store, clock, cipher, IcsMaker())),
        feeds=FeedService(store, clock, cipher, calendar),
        history=HistoryService(store, clock),
        preferences=PreferenceService(store, clock),
        standing=StandingService(store, clock),
        questions=QuestionService(store, clock, cipher),
        **_of_elsewhere(store, clock, cipher, out),
        enquiries=EnquiryService(store, clock, cipher),
        offers=OfferService(store, clock, leaves_to_lender=out.leaves_to_lender),
        support=SupportService(store, clock, cipher, quotes),
        backup_channels=BackupChannelService(store, clock, cipher, out.backup_channel),
        security=SecurityService(store, clock, cipher),
        privacy=PrivacyService(store, clock, cipher, autopay),
        phones=PhoneService(store, clock, cipher, out.verifier, out.code_sender),
        moves=(moves := MoveService(store, clock, cipher)),
        move_codes=MoveCodeService(store, clock, cipher, moves, out.code_sender),
        lookups=cache(partial(_lookups, store, clock, cipher)),
    )


def _lookups(store: SqlStore, clock: Clock, cipher: FieldCipher) -> LookupService:
    from domain.lookups.service import LookupService  # for the shop's people: customers never need it
    from domain.staff.log import StaffLog

    return LookupService(store, clock, cipher, StaffLog(store, clock, cipher))


class _OfElsewhere(TypedDict):
    """What serves whoever never bought here."""

    tracked: TrackedService
    received: ReceivedService
    plan_files: PlanFileService
    bill_pictures: BillPictureService
    calculator: CalculatorService
    income: IncomeService
    sharing: SharingService
    invitations: InvitationService


def _of_elsewhere(store: SqlStore, clock: Clock, cipher: FieldCipher, out: Outside) -> _OfElsewhere:
    return {
        "tracked": TrackedService(store, clock, cipher),
        "received": ReceivedService(store, clock, cipher),
        "plan_files": PlanFileService(clock, out.sheets),
        "bill_pictures": BillPictureService(clock, out.screens),
        "calculator": CalculatorService(clock),
        "income": IncomeService(store, clock, cipher),
        "sharing": SharingService(store, clock, cipher),
        "invitations": InvitationService(store, clock, cipher),
    }


def _conversation_settings(
    settings: Settings, *, leaves_to_lender: bool, sends_codes: bool
) -> ConversationSettings:
    pages = f"{settings.public_url}/identity" if settings.public_url and not leaves_to_lender else None
    return ConversationSettings(
        reading_s=settings.disclosure_reading_s,
        demo=settings.demo,
        new_incident_id=_incident_id,
        staff_hours=settings.hours_of_staff,
        crisis_hotline=settings.crisis_hotline,
        updates_per_minute=settings.updates_per_minute,
        form_url=pages and f"{pages}/form",
        move_form_url=f"{pages}/move" if pages and sends_codes else None,
        calendar_url=f"{settings.public_url}/calendar" if settings.public_url else None,
        console_url=f"{settings.console_url}/console/telegram" if settings.console_url else None,
        two_persons_above_fen=settings.two_persons_above_fen,
    )


class NoBackupChannel:
    """Where the operator set up none."""

    offered: tuple[OfferedChannel, ...] = ()

    async def send(self, to: BackupAddress, title: str, body: str) -> bool:
        return False


def _verifier(settings: Settings) -> Verifier:
    if settings.identity_url is None:
        return LocalVerifier() if settings.demo else NobodyVerifies()
    assert settings.identity_secret is not None  # the settings saw to it
    return HttpVerifier(settings.identity_url, settings.identity_secret.get_secret_value())


def _code_sender(settings: Settings) -> HttpCodeSender | None:
    """Return who brings codes by SMS; None where nobody does, or nobody's phone is known here."""
    if settings.sms_url is None or settings.operator_mode is OperatorMode.MERCHANT:
        return None
    assert settings.sms_secret is not None  # the settings saw to it
    return HttpCodeSender(settings.sms_url, settings.sms_secret.get_secret_value())


def _lender_pages(settings: Settings) -> HttpLenderPages | None:
    """Return the lenders' pages; None where contracts are signed in the chat."""
    if settings.operator_mode is not OperatorMode.MERCHANT:
        return None
    return HttpLenderPages(*require_pages(settings))


def _backup_channel(settings: Settings, cipher: FieldCipher) -> BackupChannel:
    if not settings.second_channel_urls:
        return NoBackupChannel()
    from bot.adapters.channels.apprise import AppriseChannel

    return AppriseChannel(settings.second_channel_urls, cipher)


def _send_slots(engine: AsyncEngine, outages: OutageLog) -> SendSlots:
    """Return the slots to send in: several processes send on one PostgreSQL; with SQLite it is one."""
    own = OwnSendSlots()
    return SharedSendSlots(engine, outages, own) if engine.dialect.name == "postgresql" else own


def _incident_id() -> str:
    return secrets.token_hex(4)


def delivery_service(container: Container, channel: NoticeChannel) -> DeliveryService:
    return DeliveryService(
        container.store,
        container.clock,
        channel,
        container.holidays,
        NOTICES,
        container.sending.pace.give_way,
        container.services.shipping.terms,
        container.cipher,
    )


def notices_on(
    store: SqlStore, clock: Clock, channel: NoticeChannel, holidays: ChineseHolidays | None = None
) -> DeliveryService:
    """Return a delivery service without a container: it takes no key, no gateway, no Telegram."""
    return DeliveryService(store, clock, channel, holidays or ChineseHolidays(), NOTICES)


def notice_jobs(notices: DeliveryService) -> Sequence[Job]:
    """Return the sweeps. Each catches up by itself; deliveries stop by their own rule outside 08:00 to 22:00."""
    return (
        Job(
            "plan_notices",
            beijing_cron(hour="0,6,12,18", minute="5"),
            notices.plan,
            notices.plan_due,
            {"planned": 0},
        ),
        Job(
            "deliver_notices",
            beijing_cron(hour="8-21", minute="0,30"),
            notices.deliver,
            notices.deliver_due,
            longest_s=A_DAY_OF_NOTICES_S,
        ),
    )


def maintenance_jobs(container: Container, desk: CaseDesk, farewells: Farewells) -> Sequence[Job]:
    """Return the jobs that keep things going, each the only one that does what it does, in the order in which they fire."""
    return (
        *_money_jobs(container),
        *_outcome_jobs(container.services),
        Job(
            "close_checkouts",
            beijing_cron(hour="*/6", minute="20"),
            container.services.checkout.expire,
            container.services.checkout.expire_due,
            {"closed": 0},
        ),
        Job(
            "end_hardship_plans",
            beijing_cron(hour="*/6", minute="2"),
            container.services.hardship.end_plans,
            container.services.hardship.end_due,
            {"kept": 0, "lapsed": 0},
        ),
        Job(
            "release_goods",
            beijing_cron(minute="*/5"),
            container.services.purchases.release,
            container.services.purchases.release_due,
            {"released": 0},
        ),
        Job(
            "remind_of_addresses",
            beijing_cron(hour="10-18", minute="25"),
            container.services.shipping.remind,
            container.services.shipping.remind_due,
            {"planned": 0},
        ),
        _carrying_job(container.staff_service, desk),
        Job(
            "tell_old_numbers",
            beijing_cron(minute=HALF_HOURLY),
            container.services.phones.tell_old_numbers,
            container.services.phones.tell_due,
        ),
        Job("carry_out_moves", beijing_cron(minute=HALF_HOURLY), farewells.carry, farewells.carry_due),
        Job(
            "prune_inbox",
            beijing_cron(hour="4", minute="40"),
            container.prune,
            container.prune_due,
            {"pruned": 0},
        ),
    )


def _money_jobs(container: Container) -> Iterator[Job]:
    """Yield what debits what is due, and what asks after payments and refunds without an outcome."""
    runner, payments, refunds = (
        container.debit_runner,
        container.services.payments,
        container.services.refunds,
    )
    yield Job("debit_due", beijing_cron(hour="0-21", minute="1"), runner.run, runner.run_due)
    yield Job(
        "reconcile_payments",
        beijing_cron(minute="10"),
        payments.reconcile,
        payments.reconcile_due,
        {"posted": 0, "void": 0, "unknown": 0},
    )
    yield Job("reconcile_payouts", beijing_cron(minute="15"), refunds.reconcile, refunds.reconcile_due)


def _outcome_jobs(services: Services) -> Iterator[Job]:
    """Yield what asks after checks and hand-offs of which nobody has told the outcome."""
    for name, checks in (
        ("look_up_identities", services.identity),
        ("look_up_faces", services.face_checks),
        ("look_up_applications", services.handoff),
    ):
        yield Job(name, beijing_cron(minute=HALF_HOURLY), checks.reconcile, checks.reconcile_due)


def _carrying_job(staff: StaffService, desk: CaseDesk) -> Job:
    """Return what brings the words between customers and staff that could not be brought."""

    async def carry(now: datetime) -> dict[str, int]:
        return {"tidied": await staff.tidy(now), **await desk.carry(now)}

    async def carry_due(now: datetime) -> datetime | None:
        due = (await desk.carry_due(now), await staff.tidy_due())
        return min((one for one in due if one is not None), default=None)

    return Job("carry_cases", beijing_cron(minute=HALF_HOURLY), carry, carry_due, {"tidied": 0})


def catalog_importer(store: SqlStore) -> CatalogImporter:
    return CatalogImporter(store)
