"""What the domain asks of the outside world. Every port has a real and a sandbox implementation, chosen by a setting.

No vendor's type crosses a port. Repositories answer rows and never commit; a unit of work commits once, in a service.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from domain import tables as t
from domain.books import (
    BillFacts,
    Entry,
    InstallmentState,
    LoanState,
    OfferedPayment,
    PaymentOnLoan,
    PaymentState,
)
from domain.cases import Pause
from domain.documents import IssuedDocument
from domain.due_calendar import DueCalendar
from domain.handoff import Application, ApplicationWord, PaymentWord
from domain.id_card import CardFields
from domain.identity import FaceCheck, FacePage, IdentityCheck, Verdict
from domain.results import CustomerView, NoticeContent, PayAction
from domain.rules.holidays import DayOff
from domain.second_channels import OfferedChannel, SecondAddress


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class HolidayCalendar(Protocol):
    def off_day(self, day: date) -> DayOff | None:
        """None for a working day. Raises `UnknownYear`."""
        ...


class FieldCipher(Protocol):
    """Encryption of single fields at rest."""

    def seal(self, plain: str) -> str: ...

    def open(self, token: str) -> str: ...

    def lookup_hash(self, plain: str) -> str:
        """A keyed hash: equal texts can be found, none can be guessed without the key."""
        ...


class ChargeStatus(StrEnum):
    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    WAITING = "waiting"  # the gateway has it; the customer still has to pay, or the bank to answer
    NOT_FOUND = "not_found"  # the gateway never saw this id
    UNKNOWN = "unknown"  # no clear answer: ask again later, never charge under another id


@dataclass(frozen=True, slots=True)
class AmountRange:
    """What a gateway takes at a time, in fen, both ends included; `most_fen` None: no upper end."""

    least_fen: int = 1
    most_fen: int | None = None

    def __contains__(self, amount_fen: int) -> bool:
        return self.least_fen <= amount_fen and (self.most_fen is None or amount_fen <= self.most_fen)


@dataclass(frozen=True, slots=True)
class Charge:
    """`payment_id` is ours and the idempotency key: the same id and amount is charged once, however often started.

    `subject` names the order in the gateway's records. `chat_id` and `locale` are the customer's, for gateways that write
    to them; `page` is the lender's own page, `contract_no` that of a contract signed there. `card_token`: take it from this
    bound card, nobody is asked. `expires_at`: from then on it must not be payable any more.
    """

    payment_id: str
    amount_fen: int
    subject: str
    chat_id: int = 0
    locale: str = "zh_CN"
    page: str | None = None
    contract_no: str = ""
    card_token: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChargeResult:
    """`reference` is the gateway's own, of a charge that succeeded; `paid_fen` what it says was paid, where it says so.

    `available_fen`: of a debit declined for want of money, what there would have been.
    """

    status: ChargeStatus
    reference: str | None = None
    reason: str | None = None
    action: PayAction | None = None
    paid_fen: int | None = None
    available_fen: int | None = None


class PayBackStatus(StrEnum):
    DONE = "done"
    DECLINED = "declined"
    BY_HAND = "by_hand"  # the gateway pays nothing back by itself: the staff does it
    UNKNOWN = "unknown"  # no clear answer: ask again under the same id


@dataclass(frozen=True, slots=True)
class PayBack:
    """Money on its way back to the customer. `pay_back_id` is ours and the idempotency key; `reference` is the gateway's of
    the charge, whose id is `payment_id` and of which at most `paid_fen` can go back in all."""

    pay_back_id: str
    payment_id: str
    reference: str
    amount_fen: int
    paid_fen: int


@dataclass(frozen=True, slots=True)
class PayBackResult:
    status: PayBackStatus
    reference: str | None = None
    reason: str | None = None


class PaymentGateway(Protocol):
    """A way money comes in. No answer, or one nobody understands, is UNKNOWN and never an exception."""

    @property
    def name(self) -> str: ...

    @property
    def amounts(self) -> AmountRange: ...

    @property
    def customer_acts(self) -> bool:
        """Whether starting only opens the charge, and the customer pays it elsewhere."""
        ...

    async def start(self, charge: Charge) -> ChargeResult:
        """Charge, or open the charge. Again with the same id: the same charge. Raises where its amount is another one."""
        ...

    async def query(self, payment_id: str) -> ChargeResult:
        """What became of it."""
        ...

    async def cancel(self, payment_id: str) -> ChargeResult:
        """Make sure that it is never paid: DECLINED with the reason `cancelled`, also where it was never seen; SUCCEEDED
        where it is paid already."""
        ...

    async def refund(self, pay_back: PayBack) -> PayBackResult:
        """Pay back, once per `pay_back_id`, however often asked."""
        ...


CANCELLED = "cancelled"  # the reason of a charge that was called off


@dataclass(frozen=True, slots=True)
class Notification:
    """What a gateway says by itself. It is known to be the gateway's, and may be late, doubled or out of order."""

    payment_id: str
    result: ChargeResult


