"""What services answer: frozen, free of rows, ready for a view. Amounts are integer fen, days are Beijing days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from domain.catalog import InstitutionKind, LocalText
from domain.errors import DomainError
from domain.handoff import HandoffStatus
from domain.id_card import CardSide
from domain.identity import CardReadView, IdentityState, RejectReason
from domain.returns import RefundStatus, RefundView
from domain.rules.holidays import FundingAdvice
from domain.rules.rates import AnnualRates, cost_per_thousand_fen
from domain.rules.settlement import Line
from domain.terms import FeeTiming, Method, PenaltyTerms, PrepayStrategy, PrepayTerms, SurplusRule


@dataclass(frozen=True, slots=True)
class CustomerView:
    id: str
    telegram_id: int
    locale: str
    plain_text: bool = False  # the customer wants tables as text
    is_new: bool = False
    was_away: bool = False  # had stopped the assistant, and is back with this
    word_token: str | None = None  # the word by which they know our messages, sealed
    is_renamed: bool = False  # has another name at Telegram than the last time


@dataclass(frozen=True, slots=True)
class UnreachableCustomer:
    """Somebody who stopped the assistant while bills are open. Amounts in fen."""

    customer_id: str
    since: datetime
    late_fen: int
    next_due: date


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody reading a cost disclosure, and the message it stands in."""

    customer: CustomerView
    draft_id: str
    message_id: int


@dataclass(frozen=True, slots=True)
class CategoryView:
    id: str
    name: LocalText
    product_count: int


@dataclass(frozen=True, slots=True)
class ProductView:
    id: str
    category_id: str
    name: LocalText
    description: LocalText
    price_fen: int
    stock: int
    has_picture: bool = False
    cash_price_fen: int | None = None  # of one piece paid at once; None where it costs no less


@dataclass(frozen=True, slots=True)
class ProductPage:
    category: CategoryView
    products: tuple[ProductView, ...]
    page: int  # from 0
    pages: int


@dataclass(frozen=True, slots=True)
class CartLineView:
    product: ProductView
    quantity: int

    @property
    def total_fen(self) -> int:
        return self.product.price_fen * self.quantity


@dataclass(frozen=True, slots=True)
class CartView:
    lines: tuple[CartLineView, ...]

    @property
    def total_fen(self) -> int:
        return sum(line.total_fen for line in self.lines)


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    no: int
    due_date: date
    principal_fen: int
    interest_fen: int
    fee_fen: int

    @property
    def payment_fen(self) -> int:
        return self.principal_fen + self.interest_fen + self.fee_fen


ROUNDING_LEAVES_FEN = 100


class OddPayment(StrEnum):
    """How the payments of a plan differ from "so much each period"."""

    FIRST = "first"  # the first one: a fee charged once, a longer or shorter first period
    LAST = "last"  # the last one: the principal is paid at the end
    FALLING = "falling"  # each is smaller than the one before
    VARYING = "varying"


@dataclass(frozen=True, slots=True)
class PlanOption:
    """One plan for one amount, with its true cost.

    `cash_price_fen`: what the goods cost paid at once, where that is less than the amount; `against_cash`: the annual
    rates of the same payments against it, None where none can be written.
    """

    plan_id: str
    lender_id: str
    lender_name: LocalText
    lender_kind: InstitutionKind
    periods: int
    method: Method
    payment_fen: int  # of a usual period; first and last may differ by what rounding leaves
    interest_fen: int
    fee_fen: int
    simple_pct: Decimal
    compound_pct: Decimal
    schedule: tuple[ScheduleRow, ...]
    credit_left_fen: int | None = None  # None: not known before real-name verification
    cash_price_fen: int | None = None
    against_cash: AnnualRates | None = None

    @property
    def odd_payment(self) -> OddPayment | None:
        """Which payments are not the usual one, where it is more than what rounding leaves."""
        first, *between, last = (row.payment_fen for row in self.schedule)
        far = [abs(fen - self.payment_fen) > ROUNDING_LEAVES_FEN for fen in (first, *between, last)]
        if not any(far):
            return None
        if any(far[1:-1]):
            return OddPayment.FALLING if first > last else OddPayment.VARYING
        return OddPayment.LAST if far[-1] else OddPayment.FIRST

    @property
    def total_cost_fen(self) -> int:
        """All interest and fees."""
        return self.interest_fen + self.fee_fen

    @property
    def amount_fen(self) -> int:
        """What is borrowed."""
        return sum(row.principal_fen for row in self.schedule)

    @property
    def cost_per_thousand_fen(self) -> int:
        """All interest and fees for every ¥1,000.00 borrowed."""
        return cost_per_thousand_fen(self.total_cost_fen, self.amount_fen)

    @property
    def above_cash_fen(self) -> int:
        """What is paid in all above what the goods cost paid at once."""
        return self.amount_fen + self.total_cost_fen - (self.cash_price_fen or self.amount_fen)


