"""Notices: results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.autopay.results import AutoDebitView
from domain.handoff.results import HandoffTold
from domain.history.results import MonthSummary
from domain.identity.types import IdentityState, RejectReason
from domain.loans.results import BillView, CardView
from domain.notices.holidays import FundingAdvice
from domain.outbox.results import NoticeKind
from domain.payments.results import MoneyMoved, Receipt
from domain.returns.results import RefundView


@dataclass(frozen=True, slots=True)
class UnreachableCustomer:
    """Somebody who stopped the assistant while bills are open. Amounts in fen."""

    customer_id: str
    since: datetime
    late_fen: int
    next_due: date


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