class Forged(Exception):
    """A notification that is not the gateway's, or not for us. What it says is not in the message."""


class Notifying(Protocol):
    """A gateway that says by itself when a charge is done, over HTTP."""

    @property
    def acknowledgement(self) -> str:
        """The body that tells the gateway to stop repeating itself."""
        ...

    def read(self, headers: Mapping[str, str], body: bytes) -> Notification | None:
        """What it says; None where it is of no interest. Header names are in lower case. Raises `Forged`."""
        ...


class DeliveryOutcome(StrEnum):
    SENT = "sent"
    UNREACHABLE = "unreachable"  # the person blocked the assistant or closed the account
    RETRY = "retry"  # certainly not delivered; try again at a later run
    UNCERTAIN = "uncertain"  # may have been delivered


@dataclass(frozen=True, slots=True)
class Delivery:
    outcome: DeliveryOutcome
    message_id: int | None = None
    reason: str | None = None
    channel: str | None = None  # where it was not Telegram
    away: bool = False  # sent by that channel, since they stopped the assistant


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody can be reached. `second`: beside Telegram; `away`: they stopped the assistant; `last`: it is not tried
    again.
    """

    second: SecondAddress | None = None
    away: bool = False
    last: bool = False


ANYWAY = Reach()


class SecondChannel(Protocol):
    """What the operator set up beside Telegram."""

    @property
    def offered(self) -> tuple[OfferedChannel, ...]: ...

    async def send(self, to: SecondAddress, title: str, body: str) -> bool:
        """Whether it was taken."""
        ...


class NoticeChannel(Protocol):
    @property
    def side_by_side(self) -> int:
        """How many can be on their way at a time."""
        ...

    async def turn(self, most: int) -> int:
        """Wait until some may be sent; how many, at least one and at most `most`."""
        ...

    async def deliver(self, to: CustomerView, content: NoticeContent, reach: Reach = ANYWAY) -> Delivery: ...


class DocumentMaker(Protocol):
    async def make(self, document: IssuedDocument, locale: str) -> bytes:
        """The document as a file (PDF) in one language. Equal documents give equal bytes."""
        ...


@dataclass(frozen=True, slots=True)
class BindCard:
    """A card to be bound. The id is ours: asked again with it, the same card answers. Nothing of it is logged."""

    binding_id: str
    number: str = field(repr=False)
    holder_name: str = field(repr=False)
    id_number: str = field(repr=False)
    phone: str = field(repr=False)


class CardRefusal(StrEnum):
    NAME_MISMATCH = "name_mismatch"  # the card is somebody else's
    NOT_DEBIT = "not_debit"
    DECLINED = "declined"  # the bank does not allow it
    NO_ANSWER = "no_answer"


class CardVault(Protocol):
    """Binds debit cards at a gateway, which keeps the numbers and gives tokens for them."""

    gateway: str  # the `PaymentGateway` that charges its tokens

    async def bind(self, card: BindCard) -> str | CardRefusal:
        """The token."""
        ...

    async def unbind(self, token: str) -> bool:
        """Never to be charged again. False where the gateway did not answer."""
        ...


class CalendarMaker(Protocol):
    async def make(self, calendar: DueCalendar, locale: str, *, with_amounts: bool) -> bytes:
        """The calendar as a file (.ics) in one language. Equal calendars give equal bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Recipient:
    view: CustomerView
    blocked_at: datetime | None


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    id: str
    locale: str
    plain_text: bool
    blocked_at: datetime | None
    word_token: str | None
    name_hash: str | None


