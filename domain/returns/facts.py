"""What the books say of an order's goods that went back, and what returning more of them would do today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from domain import tables as t
from domain.errors import NotFound, Stale
from domain.loans.ledger import Account
from domain.quotes.loan_snapshot import LoanSnapshot, snapshot_of
from domain.returns.results import (
    Picks,
    Returnable,
    ReturnableLine,
    ReturnedLine,
    ReturnPreview,
    ReturnStatus,
    ReturnView,
)
from domain.rules.goods_return import apply_return
from domain.rules.returnable import PaidOutside, ReturnableLoan, ReturnLine, ReturnLineCode
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork
from domain.value import Value


class OrderReturns(Value):
    """An order, its loan (None where it was paid at once) and every return of it, the oldest first."""

    order: t.Order
    loan: t.Loan | None
    lines: Sequence[t.OrderLine]
    returns: Sequence[t.Return]

    @property
    def request(self) -> t.Return | None:
        """The one that waits for the shop."""
        return next((one for one in self.returns if one.status == ReturnStatus.REQUESTED), None)

    @property
    def booked(self) -> Sequence[t.Return]:
        return [one for one in self.returns if one.status == ReturnStatus.BOOKED]

    @property
    def version(self) -> int:
        """See `results.Returnable`: a sum of things that only grow."""
        loan_version = self.loan.version if self.loan else len(self.booked)
        return loan_version + len(self.returns) + (self.order.received_at is not None)

    def left(self, line: t.OrderLine) -> int:
        """Pieces of the line that no booked return took back."""
        gone: Counter[int] = Counter()
        for one in self.booked:
            gone.update(pieces_of(one))
        return line.quantity - gone[line.line_no]

    def picked(self, picks: Picks) -> tuple[ReturnedLine, ...]:
        """Return the lines picked. Raises `Stale` where nothing is picked, or more than is left."""
        by_no = {line.line_no: line for line in self.lines}
        chosen = {line_no: quantity for line_no, quantity in sorted(picks.items()) if quantity}
        if not chosen or any(
            line_no not in by_no or not 0 < quantity <= self.left(by_no[line_no])
            for line_no, quantity in chosen.items()
        ):
            raise Stale()
        return self.returned(chosen)

    def returned(self, pieces: Picks) -> tuple[ReturnedLine, ...]:
        by_no = {line.line_no: line for line in self.lines}
        return tuple(
            ReturnedLine(no, LocalText(by_no[no].names), by_no[no].unit_price_fen, quantity)
            for no, quantity in pieces.items()
        )


def pieces_of(row: t.Return) -> dict[int, int]:
    """Return the column `lines` as pieces by line number."""
    return {line["line_no"]: line["quantity"] for line in row.lines}


async def returns_of(uow: UnitOfWork, order: t.Order, loan: t.Loan | None) -> OrderReturns:
    lines, returns = await uow.orders.lines([order.id]), await uow.returns.of_orders([order.id])
    return OrderReturns(order, loan, lines, returns)


async def returns_by_id(uow: UnitOfWork, order_id: str | None) -> OrderReturns:
    """Return the order's returns. Raises `NotFound` where there is no such order."""
    order = await uow.orders.get(order_id) if order_id else None
    if order is None:
        raise NotFound()
    return await returns_of(uow, order, (await uow.loans.by_orders([order.id])).get(order.id))


async def own_returns(uow: UnitOfWork, customer_id: str, order_id: str) -> OrderReturns:
    """Return the returns of the customer's own order. Raises `NotFound` for somebody else's order."""
    returns = await returns_by_id(uow, order_id)
    if returns.order.customer_id != customer_id:
        raise NotFound()
    return returns


