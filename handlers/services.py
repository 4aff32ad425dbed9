"""What handlers can ask for: every service, handed over in one object, made in bot/wiring.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from domain.autopay.service import AutopayService
from domain.breakdowns.service import BreakdownService
from domain.calculator.service import CalculatorService
from domain.catalog.service import CatalogService
from domain.charts.service import ChartService
from domain.checkout.agreement import AgreementService
from domain.checkout.confirmation import ConfirmationService
from domain.checkout.service import CheckoutService
from domain.customers.service import CustomerService
from domain.dates import SHANGHAI, business_day
from domain.documents.service import DocumentService, VerificationService
from domain.enquiries.offers import OfferService
from domain.enquiries.service import EnquiryService
from domain.feeds.service import FeedService
from domain.handoff.service import HandoffService
from domain.hardship.service import HardshipService
from domain.history.calendar import CalendarService
from domain.history.service import HistoryService
from domain.identity.card_photos import CardPhotoService
from domain.identity.face_check import FaceCheckService
from domain.identity.service import IdentityService
from domain.income.service import IncomeService
from domain.intake.invitations import InvitationService
from domain.loans.bills import BillService
from domain.moves.codes import MoveCodeService
from domain.moves.service import MoveService
from domain.notices.backup_channel import BackupChannelService
from domain.notices.preferences import PreferenceService
from domain.orders.service import OrderService
from domain.payments.at_once import PurchasePaymentService
from domain.payments.batch import BatchService
from domain.payments.refunds import RefundService
from domain.payments.service import PaymentService
from domain.phones.service import PhoneService
from domain.planfiles.picture_service import BillPictureService
from domain.planfiles.service import PlanFileService
from domain.plans.service import PlanService
from domain.ports import Clock
from domain.privacy.service import PrivacyService
from domain.purchases.service import PurchaseService
from domain.questions.service import QuestionService
from domain.quotes.service import QuoteService
from domain.rescheduling.service import ReschedulingService
from domain.returns.service import ReturnService
from domain.security.service import SecurityService
from domain.sharing.service import SharingService
from domain.shipping.service import ShippingService
from domain.standing.service import StandingService
from domain.support.service import SupportService
from domain.tracked.received import ReceivedService
from domain.tracked.service import TrackedService
from domain.value import Value

if TYPE_CHECKING:
    from domain.lookups.service import LookupService


class Services(Value):
    clock: Clock
    customers: CustomerService
    catalog: CatalogService
    plans: PlanService
    identity: IdentityService
    card_photos: CardPhotoService
    handoff: HandoffService
    face_checks: FaceCheckService
    checkout: CheckoutService
    agreements: AgreementService
    confirmation: ConfirmationService
    orders: OrderService
    bills: BillService
    quotes: QuoteService
    payments: PaymentService
    refunds: RefundService
    batches: BatchService
    purchases: PurchaseService
    purchase_payments: PurchasePaymentService
    breakdowns: BreakdownService
    returns: ReturnService
    reschedulings: ReschedulingService
    hardship: HardshipService
    shipping: ShippingService
    documents: DocumentService
    charts: ChartService
    verification: VerificationService
    autopay: AutopayService
    calendar: CalendarService
    feeds: FeedService
    history: HistoryService
    preferences: PreferenceService
    standing: StandingService
    questions: QuestionService
    tracked: TrackedService
    received: ReceivedService
    plan_files: PlanFileService
    bill_pictures: BillPictureService
    calculator: CalculatorService
    income: IncomeService
    sharing: SharingService
    invitations: InvitationService
    enquiries: EnquiryService
    offers: OfferService
    support: SupportService
    backup_channels: BackupChannelService
    security: SecurityService
    privacy: PrivacyService
    phones: PhoneService
    moves: MoveService
    move_codes: MoveCodeService
    lookups: Callable[[], LookupService]  # made when somebody of the shop first looks: customers never do

    def today(self) -> date:
        """Return the business day it is now, in Beijing."""
        return business_day(self.clock.now())


class StaffHours(Value):
    """When people are there for customers, times of day in Beijing; whether it is such a time now."""

    start: time
    end: time
    open_now: bool


CRISIS_HOTLINE = "12356"  # of the whole country, by day and by night


class ConversationSettings(Value):
    """How the conversation behaves, from the settings.

    `reading_s`: how long the cost disclosure stays before it can be confirmed, in seconds of real time.
    `demo`: lenders are synthetic, and the chat says so. `staff_hours`: from when until when people are there.
    `crisis_hotline`: the number that somebody who may not want to live can ring.
    `updates_per_minute`: how many of one person are answered.
    `form_url`: where the form for one's identity opens, if there is one; `move_form_url`: the one that names the account
    that is to move here. `calendar_url`: under which calendars to subscribe to are, if there is a public address.
    `console_url`: the page of the console to which Telegram says who signs in, where the console has an address.
    `two_persons_above_fen`: what moves more than that is decided by two of the shop's people, in the chat as in the console.
    """

    reading_s: float
    demo: bool
    new_incident_id: Callable[[], str]
    staff_hours: tuple[time, time] = (time(9), time(18))
    crisis_hotline: str = CRISIS_HOTLINE
    updates_per_minute: int = 600
    form_url: str | None = None
    move_form_url: str | None = None
    calendar_url: str | None = None
    console_url: str | None = None
    two_persons_above_fen: int = 500_000

    def hours_at(self, now: datetime) -> StaffHours:
        start, end = self.staff_hours
        return StaffHours(start, end, open_now=start <= now.astimezone(SHANGHAI).time() < end)