class Customers(Protocol):
    async def known(self, telegram_id: int) -> KnownCustomer | None:
        """What every update asks first, in its cheapest form."""
        ...

    async def get(self, customer_id: str) -> t.Customer | None: ...

    async def recipients(self, customer_ids: Sequence[str]) -> Mapping[str, Recipient]:
        """By id."""
        ...

    async def mark_blocked(self, customer_ids: Sequence[str], now: datetime) -> None:
        """Those who stopped the assistant; who is known for it stays as they are."""
        ...

    async def by_telegram_id(self, telegram_id: int) -> t.Customer | None: ...

    async def blocked_with_bills(self) -> Sequence[t.Customer]:
        """Who stopped the assistant while instalments are open, the longest away first."""
        ...


class IdentityVerifier(Protocol):
    async def check(self, request: IdentityCheck) -> Verdict:
        """Of the same id always the same check, however often it is asked for."""
        ...

    async def face(self, request: FaceCheck) -> FacePage:
        """Where the face is looked at, and what came out; asked for again under the same id, the same check."""
        ...


class LenderPages(Protocol):
    """The lenders' own pages, where customers are verified, sign and pay."""

    def apply_url(self, application: Application) -> str: ...

    def pay_url(self, payment_id: str, amount_fen: int, contract_no: str) -> str: ...

    async def look_up(self, application_id: str) -> ApplicationWord | None:
        """How it stands there; None where there was no clear answer."""
        ...

    async def look_up_payment(self, payment_id: str) -> PaymentWord | None: ...


class Applications(Protocol):
    async def get(self, application_id: str) -> t.Application | None: ...

    async def open_of(self, draft_id: str, plan_id: str) -> t.Application | None: ...

    async def of_draft(self, draft_id: str) -> Sequence[t.Application]:
        """The open ones."""
        ...

    async def lock(self, application_id: str) -> t.Application | None: ...

    async def all_open(self, since: datetime, limit: int) -> Sequence[t.Application]:
        """The oldest first."""
        ...


class CardReader(Protocol):
    async def read(self, picture: bytes) -> CardFields:
        """What a photo of one side of an ID card says; the picture is nowhere afterwards. Raises `PictureRefused`."""
        ...


class Identities(Protocol):
    async def get(self, customer_id: str) -> t.Identity | None: ...

    async def of_check(self, check_id: str) -> t.Identity | None:
        """Whose check runs under this id; locked."""
        ...

    async def reviewing(self, limit: int) -> Sequence[t.Identity]:
        """Those whose check runs."""
        ...

    async def of_face_check(self, check_id: str) -> t.Identity | None:
        """Whose face is looked at under this id; locked."""
        ...

    async def faces_open(self, limit: int) -> Sequence[t.Identity]:
        """Those whose face is looked at."""
        ...


class Catalog(Protocol):
    async def categories(self, *, active_only: bool = True) -> Sequence[t.Category]: ...

    async def products(self, *, active_only: bool = True) -> Sequence[t.Product]: ...

    async def products_in(self, category_id: str, offset: int, limit: int) -> tuple[Sequence[t.Product], int]:
        """One page of the active products, and how many there are in all."""
        ...

    async def product(self, product_id: str) -> t.Product | None: ...

    async def products_by_id(self, product_ids: Sequence[str]) -> dict[str, t.Product]: ...

    async def picture(self, product_id: str) -> bytes | None: ...

    async def has_picture(self, product_id: str) -> bool: ...

    async def institutions(self, *, active_only: bool = True) -> Sequence[t.Institution]: ...

    async def institution(self, institution_id: str) -> t.Institution | None: ...

    async def plans(self, *, active_only: bool = True) -> Sequence[t.Plan]: ...

    async def plan(self, plan_id: str) -> tuple[t.Plan, t.Institution] | None: ...

    async def plans_with_institutions(self) -> Sequence[tuple[t.Plan, t.Institution]]:
        """Every active plan of every active institution."""
        ...

    async def set_picture(self, product_id: str, content: bytes | None) -> None: ...

    async def take_stock(self, product_id: str, quantity: int) -> bool:
        """Reduce the stock by `quantity` if there is as much; one statement, so two buyers cannot share a piece."""
        ...

    async def put_back(self, product_id: str, quantity: int) -> None:
        """Pieces that were never received are for sale again."""
        ...


