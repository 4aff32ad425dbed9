"""What handlers can ask for: every service, handed over in one object, made in bot/wiring.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from domain.dates import SHANGHAI, business_day
from domain.ports import Clock
from domain.services.auto_debit import AutoDebitService
from domain.services.baskets import BasketService
from domain.services.bills import BillService
from domain.services.cases import CaseService
from domain.services.checkout import CheckoutService
from domain.services.customers import CustomerService
from domain.services.documents import DocumentService, VerificationService
from domain.services.due_calendar import DueCalendarService
from domain.services.explaining import ExplainingService
from domain.services.faces import FaceService
from domain.services.handing_off import HandingOffService
from domain.services.id_cards import IdCardService
from domain.services.identity import IdentityService
from domain.services.offering import OfferService
from domain.services.ordering import OrderingService
from domain.services.orders import OrderService
from domain.services.payouts import PayoutService
from domain.services.plans import PlanService
from domain.services.privacy import PrivacyService
from domain.services.records import RecordService
from domain.services.refunds import RefundService
from domain.services.reminders import ReminderService
from domain.services.repayment import RepaymentService
from domain.services.safety import SafetyService
from domain.services.second_channels import SecondChannelService
from domain.services.shop import ShopService
from domain.services.signing import SigningService


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