class CheckoutStep(StrEnum):
    """What the checkout waits for next."""

    PERIODS = "periods"
    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    REVIEWING = "reviewing"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CONSENT = "consent"  # where it was withdrawn
    CARD_READ = "card_read"  # photos were read: is that right?
    LENDER = "lender"
    CARD = "card"  # the chosen lender asks for photos of the ID card
    FACE = "face"  # … and for the face
    DISCLOSURE = "disclosure"
    AGREEMENT = "agreement"
    CONFIRM = "confirm"
    HANDOFF = "handoff"  # in place of all that is between the lender and the customer


@dataclass(frozen=True, slots=True)
class OrderLineView:
    name: LocalText
    unit_price_fen: int
    quantity: int


@dataclass(frozen=True, slots=True)
class IdentityView:
    """Masked as it may be shown."""

    name_mask: str | None
    id_number_mask: str | None
    phone_mask: str | None
    state: IdentityState
    reason: RejectReason | None = None  # where it was rejected
    valid_until: date | None = None
    card: CardReadView | None = None  # waits to be confirmed
    card_sides: tuple[CardSide, ...] = ()  # confirmed
    face_reason: RejectReason | None = None  # why the last look at the face failed

    @property
    def verified(self) -> bool:
        return self.state is IdentityState.VERIFIED


@dataclass(frozen=True, slots=True)
class CheckoutView:
    draft_id: str
    version: int  # of the draft; what is confirmed on this screen is confirmed for this version only
    step: CheckoutStep
    lines: tuple[OrderLineView, ...]
    amount_fen: int
    periods: int | None
    identity: IdentityView
    choice: PlanOption | None
    asks_student: bool = False  # the chosen lender must not lend to students


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The cost disclosure (综合融资成本明示表), made by the code that charges."""

    draft_id: str
    lender_name: LocalText
    lender_contact: str
    lender_url: str
    method: Method
    fee_timing: FeeTiming
    principal_fen: int
    periods: int
    schedule: tuple[ScheduleRow, ...]
    interest_fen: int
    fee_fen: int
    simple_pct: Decimal
    compound_pct: Decimal
    penalty: PenaltyTerms
    penalty_daily_pct: Decimal
    prepay: PrepayTerms
    surplus: SurplusRule = SurplusRule.NEXT
    reading_over: bool = False
    version: int = 0  # of the draft, as on `CheckoutView`; not part of what is kept

    @property
    def partial_strategies(self) -> tuple[PrepayStrategy, ...]:
        """How a part can be prepaid, always in one order; 先息后本 repays nothing before its end: no periods to save."""
        possible = set(self.prepay.strategies)
        if self.method is Method.INTEREST_ONLY:
            possible.discard(PrepayStrategy.FEWER)
        return tuple(strategy for strategy in PrepayStrategy if strategy in possible)


@dataclass(frozen=True, slots=True)
class HandoffView:
    """The way to the lender's page: what its plan costs by its published figures, and how an application stands."""

    shown: Disclosure
    url: str
    status: HandoffStatus


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What the agreement's text is filled in with."""

    draft_id: str
    name_mask: str
    id_number_mask: str
    lines: tuple[OrderLineView, ...]
    disclosure: Disclosure