class Carts(Protocol):
    async def items(self, customer_id: str) -> Sequence[t.CartItem]: ...

    async def item(self, customer_id: str, product_id: str) -> t.CartItem | None: ...

    async def remove(self, customer_id: str, product_ids: Sequence[str]) -> None: ...

    async def subtract(self, customer_id: str, product_id: str, quantity: int) -> None:
        """Take `quantity` pieces out; a line of no more than that goes altogether."""
        ...


class Drafts(Protocol):
    async def open_of(self, customer_id: str) -> t.CheckoutDraft | None: ...

    async def get(self, draft_id: str) -> t.CheckoutDraft | None:
        """The draft, locked until the transaction ends."""
        ...

    async def cancel_open_from_before(self, instant: datetime) -> int:
        """Cancel every open draft begun before `instant`; answers how many."""
        ...

    async def being_read(self) -> Sequence[tuple[t.CheckoutDraft, t.Customer]]:
        """Open drafts whose disclosure is on the screen and whose reading time is not over."""
        ...


class CreditLines(Protocol):
    async def of(self, customer_id: str) -> Sequence[t.CreditLine]: ...

    async def get(self, customer_id: str, institution_id: str) -> t.CreditLine | None: ...

    async def take(self, customer_id: str, institution_id: str, amount_fen: int, limit_fen: int) -> bool:
        """Use up `amount_fen` if `limit_fen` leaves as much, and keep that limit; one statement."""
        ...

    async def restore(self, customer_id: str, institution_id: str, amount_fen: int) -> None: ...


class Orders(Protocol):
    async def get(self, order_id: str) -> t.Order | None: ...

    async def by_draft(self, draft_id: str) -> t.Order | None: ...

    async def of(self, customer_id: str, offset: int, limit: int) -> tuple[Sequence[t.Order], int]: ...

    async def lines(self, order_ids: Sequence[str]) -> Sequence[t.OrderLine]: ...


class Loans(Protocol):
    async def get(self, loan_id: str) -> t.Loan | None: ...

    async def lock(self, loan_id: str) -> t.Loan | None:
        """The loan, locked until the transaction ends: postings to one loan happen one after the other."""
        ...

    async def advance(self, loan: LoanState) -> None:
        """Write at once how long its plan is now and what became of it, as its next version."""
        ...

    async def lock_of_order(self, order_id: str) -> t.Loan | None:
        """The loan of an order, locked as by `lock`."""
        ...

    async def by_orders(self, order_ids: Sequence[str]) -> dict[str, t.Loan]: ...


