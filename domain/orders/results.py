"""An order as it is shown: in a list, and with all that belongs to it; frozen, amounts in fen."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from domain.loans.results import BillView
from domain.payments.results import OverpaymentView
from domain.plans.results import TrueCost
from domain.returns.results import ReturnStatus, ReturnView
from domain.terms import Charge, Method
from domain.text import LocalText
from domain.value import Value


class OrderLineView(Value):
    name: LocalText
    unit_price_fen: int
    quantity: int


class OrderSummary(Value):
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
    paid_at_once: bool = False  # 一次付清: it has no instalments


class OrdersPage(Value):
    orders: tuple[OrderSummary, ...]
    page: int
    pages: int


class OrderDetail(Value):
    summary: OrderSummary
    lines: tuple[OrderLineView, ...]
    lender_name: LocalText
    lender_contact: str
    method: Method
    simple_pct: Decimal
    compound_pct: Decimal
    bills: tuple[BillView, ...]
    cost: TrueCost  # as it was disclosed
    received: bool = False  # the customer confirmed receipt (确认收货)
    returns: tuple[ReturnView, ...] = ()  # without those that were withdrawn, the oldest first
    overpayment: OverpaymentView | None = None  # where money of the customer's lies on the loan
    charges: tuple[Charge, ...] = ()  # guarantee and service fees as agreed
    saved_fen: int | None = None  # by settling early, against staying on plan
    statement_day: int | None = None  # of the cycles whose bills its instalments stand on
    contract_no: str | None = None  # of one that was signed with the lender itself
    brought_on: date | None = None  # when its loan was brought in (迁入), where it was

    @property
    def request(self) -> ReturnView | None:
        """The return that waits for the shop."""
        return next((one for one in self.returns if one.status is ReturnStatus.REQUESTED), None)


class RefundedMoney(Value):
    """Money of the order that went back, or is on its way."""

    amount_fen: int
    is_done: bool


class PaidOrder(Value):
    """An order that was paid at once (一次付清), without a loan."""

    summary: OrderSummary
    lines: tuple[OrderLineView, ...]
    payment_id: str
    paid_at: datetime
    gateway: str
    gateway_reference: str
    received: bool = False  # the customer confirmed receipt (确认收货)
    returns: tuple[ReturnView, ...] = ()  # without those that were withdrawn, the oldest first
    refunds: tuple[RefundedMoney, ...] = ()

    @property
    def request(self) -> ReturnView | None:
        """The return that waits for the shop."""
        return next((one for one in self.returns if one.status is ReturnStatus.REQUESTED), None)


AnyOrder = OrderDetail | PaidOrder