@dataclass(frozen=True, slots=True)
class Split:
    """How an amount falls on what is owed."""

    principal_fen: int
    interest_fen: int
    fee_fen: int
    penalty_fen: int

    @property
    def total_fen(self) -> int:
        return self.principal_fen + self.interest_fen + self.fee_fen + self.penalty_fen


def added(splits: Iterable[Split]) -> Split:
    total = [0, 0, 0, 0]
    for one in splits:
        parts = (one.principal_fen, one.interest_fen, one.fee_fen, one.penalty_fen)
        total = [a + b for a, b in zip(total, parts, strict=True)]
    return Split(*total)


class BillState(StrEnum):
    UPCOMING = "upcoming"
    DUE_TODAY = "due_today"
    GRACE = "grace"  # past the due date, within the lender's grace: nothing is added yet
    OVERDUE = "overdue"
    PAYING = "paying"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class BillView:
    """One instalment as it stands on `today`. What is still owed: `owed_fen`, penalty included."""

    installment_id: str
    loan_id: str
    order_id: str
    title: LocalText
    item_count: int
    no: int
    periods: int
    due_date: date
    principal_fen: int
    interest_fen: int
    fee_fen: int
    penalty_fen: int
    left: Split  # what is open today; `penalty_fen` is what was paid where nothing is
    owed_fen: int
    days_late: int
    grace_until: date | None  # the last day of the lender's grace; None where there is no grace
    state: BillState
    lender_name: LocalText
    lender_contact: str
    penalty_daily_pct: Decimal

    @property
    def comes_to_fen(self) -> int:
        """What it came to where it is paid, what is left to pay where it is not."""
        if self.state is BillState.PAID:
            return self.principal_fen + self.interest_fen + self.fee_fen + self.penalty_fen
        return self.owed_fen


@dataclass(frozen=True, slots=True)
class CardView:
    """A bound debit card; `bank` is a key of `card_bins`, None where the issuer is not known."""

    card_id: str
    last_four: str
    bank: str | None


@dataclass(frozen=True, slots=True)
class BillsView:
    """`debited`: the cards from which they are taken, where automatic debit is on."""

    today: date
    bills: tuple[BillView, ...]
    debited: tuple[CardView, ...] = ()

    def in_month_of(self, day: date) -> tuple[BillView, ...]:
        """Overdue bills and those due in the month of `day`."""
        return tuple(b for b in self.bills if (b.due_date.year, b.due_date.month) <= (day.year, day.month))


@dataclass(frozen=True, slots=True)
class OrderSummary:
    order_id: str
    number: str
    title: LocalText
    item_count: int
    total_fen: int
    created_day: date
    periods: int
    paid_periods: int
    settled: bool
    overdue: bool
    returned: bool = False  # all of the goods went back