class Installments(Protocol):
    async def write(self, states: Sequence[InstallmentState]) -> None:
        """Write these, at once."""
        ...

    async def facts(self, installment_ids: Sequence[str]) -> Sequence[BillFacts]:
        """Of these, by due date."""
        ...

    async def facts_of_loan(self, loan_id: str) -> Sequence[BillFacts]:
        """Of every instalment of the loan, by due date."""
        ...

    async def open_facts(self, customer_id: str, until: date | None = None) -> Sequence[BillFacts]:
        """Of every unpaid bill of the customer, by due date; `until`: of those due until that day, and the next
        one of each loan."""
        ...

    async def due_facts(self, customer_ids: Sequence[str], until: date) -> Mapping[str, Sequence[BillFacts]]:
        """By customer, of every unpaid bill due until that day, by due date."""
        ...

    async def all_facts(self, customer_id: str) -> Sequence[BillFacts]:
        """Of every instalment of the customer, paid or not, by due date."""
        ...

    async def facts_between(self, customer_id: str, first: date, last: date) -> Sequence[BillFacts]:
        """Of those that are due from `first` to `last`, paid or not, by due date."""
        ...

    async def past_facts(
        self, customer_id: str, until: date, offset: int, limit: int | None
    ) -> Sequence[BillFacts]:
        """Of those that are settled or due by `until`, some or all, the newest due date first. Those that fell away are
        none of them."""
        ...

    async def count_past(self, customer_id: str, until: date) -> int: ...

    async def due_span(self, customer_id: str) -> tuple[date, date] | None:
        """The first and the last due date of the customer; None where there is none."""
        ...

    async def get(self, installment_id: str) -> t.Installment | None: ...

    async def of_loan(self, loan_id: str) -> Sequence[t.Installment]: ...

    async def of_loans(self, loan_ids: Sequence[str]) -> Sequence[t.Installment]: ...

    async def next_due_day(self) -> date | None:
        """The earliest due date of any open bill of any customer (the sandbox's clock bar asks)."""
        ...


class Payments(Protocol):
    async def offer(self, offer_id: str) -> t.RepaymentOffer | None: ...

    async def offered(self, offer_id: str) -> OfferedPayment | None:
        """The offer and its loan, the loan locked until the transaction ends."""
        ...

    async def record(self, payment: PaymentState) -> None:
        """Write a new one, at once."""
        ...

    async def write(self, payment: PaymentState) -> None:
        """Write what has changed of a locked one, at once."""
        ...

    async def basket(self, basket_id: str) -> t.RepaymentBasket | None: ...

    async def newest_offered_loan(self, customer_id: str) -> str | None: ...

    async def lock(self, payment_id: str) -> PaymentOnLoan | None:
        """The payment and then its loan, both locked until the transaction ends, and what goes with them."""
        ...

    async def on_loan(self, payment_id: str) -> PaymentOnLoan | None:
        """As `lock`, to be read only."""
        ...

    async def find(self, payment_id: str) -> PaymentState | None:
        """The payment, to be read only."""
        ...

    async def by_offer(self, offer_id: str) -> PaymentState | None: ...

    async def by_reference(self, gateway: str, reference: str) -> PaymentState | None: ...

    async def in_flight(self, loan_id: str) -> PaymentState | None:
        """The payment of the loan that has no outcome yet; the table sees to it that there is one at most."""
        ...

    async def unresolved(self, before: datetime, limit: int) -> Sequence[str]:
        """Ids of payments without an outcome that were made before `before`, but for those the lender has to confirm."""
        ...

    async def waiting(self, limit: int) -> Sequence[str]:
        """Ids of payments that wait for the customer or the bank, but for those the lender has to confirm."""
        ...

    async def reported(self) -> Sequence[PaymentState]:
        """Those that customers say they made on a lender's own page, the oldest first."""
        ...

    async def that_can_go_back(self, loan_id: str) -> Sequence[tuple[PaymentState, int]]:
        """Payments of the loan whose money came in, the newest first, and what of each has not gone back yet, in fen."""
        ...


class Payouts(Protocol):
    async def get(self, payout_id: str) -> t.Payout | None:
        """Locked until the transaction ends."""
        ...

    async def of_loan(self, loan_id: str) -> Sequence[t.Payout]:
        """The oldest first."""
        ...

    async def unresolved(self, limit: int) -> Sequence[str]:
        """Ids of those whose gateway has not clearly answered."""
        ...

    async def by_hand(self) -> Sequence[t.Payout]:
        """Those the staff has to pay, the oldest first."""
        ...

    async def credited_loans(self, customer_id: str) -> Sequence[str]:
        """Ids of the customer's loans on which there is, or was, money of theirs."""
        ...


class Refunds(Protocol):
    """Goods that go back. Oldest request first, wherever there are several."""

    async def order_of(self, refund_id: str) -> str | None:
        """The id of the order, to lock its loan before anything of the refund is read."""
        ...

    async def of_orders(self, order_ids: Sequence[str]) -> Sequence[t.Refund]: ...

    async def requested(self) -> Sequence[t.Refund]:
        """Every request that waits for the shop."""
        ...

    async def to_tell(self, customer_id: str, day: date) -> Sequence[t.Refund]:
        """Booked and declined ones that no notice speaks of yet, and those the notice of `day` speaks of."""
        ...