async def locked_returns(
    uow: UnitOfWork, order_id: str | None, customer_id: str | None = None
) -> OrderReturns:
    """Read after the loan, or the purchase, is locked, so that nothing of it changes meanwhile; the customer's own where
    one is given.
    """
    loan = await uow.loans.lock_of_order(order_id) if order_id else None
    purchase = await uow.purchases.lock_of_order(order_id) if order_id and loan is None else None
    book = loan or purchase
    if order_id is None or book is None or customer_id not in (None, book.customer_id):
        raise NotFound()
    order = await uow.orders.get(order_id)
    assert order is not None
    return await returns_of(uow, order, loan)


def returnable_view(returns: OrderReturns) -> Returnable:
    lines = (
        ReturnableLine(line.line_no, LocalText(line.names), line.unit_price_fen, returns.left(line))
        for line in returns.lines
    )
    return Returnable(
        order_id=returns.order.id,
        order_number=returns.order.number,
        version=returns.version,
        received=returns.order.received_at is not None,
        lines=tuple(lines),
        request=return_view(returns, returns.request) if returns.request else None,
        paid_at_once=returns.loan is None,
    )


def return_view(returns: OrderReturns, row: t.Return) -> ReturnView:
    return ReturnView(
        return_id=row.id,
        order_id=row.order_id,
        order_number=returns.order.number,
        status=ReturnStatus(row.status),
        received=row.received,
        lines=returns.returned(pieces_of(row)),
        amount_fen=row.amount_fen,
        effect=tuple(
            ReturnLine(ReturnLineCode(line["code"]), line["amount_fen"]) for line in row.effect or ()
        ),
        to_customer_fen=row.to_customer_fen,
        decline_reason=row.decline_reason,
        requested_at=row.requested_at,
        closed_at=row.closed_at,
        ended=returns.loan is None or returns.loan.status == t.LoanStatus.SETTLED,
        paid_at_once=returns.loan is None,
    )


async def return_views(uow: UnitOfWork, rows: Sequence[t.Return]) -> tuple[ReturnView, ...]:
    return tuple([return_view(await returns_by_id(uow, row.order_id), row) for row in rows])


# What a return would do


async def work_out(
    uow: UnitOfWork, returns: OrderReturns, lines: tuple[ReturnedLine, ...], today: date, *, received: bool
) -> ReturnPreview:
    """Work out the return by the rule that books. Raises `PaymentInFlight` while a payment of the loan has no
    outcome, `Stale` where there is no loan.
    """
    if returns.loan is None:
        raise Stale()
    snapshot = await snapshot_of(uow, returns.loan, today)
    before = returnable(snapshot, returns, await uow.ledger.beside_installments(returns.loan.id))
    amount_fen = sum(line.amount_fen for line in lines)
    terms = snapshot.contract.lender.goods_return
    return ReturnPreview(
        order_id=returns.order.id,
        version=returns.version,
        on=today,
        received=received,
        lines=lines,
        before=before,
        result=apply_return(before, amount_fen, today, received=received, terms=terms),
    )


def returnable(
    snapshot: LoanSnapshot, returns: OrderReturns, beside: Sequence[tuple[str, str, int]]
) -> ReturnableLoan:
    """Build the loan as a return is worked out on it. No lender says yet what a merchant pays it (商家贴息), so nothing
    of that goes back.
    """
    position = snapshot.position
    return ReturnableLoan(
        position.terms,
        position.start,
        position.rows,
        at_drawdown=position.at_drawdown,
        relief=position.relief,
        plan=position.plan,
        order_fen=returns.order.total_fen,
        returned_fen=sum(one.amount_fen for one in returns.booked),
        outside=_paid_outside(beside),
    )


def _paid_outside(beside: Sequence[tuple[str, str, int]]) -> PaidOutside:
    """Return what was earned beside the instalments, less what of it went back."""
    earned: Counter[str] = Counter()
    for debit, credit, amount_fen in beside:
        earned[credit] += amount_fen
        earned[debit] -= amount_fen
    return PaidOutside(
        prepay_interest_fen=max(earned[Account.INTEREST_INCOME], 0),
        prepay_fee_fen=max(earned[Account.PREPAY_FEE_INCOME], 0),
    )
