"""What handlers can ask for: every service, handed over in one object, made in bot/wiring.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from domain.autopay.service import AutoDebitService
from domain.breakdowns.service import ExplainingService
from domain.catalog.service import ShopService
from domain.checkout.agreement import SigningService
from domain.checkout.confirmation import OrderingService
from domain.checkout.service import CheckoutService
from domain.customers.service import CustomerService
from domain.dates import SHANGHAI, business_day
from domain.documents.service import DocumentService, VerificationService
from domain.handoff.service import HandingOffService
from domain.history.calendar import DueCalendarService
from domain.history.service import RecordService
from domain.identity.card_photos import IdCardService
from domain.identity.face_check import FaceService
from domain.identity.service import IdentityService
from domain.loans.bills import BillService
from domain.notices.backup_channel import SecondChannelService
from domain.notices.preferences import ReminderService
from domain.orders.service import OrderService
from domain.payments.batch import BasketService
from domain.payments.refunds import PayoutService
from domain.payments.service import RepaymentService
from domain.plans.service import PlanService
from domain.ports import Clock
from domain.privacy.service import PrivacyService
from domain.quotes.service import OfferService
from domain.returns.service import RefundService
from domain.security.service import SafetyService
from domain.support.service import CaseService


@dataclass(frozen=True, slots=True)
class Services:
    clock: Clock
    customers: CustomerService
    shop: ShopService
    plans: PlanService
    identity: IdentityService
    id_cards: IdCardService
    handing_off: HandingOffService
    faces: FaceService
    checkout: CheckoutService
    signing: SigningService
    ordering: OrderingService
    orders: OrderService
    bills: BillService
    offers: OfferService
    repayment: RepaymentService
    payouts: PayoutService
    baskets: BasketService
    explaining: ExplainingService
    refunds: RefundService
    documents: DocumentService
    verification: VerificationService
    auto_debit: AutoDebitService
    calendar: DueCalendarService
    records: RecordService
    reminders: ReminderService
    cases: CaseService
    second_channels: SecondChannelService
    safety: SafetyService
    privacy: PrivacyService

    def today(self) -> date:
        """The business day it is now, in Beijing."""
        return business_day(self.clock.now())


@dataclass(frozen=True, slots=True)
class StaffHours:
    """When people are there for customers, times of day in Beijing; whether it is such a time now."""

    start: time
    end: time
    open_now: bool


@dataclass(frozen=True, slots=True)
class Conduct:
    """How the conversation behaves, from the settings.

    `reading_s`: how long the cost disclosure stays before it can be confirmed, in seconds of real time.
    `demo`: lenders are synthetic, and the chat says so. `staff_hours`: from when until when people are there.
    `updates_per_minute`: how many of one person are answered.
    `form_url`: where the form for one's identity opens, if there is one.
    """

    reading_s: float
    demo: bool
    new_incident_id: Callable[[], str]
    staff_hours: tuple[time, time] = (time(9), time(18))
    updates_per_minute: int = 600
    form_url: str | None = None

    def hours_at(self, now: datetime) -> StaffHours:
        start, end = self.staff_hours
        return StaffHours(start, end, open_now=start <= now.astimezone(SHANGHAI).time() < end)