@dataclass(frozen=True, slots=True)
class OrdersPage:
    orders: tuple[OrderSummary, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class CreditView:
    """Money of the customer's on a loan: what can go back, what is on its way, and what went back, in fen."""

    loan_id: str
    order_id: str
    title: LocalText
    item_count: int
    free_fen: int
    underway: tuple[int, ...]
    paid_back_fen: int

    @property
    def left_fen(self) -> int:
        """What the customer still has to get, asked for or not."""
        return self.free_fen + sum(self.underway)


@dataclass(frozen=True, slots=True)
class OrderDetail:
    summary: OrderSummary
    lines: tuple[OrderLineView, ...]
    lender_name: LocalText
    lender_contact: str
    method: Method
    simple_pct: Decimal
    compound_pct: Decimal
    bills: tuple[BillView, ...]
    received: bool = False  # the customer confirmed receipt (确认收货)
    refunds: tuple[RefundView, ...] = ()  # without those that were withdrawn, the oldest first
    credit: CreditView | None = None  # where money of the customer's lies on the loan

    @property
    def request(self) -> RefundView | None:
        """The return that waits for the shop."""
        return next((one for one in self.refunds if one.status is RefundStatus.REQUESTED), None)


@dataclass(frozen=True, slots=True)
class PaidBill:
    """What of a payment falls on one bill."""

    bill: BillView
    split: Split


class OfferKind(StrEnum):
    """What a confirmed offer does beside paying bills."""

    BILLS = "bills"
    SETTLEMENT = "settlement"  # 提前结清
    PREPAYMENT = "prepayment"  # 提前部分还款


@dataclass(frozen=True, slots=True)
class OutsideInstallments:
    """What of a payment falls on no instalment, in fen: principal prepaid and the interest on it, a fee for repaying
    early; and what of a fee taken at drawdown is given back."""

    prepaid_fen: int = 0
    accrued_fen: int = 0
    prepay_fee_fen: int = 0
    given_back_fen: int = 0

    @property
    def total_fen(self) -> int:
        return self.prepaid_fen + self.accrued_fen + self.prepay_fee_fen - self.given_back_fen


NOTHING_OUTSIDE = OutsideInstallments()


@dataclass(frozen=True, slots=True)
class SettlementView:
    """What settling today comes to, line by line; `saved_fen` against staying on plan."""

    lines: tuple[Line, ...]
    saved_fen: int
    terms: PrepayTerms


@dataclass(frozen=True, slots=True)
class PrepaymentView:
    """What prepaying a part does to the payments to come. `arrears_fen`: what of the amount pays what is due first."""

    strategy: PrepayStrategy
    asked_fen: int
    arrears_fen: int
    payments_before_fen: tuple[int, ...]
    payments_after_fen: tuple[int, ...]
    next_due: date
    last_due_before: date
    last_due_after: date
    saved_fen: int  # after the fee


@dataclass(frozen=True, slots=True)
class OfferView:
    """A repayment ready to be confirmed: bills of one loan, oldest first; all that is left of it; or a part of what is to
    come. `was_fen`: what it came to on the screen before, where that was another amount."""

    offer_id: str
    kind: OfferKind
    loan_id: str
    order_id: str
    title: LocalText
    item_count: int
    amount_fen: int
    bills: tuple[PaidBill, ...]
    outside: OutsideInstallments = NOTHING_OUTSIDE
    settlement: SettlementView | None = None
    prepayment: PrepaymentView | None = None
    valid_until: datetime | None = None
    was_fen: int | None = None

    @property
    def split(self) -> Split:
        return added(part.split for part in self.bills)


@dataclass(frozen=True, slots=True)
class PrepaymentChoice:
    """An amount above what is due, and what can be made of it. `options`: what each strategy would do, with what it
    costs in all. `takes_next`: whether it may pay the following bills as they stand, too."""

    loan_id: str
    title: LocalText
    item_count: int
    asked_fen: int
    arrears_fen: int
    options: tuple[tuple[PrepaymentView, OutsideInstallments], ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    payment_id: str
    kind: OfferKind
    order_id: str
    title: LocalText
    item_count: int
    amount_fen: int
    bills: tuple[PaidBill, ...]
    outside: OutsideInstallments
    paid_at: datetime
    gateway_reference: str
    next_due: date | None
    next_amount_fen: int | None
    loan_settled: bool

    @property
    def split(self) -> Split:
        return added(part.split for part in self.bills)


class ActionKind(StrEnum):
    """What the customer has to do for a charge to happen."""

    INVOICE = "invoice"  # pay the invoice that the gateway sent into the chat
    QR = "qr"  # scan; `content` is what the code says
    PAGE = "page"  # pay on the lender's own page; `content` is its address


@dataclass(frozen=True, slots=True)
class PayAction:
    kind: ActionKind
    content: str = ""


@dataclass(frozen=True, slots=True)
class PaymentAwaited:
    """A payment without an outcome yet: what the customer has to do for it, and until when.

    Neither `action` nor `reported_at`: the gateway or the bank is at it. `reported_at`: the customer said that it is paid.
    """

    payment_id: str
    offer_id: str
    loan_id: str
    title: LocalText
    item_count: int
    lender_name: LocalText
    amount_fen: int
    gateway: str
    is_debit: bool
    action: PayAction | None
    expires_at: datetime | None
    reported_at: datetime | None


@dataclass(frozen=True, slots=True)
class DebitOutcome:
    """What became of an attempt to debit a card; `status` is a `PaymentStatus`."""

    payment_id: str
    status: str
    reason: str | None
    available_fen: int | None


@dataclass(frozen=True, slots=True)
class PayoutView:
    """Money on its way back, for the staff; `payment_reference` is the gateway's own of the payment it came with."""

    payout_id: str
    amount_fen: int
    status: str
    gateway: str
    payment_reference: str
    created_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class ReportedPayment:
    """A payment that a customer says to have made on the lender's own page, for the staff."""

    payment_id: str
    order_number: str
    amount_fen: int
    reported_at: datetime


class Confirmed(StrEnum):
    """What became of the lender's word on a payment."""

    POSTED = "posted"
    CREDITED = "credited"  # another amount, or nothing to pay with it any more
    BEFORE = "before"  # it was said before
    OTHER = "other"  # something else was said before, of the payment or under the reference
    UNKNOWN = "unknown"  # there is no such payment


@dataclass(frozen=True, slots=True)
class LoanBills:
    """Bills of one loan that can be paid now, the oldest first."""

    loan_id: str
    bills: tuple[BillView, ...]


@dataclass(frozen=True, slots=True)
class BasketChoice:
    """`version` is of exactly these bills and amounts."""

    loans: tuple[LoanBills, ...]
    today: date
    version: int

    # How many bills of each loan, by its place from 1.

    @property
    def everything(self) -> dict[int, int]:
        return {place: len(loan.bills) for place, loan in enumerate(self.loans, 1)}

    @property
    def due(self) -> dict[int, int]:
        """What is late or due today."""
        return self._counted(lambda bill: bill.due_date <= self.today)

    @property
    def late(self) -> dict[int, int]:
        """What is past its due date, within the grace or not."""
        return self._counted(lambda bill: bill.due_date < self.today)

    def amount_fen(self, counts: Mapping[int, int]) -> int:
        return sum(
            bill.owed_fen
            for place, loan in enumerate(self.loans, 1)
            for bill in loan.bills[: counts.get(place, 0)]
        )

    def _counted(self, wanted: Callable[[BillView], bool]) -> dict[int, int]:
        counts = {place: sum(map(wanted, loan.bills)) for place, loan in enumerate(self.loans, 1)}
        return {place: count for place, count in counts.items() if count}


@dataclass(frozen=True, slots=True)
class BasketView:
    """Several offers to be confirmed with one tap; `was_fen`: what they came to when shown before."""

    basket_id: str
    offers: tuple[OfferView, ...]
    was_fen: int | None = None

    @property
    def amount_fen(self) -> int:
        return sum(offer.amount_fen for offer in self.offers)

    @property
    def split(self) -> Split:
        return added(offer.split for offer in self.offers)


@dataclass(frozen=True, slots=True)
class BasketOutcome:
    """What became of it: what is paid, how many are not, and why, or what the customer has to do for the next one."""

    receipts: tuple[Receipt, ...]
    left: int
    stopped: DomainError | None = None
    awaited: PaymentAwaited | None = None


@dataclass(frozen=True, slots=True)
class AutoDebitView:
    """How automatic debit stands: the cards in the order in which they are tried, and whether it is switched on.

    `can_bind`: a gateway that takes cards is there. `windows`: when the lenders of the open loans debit.
    """

    can_bind: bool
    verified: bool
    name_mask: str | None
    active: bool
    cards: tuple[CardView, ...]
    windows: tuple[time, ...]
    partial: bool

    @property
    def debits(self) -> bool:
        """Whether anything will be taken."""
        return self.active and bool(self.cards)


class DebitEnd(StrEnum):
    """How one window of one loan ended."""

    POSTED = "posted"
    PARTIAL = "partial"  # what was there was taken; the rest is open
    DECLINED = "declined"
    UNKNOWN = "unknown"  # the bank gave no clear answer; the sweep asks again
    IN_FLIGHT = "in_flight"  # the customer was paying just then
    NOTHING = "nothing"  # nothing was due any more, or it was switched off meanwhile
    MISSED = "missed"  # nobody was there in the last window


class NoticeKind(StrEnum):
    """The kinds of the ladder first: at most one of each a day, about all that came to one of its rungs."""

    DUE_SOON = "due_ahead"
    DUE_TODAY = "due_today"
    BEFORE_REPORT = "before_report"  # it will be reported to the credit register
    OVERDUE = "overdue"
    DEBIT_FAILED = "debit_failed"
    MONTHLY = "monthly"  # the month that ended and the one to come, for those who want it
    REFUND = "refund"  # goods that went back were booked, or the shop declined
    PAYMENT = "payment"  # what became of a payment for whose outcome nobody was waiting
    CREDIT = "credit"  # money came that pays nothing
    IDENTITY = "identity"  # what came out of a check that took its time
    HANDOFF = "handoff"  # what a lender says of an application on its page
    FACE = "face"  # … of a look at the face
    NEW_CARD = "new_card"  # a card was debited for the first time
    ATTEMPTS = "attempts"  # so many wrong answers that no more are taken today
    PAYOUT = "payout"  # what is the customer's went back, or could not


@dataclass(frozen=True, slots=True)
class HandoffTold:
    """What came of an application; `order_id`: None where none did."""

    status: HandoffStatus
    lender_name: LocalText
    order_id: str | None


@dataclass(frozen=True, slots=True)
class MoneyMoved:
    """A payment that was not taken, money that came beside a bill, or money that went back; `done` says whether it did."""

    loan_id: str
    title: LocalText
    item_count: int
    amount_fen: int
    done: bool = True
    was_reported: bool = False


@dataclass(frozen=True, slots=True)
class MonthSummary:
    """The month that ended, and what falls due in this one. Amounts in fen."""

    ended: date  # the first day of that month
    paid_fen: int
    due_count: int  # instalments that fell due in it
    on_time: int
    next_count: int
    next_fen: int
    next_due: date | None


@dataclass(frozen=True, slots=True)
class ReminderView:
    """How a customer is written to. `before`: days before the due day, None: as each lender does it."""

    before: tuple[int, ...] | None
    hour: int
    hide_amounts: bool
    monthly: bool


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """One notice of the record. `at`: when it was sent, or was to be; `status` and `reason`: codes of the outbox.

    `kind` is None for those of earlier versions.
    """

    kind: NoticeKind | None
    day: date
    at: datetime
    status: str
    reason: str | None
    channel: str | None = None  # where it was not Telegram


@dataclass(frozen=True, slots=True)
class NoticePage:
    now: datetime
    notices: tuple[ToldNotice, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """All that is due (or late) of one customer on one due day, or every refund closed that they do not know of, as it
    stands at the moment of sending."""

    kind: NoticeKind
    today: date
    due_date: date
    bills: tuple[BillView, ...]
    refunds: tuple[RefundView, ...] = ()
    receipt: Receipt | None = None
    money: MoneyMoved | None = None
    debit: AutoDebitView | None = None  # where it is switched on
    reported_on: date | None = None  # when a lender reports the first of the bills
    month: MonthSummary | None = None
    funding: FundingAdvice | None = None  # where a card is debited around a long holiday
    identity: IdentityState | None = None  # of IDENTITY and FACE: what came out
    rejected: RejectReason | None = None
    handoff: HandoffTold | None = None
    card: CardView | None = None  # of NEW_CARD
    open_draft: str | None = None  # the checkout that waits for it
    hides_amounts: bool = False  # the customer does not want them to be read over their shoulder

    @property
    def total_fen(self) -> int:
        return sum(bill.owed_fen for bill in self.bills)