class Ledger(Protocol):
    async def newest(self, loan_id: str) -> tuple[int, str]:
        """The number of the loan's newest entry and its place in the chain; 0 and "" where there is none."""
        ...

    async def append(self, entries: Sequence[Entry]) -> None:
        """Written at once, after the rows that were added: entries refer to them."""
        ...

    async def sums(self, loan_id: str) -> Sequence[tuple[str, str, int]]:
        """All that was moved: debit account, credit account and the sum, in fen."""
        ...

    async def beside_installments(self, loan_id: str) -> Sequence[tuple[str, str, int]]:
        """What was moved that belongs to no instalment: debit account, credit account and the sum, in fen."""
        ...


@dataclass(frozen=True, slots=True)
class DebitCandidate:
    """A loan of which something is due, of a customer who has automatic debit on."""

    loan_id: str
    customer_id: str
    contract: dict[str, Any]


class AutoDebits(Protocol):
    async def cards(self, customer_id: str) -> Sequence[t.PaymentCard]:
        """Those that are bound, in the order in which they are tried."""
        ...

    async def debited_cards(self, customer_id: str) -> Sequence[tuple[str, str, str | None]]:
        """Id, last four digits and bank of those that are charged, in that order; none where it is switched off."""
        ...

    async def debited_cards_of(
        self, customer_ids: Sequence[str]
    ) -> Mapping[str, Sequence[tuple[str, str, str | None]]]:
        """As `debited_cards`, by customer."""
        ...

    async def card(self, card_id: str) -> t.PaymentCard | None: ...

    async def mandate(self, customer_id: str) -> t.DebitMandate | None:
        """The one that is active."""
        ...

    async def contracts(self, customer_id: str) -> Sequence[dict[str, Any]]:
        """Of the customer's loans that are not settled."""
        ...

    async def due(self, today: date) -> Sequence[DebitCandidate]: ...

    async def claim(
        self, loan_id: str, day: date, window: str, customer_id: str, now: datetime, stale: datetime
    ) -> bool:
        """Whether the window of that loan is ours to run: nobody ran it, or whoever began did so before `stale`."""
        ...

    async def run(self, loan_id: str, day: date, window: str) -> t.DebitRun | None: ...


@dataclass(frozen=True, slots=True)
class Movement:
    """What changed of an instalment's open amount, penalty aside: scheduled is positive, paid or fallen away negative.

    `at`: when the payment was made, however late its outcome was known; else when it was written.
    """

    installment_id: str
    at: datetime
    by_return: bool
    amount_fen: int


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """A payment with what the record says of it; `kind` and `shares` None where it came beside any bill."""

    payment_id: str
    made_at: datetime
    status: str
    purpose: str
    amount_fen: int
    received_fen: int | None
    kind: str | None
    shares: Sequence[Mapping[str, int]] | None
    periods: int
    title: dict[str, str]
    item_count: int


class Records(Protocol):
    async def loan_starts(self, customer_id: str) -> Mapping[str, date]:
        """By loan."""
        ...

    async def movements(self, loan_ids: Sequence[str], installment_ids: Sequence[str]) -> Sequence[Movement]:
        """Of these instalments, which are of these loans, in the ledger's order."""
        ...

    async def count_payments(self, customer_id: str) -> int: ...

    async def payments(self, customer_id: str, offset: int, limit: int | None) -> Sequence[PaymentFacts]:
        """Some of the customer's payments or all, the newest first."""
        ...


@dataclass(frozen=True, slots=True)
class LoanBooks:
    """Everything that is written about one loan; instalments and entries in order."""

    loan: t.Loan
    installments: Sequence[t.Installment]
    entries: Sequence[t.LedgerEntry]
    payments: Sequence[t.Payment]
    refunds: Sequence[t.Refund]
    payouts: Sequence[t.Payout]
    lines: Sequence[t.OrderLine]


