"""Somebody with bills and a card that is debited, and what can be the matter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from bot.wiring import Container
from domain import tables as t
from domain.cases.types import CaseKind
from domain.columns import place_of
from domain.customers.results import CustomerView
from domain.loans.results import BillView
from domain.standing.results import DebitState, ReminderState, Standing
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, pay, repay_next
from tests.support.returning import send_back

DUE = date(2026, 2, 5)


@dataclass
class Debtor:
    """Somebody with twelve bills of ¥357.24 and a card that is debited."""

    container: Container
    clock: MovableClock
    customer: CustomerView
    loan_id: str

    async def stands(self) -> Standing:
        return await self.container.services.standing.of(self.customer.id)

    async def ask(self, kind: CaseKind) -> str:
        return (await self.container.services.support.request(self.customer.id, kind, self.loan_id)).case_id


def with_bills(today: date, *bills: BillView) -> Standing:
    """Somebody who has these, and of whom there is nothing else to say."""
    return Standing(today, None, bills, (), (), DebitState.OFF, None, ReminderState.ON)


async def indebted(container: Container, clock: MovableClock) -> Debtor:
    customer = await arrive(container)
    order = await buy(container, customer)
    await authorise(container, customer)
    return Debtor(container, clock, customer, order.bills[0].loan_id)


async def authorise(container: Container, customer: CustomerView) -> None:
    """Bind a card and switch automatic debit on, as if a gateway had taken it."""
    card = t.PaymentCard(
        id=f"card-{customer.id}"[:32],
        customer_id=customer.id,
        gateway="sandbox",
        token="",
        last_four="0018",
        bank="ICBC",
        position=1,
        bound_at=container.clock.now(),
    )
    card.token = container.cipher.seal("token", place_of(card, "token"))
    async with container.store.write() as uow:
        uow.add(card)
        await uow.commit()
    await container.services.autopay.agree(customer.id, version="test", sha256="0" * 64, locale="zh_CN")


async def nothing(debtor: Debtor) -> None: ...


async def freeze(debtor: Debtor) -> None:
    await debtor.container.services.security.freeze(debtor.customer.id)


async def hardship(debtor: Debtor) -> None:
    await debtor.ask(CaseKind.HARDSHIP)


async def dispute(debtor: Debtor) -> None:
    await debtor.ask(CaseKind.WRONG_AMOUNT)


async def pay_it_now(debtor: Debtor) -> None:
    quote = await debtor.container.services.quotes.oldest(debtor.customer.id, debtor.loan_id)
    await debtor.container.services.payments._record(debtor.customer.id, quote.quote_id)


async def paid(debtor: Debtor) -> None:
    await repay_next(debtor.container, debtor.customer)


async def settled(debtor: Debtor) -> None:
    quote = await debtor.container.services.quotes.settlement(debtor.customer.id, debtor.loan_id)
    await pay(debtor.container, debtor.customer, quote.quote_id)


async def switched_off(debtor: Debtor) -> None:
    await debtor.container.services.autopay.revoke(debtor.customer.id)


async def without_card(debtor: Debtor) -> None:
    (card,) = (await debtor.container.services.autopay.view(debtor.customer.id)).cards
    await debtor.container.services.autopay.remove(debtor.customer.id, card.card_id)


async def one_of_two_disputed(debtor: Debtor) -> None:
    await buy(debtor.container, debtor.customer, product_id="lamp", plan_id="consumer-3")
    await dispute(debtor)


async def returned(debtor: Debtor) -> None:
    """All of the goods go back, which settles the loan."""
    services = debtor.container.services
    (order,) = (await services.orders.orders(debtor.customer.id, 0)).orders
    await send_back(
        debtor.container,
        debtor.customer,
        await services.orders.order(debtor.customer.id, order.order_id),
        {1: 1},
    )


async def unreachable(debtor: Debtor) -> None:
    """They stopped the assistant."""
    await debtor.container.services.customers.mark_blocked(debtor.customer.telegram_id)


async def back_again(debtor: Debtor) -> None:
    await unreachable(debtor)
    await arrive(debtor.container)


async def promised(debtor: Debtor) -> None:
    """Another day, where something is late; else nothing is asked."""
    choice = await debtor.container.services.support.promise_choice(debtor.customer.id, debtor.loan_id)
    if choice.days:
        await debtor.container.services.support.promise(
            debtor.customer.id, debtor.loan_id, choice.days[2].day
        )


State = Callable[[Debtor], Awaitable[None]]
STATES: tuple[State, ...] = (
    nothing, freeze, hardship, dispute, pay_it_now, paid, settled, switched_off, without_card, one_of_two_disputed,
    returned, unreachable, back_again, promised,
)  # fmt: skip
