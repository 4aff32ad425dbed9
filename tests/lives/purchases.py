"""The machine that buys at once (一次付清): any verb in any state. After each step the books are clean, the till has what
the gateway has, no piece is lost, and the customer has goods or money back for every fen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.settings import Settings
from bot.wiring import Container, build_container
from domain.audit.chain import check_chain
from domain.audit.repository import PurchaseBooks
from domain.audit.service import check_purchase
from domain.customers.results import CustomerView
from domain.errors import DomainError
from domain.payments.ports import CANCELLED
from domain.payments.results import PurchaseAwaited
from domain.payments.tables import RefundStatus
from domain.privacy.rules import MAY_STILL_COME
from domain.returns.results import ReturnStatus
from tests.support.at_once import CASH_FEN, DECLINED, PRODUCT, Buyer
from tests.support.cash_prices import sell
from tests.support.clock import MovableClock
from tests.support.people import arrive
from tests.support.qr_gateway import QrGateway
from tests.support.returning import one_number

T = TypeVar("T")
OTHER = "case"
STOCK = {PRODUCT: 5, OTHER: 100}


class Market:
    """One shop, its database and its gateway, for one life after the other; `run` waits for what the services do."""

    def __init__(self, settings: Settings, gateway: QrGateway) -> None:
        self._runner = asyncio.Runner()
        self.clock = MovableClock()
        self.gateway = gateway
        self.container: Container = self.run(self._built(settings))
        self.customers = 0

    async def _built(self, settings: Settings) -> Container:
        return build_container(settings, self.clock)

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(doing)

    def close(self) -> None:
        self.run(self.container.aclose())
        self._runner.close()
        self.gateway.close()


class Shopping(RuleBasedStateMachine):
    """`market` is given by whoever runs it. A refusal is a `DomainError`; anything else raised is a fault."""

    market: ClassVar[Market]

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[tuple[str, int]] = []  # payments and their amounts
        self.purchase_id: str | None = None
        self.taken = 0  # pieces that others bought
        self.said = 0
        self.lives = False

    @initialize()
    def arrives(self) -> None:
        self.market.customers += 1
        self._run(self._arrived(self.market.customers))

    async def _arrived(self, number: int) -> None:
        container = self.market.container
        await sell(container, xiaomi_15=CASH_FEN)
        async with container.store.read() as uow:
            bought = await uow.audit.purchase_books("", 10_000)
        # The import begins anew with what the file says, but for the pieces that lives before this one still hold.
        self.sold_before = {name: await self._stock(name) - _left(bought, name) for name in STOCK}
        self.customer: CustomerView = await arrive(container, number)
        self.buyer = Buyer(container, self.market.gateway, self.customer)
        self.services, self.lives = container.services, True

    # Choosing and paying

    @rule(from_cart=st.booleans(), pays=st.booleans())
    def buys(self, from_cart: bool, pays: bool) -> None:
        """All at once, as most people do; or left open."""
        self._try(self._choose(from_cart=from_cart))
        if self.purchase_id is not None:
            before = len(self.opened)
            self._try(self._confirm(1))
            if pays and len(self.opened) > before:
                self._pay(*self.opened[-1])

    @rule(from_cart=st.booleans())
    def chooses(self, from_cart: bool) -> None:
        self._try(self._choose(from_cart=from_cart))

    async def _choose(self, *, from_cart: bool) -> None:
        if not from_cart:
            self.purchase_id = (await self.buyer.choose()).purchase_id
            return
        await self.services.catalog.set_quantity(self.customer.id, PRODUCT, 2)
        await self.services.catalog.set_quantity(self.customer.id, OTHER, 1)
        self.purchase_id = (await self.services.purchases.start_from_cart(self.customer.id)).purchase_id

    @precondition(lambda self: self.purchase_id)
    @rule(taps=st.integers(1, 2))
    def confirms(self, taps: int) -> None:
        self._try(self._confirm(taps))

    async def _confirm(self, taps: int) -> None:
        assert self.purchase_id is not None
        pay = self.buyer.payments.pay
        answers = await asyncio.gather(
            *(pay(self.customer.id, self.purchase_id) for _ in range(taps)), return_exceptions=True
        )
        for answer in answers:
            if isinstance(answer, PurchaseAwaited):
                opened = (answer.payment_id, answer.amount_fen)
                self.opened = list(dict.fromkeys([*self.opened, opened]))
            elif isinstance(answer, BaseException) and not isinstance(answer, DomainError):
                raise answer

    @precondition(lambda self: self.purchase_id)
    @rule()
    def renews(self) -> None:
        self._try(self._renew())

    async def _renew(self) -> None:
        assert self.purchase_id is not None
        renewed = await self.services.purchases.renew(self.customer.id, self.purchase_id)
        self.purchase_id = renewed.purchase_id

    @precondition(lambda self: self.opened)
    @rule(data=st.data(), short_fen=st.sampled_from((0, 0, 0, 0, 1)), is_doubled=st.booleans())
    def scans(self, data: st.DataObject, short_fen: int, is_doubled: bool) -> None:
        """In time, late, again, or too little; the gateway says so once or twice."""
        payment_id, amount_fen = data.draw(st.sampled_from(self.opened))
        self._pay(payment_id, amount_fen - short_fen, times=2 if is_doubled else 1)

    def _pay(self, payment_id: str, amount_fen: int, times: int = 1) -> None:
        self.said += 1
        reference = f"R-{self.market.customers}-{self.said}"
        said = self.market.gateway.pay(payment_id, amount_fen, reference)
        for _ in range(times):
            self._run(self.buyer.say(payment_id, said))

    @precondition(lambda self: self.opened)
    @rule(data=st.data())
    def calls_off(self, data: st.DataObject) -> None:
        payment_id, _ = data.draw(st.sampled_from(self.opened))
        self._try(self.buyer.payments.cancel(self.customer.id, payment_id))

    @precondition(lambda self: self.opened)
    @rule(data=st.data())
    def looks(self, data: st.DataObject) -> None:
        payment_id, _ = data.draw(st.sampled_from(self.opened))
        self._try(self.buyer.payments.check(self.customer.id, payment_id))

    @precondition(lambda self: self.opened)
    @rule(data=st.data())
    def is_declined(self, data: st.DataObject) -> None:
        payment_id, _ = data.draw(st.sampled_from(self.opened))
        self._run(self.buyer.say(payment_id, DECLINED))

    # What goes on meanwhile

    @rule(minutes=st.sampled_from((1, 14, 16, 60)))
    def time_passes(self, minutes: int) -> None:
        self.market.clock.advance(minutes=minutes)
        self._run(self.buyer.follow())

    @rule(pieces=st.integers(1, 2))
    def others_buy(self, pieces: int) -> None:
        self._run(self._take(pieces))

    async def _take(self, pieces: int) -> None:
        async with self.market.container.store.write() as uow:
            if await uow.catalog.take_stock(PRODUCT, pieces):
                self.taken += pieces
            await uow.commit()

    @rule()
    def money_goes_back(self) -> None:
        self._run(self.buyer.send_money_back())

    # After the order

    @precondition(lambda self: self.opened)
    @rule()
    def confirms_receipt(self) -> None:
        self._try(self._received())

    async def _received(self) -> None:
        order = await self._order()
        if order is not None:
            await self.services.returns.confirm_receipt(self.customer.id, order)

    @precondition(lambda self: self.opened)
    @rule(piece=st.integers(1, 2), of_line=st.integers(1, 2))
    def asks_to_return(self, piece: int, of_line: int) -> None:
        self._try(self._ask(piece, of_line))

    async def _ask(self, piece: int, of_line: int) -> None:
        order = await self._order()
        if order is not None:
            returns, picks = self.services.returns, {of_line: piece}
            shown = await returns.refund_preview(self.customer.id, order, picks)
            await returns.request(self.customer.id, order, picks, shown.version)

    @precondition(lambda self: self.opened)
    @rule(answer=st.sampled_from(("books", "books", "declines", "withdraws")))
    def is_answered(self, answer: str) -> None:
        self._try(self._answer(answer))

    async def _answer(self, answer: str) -> None:
        for asked in await self.services.returns.open_requests():
            match answer:
                case "books":
                    await self.services.returns.book(asked.return_id)
                case "declines":
                    await self.services.returns.decline(asked.return_id, "用过了")
                case _:
                    await self.services.returns.withdraw(self.customer.id, asked.return_id)

    async def _order(self) -> str | None:
        found = (await self.services.orders.orders(self.customer.id, 0)).orders
        return found[0].order_id if found else None

    @rule()
    def wants_to_be_forgotten(self) -> None:
        self._run(self._forget())

    async def _forget(self) -> None:
        """Whoever has an order, or money that is on its way or may still come, stays with it; everybody else is gone, and
        comes back as a newcomer."""
        may_come_after = self.market.clock.now() - MAY_STILL_COME
        has_money = await one_number(
            self.market.container,
            "SELECT count(*) FROM payments WHERE purchase_id IS NOT NULL AND (status <> 'void'"
            f" OR void_reason = '{CANCELLED}' AND closed_at > '{may_come_after:%Y-%m-%d %H:%M:%S.%f}+00')"
            f" AND customer_id = '{self.customer.id}'",
        )
        kept = await self.services.privacy.erase(self.customer.id)
        assert (kept is not None) == bool(has_money)
        if kept is None:
            self.opened, self.purchase_id = [], None
            self.market.customers += 1
            self.customer = self.buyer.customer = await arrive(self.market.container, self.market.customers)
        else:
            assert kept.kept is not None
            assert not kept.kept.has_loans

    # What always holds

    @precondition(lambda self: self.lives)
    @invariant()
    def the_books_are_clean_no_piece_is_lost_and_every_fen_is_goods_or_goes_back(self) -> None:
        self._run(self._everything_holds())

    async def _everything_holds(self) -> None:
        container, gateway = self.market.container, self.market.gateway
        async with container.store.read() as uow:
            bought = await uow.audit.purchase_books("", 10_000)
            key = uow.ledger.chain_key
        breaches = [what for books in bought for what in (*check_chain(books, key), *check_purchase(books))]
        assert breaches == []
        at_gateway_fen = sum(gateway.paid().values()) - gateway.refunded_fen()
        assert await self.buyer.cash_fen() == at_gateway_fen
        underway_fen = sum(
            one.amount_fen for books in bought for one in books.refunds if one.status != RefundStatus.DONE
        )
        goods_fen = sum(books.order.total_fen for books in bought if books.order is not None)
        back_fen = sum(
            one.amount_fen for books in bought for one in books.returns if one.status == ReturnStatus.BOOKED
        )
        assert at_gateway_fen - underway_fen == goods_fen - back_fen
        for name in STOCK:
            taken = self.taken if name == PRODUCT else 0
            assert await self._stock(name) == _left(bought, name) - taken + self.sold_before[name], name

    async def _stock(self, name: str) -> int:
        return await one_number(self.market.container, f"SELECT stock FROM products WHERE id = '{name}'")

    def teardown(self) -> None:
        if self.lives:
            self._run(self.buyer.require_clean_books())

    def _try(self, doing: Coroutine[Any, Any, object]) -> None:
        with suppress(DomainError):
            self._run(doing)

    def _run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.market.run(doing)


def _left(bought: Sequence[PurchaseBooks], name: str) -> int:
    """What the stock would be, had it begun as the catalogue says, by what was bought, is held, and came back."""
    left = STOCK[name]
    for books in bought:
        lines = {line.line_no: line for line in books.lines}
        if books.purchase.held_until is not None:
            left -= sum(line["quantity"] for line in books.purchase.lines if line["product_id"] == name)
        left -= sum(line.quantity for line in lines.values() if line.product_id == name)
        left += sum(
            line["quantity"]
            for returned in books.returns
            if returned.status == ReturnStatus.BOOKED and not returned.received
            for line in returned.lines
            if lines[line["line_no"]].product_id == name
        )
    return left