@dataclass(frozen=True, slots=True)
class CreditUse:
    """A credit line: what it says is used up, and the principal that is open, in fen."""

    customer_id: str
    institution_id: str
    used_fen: int
    owed_fen: int


class Audit(Protocol):
    async def loan_count(self) -> int: ...

    async def books(self, after: str, limit: int) -> Sequence[LoanBooks]:
        """The next `limit` loans after the id `after`, by id."""
        ...

    async def books_of_loan(self, loan_id: str) -> LoanBooks: ...

    async def books_of_customer(self, customer_id: str) -> Sequence[LoanBooks]:
        """Of all their loans, by id."""
        ...

    async def credit_use(self) -> Sequence[CreditUse]: ...

    async def order_totals(self) -> Sequence[tuple[str, int, int]]:
        """Id, total and the sum of the lines of every order."""
        ...

    async def orphans(self) -> Sequence[tuple[str, str, str]]:
        """Rows whose reference leads nowhere: table, id, the table where it should lead."""
        ...


class Documents(Protocol):
    async def by_sameness(self, sameness: str) -> t.Document | None: ...

    async def by_code_hash(self, code_hash: str) -> t.Document | None: ...


@dataclass(frozen=True, slots=True)
class NoticeKey:
    customer_id: str
    kind: str
    business_day: date
    subject: str = ""


@dataclass(frozen=True, slots=True)
class NoticeMark:
    """What became of a notice. None leaves the column as it is, but for `reason`."""

    key: NoticeKey
    status: str
    reason: str | None = None
    attempts: int | None = None
    claimed_at: datetime | None = None
    send_after: datetime | None = None
    sent_at: datetime | None = None
    message_id: int | None = None
    channel: str | None = None


class Notices(Protocol):
    async def since(self, day: date) -> date | None:
        """The planned day before this one; None where this one was not planned."""
        ...

    async def last_planned(self) -> date | None: ...

    async def planned(self, day: date, since: date) -> None:
        """Keep that this day is planned; planned again, it stays as it was."""
        ...

    async def plan(
        self,
        kind: str,
        business_day: date,
        due_days: Sequence[date],
        send_after: Mapping[int | None, datetime],
        now: datetime,
        *,
        unless: str | None = None,
    ) -> int:
        """One row for every customer with an open bill of one of these due days; answers how many are new.

        `send_after` by the hour the customer chose, None: chose none. `unless`: not for whom there is one of this kind.
        """
        ...

    async def plan_monthly(
        self, kind: str, business_day: date, send_after: Mapping[int | None, datetime], now: datetime
    ) -> int:
        """One row for everybody who wants the monthly summary."""
        ...

    async def plan_resumed(
        self,
        kind: str,
        business_day: date,
        since: date,
        send_after: Mapping[int | None, datetime],
        now: datetime,
    ) -> int:
        """One row for every customer with a case whose pause ran out after `since`, up to the day before `business_day`."""
        ...

    async def choice(self, customer_id: str) -> t.ReminderChoice | None: ...

    async def plan_refunds(
        self, kind: str, business_day: date, closed_since: datetime, send_after: datetime, now: datetime
    ) -> int:
        """One row per customer with refunds closed since then that no notice speaks of; answers how many are new."""
        ...

    async def say(self, customer_id: str, kind: str, business_day: date, subject: str, now: datetime) -> None:
        """Plan one about one thing, to be sent from now on; once more where it was said already that day."""
        ...

    async def say_once(
        self, customer_id: str, kind: str, business_day: date, send_after: datetime, now: datetime
    ) -> None:
        """Plan one, unless it was planned before."""
        ...

    async def withdraw(self, customer_id: str, subject: str) -> None:
        """What is planned about this one thing is not sent: the customer is told otherwise."""
        ...

    async def claim(
        self, worker: str, now: datetime, limit: int, kinds: Sequence[str] | None = None
    ) -> Sequence[NoticeKey]:
        """Take what may go out now to up to `limit` customers, of these kinds or of all. A customer to whom another worker
        is just sending is passed over."""
        ...

    async def wait_to_be_sent(self, kinds: Sequence[str], now: datetime) -> bool:
        """Whether any of these kinds may go out now."""
        ...

    async def release_stale(self, before: datetime) -> tuple[int, int]:
        """Claims from before `before`: back to the queue where not stamped SENDING, UNCERTAIN where stamped."""
        ...

    async def held(self, keys: Sequence[NoticeKey], worker: str) -> Mapping[NoticeKey, int]:
        """Of these those that are still claimed by the worker, locked until the transaction ends, and how often each was
        tried."""
        ...

    async def mark(self, marks: Sequence[NoticeMark]) -> None:
        """Write at once what became of these."""
        ...

    async def told_since(self, customer_ids: Sequence[str], since: datetime) -> Mapping[str, Collection[str]]:
        """The kinds that were sent since then, by customer."""
        ...

    async def choices(self, customer_ids: Sequence[str]) -> Mapping[str, t.ReminderChoice]: ...

    async def of_customer(self, customer_id: str, offset: int, limit: int | None) -> Sequence[t.Notice]:
        """What was sent, or was to be sent, the newest first."""
        ...

    async def count(self, customer_id: str) -> int: ...


