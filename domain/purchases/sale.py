"""From what is bought to an order: pieces held while they are paid, the order and its lines, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from domain import tables as t
from domain.catalog.goods import Line, put_goods_back, take_from_cart, take_goods, take_goods_if_there
from domain.dates import business_day
from domain.ids import new_id
from domain.loans.ledger import Account, Cause, Posting, post_to
from domain.loans.snapshots import Book
from domain.unit_of_work import UnitOfWork

# Long enough to find the phone and the password, short enough that nobody else waits long for the pieces.
HELD_FOR = timedelta(minutes=15)
SOLD = "sold_at_once"  # the rule of the entries of a sale


def new_order(customer_id: str, total_fen: int, day: date, now: datetime) -> t.Order:
    """Return an order; of what, is to be said by the caller."""
    order_id = new_id()
    return t.Order(
        id=order_id,
        number=f"F{day:%y%m%d}{order_id[:6].upper()}",
        customer_id=customer_id,
        total_fen=total_fen,
        created_at=now,
    )


def order_lines(order: t.Order, lines: Sequence[Line]) -> list[t.OrderLine]:
    return [
        t.OrderLine(
            order_id=order.id,
            line_no=number,
            product_id=line["product_id"],
            names=line["names"],
            unit_price_fen=line["unit_price_fen"],
            quantity=line["quantity"],
        )
        for number, line in enumerate(lines, start=1)
    ]


async def hold(uow: UnitOfWork, purchase: t.Purchase, now: datetime) -> None:
    """Take the pieces out of the stock for as long as they are being paid. Raises `SoldOutMeanwhile`, `StockFell`."""
    await take_goods(uow, purchase.lines, from_cart=purchase.from_cart)
    purchase.held_until = now + HELD_FOR


async def let_go(uow: UnitOfWork, purchase: t.Purchase) -> None:
    """Put the pieces back that are held, if any are."""
    if purchase.held_until is not None:
        purchase.held_until = None
        await put_goods_back(uow, purchase.lines)


async def place_order(
    uow: UnitOfWork, purchase: t.Purchase, payment_id: str, now: datetime
) -> t.Order | None:
    """Make the purchase, which is locked and paid, an order, and book its price. None, with nothing changed, where
    nobody waits for it any more, or its pieces are not held and not there.
    """
    if purchase.status != t.PurchaseStatus.OPEN:
        return None
    if purchase.held_until is None and not await take_goods_if_there(uow, purchase.lines):
        return None
    purchase.status, purchase.held_until = t.PurchaseStatus.ORDERED, None
    order = new_order(purchase.customer_id, purchase.total_fen, business_day(now), now)
    order.purchase_id = purchase.id
    uow.add(order)
    await uow.flush()  # the lines refer to it
    uow.add(*order_lines(order, purchase.lines))
    if purchase.from_cart:
        await take_from_cart(uow, purchase.customer_id, purchase.lines)
    postings = [Posting(Account.CASH, Account.MERCHANT_PAYABLE, purchase.total_fen)]
    await post_to(uow, Book(purchase_id=purchase.id), postings, Cause(SOLD, payment_id=payment_id), now)
    return order


def new_refund(purchase: t.Purchase, payment_id: str, amount_fen: int, now: datetime) -> t.Refund:
    """Return what sends so much back by the way the payment came: the sweep asks the gateway for it."""
    return t.Refund(
        id=new_id(),
        payment_id=payment_id,
        purchase_id=purchase.id,
        customer_id=purchase.customer_id,
        amount_fen=amount_fen,
        status=t.RefundStatus.PENDING,
        created_at=now,
    )
