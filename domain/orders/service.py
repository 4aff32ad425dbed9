"""What was bought, and how far it is paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from domain import tables as t
from domain.contract import LoanContract, load_contract
from domain.dates import business_day
from domain.errors import NotFound
from domain.loans.bills import views_of
from domain.loans.rescheduling import is_nothing
from domain.loans.results import BillState, BillView
from domain.loans.savings import saved_by_settling
from domain.loans.snapshots import BillFacts, InstallmentState
from domain.orders.results import (
    AnyOrder,
    OrderDetail,
    OrderLineView,
    OrdersPage,
    OrderSummary,
    PaidOrder,
    RefundedMoney,
)
from domain.payments.refunds import read_overpayment
from domain.plans.pricing import charges_of
from domain.plans.stored_cost import load_cost
from domain.ports import Clock
from domain.returns.facts import OrderReturns, return_view, returns_of
from domain.returns.results import ReturnStatus, ReturnView
from domain.rules.position import AT_DRAWDOWN
from domain.text import LocalText
from domain.unit_of_work import Store, UnitOfWork

PAGE_SIZE = 5


class OrderService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def orders(self, customer_id: str, page: int) -> OrdersPage:
        """Return the customer's orders, newest first."""
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            _, count = await uow.orders.of(customer_id, 0, 1)
            pages = max(1, -(-count // PAGE_SIZE))
            page = min(max(page, 0), pages - 1)
            rows, _ = await uow.orders.of(customer_id, page * PAGE_SIZE, PAGE_SIZE)
            return OrdersPage(await _summaries(uow, rows, today), page, pages)

    async def find(self, customer_id: str, order_id: str) -> AnyOrder:
        """Return the order, with its loan or paid at once. Raises `NotFound`."""
        async with self._store.read() as uow:
            order = await uow.orders.get(order_id)
            if order is not None and order.customer_id == customer_id and order.purchase_id:
                return await _read_paid(uow, order)
            return await read_order(uow, customer_id, order_id, business_day(self._clock.now()))

    async def order(self, customer_id: str, order_id: str) -> OrderDetail:
        """Return the order with its loan. Raises `NotFound` also where it has none."""
        async with self._store.read() as uow:
            return await read_order(uow, customer_id, order_id, business_day(self._clock.now()))


async def read_order(uow: UnitOfWork, customer_id: str, order_id: str, today: date) -> OrderDetail:
    order = await uow.orders.get(order_id)
    if order is None or order.customer_id != customer_id or order.purchase_id:
        raise NotFound()
    loan = (await uow.loans.by_orders([order.id]))[order.id]
    contract = load_contract(loan.contract)
    facts = [bill for bill in await uow.installments.facts_of_loan(loan.id) if not is_nothing(bill)]
    returns = await returns_of(uow, order, loan)
    lines = returns.lines
    bills = views_of(facts, today)
    overpayment = await read_overpayment(uow, loan.id)
    summary = _summary(order, lines, facts, returns.returns, overdue=_any_overdue(bills))
    return OrderDetail(
        summary=summary,
        lines=_line_views(lines),
        lender_name=contract.lender.name,
        lender_contact=contract.lender.contact,
        method=contract.plan.terms.method,
        simple_pct=Decimal(contract.simple_pct),
        compound_pct=Decimal(contract.compound_pct),
        bills=bills,
        cost=load_cost(loan.disclosure),
        received=order.received_at is not None,
        returns=_shown(returns),
        overpayment=overpayment if overpayment.left_fen else None,
        charges=charges_of(contract, loan.principal_fen, loan.start_date),
        saved_fen=await saved_by_settling(uow, loan.id) if summary.settled else None,
        statement_day=_statement_day(contract, bills),
        contract_no=loan.contract_no,
        brought_on=business_day(loan.created_at) if order.intake_id is not None else None,
    )


def _statement_day(contract: LoanContract, bills: Sequence[BillView]) -> int | None:
    rule = contract.lender.due_day
    return rule.statement_day if bills and rule.gathers(bills[-1].due_date) else None


async def _read_paid(uow: UnitOfWork, order: t.Order) -> PaidOrder:
    assert order.purchase_id is not None
    payment = await uow.payments.by_purchase(order.purchase_id)
    assert payment is not None
    assert payment.closed_at is not None
    returns = await returns_of(uow, order, None)
    back = await uow.refunds.of_purchase(order.purchase_id)
    return PaidOrder(
        summary=_summary(order, returns.lines, [], returns.returns, overdue=False),
        lines=_line_views(returns.lines),
        payment_id=payment.id,
        paid_at=payment.closed_at,
        gateway=payment.gateway,
        gateway_reference=payment.gateway_reference or "",
        received=order.received_at is not None,
        returns=_shown(returns),
        refunds=tuple(RefundedMoney(one.amount_fen, one.status == t.RefundStatus.DONE) for one in back),
    )


def _line_views(lines: Sequence[t.OrderLine]) -> tuple[OrderLineView, ...]:
    return tuple(OrderLineView(LocalText(r.names), r.unit_price_fen, r.quantity) for r in lines)


def _shown(returns: OrderReturns) -> tuple[ReturnView, ...]:
    """Return those that were not withdrawn."""
    return tuple(return_view(returns, one) for one in returns.returns if one.status != ReturnStatus.WITHDRAWN)


async def _summaries(uow: UnitOfWork, orders: Sequence[t.Order], today: date) -> tuple[OrderSummary, ...]:
    ids = [order.id for order in orders]
    loans = await uow.loans.by_orders(ids)
    lines: dict[str, list[t.OrderLine]] = {}
    for line in await uow.orders.lines(ids):
        lines.setdefault(line.order_id, []).append(line)
    scheduled = await uow.installments.states_of_loans([loan.id for loan in loans.values()])
    rows = {loan_id: [row for row in plan if not is_nothing(row)] for loan_id, plan in scheduled.items()}
    returns: dict[str, list[t.Return]] = {}
    for returned in await uow.returns.of_orders(ids):
        returns.setdefault(returned.order_id, []).append(returned)
    late = await _overdue_loans(uow, [row for each in rows.values() for row in each], today)
    return tuple(
        _summary(
            order,
            lines[order.id],
            rows.get(loan_id, []),
            returns.get(order.id, []),
            overdue=loan_id in late,
        )
        for order in orders
        for loan_id in [loans[order.id].id if order.id in loans else ""]
    )


async def _overdue_loans(uow: UnitOfWork, rows: Sequence[InstallmentState], today: date) -> set[str]:
    """Return the loans that are overdue by the bills' own word for it, so that days of grace are no arrears here
    either.
    """
    past_due = [row.id for row in rows if row.settled_at is None and row.due_date < today]
    bills = views_of(await uow.installments.facts(past_due), today) if past_due else ()
    return {bill.loan_id for bill in bills if _any_overdue([bill])}


def _any_overdue(bills: Sequence[BillView]) -> bool:
    return any(bill.state is BillState.OVERDUE for bill in bills)


def _summary(
    order: t.Order,
    lines: Sequence[t.OrderLine],
    instalments: Sequence[BillFacts | InstallmentState],
    returns: Sequence[t.Return],
    *,
    overdue: bool,
) -> OrderSummary:
    """Those of nothing are none of its `instalments`; what is due on the day of the contract is no period."""
    paid_periods = [row.settled_at is not None for row in instalments if row.no != AT_DRAWDOWN]
    return OrderSummary(
        order_id=order.id,
        number=order.number,
        title=LocalText(lines[0].names),
        item_count=sum(line.quantity for line in lines),
        total_fen=order.total_fen,
        created_day=business_day(order.created_at),
        periods=len(paid_periods),
        paid_periods=sum(paid_periods),
        settled=all(row.settled_at is not None for row in instalments),
        overdue=overdue,
        returned=order.total_fen
        == sum(one.amount_fen for one in returns if one.status == ReturnStatus.BOOKED),
        paid_at_once=order.purchase_id is not None,
    )