class Cases(Protocol):
    async def get(self, case_id: str) -> t.Case | None:
        """Locked until the transaction ends."""
        ...

    async def open_case(self, customer_id: str, kind: str, about: str) -> t.Case | None:
        """The one of this kind that is open about the loan (or about nothing)."""
        ...

    async def of_payment(self, payment_id: str) -> t.Case | None:
        """The open one."""
        ...

    async def turned_to(self, customer_id: str, *, open_only: bool) -> t.Case | None:
        """The one the customer last spoke of."""
        ...

    async def all_open(self) -> Sequence[t.Case]:
        """Of every customer, the oldest first."""
        ...

    async def by_staff_message(self, message_id: int) -> str | None:
        """The id of the case whose card, or whose customer's words, a message of the staff chat shows."""
        ...

    async def by_customer_message(self, customer_id: str, message_id: int) -> str | None:
        """The id of the customer's case of which a message of their chat speaks."""
        ...

    async def entries(self, case_id: str) -> Sequence[t.CaseEntry]:
        """In order."""
        ...

    async def entry(self, entry_id: str) -> t.CaseEntry | None: ...

    async def said_with(self, case_id: str, author: str, source_id: int) -> bool: ...

    async def unshown(self) -> Sequence[str]:
        """Ids of cases whose card is not, or not as they stand now, in the staff chat."""
        ...

    async def undelivered(
        self, authors: Sequence[str], customer_id: str | None = None
    ) -> Sequence[t.CaseEntry]:
        """What these said (in the customer's cases) that has not reached the other side, the oldest first."""
        ...

    async def pauses_of(self, customer_ids: Sequence[str]) -> Mapping[str, Sequence[Pause]]:
        """By customer, those that run, and those that ran out."""
        ...


class SecondChannels(Protocol):
    async def get(self, customer_id: str) -> t.SecondChannel | None:
        """Locked until the transaction ends."""
        ...

    async def addresses(self, customer_ids: Sequence[str]) -> Mapping[str, SecondAddress]:
        """By customer, of those who chose one."""
        ...


class Privacy(Protocol):
    async def rows(self, customer_id: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Every row of theirs, by table (`domain.privacy.TABLES`)."""
        ...

    async def delete(self, customer_id: str, names: Sequence[str]) -> None:
        """Theirs in these tables."""
        ...

    async def delete_unneeded(self, customer_id: str) -> None:
        """Checkouts that became no order, and closed questions about no loan and no payment."""
        ...

    async def loans(self, customer_id: str) -> tuple[int, datetime | None]:
        """How many run; when the last bill of all was settled, where there is one."""
        ...

    async def consent(self, customer_id: str, purpose: str, about: str) -> t.Consent | None:
        """The one that holds."""
        ...

    async def consents(self, customer_id: str) -> Sequence[t.Consent]:
        """Those that hold, the oldest first."""
        ...


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
